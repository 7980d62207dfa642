import GRDB
import Programme
import Records

/// A batch that the office packed.
struct SentBatch {
    let epoch: Int
    let sequence: Int
    let digest: Digest
    let exportedAt: Instant
    let rows: Int
    let temporary: String
    let final: String
    /// The name in `sent/`.
    let copy: String

    var link: OfficeState.Link { OfficeState.Link(sequence: sequence, digest: digest) }
}

// Own batches and their rows.
extension OfficeTransaction {
    /// Notes a packed batch and its rows, before its zip bears its name.
    func insert(_ batch: SentBatch, rows: [SelectedRow]) throws {
        try execute(
            """
            INSERT OR REPLACE INTO batch (epoch, sequence, digest, exported_at, rows, temporary, final, copy) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                batch.epoch, batch.sequence, batch.digest.description, batch.exportedAt.description, batch.rows, batch.temporary, batch.final,
                batch.copy,
            ]
        )
        for row in rows {
            let type = row.key.type
            try execute(
                """
                INSERT INTO flight (epoch, sequence, type, key, line, is_withdrawal, base, cell, ticket, "values") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    batch.epoch, batch.sequence, type.name, row.key.key, row.line, row.isWithdrawal, row.base, row.cell, row.ticket,
                    ValuesText.write(row.edited, row.values, of: type),
                ]
            )
            var record = try record(row.key)
            // What stands in the column `base` of the working copy has been used: the next edit builds on this row.
            record.written = nil
            for column in type.columns.indices where row.edited.contains(column) { record.edited.insert(column) }
            record.refused = nil
            try update(record)
        }
    }

    /// Batches whose zip may still bear its temporary name.
    func unsettledBatches() throws -> [SentBatch] {
        try rows("SELECT * FROM batch WHERE is_settled = 0 ORDER BY epoch, sequence").compactMap { row in
            guard let digest = Digest(hex: row["digest"] as String), let exportedAt = Instant(row["exported_at"] as String) else { return nil }
            return SentBatch(
                epoch: row["epoch"],
                sequence: row["sequence"],
                digest: digest,
                exportedAt: exportedAt,
                rows: row["rows"],
                temporary: row["temporary"],
                final: row["final"],
                copy: row["copy"]
            )
        }
    }

    func noteSettled(_ batch: SentBatch) throws {
        try execute("UPDATE batch SET is_settled = 1 WHERE epoch = ? AND sequence = ?", [batch.epoch, batch.sequence])
    }

    /// Takes a batch back that is packed anew under its number: its rows were never sent.
    func forgetRows(epoch: Int, sequence: Int) throws {
        try execute("DELETE FROM flight WHERE epoch = ? AND sequence = ?", [epoch, sequence])
    }

    /// How many rows are on their way.
    func flightCount() throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM flight") ?? 0 }

    /// The copies in `sent/` of batches whose every row the centre has named.
    func finishedCopies() throws -> [String] {
        try rows(
            """
            SELECT copy FROM batch WHERE outcome NOT IN ('', 'WAITING') AND NOT EXISTS
                (SELECT 1 FROM flight WHERE flight.epoch = batch.epoch AND flight.sequence = batch.sequence)
            ORDER BY epoch, sequence
            """
        ).map { $0["copy"] }
    }

    // MARK: What the centre tells of them

    /// Notes what became of a batch.
    ///
    /// - Returns: whether the batch is known here under that digest.
    func note(_ outcome: String, ofBatch epoch: Int, _ sequence: Int, _ digest: String) throws -> Bool {
        if outcome == "APPLIED" || outcome == "DUPLICATE" {
            try execute("UPDATE earlier SET answered = max(answered, ?) WHERE epoch = ?", [sequence, epoch])
        }
        try execute("UPDATE batch SET outcome = ? WHERE epoch = ? AND sequence = ? AND digest = ?", [outcome, epoch, sequence, digest])
        return db.changesCount > 0
    }

    /// Notes that batches were packed before there was a store.
    func noteEarlier(epoch: Int, through: Int) throws {
        try execute("INSERT OR IGNORE INTO earlier (epoch, through) VALUES (?, ?)", [epoch, through])
    }

    /// Whether any batch was packed before there was a store.
    func hasEarlier() throws -> Bool { try row("SELECT 1 FROM earlier") != nil }

    /// Whether a batch of which the store knows no rows may still be on its way.
    func hasUnansweredEarlier() throws -> Bool { try row("SELECT 1 FROM earlier WHERE answered < through") != nil }

    /// Keeps the last that was said of a row.
    func insert(_ receipt: RowTold, bundle: Int) throws {
        try execute(
            "INSERT OR REPLACE INTO receipt (epoch, sequence, type, line, key, outcome, version, bundle) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [receipt.epoch, receipt.sequence, receipt.key.type.name, receipt.line, receipt.key.key, receipt.outcome, receipt.version, bundle]
        )
        try execute(
            "UPDATE flight SET outcome = ? WHERE epoch = ? AND sequence = ? AND type = ? AND line = ?",
            [receipt.outcome, receipt.epoch, receipt.sequence, receipt.key.type.name, receipt.line]
        )
    }

    /// The row on its way that a receipt names.
    func flight(_ receipt: RowTold) throws -> (id: Int64, key: String)? {
        try row(
            "SELECT id, key FROM flight WHERE epoch = ? AND sequence = ? AND type = ? AND line = ?",
            [receipt.epoch, receipt.sequence, receipt.key.type.name, receipt.line]
        ).map { ($0["id"], $0["key"]) }
    }

    func removeFlight(_ id: Int64) throws { try execute("DELETE FROM flight WHERE id = ?", [id]) }
}

/// A line of `receipts/records.csv`.
struct RowTold {
    let epoch: Int
    let sequence: Int
    let key: RecordKey
    let line: Int
    let outcome: String
    /// The record's version; `nil` where the row is not merged.
    let version: Int?
}
