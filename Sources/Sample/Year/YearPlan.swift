public import Programme

/// A moment at which the centre takes what has come, in a world that is played in phases.
public struct SamplePhase: Sendable, Hashable {
    /// The instant of the drain (`--as-of`).
    public let drainedAt: Instant

    /// `2025-07-15T090000`: the folder of the phase's files, below `phases/`.
    public var folder: String { drainedAt.description.prefix(19).filter { $0 != ":" } }
}

/// The calendar of the voucher year 2025: when the districts' batches reach the centre, and on what days its two rounds take their steps.
///
/// Publicity lasts five working days without the day of publication, so each round's steps follow the city's holidays: the second one's
/// publicity ends on the day before the Spring Festival.
struct YearPlan {
    /// The days of one redemption round (Art. 18).
    struct Round {
        let id: String
        let kind: String
        /// Claims placed before this instant are FINAL when the round is cut off: every district has exported then.
        let takenUntil: Instant
        let cutOff: Day
        let reviewed: Day
        let published: Day
        let objected: Day
        /// Objections are ruled on, and the publicity of all other lines has ended.
        let ruled: Day
        let checked: Day
        let sent: Day
        let settled: Day
        let paidAnew: Day

        var days: [Day] { [cutOff, reviewed, published, objected, ruled, checked, sent, settled, paidAnew] }
    }

    static let year = 2025

    /// Every district exports at these instants, whatever else it does; all batches up to one reach the centre together. By the last one the
    /// districts have closed the year.
    static let exports = [(2025, 3, 28), (2025, 7, 11), (2025, 9, 26), (2025, 12, 31), (2026, 1, 9), (2026, 1, 20)].map {
        evening(day($0.0, $0.1, $0.2))
    }

    static let extra = Round(
        id: "2025-R1",
        kind: "EXTRA",
        takenUntil: exports[1],
        cutOff: day(2025, 7, 15),
        reviewed: day(2025, 7, 22),
        published: day(2025, 7, 25),
        objected: day(2025, 7, 30),
        ruled: day(2025, 8, 4),
        checked: day(2025, 8, 11),
        sent: day(2025, 8, 14),
        settled: day(2025, 8, 18),
        paidAnew: day(2025, 8, 25)
    )

    static let annual = Round(
        id: "2025-R2",
        kind: "ANNUAL",
        takenUntil: exports[5],
        cutOff: day(2026, 1, 28),
        reviewed: day(2026, 2, 5),
        published: day(2026, 2, 6),
        objected: day(2026, 2, 10),
        ruled: day(2026, 2, 25),
        checked: day(2026, 3, 4),
        sent: day(2026, 3, 6),
        settled: day(2026, 3, 10),
        paidAnew: day(2026, 3, 17)
    )

    /// When the authority finds that a party has cheated (Art. 23).
    static let fraud = day(2026, 3, 20)
    /// The day as of which the ground truth stands.
    static let end = day(2026, 3, 31)

    /// The days on which batches of the districts are taken: each after one of their common exports, the last one after what mishaps add.
    private static let deliveries = [
        day(2025, 3, 31), day(2025, 7, 14), day(2025, 9, 29), day(2026, 1, 1), day(2026, 1, 12), day(2026, 1, 22),
    ]

    /// In order.
    static let phases = (deliveries + extra.days + annual.days + [fraud, end]).sorted().map { SamplePhase(drainedAt: hour(9, on: $0)) }

    /// The phase that brings a batch.
    static func phase(of batch: SampleBatch) -> Int {
        let days = batch.identity.office == .centre ? phases.map(\.drainedAt.day) : deliveries
        let arrival = days.first { hour(9, on: $0) >= batch.exportedAt } ?? end
        return phases.firstIndex { $0.drainedAt.day == arrival } ?? phases.count - 1
    }

    /// The export in which the centre sends what it enters: half an hour before the next drain.
    static func centreExport(of instant: Instant) -> Instant {
        phases.map { $0.drainedAt.adding(seconds: -1800) }.first { $0 >= instant } ?? phases[phases.count - 1].drainedAt
    }

    /// When the centre's clerk enters the acts of a day.
    static func desk(_ day: Day) -> Instant { hour(8, on: day) }

    private static func evening(_ day: Day) -> Instant { Instant(startOf: day).adding(seconds: 18 * 3600 + 1200) }
    private static func hour(_ hour: Int64, on day: Day) -> Instant { Instant(startOf: day).adding(seconds: hour * 3600) }
    private static func day(_ year: Int, _ month: Int, _ dayOfMonth: Int) -> Day { Chronology.day(year, month, dayOfMonth) }
}
