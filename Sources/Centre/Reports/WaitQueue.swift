public import Programme
import Records
import Store

/// Everything that waits, in one queue: what it is, why, since when, how much money depends on it, and the way out (`voucherd waits`).
public struct WaitQueue: Sendable, Codable {
    /// One thing that waits. It has a reason, an age and a way out.
    public struct Item: Sendable, Codable {
        /// `file`, `batch`, `case`, `reference`, `row`, `resolution`, `held`, `returned` or `conflict`.
        public let kind: String
        /// The file, the batch, the row, the conflict, or the record by type and key.
        public let subject: String
        /// The subject as people call it, with the name of the party.
        public let words: String
        /// The office that sent it, where that is known.
        public let office: String?
        public let officeName: String?
        /// The batch, the record, the rule or the conflict that it waits for.
        public let waitsFor: String
        /// The rule that makes it wait, where one does, and its article.
        public let rule: String?
        public let article: String?
        public let reason: String
        public let reasonZh: String
        public let since: Instant?
        public let ageSeconds: Int64?
        /// The last day of its deadline, where it has one: five working days for the initial review (Art. 18 item 1), the days of a supplement.
        public let due: Day?
        /// Whether it has waited longer than it should: past its deadline, a claim for 30 days, a file for `intake.stale_after`.
        public let isOverdue: Bool
        /// The money that depends on it, in yuan with two places, and what it is: `bound`, `at most` or `asked`.
        public let amount: String?
        public let amountIs: String?
        /// What ends the wait, and who does it.
        public let wayOut: String
        public let wayOutZh: String
        /// Commands that end it, ready to paste; any one of them does, unless the way out says otherwise.
        public let commands: [String]
    }

    /// How long a claim may wait for what it refers to before the queue says that it is overdue.
    public static let longestClaimWait = Duration.seconds(30 * 86_400)

    /// The version of this form.
    public let version: Int
    /// The instant to which ages are counted.
    public let asOf: Instant
    /// How many wait, by kind.
    public let counts: [String: Int]
    public let overdue: Int
    /// The most money first, then the oldest.
    public let items: [Item]

    /// Reads what waits in a centre's store; ages are counted to the instant.
    public init(_ centre: Centre, at instant: Instant) throws {
        self = try centre.store.read { try WaitQueue($0, centre.configuration, at: instant) }
    }

    init(_ transaction: Transaction, _ configuration: CentreConfiguration, at instant: Instant) throws {
        let desk = WaitDesk(transaction: transaction, configuration: configuration, instant: instant)
        let waits = try transaction.allWaits()
        let items = try waits.sorted(by: WaitQueue.isBefore).map { try desk.item($0) }
        version = 1
        asOf = instant
        self.items = items
        counts = Dictionary(items.map { ($0.kind, 1) }, uniquingKeysWith: +)
        overdue = items.count(where: \.isOverdue)
    }

    /// The most money first, then the oldest.
    static func isBefore(_ left: StoredWait, _ right: StoredWait) -> Bool {
        let (amount, other) = (left.amount ?? .zero, right.amount ?? .zero)
        if amount != other { return amount > other }
        let (since, before) = (left.since?.seconds ?? .max, right.since?.seconds ?? .max)
        if since != before { return since < before }
        return (left.kind.rawValue, left.subject, left.waitsFor) < (right.kind.rawValue, right.subject, right.waitsFor)
    }

    private init(_ queue: WaitQueue, items: [Item]) {
        version = queue.version
        asOf = queue.asOf
        self.items = items
        counts = Dictionary(items.map { ($0.kind, 1) }, uniquingKeysWith: +)
        overdue = items.count(where: \.isOverdue)
    }

    /// The queue without the items that do not fit, in the same order.
    public func filtered(_ isFit: (Item) -> Bool) -> WaitQueue { WaitQueue(self, items: items.filter(isFit)) }
}
