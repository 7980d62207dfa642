import Programme

/// What a simulated season grows from: the same settings give the same season, call by call.
public struct SeasonSettings: Sendable {
    /// The most offices of a season: the districts whose codes the shipped configuration has.
    public static let mostOffices = 15
    /// The most days: one a week from June to the year's end, after one in March.
    public static let mostDays = 28

    /// The fewest days of a season with redemption rounds: a claim is FINAL a good two weeks after it came, and a round takes four days from the
    /// cut-off to the bank.
    public static let fewestDaysOfRounds = 9

    public let seed: UInt64
    /// How many district offices report.
    public let offices: Int
    /// How many days they report on.
    public let days: Int
    public let faults: Set<FaultKind>
    /// The folder of the configuration from which programme and working days are taken.
    public let configuration: String

    /// - Returns: `nil` where offices or days are outside the limits.
    public init?(seed: UInt64, offices: Int, days: Int, faults: Set<FaultKind>, configuration: String) {
        guard (1...SeasonSettings.mostOffices).contains(offices), (1...SeasonSettings.mostDays).contains(days) else { return nil }
        self.seed = seed
        self.offices = offices
        self.days = days
        self.faults = faults
        self.configuration = configuration
    }

    /// The command that plays this season again.
    public var command: String {
        "voucherd simulate --seed \(seed) --offices \(offices) --days \(days) --faults \(FaultKind.text(faults))"
    }

    /// The district offices, beginning with those of the test cases.
    var officeCodes: [OfficeCode] {
        let codes = [
            "410305", "410307", "410308", "410311", "410371", "410302", "410303", "410304", "410324", "410325", "410326", "410327", "410328",
            "410329", "410322",
        ]
        return codes.prefix(offices).compactMap { OfficeCode($0) }
    }

    /// The offices that work with our own program; the others are clients of their own, written from the contract.
    var desks: Set<OfficeCode> { Set(officeCodes.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)) }

    /// What may befall the offices. One that packs with our own program keeps its own count of batches and epochs.
    var mishaps: SeasonWriter.Mishaps {
        let others = Set(officeCodes).subtracting(desks)
        return SeasonWriter.Mishaps(
            mislaying: faults.contains(.mislay) ? others : [],
            restoring: faults.contains(.restore) ? others : []
        )
    }

    /// Whether the centre holds redemption rounds.
    var hasRounds: Bool { days >= SeasonSettings.fewestDaysOfRounds }

    /// How many filings, edits and withdrawals a day has.
    var steps: Int { 2 * offices + 2 }

    /// A day in March, on which applications come, then one a week from June on.
    var exportDays: [Day] {
        guard let march = Day(2025, 3, 4), let june = Day(2025, 6, 3) else { return [] }
        return (0..<days).map { $0 == 0 ? march : june.adding(days: 7 * ($0 - 1)) }
    }
}
