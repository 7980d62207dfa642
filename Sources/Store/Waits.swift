import GRDB
public import Programme
public import Records

/// Something that waits, as the view `v_waits` has it: the one list from which the queue of waits is made.
public struct StoredWait: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// A file in the inbox that is not whole.
        case file
        /// A batch whose turn has not come.
        case batch
        /// An application or claim that cannot be judged yet.
        case `case`
        /// A record that names one which is not here.
        case reference
        /// A row that waits in the merge.
        case row
        /// A resolution whose sides are not all here.
        case resolution
        /// A decision that waits for the centre.
        case held
        /// An application or claim that its office must mend.
        case returned
        /// A conflict that is open.
        case conflict
    }

    /// What the money of a wait is.
    public enum Stake: String, Sendable, Hashable, Codable {
        /// A decision has bound it.
        case bound
        /// No more than this can come of it.
        case atMost = "at most"
        /// What the application or claim asks for; how much of it can be granted is not known.
        case asked
    }

    public let kind: Kind
    /// The file, the batch, the row, the conflict, or the record by type and key.
    public let subject: String
    /// The batch, the reference, the rule or the conflict that it waits for.
    public let waitsFor: String
    public let since: Instant?
    /// The office that sent it, where that is known.
    public let office: OfficeCode?
    /// The record that waits, where a record does.
    public let record: RecordKey?
    public let rule: String?
    public let amount: Fen?
    public let stake: Stake?
}

extension Transaction {
    /// Everything that waits, by kind and subject.
    public func allWaits() throws -> [StoredWait] { try waits("SELECT * FROM v_waits ORDER BY kind, subject, waits_for") }

    /// What waits, by kind and subject, but for what was returned to its office: ``returned(_:most:)``.
    public func otherWaits() throws -> [StoredWait] { try waits("SELECT * FROM v_other_waits ORDER BY kind, subject, waits_for") }

    private func waits(_ sql: String) throws -> [StoredWait] {
        try rows(sql).compactMap { row in
            guard let kind = StoredWait.Kind(rawValue: row["kind"]) else { return nil }
            let type: String? = row["type"]
            let key: String? = row["key"]
            let fen: Int64? = row["fen"]
            let stake: String? = row["fen_is"]
            return StoredWait(
                kind: kind,
                subject: row["subject"],
                waitsFor: row["waits_for"] ?? "",
                since: row["since"],
                office: row["office"],
                record: type.flatMap { RecordType.named($0) }.flatMap { type in key.map { RecordKey(type, $0) } },
                rule: row["rule"],
                amount: fen.map { Fen($0) },
                stake: fen == nil ? nil : stake.flatMap { StoredWait.Stake(rawValue: $0) }
            )
        }
    }

    /// The decisions in force that wait for a conflict, by kind and subject, with the money that depends on each.
    public func decisions(waitingFor conflict: String) throws -> [(decision: StoredDecision, amount: Fen?, stake: StoredWait.Stake)] {
        try rows(
            """
            SELECT decision.*, v_stakes.fen, v_stakes.fen_is FROM v_held_up JOIN decision ON decision.id = v_held_up.decision
            JOIN v_stakes ON v_stakes.decision = decision.id WHERE v_held_up.conflict = ? ORDER BY kind, subject_type, subject_key
            """,
            [conflict]
        ).map { row in
            let fen: Int64? = row["fen"]
            return (try Transaction.decision(row), fen.map { Fen($0) }, StoredWait.Stake(rawValue: row["fen_is"]) ?? .atMost)
        }
    }
}
