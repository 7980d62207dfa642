import GRDBSQLite

/// All that a statement gave, in two pieces of memory: one for the values' places, one for the bytes of texts and blobs.
final class Answer {
    enum Field {
        case null
        case integer(Int64)
        case text(offset: Int, count: Int)
        case blob(offset: Int, count: Int)
    }

    let columns: [String: Int]
    private(set) var width = 0
    private(set) var fields: [Field] = []
    private(set) var bytes: [UInt8] = []

    init(columns: [String: Int]) {
        self.columns = columns
    }

    /// Adds the row on which a statement stands.
    func append(_ statement: OpaquePointer) {
        width = Int(sqlite3_column_count(statement))
        for index in 0..<Int32(width) {
            switch sqlite3_column_type(statement, index) {
            case SQLITE_INTEGER: fields.append(.integer(sqlite3_column_int64(statement, index)))
            case SQLITE_TEXT:
                let start = UnsafeRawPointer(sqlite3_column_text(statement, index))
                fields.append(.text(offset: bytes.count, count: copy(start, Int(sqlite3_column_bytes(statement, index)))))
            case SQLITE_BLOB:
                let start = sqlite3_column_blob(statement, index)
                fields.append(.blob(offset: bytes.count, count: copy(start, Int(sqlite3_column_bytes(statement, index)))))
            default: fields.append(.null)
            }
        }
    }

    private func copy(_ start: UnsafeRawPointer?, _ count: Int) -> Int {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
        return start == nil ? 0 : count
    }
}

/// A row of what a statement gave.
struct Row {
    fileprivate let answer: Answer
    fileprivate let start: Int

    init(answer: Answer, start: Int) {
        self.answer = answer
        self.start = start
    }

    /// The position of a column, or `nil` where the statement has none of that name.
    func position(of column: String) -> Int? { answer.columns[column] }

    /// The value at a position, or `nil` where there is none or it is of another kind.
    func value<Value: ColumnValue>(at position: Int) -> Value? {
        Value.read(answer.fields[start + position], answer.bytes)
    }

    /// The value of a column; the statement must have the column.
    subscript<Value: ColumnValue>(_ column: String) -> Value? {
        guard let position = position(of: column) else { preconditionFailure("the statement has no column \(column)") }
        return value(at: position)
    }

    /// The value of a column that is never empty.
    subscript<Value: ColumnValue>(_ column: String) -> Value {
        guard let value: Value = self[column] else { preconditionFailure("the column \(column) holds no \(Value.self)") }
        return value
    }
}
