public import Programme
public import Records

/// A record as all its rows together make it.
public struct MergedRecord: Sendable {
    public let key: RecordKey
    /// How many rows are merged into the record; a name for what one bundle published, nothing more.
    public let version: Int
    /// Whether every row that said something is in the past of a withdrawal.
    public let isWithdrawn: Bool
    /// The value in effect of each column.
    public let values: [Cell?]
    /// The state of each group, in the type's order.
    public let groups: [GroupState]
    /// What became of each row, in the order given to the merge.
    public let rows: [RowState]

    /// Whether any row is merged: a record of parked rows alone does not exist yet.
    public var exists: Bool { version > 0 }

    /// The value in effect of a column.
    public subscript(_ column: String) -> Cell? {
        guard let position = key.type.position(of: column) else { preconditionFailure("\(key.type.name) has no column \(column)") }
        return values[position]
    }

    /// The groups that wait for an operator, by position.
    public var conflicts: [Int] { groups.indices.filter { groups[$0].isInConflict } }
}

/// A field group's unsuperseded sides and whether they wait for an operator.
public struct GroupState: Sendable, Hashable {
    /// Sides in the order of their highest rows' rank, the winner of a `latest` last.
    public let sides: [Side]
    public let isInConflict: Bool
    /// The row whose value stands for ever, in a frozen group that is decided.
    public let decidedBy: RowIdentity?
}

/// One of the values that nothing has superseded, and the rows that hold it.
public struct Side: Sendable, Hashable {
    /// The rows that hold the value, in order.
    public let rows: [RowIdentity]
    /// A value for each column of the group.
    public let values: [Cell?]
}

/// What became of a row in the merge.
public enum RowState: Sendable, Hashable {
    /// The row is part of the record since `version`; `change` says what it did to it.
    case merged(version: Int, change: Change)
    /// The row waits.
    case parked(Wait)
    /// A frozen group says otherwise; the row is not merged.
    case refused(group: Int, decidedBy: RowIdentity)

    public enum Change: Sendable, Hashable {
        /// The record is new.
        case created
        case changed
        /// The row says nothing that its ancestor did not say.
        case unchanged
    }

    public enum Wait: Sendable, Hashable {
        /// For the first complete submission of the office that the id names.
        case firstAuthor(OfficeCode)
        /// For the row of the same office before it.
        case ancestor(RowIdentity)
        /// For a ruling: no bundle gave the office this version.
        case base(Int)
        /// For the rows that a settlement lists.
        case sides([RowIdentity])
    }
}
