import FileCalls
import GRDB
import Glibc
import Programme

/// The centre's SQLite database: one writer, WAL, every commit on disk before it is acknowledged.
public final class CentralStore: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Opens the store at a path, and makes or migrates it.
    ///
    /// - Throws: `DatabaseError`, or ``StoreError`` where the file is another program's or damaged.
    public init(path: String) throws {
        self.path = path
        queue = try CentralStore.explaining(path) { try CentralStore.open(path) }
    }

    /// Opens a store to look at it: nothing is made, migrated or written.
    ///
    /// - Throws: `DatabaseError`, or ``StoreError`` where the file is damaged.
    public init(readingAt path: String) throws {
        self.path = path
        queue = try CentralStore.explaining(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -65536")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 16000")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            // A page that the disk spoilt is told when it is read, not when its cells are.
            try db.execute(sql: "PRAGMA cell_size_check = ON")
        }
        // SQLite would let everyone read a file that it makes; the files that it makes beside this one get this one's mode.
        let made = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        if made >= 0 { Glibc.close(made) }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        // WAL with NORMAL loses acknowledged commits when the power goes; FULL does not. Only now, because GRDB sets NORMAL after it has prepared
        // the connection.
        try queue.inDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        let owner = try queue.read { db in try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0 }
        guard owner == 0 || owner == Schema.applicationID else { throw StoreError.foreignDatabase(path) }
        try Schema.migrator.migrate(queue)
        return queue
    }

    /// Runs a transaction that is wholly committed, or, where the body throws, not at all.
    public func write<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try CentralStore.explaining(path) {
            try queue.write { db in
                let value = try body(Transaction(db))
                try Files.commit()
                return value
            }
        }
    }

    /// Reads one consistent state.
    public func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try CentralStore.explaining(path) { try queue.read { db in try body(Transaction(db)) } }
    }

    /// Folds the write-ahead log into the database and closes it, so that the one file is the whole store. Nothing can be asked of it afterwards.
    public func close() throws {
        try CentralStore.explaining(path) {
            _ = try queue.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
            try queue.close()
        }
    }

    /// Tells SQLite's word for a spoilt file as ``StoreError/corrupt(path:detail:)``: trying again does not mend it.
    private static func explaining<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            throw StoreError.corrupt(path: path, detail: error.message ?? "\(error.resultCode)")
        }
    }
}

/// A store that cannot be used.
public enum StoreError: Error, CustomStringConvertible {
    case foreignDatabase(String)
    case damaged(String)
    /// The database is gone, and the journal tells of what was in it.
    case lost(store: String, journal: String)
    /// The database is older than the journal: a copy from before was put back.
    case behind(store: String, drain: Int, journal: String, last: Int)
    /// SQLite cannot read the database as it is on the disk.
    case corrupt(path: String, detail: String)

    /// Whether trying again cannot help, and a person must act first.
    public var isLasting: Bool { if case .corrupt = self { true } else { false } }

    public var description: String {
        switch self {
        case .foreignDatabase(let path): "\(path) is not a voucherd store: move it away or choose another --root"
        case .lost(let store, let journal):
            "\(store) is missing, but \(journal) tells of earlier drains: run 'voucherd rebuild', which makes it again from the archive"
                + " / 数据库不见了，而处理日志中有此前的记录：请运行 voucherd rebuild，从存档重建数据库"
        case .behind(let store, let drain, let journal, let last):
            "\(store) ends with drain \(drain), but \(journal) tells of drains up to \(last): it is an old copy, and would number its bundles over those "
                + "that offices have; run 'voucherd rebuild --replace'"
                + " / 数据库止于第 \(drain) 轮，而处理日志记到第 \(last) 轮：这是旧的副本，继续使用会与各单位已收到的决定包重号；请运行 voucherd rebuild --replace"
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)); nothing more is taken in, and nothing is lost: stop the daemon, run 'voucherd doctor', then 'voucherd rebuild'"
                + " / 数据库已损坏，暂停接收，数据不会丢失：请停止守护进程，先运行 voucherd doctor，再运行 voucherd rebuild"
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
