import Foundation
import GRDB
public import Programme
public import Records
public import Rules

/// A decision as the store keeps it.
public struct StoredDecision: Sendable {
    public let id: Int64
    public let decision: Decision
    public let decidedAt: Instant
    public let drain: Int
    /// The digest of the programme file in force.
    public let programme: String
    public let supersedes: Int64?
}

extension Transaction {
    /// The current decisions of a party-year, by kind and subject.
    public func currentDecisions(party: String, year: Int) throws -> [StoredDecision] {
        try prefetchDecisions(of: [party])
        return memory.decisions[party]?.filter { $0.decision.year == year } ?? []
    }

    /// Asks at once what ``currentDecisions(party:year:)`` would be asked for each of these parties.
    public func prefetchDecisions(of parties: some Collection<String>) throws {
        let unknown = Set(parties).filter { memory.decisions[$0] == nil }
        guard !unknown.isEmpty else { return }
        let found = try rows(
            """
            SELECT decision.* FROM json_each(?) AS asked CROSS JOIN decision ON decision.party = asked.value AND decision.is_current = 1
            ORDER BY kind, subject_type, subject_key
            """,
            [TextList.json(unknown)]
        ).map { try Transaction.decision($0) }
        let byParty = Dictionary(grouping: found) { $0.decision.party }
        for party in unknown { memory.decisions[party] = byParty[party] ?? [] }
    }

    /// The current decision of a subject and kind.
    public func currentDecision(_ kind: Decision.Kind, of subject: RecordKey) throws -> StoredDecision? {
        try row(
            "SELECT * FROM decision WHERE subject_type = ? AND subject_key = ? AND kind = ? AND is_current = 1",
            [subject.type.name, subject.key, kind.rawValue]
        ).map { try Transaction.decision($0) }
    }

    /// The current decisions of a subject, of some kinds.
    public func currentDecisions(of subject: RecordKey, _ kinds: [Decision.Kind]) throws -> [Decision] {
        try rows(
            "SELECT * FROM decision WHERE subject_type = ? AND subject_key = ? AND is_current = 1",
            [subject.type.name, subject.key]
        ).compactMap { row in
            let kind: String = row["kind"]
            return kinds.contains { $0.rawValue == kind } ? try Transaction.decision(row).decision : nil
        }
    }

    /// Every current decision, by kind and subject.
    public func currentDecisions() throws -> [StoredDecision] {
        try rows("SELECT * FROM decision WHERE is_current = 1 ORDER BY kind, subject_type, subject_key").map { try Transaction.decision($0) }
    }

