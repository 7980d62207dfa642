public import Programme

/// What the centre knows of time when it judges: the instant of the drain, and how far every district has spoken.
public struct Horizon: Sendable {
    /// The instant of the drain.
    public let now: Instant
    /// The earliest of the latest applied exports of all active district offices; `nil` while one of them has sent nothing.
    public let allHaveSpokenUntil: Instant?
    public let workdays: Workdays

    public init(now: Instant, allHaveSpokenUntil: Instant? = nil, workdays: Workdays) {
        self.now = now
        self.allHaveSpokenUntil = allHaveSpokenUntil
        self.workdays = workdays
    }
}
