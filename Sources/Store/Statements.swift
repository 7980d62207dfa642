import GRDB
import GRDBSQLite

/// The statements of one connection, each prepared once and stepped through SQLite's own interface.
///
/// GRDB opens the connection, migrates it and keeps its transactions. Its rows are not used on the hot path: they look a column up by comparing
/// names without regard to case, each time that a value is read, which took longer than SQLite took to find it.
final class Statements {
    /// A prepared statement and what its columns are called.
    final class Prepared {
        let pointer: OpaquePointer
        let columns: [String: Int]
        /// Keeps what the pointer points to.
        private let statement: Statement

        fileprivate init(_ statement: Statement) {
            self.statement = statement
            pointer = statement.sqliteStatement
            // Of two columns of one name the first is meant.
            columns = Dictionary(statement.columnNames.enumerated().map { ($1, $0) }) { first, _ in first }
        }
    }

    private var prepared: [String: Prepared] = [:]

    /// The statement for that SQL, which must be used up before it is asked for again.
    func prepare(_ sql: String, _ db: Database) throws -> Prepared {
        if let known = prepared[sql] { return known }
        let statement = Prepared(try db.makeStatement(sql: sql))
        prepared[sql] = statement
        return statement
    }

    /// Lets all statements go, so that the connection can be closed.
    func removeAll() { prepared.removeAll() }
}

extension Statements.Prepared {
    /// Runs the statement and gives its rows.
    ///
    /// - Parameter limit: how many rows are wanted at most.
    /// - Throws: `DatabaseError`.
    func rows(_ arguments: Arguments, limit: Int = .max, _ db: Database) throws -> [Row] {
        defer { reset() }
        try bind(arguments, db)
        let answer = Answer(columns: columns)
        var count = 0
        while count < limit, try step(db) {
            answer.append(pointer)
            count += 1
        }
        let width = answer.width
        return (0..<count).map { Row(answer: answer, start: $0 * width) }
    }

    /// Runs the statement and gives each of its rows to `body`, one at a time; `body` must not run the same statement.
    func forEach(_ arguments: Arguments, _ db: Database, _ body: (Row) throws -> Void) throws {
        defer { reset() }
        try bind(arguments, db)
        while try step(db) {
            let answer = Answer(columns: columns)
            answer.append(pointer)
            try body(Row(answer: answer, start: 0))
        }
    }

    /// Runs the statement and shows `body` each of its rows where it lies; `body` must run no statement.
    func scan(_ arguments: Arguments, _ db: Database, _ body: (Cursor) throws -> Void) throws {
        defer { reset() }
        try bind(arguments, db)
        while try step(db) { try body(Cursor(statement: pointer)) }
    }

    /// Runs the statement for what it changes.
    func run(_ arguments: Arguments, _ db: Database) throws {
        defer { reset() }
        try bind(arguments, db)
        while try step(db) {}
    }

    /// Runs the statement for what it changes, with the values that `bind` gives it.
    func run(_ db: Database, _ bind: (inout Binder) -> Void) throws {
        defer { reset() }
        try self.bind(db, bind)
        while try step(db) {}
    }

    private func bind(_ arguments: Arguments, _ db: Database) throws {
        try bind(db) { binder in
            for value in arguments.values {
                if let value { binder.put(value) } else { binder.putNull() }
            }
        }
    }

    private func bind(_ db: Database, _ bind: (inout Binder) -> Void) throws {
        var binder = Binder(statement: pointer)
        bind(&binder)
        try check(binder.code, db)
        // What an earlier run bound would stay bound.
        precondition(binder.count == sqlite3_bind_parameter_count(pointer), "a statement gets as many values as it asks for")
    }

    private func step(_ db: Database) throws -> Bool {
        let code = sqlite3_step(pointer)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        try check(code, db)
        return false
    }

    private func check(_ code: Int32, _ db: Database) throws {
        guard code != SQLITE_OK else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(db.sqliteConnection)),
            message: db.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) },
            sql: sqlite3_sql(pointer).map { String(cString: $0) }
        )
    }

    private func reset() { sqlite3_reset(pointer) }
}

/// Gives a statement its values, in the order of its question marks, without a list of them in between.
struct Binder {
    private let statement: OpaquePointer
    /// How many it has got.
    fileprivate private(set) var count: Int32 = 0
    /// What SQLite said of the first that it could not take.
    fileprivate private(set) var code = SQLITE_OK

    fileprivate init(statement: OpaquePointer) { self.statement = statement }

    mutating func put(_ value: (some ColumnValue)?) {
        guard let value else { return putNull() }
        count += 1
        // What follows would hide why one could not be taken.
        if code == SQLITE_OK { code = value.put(into: statement, at: count) }
    }

    mutating func putNull() {
        count += 1
        if code == SQLITE_OK { code = sqlite3_bind_null(statement, count) }
    }
}

/// The values that a statement is run with, in the order of its question marks.
struct Arguments: ExpressibleByArrayLiteral {
    let values: [(any ColumnValue)?]

    init(_ values: [(any ColumnValue)?]) { self.values = values }
    init(arrayLiteral elements: (any ColumnValue)?...) { values = elements }
}
