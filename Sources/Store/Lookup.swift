import GRDB
public import Merging
public import Programme
public import Records
import Rules

// Questions of those who look one thing up: by whatever name they have of it.
extension Transaction {
    /// The records of any type that have this key, in the order of the types.
    public func records(named key: String) throws -> [StoredRecord] {
        try RecordType.all.compactMap { try record(RecordKey($0, key)) }
    }

    /// Every bag that came under that identity, in the order of arrival; the one that was taken is among them at most once.
    public func batches(_ identity: BatchIdentity) throws -> [BatchRecord] {
        try rows(
            "SELECT * FROM batch WHERE office = ? AND epoch = ? AND sequence = ? ORDER BY id",
            [identity.office, identity.epoch, identity.sequence]
        ).map(Transaction.batch)
    }

    /// The files that brought a batch, with when they came and what became of each.
    public func arrivals(ofBatch id: Int64) throws -> [(file: String, receivedAt: Instant, outcome: BatchRecord.Outcome)] {
        try rows("SELECT file, received_at, outcome FROM arrival WHERE batch = ? ORDER BY id", [id]).map {
            ($0["file"], $0["received_at"], BatchRecord.Outcome(rawValue: $0["outcome"]) ?? .quarantined)
        }
    }

    /// A row of a batch, by what it is called: its type, its line, the key that it states, and what its office was last told of it.
    public struct RowPlace: Sendable, Hashable {
        public let type: RecordType
        public let line: Int
        public let key: String
        public let outcome: RowOutcome?
        /// Whether the row stands in no record: its cells could not be read, or its office may not say this.
        public let isOutside: Bool
    }

    /// The rows of a batch, by type and line.
    public func rowPlaces(ofBatch id: Int64) throws -> [RowPlace] {
        var places: [RowPlace] = []
        for type in RecordType.all {
            let found = try rows(
                """
                SELECT value.line, record.key, value.outcome, 0 AS is_outside FROM \(type.name)_row AS value JOIN record ON record.id = value.record
                    WHERE value.batch = ?1 AND value.act <> 'resolve'
                UNION ALL SELECT line, key, 'REJECTED', 1 FROM refused_row WHERE batch = ?1 AND type = ?2 ORDER BY 1
                """,
                [id, type.name]
            )
            for row in found {
                let outcome: String? = row["outcome"]
                places.append(
                    RowPlace(
                        type: type,
                        line: row["line"],
                        key: row["key"],
                        outcome: outcome.flatMap { RowOutcome(rawValue: $0) },
                        isOutside: row["is_outside"]
                    )
                )
            }
        }
        return places
    }

    /// The rows that state a key and stand in no record.
    public func refusedRows(_ key: RecordKey) throws -> [(batch: BatchRecord, row: RowIdentity)] {
        try rows(
            """
            SELECT batch.*, refused_row.line FROM refused_row JOIN batch ON batch.id = refused_row.batch
            WHERE refused_row.type = ? AND refused_row.key = ? ORDER BY batch.id, refused_row.line
            """,
            [key.type.name, key.key]
        ).map { row in
            let batch = Transaction.batch(row)
            return (batch, RowIdentity(batch.identity, line: row["line"]))
        }
    }

    /// Every decision that was ever made of a subject, in the order of their making, and whether it is in force.
    public func decisionHistory(of subject: RecordKey) throws -> [(stored: StoredDecision, isCurrent: Bool)] {
        try rows("SELECT * FROM decision WHERE subject_type = ? AND subject_key = ? ORDER BY id", [subject.type.name, subject.key]).map {
            (try Transaction.decision($0), $0["is_current"])
        }
    }

    /// Who holds a voucher of the year and a high-tech certificate that ends between two days, and when; by code.
    public func certificatesOfVoucherHolders(endingFrom: Day, through: Day, year: Int) throws -> [(uscc: String, ends: Day)] {
        try rows(
            """
            SELECT row.uscc, max(row.valid_to) AS ends FROM reg_hte_row AS row
            JOIN record ON record.id = row.record AND record.effective = row.row_id
            WHERE row.valid_to BETWEEN ? AND ? AND record.is_withdrawn = 0 AND EXISTS (
                SELECT 1 FROM decision WHERE kind = 'VOUCHER' AND party = row.uscc AND decision.year = ? AND is_current = 1)
            GROUP BY row.uscc ORDER BY row.uscc
            """,
            [endingFrom.description, through.description, year]
        ).compactMap { row in Day(row["ends"] as String).map { (row["uscc"], $0) } }
    }

    /// The providers' certificates of testing that end between two days; by provider and kind.
    public func qualifications(endingFrom: Day, through: Day) throws -> [(provider: String, kind: String, ends: Day)] {
        try rows(
            """
            SELECT row.provider_uscc, row.kind, max(row.valid_to) AS ends FROM qualification_row AS row
            JOIN record ON record.id = row.record AND record.effective = row.row_id
            WHERE row.valid_to BETWEEN ? AND ? AND row.kind IN ('CMA', 'CNAS') AND record.is_withdrawn = 0
            GROUP BY row.provider_uscc, row.kind ORDER BY row.provider_uscc, row.kind
            """,
            [endingFrom.description, through.description]
        ).compactMap { row in Day(row["ends"] as String).map { (row["provider_uscc"], row["kind"], $0) } }
    }

    /// Whether any voucher of a year is in force.
    public func hasVouchers(ofYear year: Int) throws -> Bool {
        try row(
            "SELECT 1 FROM decision WHERE kind || ' ' || outcome IN ('VOUCHER ISSUED', 'VOUCHER REDUCED') AND year = ? AND is_current = 1 LIMIT 1",
            [year]
        ) != nil
    }

    /// The conflicts of a record, open or settled, by group.
    public func conflicts(ofRecord record: Int64) throws -> [StoredConflict] {
        try rows("SELECT id FROM conflict WHERE record = ? ORDER BY group_name", [record]).compactMap { try conflict($0["id"]) }
    }
}
