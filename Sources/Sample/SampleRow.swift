public import Programme
public import Records

/// A row of a sample batch, as its office writes it.
public struct SampleRow: Sendable {
    public let type: RecordType
    /// The record's key in the one spelling that the store keeps; empty where it cannot be read.
    public internal(set) var key: String
    /// The raw cell of each column of the type, in its order.
    public private(set) var cells: [String]
    /// The instant of the edit, where the row says it.
    public internal(set) var editedAt: Instant?
    /// What was done to the row on purpose.
    public internal(set) var mark = Mark.none
    /// The injected error or event that the row belongs to.
    public internal(set) var injection: Injection?

    /// What the generator did to a row that shows in the row's own outcome.
    public enum Mark: Sendable, Hashable {
        case none
        /// A cell that the format refuses.
        case refused
        /// A side of a conflict between two offices.
        case conflict
    }

    /// A row with these cells; columns that are not named are empty.
    init(_ type: RecordType, _ named: KeyValuePairs<String, String>, injection: Injection? = nil) {
        self.type = type
        cells = Array(repeating: "", count: type.columns.count)
        key = named.first { $0.key == type.key.name }?.value ?? ""
        self.injection = injection
        for (column, cell) in named { self[column] = cell }
    }

    /// The raw cell of a column, which the type must have.
    public internal(set) subscript(_ column: String) -> String {
        get { cells[position(of: column)] }
        set { cells[position(of: column)] = newValue }
    }

    private func position(of column: String) -> Int {
        guard let position = type.position(of: column) else { preconditionFailure("\(type.name) has no column \(column)") }
        return position
    }
}

/// A file that an evidence row names.
public struct SampleFile: Sendable, Hashable {
    /// The path in the bag, `data/evidence/…`.
    public let path: String
    public let bytes: [UInt8]
}
