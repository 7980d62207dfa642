import GRDBSQLite

/// A value as SQLite holds it, while the memory that it lies in is held.
enum Field {
    case null
    case integer(Int64)
    case text(UnsafeRawBufferPointer)
    case blob(UnsafeRawBufferPointer)
}

/// The row on which a statement stands: read where it lies, and gone with the next step.
struct Cursor {
    let statement: OpaquePointer

    /// What stands at a position.
    func field(at position: Int) -> Field {
        let index = Int32(position)
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
        case SQLITE_TEXT:
            let start = UnsafeRawPointer(sqlite3_column_text(statement, index))
            return .text(bytes(start, index))
        case SQLITE_BLOB: return .blob(bytes(sqlite3_column_blob(statement, index), index))
        default: return .null
        }
    }

    private func bytes(_ start: UnsafeRawPointer?, _ index: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, index)))
    }

    /// The value at a position, or `nil` where there is none or it is of another kind.
    func value<Value: ColumnValue>(at position: Int) -> Value? { Value.read(field(at: position)) }
}

/// All that a statement gave, in two pieces of memory: one for the values' places, one for the bytes of texts and blobs.
final class Answer {
    private enum Place {
        case null
        case integer(Int64)
        case text(Range<Int>)
        case blob(Range<Int>)
    }

    let columns: [String: Int]
    private(set) var width = 0
    private var places: [Place] = []
    private var bytes: [UInt8] = []

    init(columns: [String: Int]) {
        self.columns = columns
    }

    /// Adds the row on which a statement stands.
    func append(_ statement: OpaquePointer) {
        width = Int(sqlite3_column_count(statement))
        let cursor = Cursor(statement: statement)
        for position in 0..<width {
            switch cursor.field(at: position) {
            case .null: places.append(.null)
            case .integer(let integer): places.append(.integer(integer))
            case .text(let text): places.append(.text(copy(text)))
            case .blob(let blob): places.append(.blob(copy(blob)))
            }
        }
    }

    private func copy(_ source: UnsafeRawBufferPointer) -> Range<Int> {
        bytes.append(contentsOf: source)
        return bytes.count - source.count..<bytes.count
    }

    /// The value at a place, counted through all rows.
    func value<Value: ColumnValue>(at place: Int) -> Value? {
        bytes.withUnsafeBytes { memory in
            switch places[place] {
            case .null: Value.read(.null)
            case .integer(let integer): Value.read(.integer(integer))
            case .text(let range): Value.read(.text(UnsafeRawBufferPointer(rebasing: memory[range])))
            case .blob(let range): Value.read(.blob(UnsafeRawBufferPointer(rebasing: memory[range])))
            }
        }
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
    func value<Value: ColumnValue>(at position: Int) -> Value? { answer.value(at: start + position) }

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
