public import Merging
public import Programme
public import Records
import Rules
public import Store

/// What a drain changed, or would change: the conflicts and decisions, with their amounts before and after.
public struct Consequences: Sendable {
    /// The drain's number.
    public let drain: Int
    public let decisions: [DecisionChange]
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
    /// - Parameter drains: the one that took the acts, and those after it that ended its pass.
    init(ofDrains drains: ClosedRange<Int>, _ transaction: Transaction) throws {
        drain = drains.lowerBound
        var changes: [DecisionChange] = []
        for (before, after) in try transaction.decisionChanges(inDrains: drains) where before != after {
            guard let shown = after ?? before else { continue }
            let name = try transaction.merged(.party, shown.party)?["legal_name"]?.text
            changes.append(DecisionChange(kind: shown.kind, subject: shown.subject, party: name ?? shown.party, before: before, after: after))
        }
        decisions = changes
        let conflicts = try transaction.conflicts(changedIn: drain)
        settled = conflicts.filter { !$0.isOpen }.map(\.id)
        opened = conflicts.filter(\.isOpen).map(\.id)
        remaining = try transaction.openConflicts().count
    }
}
