import GRDB
public import Programme
public import Records
public import Rules

/// What the store keeps of a round that was cut off.
public struct StoredRound: Sendable {
    public let id: String
    /// The drain that cut it off.
    public let cutOff: Int
    /// The last drain whose rows its ranking read, and the digest of what the list was made of.
    public let ranked: Int?
    public let digest: String
    /// How often it was ranked.
    public let rankings: Int
}

extension Transaction {
    /// The round, once it was cut off.
    public func cutOffRound(_ id: String) throws -> StoredRound? {
        try row("SELECT * FROM round_cut_off WHERE round = ?", [id]).map {
            StoredRound(id: $0["round"], cutOff: $0["drain"], ranked: $0["ranked"], digest: $0["digest"], rankings: $0["rankings"])
        }
    }

    /// Cuts a round off with these claims in it.
    public func cutOff(_ round: String, claims: [String], drain: Int) throws {
        try execute("INSERT INTO round_cut_off (round, drain) VALUES (?, ?)", [round, drain])
        for claim in claims { try execute("INSERT INTO round_claim (round, claim) VALUES (?, ?)", [round, claim]) }
    }

    /// The claims of a round, by id.
    public func claims(ofRound round: String) throws -> [String] {
        try rows("SELECT claim FROM round_claim WHERE round = ? ORDER BY claim", [round]).map { $0["claim"] }
    }

    /// The rounds that took a claim.
    public func rounds(ofClaim claim: String) throws -> [String] {
        try rows("SELECT round FROM round_claim WHERE claim = ? ORDER BY round", [claim]).map { $0["round"] }
    }

    /// The rounds that took a claim and were cut off after that one.
    public func rounds(ofClaim claim: String, cutOffAfter round: String) throws -> [String] {
        try rows(
            """
            SELECT round FROM round_claim JOIN round_cut_off USING (round)
            WHERE claim = ? AND drain > (SELECT drain FROM round_cut_off WHERE round = ?) ORDER BY round
            """,
            [claim, round]
        ).map { $0["round"] }
    }

    /// Notes that a round is ranked, with the number of each claim's line.
    public func setRanked(_ round: String, lines: [(claim: String, decision: Int64)], digest: String, lastRead: Int) throws {
        try execute("UPDATE round_cut_off SET ranked = ?, digest = ?, rankings = rankings + 1 WHERE round = ?", [lastRead, digest, round])
        for (claim, decision) in lines { try setLine(decision, of: claim, in: round) }
    }

    /// Puts a claim's line in a round's list in the place of the one that was there.
    public func setLine(_ decision: Int64, of claim: String, in round: String) throws {
        try execute("UPDATE round_claim SET listing = ? WHERE round = ? AND claim = ?", [decision, round, claim])
    }

    /// Notes that a round goes back to its panel, and is to be ranked again.
    public func reopen(_ round: String) throws {
        try execute("UPDATE round_cut_off SET ranked = NULL WHERE round = ?", [round])
    }

    /// A claim's lines in the lists of rounds, each round's last word, in the order in which the rounds were cut off.
    public func lines(ofClaim claim: String) throws -> [Decision] {
        try rows(
            """
            SELECT decision.* FROM round_claim JOIN round_cut_off USING (round) JOIN decision ON decision.id = listing
            WHERE claim = ? ORDER BY round_cut_off.drain, round
            """,
            [claim]
        ).map { try Transaction.decision($0).decision }
    }

    /// A claim's line in the list of a round, once it has one.
    public func line(ofClaim claim: String, in round: String) throws -> Decision? {
        try row("SELECT decision.* FROM round_claim JOIN decision ON decision.id = listing WHERE round = ? AND claim = ?", [round, claim]).map {
            try Transaction.decision($0).decision
        }
    }

    /// The claims of a voucher year whose initial review has passed for good, and which no round has taken that is not ranked yet.
    public func finalClaims(ofYear year: Int) throws -> [StoredDecision] {
        try rows(
            """
            SELECT * FROM decision WHERE kind || ' ' || outcome = 'INITIAL_REVIEW PASSED' AND state = 'FINAL' AND is_current = 1 AND year = ?
                AND NOT EXISTS (SELECT 1 FROM round_claim JOIN round_cut_off USING (round) WHERE claim = subject_key AND ranked IS NULL)
            ORDER BY subject_key
            """,
            [year]
        ).map { try Transaction.decision($0) }
    }

