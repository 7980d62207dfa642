import Foundation
import GRDB
public import Merging
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
    /// The value in effect of each column of the group, as of the last change.
    public let inEffect: [String: String]
}

/// A row that holds a side of a conflict.
public struct ConflictSideRow: Sendable, Hashable {
    /// The number of the side, from 1; rows of one number say the same.
    public let side: Int
    public let row: RowIdentity
    public let editedAt: Instant
    public let editor: String
    /// The values of the group's filled columns, as an exchange file writes them.
    public let values: [String: String]

    public init(side: Int, row: RowIdentity, editedAt: Instant, editor: String, values: [String: String]) {
        self.side = side
        self.row = row
        self.editedAt = editedAt
        self.editor = editor
        self.values = values
    }
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
    ///
    /// - Parameter inEffect: the value in effect of each column of the group, as an exchange file writes it.
    public func openConflict(_ id: String, record: Int64, group: String, sides: [ConflictSideRow], inEffect: [String: String], drain: Int) throws {
        memory.merged.forget()
        try execute(
            """
            INSERT INTO conflict (id, record, group_name, is_open, opened, changed, in_effect) VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET opened = CASE is_open WHEN 1 THEN opened ELSE ?4 END, is_open = 1, changed = ?4, in_effect = ?5
            """,
            [id, record, group, drain, Transaction.json(inEffect)]
        )
        try setSides(sides, inEffect: inEffect, ofConflict: id)
    }

    /// The open conflicts of a store from before their sides were kept.
    public func openConflictsWithoutSides() throws -> [StoredConflict] {
        try rows(
            "SELECT * FROM conflict WHERE is_open = 1 AND NOT EXISTS (SELECT 1 FROM conflict_side WHERE conflict = conflict.id) ORDER BY id"
        ).map(Transaction.conflict)
    }

    /// Keeps the sides of a conflict as they are now, and the value in effect.
    public func setSides(_ sides: [ConflictSideRow], inEffect: [String: String], ofConflict id: String) throws {
        try execute("UPDATE conflict SET in_effect = ? WHERE id = ?", [Transaction.json(inEffect), id])
        try execute("DELETE FROM conflict_side WHERE conflict = ?", [id])
        for side in sides {
            let batch = side.row.batch
            try execute(
                """
                INSERT INTO conflict_side (conflict, side, office, epoch, sequence, line, edited_at, editor, "values")
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    id, side.side, batch.office, batch.epoch, batch.sequence, side.row.line, side.editedAt, side.editor,
                    Transaction.json(side.values),
                ]
            )
        }
    }

    /// The rows of each side of a conflict as of its last change, by side.
    public func sides(ofConflict id: String) throws -> [ConflictSideRow] {
        try rows("SELECT * FROM conflict_side WHERE conflict = ? ORDER BY side, office, epoch, sequence, line", [id]).map { row in
            ConflictSideRow(
                side: row["side"],
                row: RowIdentity(BatchIdentity(office: row["office"], epoch: row["epoch"], sequence: row["sequence"]), line: row["line"]),
                editedAt: row["edited_at"],
                editor: row["editor"],
                values: Transaction.words(row["values"])
            )
        }
    }

    private static func json(_ values: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A dictionary of strings always encodes.
        return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func words(_ json: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
    }

    /// Closes a conflict; the sides that it had are kept.
    public func closeConflict(_ id: String, inEffect: [String: String], drain: Int) throws {
        memory.merged.forget()
        try execute("UPDATE conflict SET is_open = 0, changed = ?, in_effect = ? WHERE id = ?", [drain, Transaction.json(inEffect), id])
    }

    /// The conflict of that id, open or settled.
    public func conflict(_ id: String) throws -> StoredConflict? {
        try row("SELECT * FROM conflict WHERE id = ?", [id]).map(Transaction.conflict)
    }

    /// The conflicts whose id begins so, open or settled, by id.
    public func conflicts(beginning prefix: String) throws -> [StoredConflict] {
        try rows("SELECT * FROM conflict WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id", [prefix]).map(Transaction.conflict)
    }

    /// The conflicts of a type's group of which there is a resolution, by id.
    public func settledConflicts(type: RecordType, group: String) throws -> [StoredConflict] {
        try rows(
            """
            SELECT conflict.* FROM (SELECT DISTINCT conflict FROM settlement) AS settled CROSS JOIN conflict ON conflict.id = settled.conflict
            JOIN record ON record.id = conflict.record WHERE record.type = ? AND group_name = ? ORDER BY conflict.id
            """,
            [type.name, group]
        ).map(Transaction.conflict)
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
            changed: row["changed"],
            inEffect: words(row["in_effect"])
        )
    }

    /// Whether a conflict, or a decision that waited for one before or after, changed in a drain or later.
    public func hasConflictNews(since drain: Int) throws -> Bool {
        if try row("SELECT 1 FROM conflict WHERE changed >= ? LIMIT 1", [drain]) != nil { return true }
        guard try row("SELECT 1 FROM held_up LIMIT 1") != nil else { return false }
        return try row(
            """
            SELECT 1 FROM decision WHERE drain >= ?
                AND EXISTS (SELECT 1 FROM held_up WHERE held_up.decision IN (decision.id, decision.supersedes)) LIMIT 1
            """,
            [drain]
        ) != nil
    }

    /// The instant of a drain.
    public func instant(ofDrain drain: Int) throws -> Instant? {
        try Instant.fetchOne(db.cachedStatement(sql: "SELECT at FROM drain WHERE number = ?"), arguments: [drain])
    }

    // MARK: References

    /// Replaces the references of a record to what is not here.
    ///
    /// One that stays keeps its `since`.
    public func setPendingReferences(_ references: [(column: String, target: RecordKey)], ofRecord record: Int64, at instant: Instant) throws {
        for known in try pendingReferences(ofRecord: record) where !references.contains(where: { $0 == known }) {
            try execute(
                "DELETE FROM pending_reference WHERE record = ? AND type = ? AND key = ? AND column_name = ?",
                [record, known.target.type.name, known.target.key, known.column]
            )
        }
        for (column, target) in references {
            try execute(
                "INSERT OR IGNORE INTO pending_reference (type, key, record, column_name, since) VALUES (?, ?, ?, ?, ?)",
                [target.type.name, target.key, record, column, instant]
            )
        }
    }

    /// Whether any reference waits for what is not here.
    public func hasPendingReferences() throws -> Bool { try row("SELECT 1 FROM pending_reference LIMIT 1") != nil }

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
