import GRDB
public import Programme
public import Records

/// A conflict of one field group, as the store keeps it.
public struct StoredConflict: Sendable, Hashable {
    /// `C-` and sixteen hexadecimal digits.
    public let id: String
    public let record: Int64
    public let group: String
    public let isOpen: Bool
    /// The drains that opened it and that changed it last.
    public let opened: Int
    public let changed: Int
}

extension Transaction {
    /// The ids of a record's open conflicts, by group.
    public func openConflicts(ofRecord record: Int64) throws -> [String: String] {
        var conflicts: [String: String] = [:]
        for row in try rows("SELECT id, group_name FROM conflict WHERE record = ? AND is_open = 1", [record]) {
            conflicts[row["group_name"]] = row["id"]
        }
        return conflicts
    }

    /// Opens a conflict, again under the same id where it was settled.
    public func openConflict(_ id: String, record: Int64, group: String, drain: Int) throws {
        try execute(
            """
            INSERT INTO conflict (id, record, group_name, is_open, opened, changed) VALUES (?1, ?2, ?3, 1, ?4, ?4)
            ON CONFLICT (id) DO UPDATE SET opened = CASE is_open WHEN 1 THEN opened ELSE ?4 END, is_open = 1, changed = ?4
            """,
            [id, record, group, drain]
        )
    }

    /// Closes a conflict.
    public func closeConflict(_ id: String, drain: Int) throws {
        try execute("UPDATE conflict SET is_open = 0, changed = ? WHERE id = ?", [drain, id])
    }

    /// All conflicts that are open, by id.
    public func openConflicts() throws -> [StoredConflict] {
        try rows("SELECT * FROM conflict WHERE is_open = 1 ORDER BY id").map(Transaction.conflict)
    }

    /// The conflicts that a drain opened, changed or closed.
    public func conflicts(changedIn drain: Int) throws -> [StoredConflict] {
        try rows("SELECT * FROM conflict WHERE changed = ? ORDER BY id", [drain]).map(Transaction.conflict)
    }

    private static func conflict(_ row: Row) -> StoredConflict {
        StoredConflict(
            id: row["id"],
            record: row["record"],
            group: row["group_name"],
            isOpen: row["is_open"],
            opened: row["opened"],
            changed: row["changed"]
        )
    }

    /// The instant of a drain.
    public func instant(ofDrain drain: Int) throws -> Instant? {
        try Instant.fetchOne(db.cachedStatement(sql: "SELECT at FROM drain WHERE number = ?"), arguments: [drain])
    }

    // MARK: References

    /// Replaces the references of a record to what is not here.
    public func setPendingReferences(_ references: [(column: String, target: RecordKey)], ofRecord record: Int64) throws {
        try execute("DELETE FROM pending_reference WHERE record = ?", [record])
        for (column, target) in references {
            try execute(
                "INSERT OR IGNORE INTO pending_reference (type, key, record, column_name) VALUES (?, ?, ?, ?)",
                [target.type.name, target.key, record, column]
            )
        }
    }

    /// The references of a record to what is not here.
    public func pendingReferences(ofRecord record: Int64) throws -> [(column: String, target: RecordKey)] {
        try rows("SELECT type, key, column_name FROM pending_reference WHERE record = ? ORDER BY column_name, type, key", [record]).compactMap {
            row in
            RecordType.named(row["type"]).map { (row["column_name"], RecordKey($0, row["key"])) }
        }
    }

    /// The records that wait for one.
    public func recordsWaiting(for key: RecordKey) throws -> [Int64] {
        try rows("SELECT DISTINCT record FROM pending_reference WHERE type = ? AND key = ? ORDER BY record", [key.type.name, key.key]).map {
            $0["record"]
        }
    }

    /// Whether a record is merged.
    public func exists(_ key: RecordKey) throws -> Bool {
        try row("SELECT 1 FROM record WHERE type = ? AND key = ? AND version > 0", [key.type.name, key.key]) != nil
    }
}
