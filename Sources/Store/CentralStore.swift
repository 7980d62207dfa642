import CSQLite
import FileCalls
import GRDB
import GRDBSQLite
import Glibc
import Programme
import Records

/// The centre's SQLite database: one writer, WAL, every commit on disk before it is acknowledged.
public final class CentralStore: Sendable {
    let queue: DatabaseQueue
    // Touched by nothing but what runs on the queue, one piece of work at a time.
    private nonisolated(unsafe) let statements = Statements()
    private let path: String
    /// The size in bytes past which the write-ahead log is folded into the database and cut off after a commit.
    private let longestLog: Int64

    /// How long the write-ahead log stays at most, in bytes: as long as SQLite lets it grow before it folds it back by itself.
    public static let longestLog: Int64 = 64 << 20

    /// Opens the store at a path, and makes or migrates it.
    ///
    /// - Throws: `DatabaseError`, or ``StoreError`` where the file is another program's or damaged.
    public init(path: String, longestLog: Int64 = longestLog) throws {
        self.path = path
        self.longestLog = longestLog
        queue = try CentralStore.opening(path) { try CentralStore.open(path, longestLog) }
    }

    /// Opens a store to look at it: nothing is made, migrated or written.
    ///
    /// - Throws: `DatabaseError`, or ``StoreError`` where the file is damaged.
    public init(readingAt path: String) throws {
        self.path = path
        longestLog = .max
        queue = try CentralStore.opening(path) {
            do {
                return try CentralStore.openForReading(path)
            } catch let error as DatabaseError where CentralStore.passes(error) && !CentralStore.hasLog(path) {
                // SQLite reads a database in WAL mode only beside its log, which a full or read-only disk does not let it make. Where there is no
                // log the file is the whole store, and nobody can be writing to it. `?` and `%` mean something else in SQLite's address of a file.
                let name = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
                return try CentralStore.openForReading("file:\(name)?immutable=1")
            }
        }
    }

    private static func openForReading(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(Double(patience) / 1000)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        // The first question opens the log.
        _ = try queue.read { db in try Int32.fetchOne(db, sql: "PRAGMA application_id") }
        return queue
    }

    private static func hasLog(_ path: String) -> Bool { sizeOfLog(path) > 0 }

    private static func sizeOfLog(_ path: String) -> Int64 {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int64(status.st_size) : 0
    }

    /// SQLite's own, in bytes.
    private static let pageSize: Int64 = 4096

    /// How long a question waits for another program's lock, in milliseconds.
    private static let patience: Int32 = 10_000

    private static func open(_ path: String, _ longestLog: Int64) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(patience) / 1000)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -32768")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(longestLog / pageSize)")
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
        let value = try explaining {
            try queue.write { db in
                let transaction = Transaction(db, statements)
                let value = try body(transaction)
                try transaction.countDecisions()
                try Files.commit()
                return value
            }
        }
        foldLongLog()
        return value
    }

    /// Cuts off a write-ahead log that a large transaction has made long: SQLite folds it back by itself, and keeps the file as long as it was.
    ///
    /// What another program still reads is not waited for: the next commit tries again. Nor does a disk that cannot take it now undo the commit.
    private func foldLongLog() {
        guard CentralStore.sizeOfLog(path) > longestLog else { return }
        try? queue.inDatabase { db in
            defer { sqlite3_busy_timeout(db.sqliteConnection, CentralStore.patience) }
            sqlite3_busy_timeout(db.sqliteConnection, 0)
            _ = try db.checkpoint(.truncate)
        }
    }

    /// Reads one consistent state. A body that writes is an error, and is taken back.
    ///
    /// GRDB's own `read` sets `PRAGMA query_only` before and after, and by that has SQLite prepare every statement of the connection anew: 8 ms of each
    /// drain.
    public func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try explaining {
            try queue.inDatabase { db in
                let changes = db.totalChangesCount
                let answer = try valueOfBlock { answer in
                    try db.inTransaction(.deferred) {
                        answer = try body(Transaction(db, statements))
                        return .rollback
                    }
                }
                guard db.totalChangesCount == changes else { throw StoreError.damaged("a question wrote to it") }
                return answer
            }
        }
    }

    /// Folds the write-ahead log into the database and closes it, so that the one file is the whole store. Nothing can be asked of it afterwards.
    public func close() throws {
        try explaining {
            statements.removeAll()
            _ = try queue.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
            try queue.close()
        }
    }

    private func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        try CentralStore.explaining(path, diskFailure: { [queue] in queue.unsafeRead { db in DiskFailure.number(db) } }, body)
    }

    /// Nobody asks SQLite how much memory it uses, and counting takes a lock for each piece. Where SQLite is at work already it goes on counting.
    private static let countsNoMemory: Void = { _ = voucherd_sqlite3_without_memory_count() }()

    private static func opening(_ path: String, _ body: () throws -> DatabaseQueue) throws -> DatabaseQueue {
        countsNoMemory
        return try explaining(path, diskFailure: { DiskFailure.number(readingFilesOf: path) }, body)
    }

    /// Tells SQLite's word for a spoilt file as ``StoreError/corrupt(path:detail:)``: trying again does not mend it. What the disk or another
    /// program is to blame for is ``StoreError/hindered(path:code:detail:)``.
    static func explaining<Value>(_ path: String, diskFailure: () -> Int32?, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            if let number = diskFailure() { throw StoreError.unreadable(path, number) }
            throw StoreError.corrupt(path: path, detail: error.message ?? "\(error.resultCode)")
        } catch let error as DatabaseError where passes(error) {
            let code = error.extendedResultCode.rawValue
            throw StoreError.hindered(path: path, code: code, detail: "\(StoreError.words(ofCode: code)), SQLite code \(code)")
        }
    }

    /// Whether the same may succeed once the disk, the system's limits or another program allow it.
    private static func passes(_ error: DatabaseError) -> Bool {
        let hindrances: [ResultCode] = [
            .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_PROTOCOL,
        ]
        return hindrances.contains(error.resultCode)
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
    /// SQLite could not read or write just now: a full disk, a failing one, a lock that another program holds. `code` is SQLite's extended result
    /// code. The transaction did not take place.
    case hindered(path: String, code: Int32, detail: String)

    /// Whether the disk fails, and not for want of room.
    public var isDiskFailure: Bool {
        guard case .hindered(_, let code, _) = self else { return false }
        return StoreError.words(ofCode: code) == StoreError.words(ofCode: ResultCode.SQLITE_IOERR.rawValue)
    }

    /// What SQLite's result codes say that stand for something which may pass (https://sqlite.org/rescode.html).
    public static func words(ofCode code: Int32) -> String {
        // The index of the log, which lies beside it, could not be made larger: that asks for room and nothing else.
        let primary = code == 4874 ? 13 : code & 0xFF
        return switch primary {
        case 5, 6: "locked by another program"
        case 7: "out of memory"
        case 8: "the disk is read-only"
        case 10: "disk I/O error"
        case 13: "the disk is full"
        case 14: "the file cannot be opened"
        default: "SQLite cannot use it"
        }
    }

    /// The disk did not give what the file holds.
    static func unreadable(_ path: String, _ number: Int32) -> StoreError {
        let code = ResultCode.SQLITE_IOERR_READ.rawValue
        return .hindered(path: path, code: code, detail: "\(words(ofCode: code)): \(String(cString: strerror(number))) (\(number))")
    }

    /// Whether trying again cannot help, and a person must act first.
    public var isLasting: Bool {
        switch self {
        case .corrupt, .foreignDatabase, .lost, .behind: true
        case .damaged, .hindered: false
        }
    }

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
        case .hindered(let path, _, let detail):
            "\(path) cannot be read or written just now (\(detail)): make room on its disk, or see what else uses it"
                + " / 数据库暂时无法读写（\(detail)）：请检查磁盘空间和磁盘状态，或是否被其他程序占用"
        case .damaged(let detail): "the store does not hold what it must: \(detail)"
        }
    }
}

