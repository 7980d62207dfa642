import GRDB
import Programme
public import Records
public import Rules

// Questions about merged values: what adjudication reads.
extension Transaction {
    /// The merged records of a type whose column holds a value, in the order of their keys.
    public func records(_ type: RecordType, where column: String, is value: String) throws -> [CaseRecord] {
        precondition(type.position(of: column) != nil, "\(type.name) has no column \(column)")
        return try caseRecords(
            type,
            """
            SELECT value.*, record.key AS record_key, record.is_withdrawn, record.has_conflict, record.place, record.completed_at
            FROM \(type.name)_row AS value JOIN record ON record.id = value.record AND record.effective = value.row_id
            WHERE value."\(column)" = ? ORDER BY record.key
            """,
            [value]
        )
    }

    /// Every merged record of a type, by key: for types of which there are few.
    public func allMerged(_ type: RecordType) throws -> [CaseRecord] {
        try caseRecords(
            type,
            """
            SELECT value.*, record.key AS record_key, record.is_withdrawn, record.has_conflict, record.place, record.completed_at
            FROM record JOIN \(type.name)_row AS value ON value.row_id = record.effective WHERE record.type = ? ORDER BY record.key
            """,
            [type.name]
        )
    }

    /// The texts that the rows of a type have ever had in a column, which an index holds.
    public func distinctTexts(_ type: RecordType, _ column: String) throws -> [String] {
        precondition(type.position(of: column) != nil, "\(type.name) has no column \(column)")
        return try rows("SELECT DISTINCT \"\(column)\" AS text FROM \(type.name)_row WHERE \"\(column)\" IS NOT NULL ORDER BY 1").map { $0["text"] }
    }

    /// The merged record of that type and key.
    public func merged(_ type: RecordType, _ key: String) throws -> CaseRecord? {
        try caseRecords(
            type,
            """
            SELECT value.*, record.key AS record_key, record.is_withdrawn, record.has_conflict, record.place, record.completed_at
            FROM record JOIN \(type.name)_row AS value ON value.row_id = record.effective WHERE record.type = ? AND record.key = ?
            """,
            [type.name, key]
        ).first
    }

    /// The ids of the merged records of a type whose column holds a value.
    public func keys(_ type: RecordType, where column: String, is value: String) throws -> [String] {
        precondition(type.position(of: column) != nil, "\(type.name) has no column \(column)")
        return try rows(
            """
            SELECT record.key FROM \(type.name)_row AS value JOIN record ON record.id = value.record AND record.effective = value.row_id
            WHERE value."\(column)" = ? ORDER BY record.key
            """,
            [value]
        ).map { $0["key"] }
    }

    /// The party-years with a live or past application or claim of a party.
    public func years(of party: String) throws -> [Int] {
        try rows(
            """
            SELECT voucher_year AS year FROM application_row WHERE party_uscc = ?1 AND voucher_year IS NOT NULL
            UNION SELECT voucher_year FROM claim_row WHERE party_uscc = ?1 AND voucher_year IS NOT NULL ORDER BY 1
            """,
            [party]
        ).map { $0["year"] }
    }

    private func caseRecords(_ type: RecordType, _ sql: String, _ arguments: Arguments) throws -> [CaseRecord] {
        try rows(sql, arguments).map { row in
            let key = RecordKey(type, row["record_key"])
            let hasConflict: Bool = row["has_conflict"]
            return CaseRecord(
                key,
                values: Transaction.cells(row, of: type),
                conflicts: hasConflict ? try openConflicts(ofRecord: row["record"]) : [:],
                isWithdrawn: row["is_withdrawn"],
                place: row["place"],
                receivedAt: row["completed_at"],
                digest: RowSQL.hasDigest(type) ? row["digest"] : nil
            )
        }
    }

    // MARK: What claims share

    /// Replaces the identities by which a record may touch others' claims; gives those that came or went.
    ///
    /// - Parameter isNew: whether the record cannot have had any.
    public func setIdentities(_ identities: Set<String>, ofRecord record: Int64, isNew: Bool) throws -> Set<String> {
        let known: Set<String> =
            isNew ? [] : Set(try rows("SELECT identity FROM shared_identity WHERE record = ?", [record]).map { $0["identity"] })
        for identity in known.subtracting(identities) {
            try execute("DELETE FROM shared_identity WHERE identity = ? AND record = ?", [identity, record])
        }
        for identity in identities.subtracting(known) {
            try execute("INSERT INTO shared_identity (identity, record) VALUES (?, ?)", [identity, record])
        }
        return known.symmetricDifference(identities)
    }

    /// The records that have an identity.
    public func recordsSharing(_ identity: String) throws -> [RecordKey] {
        try recordKeys(
            """
            SELECT record.type, record.key FROM shared_identity JOIN record ON record.id = shared_identity.record
            WHERE identity = ? ORDER BY record.type, record.key
            """,
            [identity]
        )
    }

    /// The records that have an identity of one of a claim's invoices or files, those left out.
    public func recordsSharing(with proofs: RecordType, ofClaim claim: String) throws -> [RecordKey] {
        precondition(proofs.position(of: "claim_id") != nil, "\(proofs.name) belongs to no claim")
        return try recordKeys(
            """
            SELECT DISTINCT other.type, other.key FROM \(proofs.name)_row AS value
            JOIN record ON record.id = value.record AND record.effective = value.row_id
            JOIN shared_identity AS own ON own.record = record.id
            JOIN shared_identity AS theirs ON theirs.identity = own.identity AND theirs.record <> own.record
            JOIN record AS other ON other.id = theirs.record
            WHERE value.claim_id = ? ORDER BY other.type, other.key
            """,
            [claim]
        )
    }

    /// The contracts that have an identity of a contract's, and itself.
    public func recordsSharing(withContract contract: String) throws -> [RecordKey] {
        try recordKeys(
            """
            SELECT DISTINCT other.type, other.key FROM record
            JOIN shared_identity AS own ON own.record = record.id
            JOIN shared_identity AS theirs ON theirs.identity = own.identity
            JOIN record AS other ON other.id = theirs.record
            WHERE record.type = 'contract' AND record.key = ? ORDER BY other.type, other.key
            """,
            [contract]
        )
    }

    /// The records whose type and key a question gives.
    private func recordKeys(_ sql: String, _ arguments: Arguments) throws -> [RecordKey] {
        try rows(sql, arguments).compactMap { row in RecordType.named(row["type"]).map { RecordKey($0, row["key"]) } }
    }
}