    /// Puts a decision in force; the one that it supersedes stays in the history.
    ///
    /// - Parameter isCurrent: `false` for a notice that its predecessor is void, after which the subject has no decision.
    public func insert(
        _ decision: Decision,
        drain: Int,
        at instant: Instant,
        programme: String,
        supersedes: Int64?,
        isCurrent: Bool = true
    ) throws -> Int64 {
        if let supersedes { try retire(supersedes) }
        try execute(
            """
            INSERT INTO decision (kind, subject_type, subject_key, party, year, outcome, amount, findings, state, place, drain, decided_at, programme,
                supersedes, is_current)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                decision.kind.rawValue, decision.subject.type.name, decision.subject.key, decision.party, decision.year, decision.outcome.rawValue,
                decision.amount?.amount, FindingText.write(decision.findings), decision.state.rawValue,
                decision.place, drain, instant, programme, supersedes, isCurrent,
            ]
        )
        let id = db.lastInsertedRowID
        if isCurrent, var inForce = memory.decisions[decision.party] {
            inForce.append(
                StoredDecision(id: id, decision: decision, decidedAt: instant, drain: drain, programme: programme, supersedes: supersedes)
            )
            memory.decisions[decision.party] = inForce.sorted(by: Transaction.byKindAndSubject)
        }
        if isCurrent { memory.decisionCounts["\(decision.kind.rawValue) \(decision.outcome.rawValue)", default: 0] += 1 }
        for conflict in Set(decision.findings.compactMap(\.conflict)) {
            try execute("INSERT INTO held_up (conflict, decision) VALUES (?, ?)", [conflict, id])
        }
        return id
    }

    /// The decisions in force that wait for a conflict, by kind and subject.
    public func decisions(heldUpBy conflict: String) throws -> [Decision] {
        try rows(
            """
            SELECT decision.* FROM held_up JOIN decision ON decision.id = held_up.decision
            WHERE held_up.conflict = ? AND decision.is_current = 1 ORDER BY kind, subject_type, subject_key
            """,
            [conflict]
        ).map { try Transaction.decision($0).decision }
    }

    /// For each subject and kind that some drains decided anew, what stood before them and what stands after, `nil` for nothing; by kind and subject.
    public func decisionChanges(inDrains drains: ClosedRange<Int>) throws -> [(before: Decision?, after: Decision?)] {
        let last = try rows(
            """
            SELECT * FROM decision WHERE id IN (SELECT max(id) FROM decision WHERE drain BETWEEN ? AND ? GROUP BY kind, subject_type, subject_key)
            ORDER BY kind, subject_type, subject_key
            """,
            [drains.lowerBound, drains.upperBound]
        )
        return try last.map { row in
            let decided = try Transaction.decision(row)
            var before = decided.supersedes
            var earlier: StoredDecision?
            // What an earlier round of the same drain said was never told, and what an earlier one of these drains said is told by the last word.
            while let id = before, let found = try self.row("SELECT * FROM decision WHERE id = ?", [id]).map({ try Transaction.decision($0) }) {
                earlier = found.drain < drains.lowerBound ? found : nil
                before = found.drain < drains.lowerBound ? nil : found.supersedes
            }
            return (earlier?.decision, row["is_current"] ? decided.decision : nil)
        }
    }

    /// Takes a decision out of force that nothing follows: its subject waits, or has left the party-year.
    public func retire(_ id: Int64) throws {
        if let past = try row(
            "UPDATE decision SET is_current = 0 WHERE id = ? AND is_current = 1 RETURNING kind || ' ' || outcome AS outcome, party",
            [id]
        ) {
            memory.decisions[past["party"]]?.removeAll { $0.id == id }
            memory.decisionCounts[past["outcome"], default: 0] -= 1
        }
    }

    /// Adds what the transaction has decided to the number of decisions in force by kind and outcome.
    func countDecisions() throws {
        for (name, change) in memory.decisionCounts.sorted(by: { $0.key < $1.key }) where change != 0 {
            let words = name.split(separator: " ").map(String.init)
            try execute(
                "INSERT INTO decision_count (kind, outcome, count) VALUES (?1, ?2, ?3) ON CONFLICT (kind, outcome) DO UPDATE SET count = count + ?3",
                [words[0], words[1], change]
            )
        }
        if !memory.decisionCounts.isEmpty { try execute("DELETE FROM decision_count WHERE count = 0") }
        memory.decisionCounts = [:]
    }

    private static func byKindAndSubject(_ left: StoredDecision, _ right: StoredDecision) -> Bool {
        left.decision.kind == right.decision.kind
            ? left.decision.subject < right.decision.subject
            : left.decision.kind.rawValue.utf8.lexicographicallyPrecedes(right.decision.kind.rawValue.utf8)
    }

    // MARK: Waits

    /// Replaces the waits of a party-year; one that stays keeps its `since`. Gives the subjects whose wait came, went or changed.
    public func setWaits(_ waits: [Wait], party: String, year: Int, at instant: Instant) throws -> Set<RecordKey> {
        var known: [RecordKey: (finding: String, since: Instant)] = [:]
        for row in try rows("SELECT * FROM case_wait WHERE party = ? AND year = ?", [party, year]) {
            guard let type = RecordType.named(row["subject_type"]) else { continue }
            known[RecordKey(type, row["subject_key"])] = (row["finding"], row["since"])
        }
        var changed = Set(known.keys).subtracting(waits.map(\.subject))
        for subject in changed { try execute("DELETE FROM case_wait WHERE subject_type = ? AND subject_key = ?", [subject.type.name, subject.key]) }
        for wait in waits {
            let finding = FindingText.write(wait.finding)
            if known[wait.subject]?.finding == finding { continue }
            changed.insert(wait.subject)
            try execute(
                "INSERT OR REPLACE INTO case_wait (subject_type, subject_key, party, year, finding, since) VALUES (?, ?, ?, ?, ?, ?)",
                [wait.subject.type.name, wait.subject.key, party, year, finding, known[wait.subject]?.since ?? instant]
            )
        }
        return changed
    }

    /// What an application or claim waits for, and since when.
    public func wait(of subject: RecordKey) throws -> (finding: Finding, since: Instant)? {
        guard let row = try row("SELECT * FROM case_wait WHERE subject_type = ? AND subject_key = ?", [subject.type.name, subject.key]) else {
            return nil
        }
        let text: String = row["finding"]
        return (try JSONDecoder().decode(Finding.self, from: Data(text.utf8)), row["since"])
    }

    /// Every application or claim that waits, by subject.
    public func waits() throws -> [(subject: RecordKey, finding: Finding, since: Instant)] {
        try rows("SELECT * FROM case_wait ORDER BY subject_type, subject_key").compactMap { row in
            guard let type = RecordType.named(row["subject_type"]) else { return nil }
            let text: String = row["finding"]
            return (RecordKey(type, row["subject_key"]), try JSONDecoder().decode(Finding.self, from: Data(text.utf8)), row["since"])
        }
    }

    static func decision(_ row: Row) throws -> StoredDecision {
        guard let kind = Decision.Kind(rawValue: row["kind"]), let outcome = Decision.Outcome(rawValue: row["outcome"]),
            let state = Decision.State(rawValue: row["state"]), let type = RecordType.named(row["subject_type"])
        else { throw StoreError.damaged("decision \(row["id"] as Int64)") }
        let findings: String = row["findings"]
        let amount: Int64? = row["amount"]
        return StoredDecision(
            id: row["id"],
            decision: Decision(
                kind: kind,
                subject: RecordKey(type, row["subject_key"]),
                party: row["party"],
                year: row["year"],
                outcome: outcome,
                amount: amount.map { Fen($0) },
                findings: try FindingText.read(findings),
                state: state,
                place: row["place"]
            ),
            decidedAt: row["decided_at"],
            drain: row["drain"],
            programme: row["programme"],
            supersedes: row["supersedes"]
        )
    }
}
