import Bags
import Records

/// What a bundle says, in short: the batches dealt with, what the office must act on, the decisions.
///
/// Of each list the first ``limit`` lines are kept and all are counted; the unpacked tables hold everything.
public struct BundleSummary: Sendable, Encodable, Equatable {
    /// The most lines kept of one list.
    public static let limit = 1000

    /// A line of `receipts/batches.csv`.
    public struct Batch: Sendable, Encodable, Equatable {
        public let epoch: String
        public let sequence: String
        public let file: String
        /// APPLIED, WAITING, DUPLICATE, CHANGED or QUARANTINED.
        public let outcome: String
        public let rows: String
        /// The eight outcomes of rows with how many rows had each, those with none left out.
        public let counts: [Count]
        public let waitsFor: String
        public let reason: String
    }

    /// How many rows had an outcome.
    public struct Count: Sendable, Encodable, Equatable {
        public let outcome: String
        public let rows: String
    }

    /// A finding on a row that the office can do something about.
    public struct Action: Sendable, Encodable, Equatable {
        public let epoch: String
        public let sequence: String
        public let file: String
        public let line: String
        public let key: String
        /// RETURNED, REJECTED, HELD, CONFLICT or PARKED.
        public let outcome: String
        public let rule: String
        public let article: String
        public let values: String
        public let reason: String
        public let fix: String
        public let conflict: String
        public let ticket: String
    }

    /// A line of `decisions.csv`.
    public struct Decision: Sendable, Encodable, Equatable {
        public let subject: String
        public let kind: String
        public let outcome: String
        /// In yuan; empty where the decision has no amount.
        public let amount: String
        /// TENTATIVE or FINAL.
        public let state: String
        public let reason: String
        public let fix: String
    }

    public let batches: [Batch]
    public let batchCount: Int
    public let actions: [Action]
    public let actionCount: Int
    public let decisions: [Decision]
    public let decisionCount: Int

    /// Reads the tables of a bundle.
    ///
    /// - Throws: ``CSVTableError`` where one is no table.
    init(_ bag: Bag) throws {
        let batches = Kept<Batch>()
        try BundleSummary.read(bag, "data/receipts/batches.csv", Batch.columns) { batches.add(Batch($0)) }
        let actions = Kept<Action>()
        try BundleSummary.read(bag, "data/receipts/records.csv", Action.columns) { cells in
            if let action = Action(cells) { actions.add(action) }
        }
        let decisions = Kept<Decision>()
        try BundleSummary.read(bag, "data/decisions.csv", Decision.columns) { decisions.add(Decision($0)) }
        (self.batches, batchCount) = (batches.items, batches.count)
        (self.actions, actionCount) = (actions.items, actions.count)
        (self.decisions, decisionCount) = (decisions.items, decisions.count)
    }

    /// A class, because the closures that fill it outlive the call that makes them.
    private final class Kept<Item> {
        private(set) var items: [Item] = []
        private(set) var count = 0

        func add(_ item: Item) {
            count += 1
            if items.count < BundleSummary.limit { items.append(item) }
        }
    }

    private static func read(_ bag: Bag, _ path: String, _ columns: [String], _ take: @escaping ([String]) -> Void) throws {
        var sink = NamedColumns(columns, take)
        try bag.readTable(path, .utf8, into: &sink)
    }
}

extension BundleSummary.Batch {
    private static let outcomes = ["accepted", "merged", "unchanged", "held", "conflict", "parked", "returned", "rejected"]
    fileprivate static let columns = ["epoch", "sequence", "file", "outcome", "rows", "waits_for", "reason_zh"] + outcomes

    fileprivate init(_ cells: [String]) {
        self.init(
            epoch: cells[0],
            sequence: cells[1],
            file: cells[2],
            outcome: cells[3],
            rows: cells[4],
            counts: zip(Self.outcomes, cells[7...]).filter { $1 != "0" && !$1.isEmpty }
                .map { BundleSummary.Count(outcome: $0.uppercased(), rows: $1) },
            waitsFor: cells[5],
            reason: cells[6]
        )
    }
}

extension BundleSummary.Action {
    fileprivate static let columns = [
        "epoch", "sequence", "file", "line", "key", "outcome", "rule", "article", "values", "reason_zh", "fix_zh", "conflict_id", "ticket", "effect",
    ]

    /// `nil` for a row that asks for nothing, and for a finding that changes nothing.
    fileprivate init?(_ cells: [String]) {
        guard ["RETURNED", "REJECTED", "HELD", "CONFLICT", "PARKED"].contains(cells[5]), !["WARN", "INFO"].contains(cells[13]) else { return nil }
        self.init(
            epoch: cells[0],
            sequence: cells[1],
            file: cells[2],
            line: cells[3],
            key: cells[4],
            outcome: cells[5],
            rule: cells[6],
            article: cells[7],
            values: cells[8],
            reason: cells[9],
            fix: cells[10],
            conflict: cells[11],
            ticket: cells[12]
        )
    }
}

extension BundleSummary.Decision {
    fileprivate static let columns = ["subject_key", "kind", "outcome", "amount", "state", "reason_zh", "fix_zh"]

    fileprivate init(_ cells: [String]) {
        self.init(subject: cells[0], kind: cells[1], outcome: cells[2], amount: cells[3], state: cells[4], reason: cells[5], fix: cells[6])
    }
}
