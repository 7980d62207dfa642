/// What a season was and what was found after it.
public struct SeasonReport: Sendable, Codable {
    public let seed: UInt64
    /// The command that plays the season again.
    public let command: String
    /// Batches that the offices and the centre wrote.
    public var batches = 0
    /// Rows in them.
    public var rows = 0
    /// Whole files that reached the inbox, those sent twice among them.
    public var files = 0
    /// Transactions of the centre that took something.
    public var drains = 0
    public var bundles = 0
    /// Redemption rounds that came to a list, payments that were made of them, and what they come to, in yuan.
    public var rounds = 0
    public var payments = 0
    public var paid = "0.00"
    public var delayed = 0
    public var doubled = 0
    public var cut = 0
    public var dropped = 0
    /// Batches that never came and were waived.
    public var mislaid = 0
    /// Batches with other content under a known number.
    public var changed = 0
    /// Deaths of the centre and of offices at one of their file operations.
    public var centreCrashes = 0
    public var officeCrashes = 0
    /// File operations that failed and the process lived.
    public var errors = 0
    /// File operations that were asked about.
    public var calls = 0
    /// Bundles that an office was offered before their turn, or cut short, and declined.
    public var declined = 0
    /// Days whose batches, drained at once and in order, gave the same state; days that a decision which became FINAL kept from being compared.
    public var comparedDays = 0
    public var barredDays = 0
    /// Batches and files that were sent and are nowhere: there must be none.
    public var lost = 0
    /// Every promise that did not hold.
    public var faults: [String] = []
    /// A digest of everything that came out, so that two runs of a seed can be compared.
    public var fingerprint = ""
    /// The folder of a season that failed; `nil` where nothing did, since it is then removed.
    public var folder: String?

    init(_ settings: SeasonSettings) {
        seed = settings.seed
        command = settings.command
    }

    public var isSound: Bool { faults.isEmpty && lost == 0 }
    public var crashes: Int { centreCrashes + officeCrashes }
}
