public import Programme

/// What the centre knows of time when it judges: the instant of the drain, and how far every district has spoken.
public struct Horizon: Sendable {
    /// The instant of the drain.
    public let now: Instant
    /// The earliest of the latest applied exports of all active district offices; `nil` while one of them has sent nothing.
    public let allHaveSpokenUntil: Instant?
    public let workdays: Workdays
    /// The years of which every active district has declared that it has nothing more to say (Batch-Closing-Year).
    public let closedYears: Set<Int>
    /// When the last of those declarations was taken in, by year.
    public let closedAt: [Int: Instant]

    public init(now: Instant, allHaveSpokenUntil: Instant? = nil, workdays: Workdays, closedYears: Set<Int> = [], closedAt: [Int: Instant] = [:]) {
        self.now = now
        self.allHaveSpokenUntil = allHaveSpokenUntil
        self.workdays = workdays
        self.closedYears = closedYears.union(closedAt.keys)
        self.closedAt = closedAt
    }
}
