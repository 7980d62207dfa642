/// What seasons played one after the other came to.
public struct SimulationTotals: Sendable, Codable {
    public private(set) var seasons = 0
    public private(set) var batches = 0
    public private(set) var files = 0
    public private(set) var drains = 0
    /// Redemption rounds that came to a list, and payments that were made of them.
    public private(set) var rounds = 0
    public private(set) var payments = 0
    /// Messages that were delayed, doubled, cut, dropped or mislaid, batches under known numbers, and file operations that failed.
    public private(set) var faults = 0
    public private(set) var crashes = 0
    public private(set) var calls = 0
    public private(set) var comparedDays = 0
    public private(set) var barredDays = 0
    public private(set) var lost = 0
    /// The commands that play the failed seasons again.
    public private(set) var failed: [String] = []

    public init() {}

    public mutating func add(_ season: SeasonReport) {
        seasons += 1
        batches += season.batches
        files += season.files
        drains += season.drains
        rounds += season.rounds
        payments += season.payments
        faults += season.delayed + season.doubled + season.cut + season.dropped + season.mislaid + season.changed + season.errors
        crashes += season.crashes
        calls += season.calls
        comparedDays += season.comparedDays
        barredDays += season.barredDays
        lost += season.lost
        if !season.isSound { failed.append(season.command) }
    }
}
