/// A set of columns of one record type, by position.
public struct ColumnSet: Hashable, Sendable {
    /// The bits; bit `n` is the column at position `n`.
    public private(set) var bits: UInt64

    /// The most columns that a type may have.
    public static let capacity = 64

    public init(bits: UInt64 = 0) {
        self.bits = bits
    }

    public init(_ positions: some Sequence<Int>) {
        bits = 0
        for position in positions { insert(position) }
    }

    public func contains(_ position: Int) -> Bool { bits & (1 << UInt64(position)) != 0 }
    public mutating func insert(_ position: Int) { bits |= 1 << UInt64(position) }
    public var isEmpty: Bool { bits == 0 }
}
