import GRDB
public import Merging
public import Programme
public import Records

// Questions of the export, of status and of reconcile: whole tables, in a fixed order.
extension Transaction {
    /// Calls `body` for every merged record of a type, in the order of the keys.
    public func forEachRecord(_ type: RecordType, _ body: (StoredRecord, [Cell?]) throws -> Void) throws {
        try forEachRow(
            """
            SELECT value.*, record.id AS record_id, record.type AS record_type, record.key AS record_key, record.version AS record_version,
                record.drain AS record_drain, record.effective, record.author, record.is_withdrawn, record.has_conflict, record.place,
                record.completed_at
            FROM record JOIN \(type.name)_row AS value ON value.row_id = record.effective WHERE record.type = ? ORDER BY record.key
            """,
            [type.name]
        ) { row in
            let record = StoredRecord(
                id: row["record_id"],
                key: RecordKey(type, row["record_key"]),
                version: row["record_version"],
                drain: row["record_drain"],
                effective: row["effective"],
                author: row["author"],
                isWithdrawn: row["is_withdrawn"],
                hasConflict: row["has_conflict"],
                place: row["place"],
                completedAt: row["completed_at"]
            )
            try body(record, Transaction.cells(row, of: type))
        }
    }

    /// Rows of a type that are in a record's history and not merged, in the order of their identity: they wait, or they are refused.
    public func unmergedRows(_ type: RecordType) throws -> [(key: String, row: RowIdentity, outcome: RowOutcome?)] {
        try rows(
            """
            SELECT record.key, batch.office, batch.epoch, batch.sequence, value.line, value.outcome FROM \(type.name)_row AS value
            JOIN record ON record.id = value.record JOIN batch ON batch.id = value.batch WHERE value.version IS NULL AND value.act <> 'resolve'
            ORDER BY record.key, batch.office, batch.epoch, batch.sequence, value.line
            """
        ).map { row in
            let outcome: String? = row["outcome"]
            let batch = BatchIdentity(office: row["office"], epoch: row["epoch"], sequence: row["sequence"])
            return (row["key"], RowIdentity(batch, line: row["line"]), outcome.flatMap { RowOutcome(rawValue: $0) })
        }
    }

    /// How many rows of a batch the store holds, those in no record among them.
    public func storedRows(of batch: Int64) throws -> Int {
        var count = try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM refused_row WHERE batch = ?"), arguments: [batch]) ?? 0
        for type in RecordType.all {
            let sql = "SELECT count(*) FROM \(type.name)_row WHERE batch = ? AND act <> 'resolve'"
            count += try Int.fetchOne(db.cachedStatement(sql: sql), arguments: [batch]) ?? 0
        }
        return count
    }

    /// Every reference to what is not here, by type and key of the record that waits.
    public func pendingReferences() throws -> [(record: RecordKey, column: String, target: RecordKey)] {
        try rows(
            """
            SELECT record.type AS from_type, record.key AS from_key, pending_reference.column_name, pending_reference.type, pending_reference.key
            FROM pending_reference JOIN record ON record.id = pending_reference.record ORDER BY 1, 2, 3, 4, 5
            """
        ).compactMap { row in
            guard let from = RecordType.named(row["from_type"]), let type = RecordType.named(row["type"]) else { return nil }
            return (RecordKey(from, row["from_key"]), row["column_name"], RecordKey(type, row["key"]))
        }
    }

    /// Every file that was taken: its digest, its name in the inbox, and where it went.
    public func arrivals() throws -> [(zip: Digest, file: String, outcome: BatchRecord.Outcome)] {
        try rows("SELECT zip, file, outcome FROM arrival ORDER BY id").map {
            ($0["zip"], $0["file"], BatchRecord.Outcome(rawValue: $0["outcome"]) ?? .quarantined)
        }
    }

    /// The digests of all evidence that the store names.
    public func evidenceDigests() throws -> [Digest] {
        try rows("SELECT digest FROM evidence_file ORDER BY digest").map { $0["digest"] }
    }

    /// The batch of an office that was applied last.
    public func lastAppliedBatch(of office: OfficeCode) throws -> BatchRecord? {
        try row("SELECT * FROM batch WHERE office = ? AND outcome = 'APPLIED' ORDER BY id DESC LIMIT 1", [office]).map(Transaction.batch)
    }

    /// The number of current decisions by kind and outcome.
    public func decisionCounts() throws -> [(kind: String, outcome: String, count: Int)] {
        try countDecisions()
        return try rows("SELECT * FROM decision_count ORDER BY kind, outcome").map { ($0["kind"], $0["outcome"], $0["count"]) }
    }

    /// Whether SQLite finds its own structures whole; an empty list where it does.
    public func integrityFaults() throws -> [String] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            + GRDB.Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "\($0)" }
    }
}
