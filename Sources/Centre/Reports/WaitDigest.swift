import Programme
import Records
import Store

/// What ``WaitQueue`` says, in numbers and with what comes first, without a look at each supplement that offices owe: those are many, and nothing
/// that the centre can do ends them.
struct WaitDigest {
    /// How many wait, by kind.
    let counts: [String: Int]
    let overdue: Int
    /// All that waits, but for what was returned to its office; in the queue's order.
    let items: [WaitQueue.Item]
    /// How many supplements are owed, by their last day; `nil` where the calendar has no answer.
    let supplements: [(due: Day?, count: Int)]

    private let transaction: Transaction
    private let desk: WaitDesk
    private let waits: [StoredWait]

    init(_ transaction: Transaction, _ configuration: CentreConfiguration, at instant: Instant) throws {
        self.transaction = transaction
        let desk = WaitDesk(transaction: transaction, configuration: configuration, instant: instant)
        self.desk = desk
        waits = try transaction.otherWaits().sorted(by: WaitQueue.isBefore)
        items = try waits.map { try desk.item($0) }
        supplements = try transaction.ticketsByDrain().map { (desk.supplementDue(since: $0.openedAt), $0.count) }
        var counts = Dictionary(items.map { ($0.kind, 1) }, uniquingKeysWith: +)
        let returned = try transaction.returnedCount()
        if returned > 0 { counts[StoredWait.Kind.returned.rawValue] = returned }
        self.counts = counts
        let late = supplements.filter { supplement in supplement.due.map { instant.day > $0 } ?? false }
        overdue = items.count(where: \.isOverdue) + late.reduce(0) { $0 + $1.count }
    }

    /// Those on which the most money depends.
    func biggest(_ most: Int) throws -> [WaitQueue.Item] {
        let all = waits + (try transaction.returned(.biggest, most: most))
        return try all.filter { $0.amount != nil }.sorted(by: WaitQueue.isBefore).prefix(most).map { try desk.item($0) }
    }

    /// Those that have waited longest.
    func oldest(_ most: Int) throws -> [WaitQueue.Item] {
        let all = waits + (try transaction.returned(.oldest, most: most))
        return try all.filter { $0.since != nil }.sorted { ($0.since?.seconds ?? 0, $0.subject) < ($1.since?.seconds ?? 0, $1.subject) }.prefix(most)
            .map { try desk.item($0) }
    }

    /// The supplements that have been owed longest.
    func oldestSupplements(_ most: Int) throws -> [WaitQueue.Item] {
        try transaction.returned(.oldest, most: most).map { try desk.item($0) }
    }
}
