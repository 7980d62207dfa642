import FileCalls
import Foundation
import GRDB

/// The office's own small database: what the centre published, what the office said, and what is on its way.
///
/// It lies in the office's folder and knows nothing of the centre's store. A rollback journal and not WAL: the folder may be on a stick or a share,
/// and one command at a time works in it.
struct OfficeStore {
    /// The name of the file.
    static let fileName = ".voucherd-office.sqlite"

    private let queue: DatabaseQueue
    private let path: String

    /// Whether a folder has a store.
    static func exists(in folder: String) -> Bool { FileBytes.exists("\(folder)/\(fileName)") }

    /// Opens a folder's store, and makes it where there is none.
    ///
    /// - Parameter isReadOnly: whether nothing is made or changed.
    /// - Throws: ``OfficeError`` where the file cannot be used.
    init(folder: String, isReadOnly: Bool = false) throws {
        let path = "\(folder)/\(OfficeStore.fileName)"
        self.path = path
        queue = try OfficeStore.translating(path) {
            var configuration = Configuration()
            configuration.readonly = isReadOnly
            configuration.foreignKeysEnabled = true
            configuration.busyMode = .timeout(10)
            if !isReadOnly { configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") } }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let owner = try queue.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") ?? 0 }
            guard owner == OfficeStoreSchema.applicationID || owner == 0 && !isReadOnly else {
                throw OfficeError(.data, "\(path) is another program's database; move it away", "\(path) 是其他程序的数据库，请先移走")
            }
            if !isReadOnly { try OfficeStoreSchema.migrator.migrate(queue) }
            return queue
        }
    }

    /// Runs a transaction that is wholly on disk when this returns, or, where the body throws, not at all.
    func write<Value>(_ body: (OfficeTransaction) throws -> Value) throws -> Value {
        try OfficeStore.translating(path) {
            try queue.write { db in
                let value = try body(OfficeTransaction(db))
                try Files.commit()
                return value
            }
        }
    }

    /// Reads one consistent state.
    func read<Value>(_ body: (OfficeTransaction) throws -> Value) throws -> Value {
        try OfficeStore.translating(path) { try queue.read { try body(OfficeTransaction($0)) } }
    }

    /// What SQLite says, as something that the office can act on.
    private static func translating<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            let kind: OfficeError.Kind =
                switch error.resultCode {
                case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
                case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: .cannotCreate
                default: .data
                }
            throw OfficeError(
                kind,
                "\(path): \(error.message ?? "error") (\(error.resultCode.rawValue)); free the disk or put back a copy of the file, then try again",
                "\(path)：本单位数据库无法使用（\(error.message ?? "错误 \(error.resultCode.rawValue)")），请检查磁盘，或恢复该文件的备份后重试"
            )
        }
    }
}

/// The tables of an office's store.
enum OfficeStoreSchema {
    /// "VOFC", so that `file` and people know the database.
    static let applicationID: Int32 = 0x564F_4643

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 the office's copy") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: records)
            try db.execute(sql: batches)
            try db.execute(sql: told)
        }
        return migrator
    }

    private static let records = """
        -- Every version of a record that a bundle gave. Never pruned: the office's tables name them as their base.
        CREATE TABLE published (
            type TEXT NOT NULL,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            -- The bundle that gave it.
            bundle INTEGER NOT NULL,
            -- Whether this program ever wrote the version as a base into the working copy.
            is_written INTEGER NOT NULL DEFAULT 0,
            "values" TEXT NOT NULL,
            PRIMARY KEY (type, key, version)
        ) STRICT, WITHOUT ROWID;

        -- What the office knows of a record besides.
        CREATE TABLE record (
            type TEXT NOT NULL,
            key TEXT NOT NULL,
            -- The latest version that the working copy was brought to, or that its absence there has answered.
            shown INTEGER,
            -- The base that stands in the working copy because this program wrote it; NULL once the row was sent from there.
            written INTEGER,
            -- The columns that were sent as edits since.
            edited TEXT,
            -- The office's last merged submission: the record as it left it (the columns that are known), whether it took the record back, and the cell `base` that stood there.
            own_values TEXT,
            own_is_withdrawn INTEGER NOT NULL DEFAULT 0,
            own_cell INTEGER,
            own_ticket TEXT NOT NULL DEFAULT '',
            -- What the centre refused last, until another row of the record is sent.
            refused TEXT,
            PRIMARY KEY (type, key)
        ) STRICT, WITHOUT ROWID;
        """

    private static let batches = """
        -- Every batch packed since there is a store.
        CREATE TABLE batch (
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            digest TEXT NOT NULL,
            exported_at TEXT NOT NULL,
            rows INTEGER NOT NULL,
            temporary TEXT NOT NULL,
            final TEXT NOT NULL,
            -- Its name in sent/.
            copy TEXT NOT NULL,
            -- Whether the zip bears its name, its copy is kept and the state knows of it.
            is_settled INTEGER NOT NULL DEFAULT 0,
            -- As the centre last told it; empty while it has not.
            outcome TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (epoch, sequence)
        ) STRICT, WITHOUT ROWID;

        -- The batches that were packed before there was a store, and the last that the centre named.
        CREATE TABLE earlier (
            epoch INTEGER PRIMARY KEY,
            through INTEGER NOT NULL,
            answered INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        -- Own rows that no receipt has named as merged or refused, in the order of their sending.
        CREATE TABLE flight (
            id INTEGER PRIMARY KEY,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            type TEXT NOT NULL,
            key TEXT NOT NULL,
            line INTEGER NOT NULL,
            is_withdrawal INTEGER NOT NULL,
            base INTEGER,
            -- What stood in the column `base` of the working copy.
            cell INTEGER,
            ticket TEXT NOT NULL,
            -- The columns edited and their values: what else the row states, it states as its origin has it.
            "values" TEXT NOT NULL,
            outcome TEXT NOT NULL DEFAULT '',
            UNIQUE (epoch, sequence, type, line)
        ) STRICT;
        CREATE INDEX flight_record ON flight (type, key);
        """

    private static let told = """
        CREATE TABLE bundle (
            sequence INTEGER PRIMARY KEY,
            digest TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;

        -- The last that the centre said of each own row, each decision and each conflict.
        CREATE TABLE receipt (
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            type TEXT NOT NULL,
            line INTEGER NOT NULL,
            key TEXT NOT NULL,
            outcome TEXT NOT NULL,
            version INTEGER,
            bundle INTEGER NOT NULL,
            PRIMARY KEY (epoch, sequence, type, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE decision (
            subject_type TEXT NOT NULL,
            subject_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            amount TEXT NOT NULL,
            state TEXT NOT NULL,
            bundle INTEGER NOT NULL,
            PRIMARY KEY (subject_type, subject_key, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE conflict (
            id TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            key TEXT NOT NULL,
            group_name TEXT NOT NULL,
            status TEXT NOT NULL,
            bundle INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE conflict_side (
            conflict TEXT NOT NULL REFERENCES conflict ON DELETE CASCADE,
            side INTEGER NOT NULL,
            office TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            line INTEGER NOT NULL,
            edited_at TEXT NOT NULL,
            column_name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (conflict, side, office, epoch, sequence, line, column_name)
        ) STRICT, WITHOUT ROWID;

        -- Files of the folder that are to be written once the transaction that decided on them is on disk.
        CREATE TABLE pending_file (
            name TEXT PRIMARY KEY,
            -- The digest of what is replaced; NULL where there is no file, or where what is there does not matter.
            before TEXT,
            is_reference INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
