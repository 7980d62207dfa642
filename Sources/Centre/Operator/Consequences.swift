public import Merging
public import Programme
public import Records
public import Rules
public import Store

/// What a drain changed, or would change: the conflicts and decisions, with their amounts before and after.
public struct Consequences: Sendable {
    /// A decision that is not what it was.
    public struct Change: Sendable {
        public let kind: Decision.Kind
        public let subject: RecordKey
        /// The party's name, or its code where the store has no name.
        public let party: String
        /// `nil` where there was none.
        public let before: Decision?
        /// `nil` where there is none any more.
        public let after: Decision?

        /// By how much the money bound by it changes.
        public var difference: Fen { (after?.boundAmount ?? .zero) - (before?.boundAmount ?? .zero) }
    }

    /// The drain's number.
    public let drain: Int
    public let decisions: [Change]
    /// The ids of the conflicts that it settled, and of those that it opened or found still open.
    public let settled: [String]
    public let opened: [String]
    /// How many conflicts are open after it.
    public let remaining: Int
    /// What became of the operator's own rows.
    public var acts: [(row: RowIdentity, outcome: RowOutcome, findings: [Finding])] = []

    /// The sum of all differences.
    public var difference: Fen { decisions.reduce(.zero) { $0 + $1.difference } }

    /// Reads what a drain changed.
    init(ofDrain drain: Int, _ transaction: Transaction) throws {
        self.drain = drain
        var changes: [Change] = []
        for (before, after) in try transaction.decisionChanges(inDrain: drain) where before != after {
            guard let shown = after ?? before else { continue }
            let name = try transaction.merged(.party, shown.party)?["legal_name"]?.text
            changes.append(Change(kind: shown.kind, subject: shown.subject, party: name ?? shown.party, before: before, after: after))
        }
        decisions = changes
        let conflicts = try transaction.conflicts(changedIn: drain)
        settled = conflicts.filter { !$0.isOpen }.map(\.id)
        opened = conflicts.filter(\.isOpen).map(\.id)
        remaining = try transaction.openConflicts().count
    }
}

extension Decision {
    /// The money that the decision promises or reserves: what is held, returned or refused binds none.
    var boundAmount: Fen {
        switch outcome {
        case .issued, .reduced, .passed: kind == .confirmation ? .zero : amount ?? .zero
        default: .zero
        }
    }
}
