import GRDB
import Programme

/// The centre's SQLite database: one writer, WAL, every commit on disk before it is acknowledged.
public final class CentralStore: Sendable {
    private let queue: DatabaseQueue

    /// Opens the store at a path, and makes or migrates it.
    ///
    /// - Throws: `DatabaseError`, or ``StoreError`` where the file is another program's.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // WAL with NORMAL loses acknowledged commits when the power goes; FULL does not.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA cache_size = -65536")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 16000")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        queue = try DatabaseQueue(path: path, configuration: configuration)
        let owner = try queue.read { db in try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0 }
        guard owner == 0 || owner == Schema.applicationID else { throw StoreError.foreignDatabase(path) }
        try Schema.migrator.migrate(queue)
    }

    /// Runs a transaction that is wholly committed, or, where the body throws, not at all.
    public func write<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try queue.write { db in try body(Transaction(db)) }
    }

    /// Reads one consistent state.
    public func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try queue.read { db in try body(Transaction(db)) }
    }
}

/// A store that cannot be used.
public enum StoreError: Error, CustomStringConvertible {
    case foreignDatabase(String)
    case damaged(String)
    case lost(store: String, journal: String)

    public var description: String {
        switch self {
        case .foreignDatabase(let path): "\(path) is not a voucherd store: move it away or choose another --root"
        case .lost(let store, let journal):
            "\(store) is missing, but \(journal) tells of earlier drains: restore the store from a backup before the daemon goes on"
                + " / 数据库不见了，而日志中有此前的处理记录：请先从备份恢复数据库"
        case .damaged(let detail): "the store does not hold what it must: \(detail)"
        }
    }
}

/// A transaction of the store; its questions stand in the extensions, one file a concern.
public struct Transaction {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }

    /// Runs a part of the transaction that is undone alone where the body throws.
    public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        var result: Result<Value, any Error>?
        do {
            try db.inSavepoint {
                let value = try body()
                result = .success(value)
                return .commit
            }
        } catch {
            result = .failure(error)
        }
        guard let result else { throw StoreError.damaged("a savepoint ended without a result") }
        return try result.get()
    }

    func execute(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }
}
