/// How much of a bundle the page for people lists before it points to the tables, which always hold everything.
///
/// A page of more than a few thousand lines opens slowly at a counter and prints on more paper than anyone reads.
public struct PageLimits: Sendable {
    /// Subjects in each group of what needs action.
    public var actions = 500
    /// Decisions of each kind.
    public var decisions = 1000
    /// Batches.
    public var batches = 500
    /// Conflicts.
    public var conflicts = 200
    /// Sides of one conflict: a wider table fits no sheet of paper.
    public var sides = 5
    /// Rules in the list of remarks.
    public var remarks = 100
    /// Changed records of each type.
    public var records = 200
    /// Unicode scalars of one value.
    public var value = 300

    public init() {}
}