/// What a block notes whose caller, one of GRDB's, gives nothing back.
private func valueOfBlock<Value>(_ run: (inout Value?) throws -> Void) throws -> Value {
    var value: Value?
    try run(&value)
    guard let value else { throw StoreError.damaged("a transaction ended without a result") }
    return value
}

/// A transaction of the store; its questions stand in the extensions, one file a concern.
public struct Transaction {
    let db: Database
    /// What it has read and has no need to read again.
    let memory = Memory()
    private let statements: Statements

    init(_ db: Database, _ statements: Statements) {
        self.db = db
        self.statements = statements
    }

    /// Answers that a transaction keeps, and forgets where it changes what they say.
    final class Memory {
        /// Forgets what is undone.
        func forgetAnswers() {
            merged.forget()
            decisions.forgetAll()
            openTickets.forgetAll()
            nextRows.removeAll()
        }

        var batches = Kept<Int64, TakenBatch>()
        var merged = MergedMemory()
        /// The decisions in force of a party, by kind and subject.
        var decisions = Kept<String, [StoredDecision]>(most: 600)
        /// The open ticket of a subject, or that it has none.
        var openTickets = Kept<RecordKey, SupplementTicket?>()
        /// The id of the next row of each type.
        var nextRows: [RecordType: Int64] = [:]
        /// How many more decisions are in force than before it, by `KIND OUTCOME`.
        var decisionCounts: [String: Int] = [:]
    }

    /// Gives away the answers that it keeps, to be let go elsewhere; it keeps none of them any more.
    public func takeAnswers() -> Any {
        defer { memory.forgetAnswers() }
        return (memory.merged, memory.decisions, memory.openTickets)
    }

    /// Runs a part of the transaction that is undone alone where the body throws.
    public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try valueOfBlock { value in
                try db.inSavepoint {
                    value = try body()
                    return .commit
                }
            }
        } catch {
            memory.forgetAnswers()
            throw error
        }
    }

    func execute(_ sql: String, _ arguments: Arguments = []) throws {
        try statements.prepare(sql, db).run(arguments, db)
    }

    func execute(_ sql: String, _ bind: (inout Binder) -> Void) throws {
        try statements.prepare(sql, db).run(db, bind)
    }

    func rows(_ sql: String, _ arguments: Arguments = []) throws -> [Row] {
        try statements.prepare(sql, db).rows(arguments, db)
    }

    func row(_ sql: String, _ arguments: Arguments = []) throws -> Row? {
        try statements.prepare(sql, db).rows(arguments, limit: 1, db).first
    }

    func scan(_ sql: String, _ arguments: Arguments = [], _ body: (Cursor) throws -> Void) throws {
        try statements.prepare(sql, db).scan(arguments, db, body)
    }

    func forEachRow(_ sql: String, _ arguments: Arguments = [], _ body: (Row) throws -> Void) throws {
        try statements.prepare(sql, db).forEach(arguments, db, body)
    }
}
