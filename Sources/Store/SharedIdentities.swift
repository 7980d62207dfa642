import GRDB
public import Records

// What claims share: the identities of their invoices, files and orders.
extension Transaction {
    /// Replaces the identities by which a record may touch others' claims; gives those that came or went.
    ///
    /// - Parameter isNew: whether the record cannot have had any.
    public func setIdentities(_ identities: Set<String>, ofRecord record: Int64, isNew: Bool) throws -> Set<String> {
        let known: Set<String> =
            isNew ? [] : Set(try rows("SELECT identity FROM shared_identity WHERE record = ?", [record]).map { $0["identity"] })
        let changed = known.symmetricDifference(identities)
        if !changed.isEmpty { memory.merged.sharing = [:] }
        for identity in known.subtracting(identities) {
            try execute("DELETE FROM shared_identity WHERE identity = ? AND record = ?", [identity, record])
        }
        for identity in identities.subtracting(known) {
            try execute("INSERT INTO shared_identity (identity, record) VALUES (?, ?)", [identity, record])
        }
        return changed
    }

    /// The records that have an identity.
    public func recordsSharing(_ identity: String) throws -> [RecordKey] {
        try rows(
            """
            SELECT record.type, record.key FROM shared_identity JOIN record ON record.id = shared_identity.record
            WHERE identity = ? ORDER BY record.type, record.key
            """,
            [identity]
        ).compactMap { row in RecordType.named(row["type"]).map { RecordKey($0, row["key"]) } }
    }

    /// The ids of all records that have one of these identities.
    public func records(sharing identities: Set<String>) throws -> Set<Int64> {
        var records: Set<Int64> = []
        try scan(
            "SELECT record FROM json_each(?) AS asked CROSS JOIN shared_identity ON identity = asked.value",
            [TextList.json(identities)]
        ) { row in
            if let record: Int64 = row.value(at: 0) { records.insert(record) }
        }
        return records
    }

    /// The records that have an identity of one of a claim's invoices or files, those left out.
    public func recordsSharing(with proofs: RecordType, ofClaim claim: String) throws -> [RecordKey] {
        try sharing(of: proofs, [claim])[claim] ?? []
    }

    /// The contracts that have an identity of a contract's, and itself where it has one.
    public func recordsSharing(withContract contract: String) throws -> [RecordKey] {
        try sharing(of: .contract, [contract])[contract] ?? []
    }

    /// Asks at once what ``recordsSharing(with:ofClaim:)`` would be asked for each of these claims.
    public func prefetchSharing(with proofs: RecordType, ofClaims claims: some Collection<String>) throws { _ = try sharing(of: proofs, claims) }

    /// Asks at once what ``recordsSharing(withContract:)`` would be asked for each of these contracts.
    public func prefetchSharing(withContracts contracts: some Collection<String>) throws { _ = try sharing(of: .contract, contracts) }

    private func sharing(of type: RecordType, _ asked: some Collection<String>) throws -> [String: [RecordKey]] {
        var found: [String: [RecordKey]] = [:]
        var unknown: Set<String> = []
        for value in asked {
            if let known = memory.merged.sharing[type]?[value] { found[value] = known } else { unknown.insert(value) }
        }
        guard !unknown.isEmpty else { return found }
        try scan(type == .contract ? SharingSQL.ofContracts : SharingSQL.ofClaims(type), [TextList.json(unknown)]) { row in
            guard let value: String = row.value(at: 0), let type = RecordType.named(row.value(at: 1) ?? "") else { return }
            found[value, default: []].append(RecordKey(type, row.value(at: 2) ?? ""))
        }
        for value in unknown { memory.merged.sharing[type, default: Kept(most: 1_000)][value] = found[value] ?? [] }
        return found
    }
}

private enum SharingSQL {
    static let ofContracts = """
        SELECT DISTINCT asked.value, other.type, other.key FROM json_each(?) AS asked
        CROSS JOIN record ON record.type = 'contract' AND record.key = asked.value
        CROSS JOIN shared_identity AS own ON own.record = record.id
        CROSS JOIN shared_identity AS theirs ON theirs.identity = own.identity
        CROSS JOIN record AS other ON other.id = theirs.record
        ORDER BY 1, 2, 3
        """

    static func ofClaims(_ proofs: RecordType) -> String {
        precondition(proofs.position(of: "claim_id") != nil, "\(proofs.name) belongs to no claim")
        return """
            SELECT DISTINCT asked.value, other.type, other.key FROM json_each(?) AS asked
            CROSS JOIN \(proofs.name)_row AS value ON value.claim_id = asked.value
            CROSS JOIN record ON record.id = value.record AND record.effective = value.row_id
            CROSS JOIN shared_identity AS own ON own.record = record.id
            CROSS JOIN shared_identity AS theirs ON theirs.identity = own.identity AND theirs.record <> own.record
            CROSS JOIN record AS other ON other.id = theirs.record
            ORDER BY 1, 2, 3
            """
    }
}