    /// The first year of which a voucher is in force.
    public func firstVoucherYear() throws -> Int? {
        try ["VOUCHER ISSUED", "VOUCHER REDUCED"].compactMap { outcome in
            try row("SELECT min(year) AS year FROM decision WHERE kind || ' ' || outcome = ? AND is_current = 1", [outcome])?["year"]
        }.min()
    }

    /// The returned claims of a voucher year whose share of the voucher is not voided, by the id of their ticket, and since when each is returned.
    public func unfreedTickets(ofYear year: Int) throws -> [(id: String, party: String, openedAt: Instant)] {
        try rows(
            """
            SELECT ticket.id, returned.party, drain.at FROM decision AS returned
            JOIN ticket ON ticket.subject_type = returned.subject_type AND ticket.subject_key = returned.subject_key AND ticket.closed IS NULL
            JOIN drain ON drain.number = ticket.opened
            WHERE returned.kind || ' ' || returned.outcome = 'INITIAL_REVIEW RETURNED' AND returned.is_current = 1 AND returned.year = ?
                AND ticket.freed IS NULL ORDER BY ticket.id
            """,
            [year]
        ).map { ($0["id"], $0["party"], $0["at"]) }
    }

    /// Notes that what a returned claim had bound is void, where it is void for good.
    public func freeTicket(_ id: String, party: String, year: Int, drain: Int) throws {
        try execute(
            """
            UPDATE ticket SET freed = ? WHERE id = ? AND EXISTS (
                SELECT 1 FROM decision WHERE party = ? AND year = ? AND is_current = 1 AND kind = 'VOID' AND outcome = 'FINAL')
            """,
            [drain, id, party, year]
        )
    }

    /// The years that an office has declared closed, and when the first such batch was applied.
    public func closedYears(of office: OfficeCode) throws -> [Int: Instant] {
        let closing = try rows(
            """
            SELECT closing_year, MIN(drain.at) AS closed_at FROM batch JOIN drain ON drain.number = batch.drain
            WHERE office = ? AND outcome = 'APPLIED' AND closing_year IS NOT NULL GROUP BY closing_year
            """,
            [office]
        )
        return Dictionary(uniqueKeysWithValues: closing.map { ($0["closing_year"], $0["closed_at"]) })
    }

    // MARK: Acts

    /// The centre's acts of which some row is HELD, since the state of what they are about did not allow them.
    public func heldActs() throws -> Set<Int64> {
        Set(
            try RecordType.acts.flatMap { type in
                try rows("SELECT DISTINCT record FROM \(type.name)_row WHERE outcome = 'HELD'").map { $0["record"] as Int64 }
            }
        )
    }

    // MARK: Postings

    /// The balance of each account of a voucher.
    public func balances(ofVoucher voucher: String) throws -> [String: Fen] {
        var balances: [String: Fen] = [:]
        for row in try rows("SELECT account, sum(amount) AS amount FROM posting WHERE voucher = ? GROUP BY account", [voucher]) {
            balances[row["account"]] = Fen(row["amount"])
        }
        return balances
    }

    /// Every voucher with a posting, by its balances.
    public func allBalances() throws -> [String: [String: Fen]] {
        var balances: [String: [String: Fen]] = [:]
        for row in try rows("SELECT voucher, account, sum(amount) AS amount FROM posting GROUP BY voucher, account") {
            balances[row["voucher"], default: [:]][row["account"]] = Fen(row["amount"])
        }
        return balances
    }

    /// Adds a movement.
    public func post(_ amount: Fen, to account: String, ofVoucher voucher: String, party: String, year: Int, drain: Int) throws {
        try execute(
            "INSERT INTO posting (voucher, party, year, account, amount, drain) VALUES (?, ?, ?, ?, ?, ?)",
            [voucher, party, year, account, amount.amount, drain]
        )
    }
}

extension RecordType {
    /// What the centre does to claims, vouchers and rounds, record by record.
    public static let acts: [RecordType] = [.round, .review, .publicity, .objection, .paperCheck, .payment, .ruling, .recognition]
}
