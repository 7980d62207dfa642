import Merging
import Programme
import Records

/// What two sides made of one record since they parted, group by group.
///
/// The centre's own merge does it: three rows, one that both sides saw and one of each side based on it. A group with two sides is one that both
/// changed. What is one value there (names after folding) is one value here.
struct ThreeWay {
    enum Outcome: Sendable, Equatable {
        /// Neither side changed the group.
        case unchanged
        case mine
        case theirs
        /// Both sides changed it, to the same value.
        case same
        /// Both sides changed it, to different values.
        case clash
    }

    /// One for each group of the type.
    let outcomes: [Outcome]
    private let type: RecordType

    init(_ type: RecordType, base: [Cell?], mine: [Cell?], theirs: [Cell?]) {
        self.type = type
        if base == mine, base == theirs {
            outcomes = Array(repeating: .unchanged, count: type.groups.count)
            return
        }
        let merged = RecordMerge.merge(ThreeWay.key(type), [row(1, base), row(2, theirs), row(3, mine)])
        outcomes = merged.groups.map { state in
            let rows = state.sides.map { $0.rows.map(\.line) }
            if rows.count > 1 { return .clash }
            let only = rows.first ?? []
            return switch (only.contains(3), only.contains(2)) {
            case (true, true): .same
            case (true, false): .mine
            case (false, true): .theirs
            case (false, false): .unchanged
            }
        }

        func row(_ line: Int, _ values: [Cell?]) -> HistoryRow {
            HistoryRow(
                RowIdentity(BatchIdentity(office: .centre, epoch: 0, sequence: 1), line: line),
                base: line == 1 ? .ownLast : .version(1),
                editedAt: Instant(seconds: 0),
                window: ExportWindow(after: Instant(seconds: 0), through: Instant(seconds: 0)),
                stated: ColumnSet(type.columns.indices),
                values: values,
                // Merged already: nothing of the three waits or is refused.
                version: line
            )
        }
    }

    /// A key that names no office, so that no group is frozen and what both sides said is compared.
    private static func key(_ type: RecordType) -> RecordKey { RecordKey(type, "") }

    var hasClash: Bool { outcomes.contains(.clash) }

    /// The positions of the groups with that outcome.
    func groups(_ outcome: Outcome) -> [Int] { outcomes.indices.filter { outcomes[$0] == outcome } }

    /// The columns of the groups that the first side changed and the other did not, or both.
    func columns(_ wanted: Set<Outcome>) -> ColumnSet {
        ColumnSet(outcomes.indices.filter { wanted.contains(outcomes[$0]) }.flatMap { type.groups[$0].columns })
    }

    /// The merged values; a group with a clash reads as the first side has it.
    func values(mine: [Cell?], theirs: [Cell?]) -> [Cell?] {
        let kept = columns([.mine, .clash])
        var values = theirs
        values[0] = mine[0]
        for position in values.indices where kept.contains(position) { values[position] = mine[position] }
        return values
    }
}
