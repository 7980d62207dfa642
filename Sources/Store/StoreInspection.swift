import GRDB
import Glibc
public import Programme

/// A look at a database from outside: it is neither migrated nor written, and may be damaged.
public struct StoreInspection: Sendable {
    /// What the file is.
    public enum Condition: Sendable, Equatable {
        case missing
        /// SQLite reads it, and finds its structures whole.
        case sound
        /// What SQLite says of it.
        case damaged([String])
        /// Another program's database.
        case foreign
    }

    public let condition: Condition
    /// Migrations that this version knows and the store has not had, and the other way about.
    public let missingMigrations: [String]
    public let unknownMigrations: [String]
    /// The last drain and its instant, where there is one.
    public let lastDrain: Int
    public let lastInstant: Instant?

    /// How much SQLite is asked to look at.
    public enum Depth: Sendable {
        /// Every page and its structure.
        case pages
        /// Indexes against their tables as well.
        case indexes
    }

    /// Looks at the database of that path.
    ///
    /// - Throws: ``StoreError/hindered(path:code:detail:)`` where it cannot be opened or read for a reason that says nothing of what it holds, such as
    ///   permissions or a failing disk.
    public init(path: String, depth: Depth = .pages) throws {
        guard isThere(path) else {
            self.init(.missing)
            return
        }
        do {
            self = try CentralStore.explaining(
                path,
                diskFailure: { DiskFailure.number(readingFilesOf: path) },
                {
                    var configuration = Configuration()
                    configuration.readonly = true
                    configuration.busyMode = .timeout(10)
                    return try DatabaseQueue(path: path, configuration: configuration).read { db in try StoreInspection(db, path, depth) }
                }
            )
        } catch StoreError.corrupt(_, let detail) {
            self.init(.damaged([detail]))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            self.init(.damaged([error.message ?? "\(error.resultCode)"]))
        }
    }

    private init(_ db: Database, _ path: String, _ depth: Depth) throws {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard owner == Schema.applicationID else {
            // A file of no bytes is an empty database to SQLite: something cut it off.
            let isEmpty = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 == 0
            self.init(isEmpty ? .damaged(["the file is empty"]) : .foreign)
            return
        }
        let pragma = depth == .pages ? "PRAGMA quick_check(20)" : "PRAGMA integrity_check(20)"
        let faults = try String.fetchAll(db, sql: pragma).filter { $0 != "ok" }
        // What SQLite could not read it counts among the faults.
        if !faults.isEmpty, let number = DiskFailure.number(db) { throw StoreError.unreadable(path, number) }
        let applied = Set(try Schema.migrator.appliedIdentifiers(db))
        let known = Schema.migrator.migrations
        let last = try GRDB.Row.fetchOne(db, sql: "SELECT number, at FROM drain ORDER BY number DESC LIMIT 1")
        self.init(
            faults.isEmpty ? .sound : .damaged(faults),
            missing: known.filter { !applied.contains($0) },
            unknown: applied.subtracting(known).sorted(),
            lastDrain: last?["number"] ?? 0,
            lastInstant: last?["at"]
        )
    }

    private init(_ condition: Condition, missing: [String] = [], unknown: [String] = [], lastDrain: Int = 0, lastInstant: Instant? = nil) {
        self.condition = condition
        missingMigrations = missing
        unknownMigrations = unknown
        self.lastDrain = lastDrain
        self.lastInstant = lastInstant
    }
}

private func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}
