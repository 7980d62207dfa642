import GRDB
public import Programme
public import Records

/// A supplement ticket (补正单): an application or claim that went back to its office, and since when.
public struct SupplementTicket: Sendable, Hashable {
    /// `T-410305-C1-1`: the subject, and how often it was returned.
    public let id: String
    public let subject: RecordKey
    public let openedAt: Instant
}

extension Transaction {
    /// Opens a ticket for a subject that is returned, unless one is open.
    public func openTicket(for subject: RecordKey, drain: Int) throws {
        let known = try rows("SELECT closed, lapsed FROM ticket WHERE subject_type = ? AND subject_key = ?", [subject.type.name, subject.key])
        if let open = known.first(where: { ($0["closed"] as Int?) == nil }) {
            if (open["lapsed"] as Int?) != nil { try setLapsed(nil, of: subject) }
            return
        }
        memory.openTickets[subject] = nil
        try execute(
            "INSERT INTO ticket (id, subject_type, subject_key, opened) VALUES (?, ?, ?, ?)",
            ["T-\(subject.key)-\(known.count + 1)", subject.type.name, subject.key, drain]
        )
    }

    /// Closes the ticket of a subject that is returned no more.
    public func closeTicket(of subject: RecordKey, drain: Int) throws {
        if case .some(.none) = memory.openTickets[subject] { return }
        memory.openTickets[subject] = .some(nil)
        try execute(
            "UPDATE ticket SET closed = ? WHERE subject_type = ? AND subject_key = ? AND closed IS NULL",
            [drain, subject.type.name, subject.key]
        )
    }

    /// Notes that the time for a supplement has run out: its ticket stays open, since the supplement may be on its way, but nobody waits for it.
    public func lapseTicket(of subject: RecordKey, drain: Int) throws { try setLapsed(drain, of: subject) }

    private func setLapsed(_ drain: Int?, of subject: RecordKey) throws {
        try execute(
            "UPDATE ticket SET lapsed = ? WHERE subject_type = ? AND subject_key = ? AND closed IS NULL",
            [drain, subject.type.name, subject.key]
        )
    }

    /// Keeps the most that can still come of a returned subject; `nil` where there is no telling.
    public func weighTicket(of subject: RecordKey, _ amount: Fen?) throws {
        try execute(
            "UPDATE ticket SET fen = ?1 WHERE subject_type = ?2 AND subject_key = ?3 AND closed IS NULL AND fen IS NOT ?1",
            [amount?.amount, subject.type.name, subject.key]
        )
    }

    /// The open ticket of a subject.
    public func openTicket(of subject: RecordKey) throws -> SupplementTicket? {
        try prefetchOpenTickets(of: [subject])
        return memory.openTickets[subject] ?? nil
    }

    /// Asks at once what ``openTicket(of:)`` would be asked for each of these subjects.
    public func prefetchOpenTickets(of subjects: some Collection<RecordKey>) throws {
        for (type, subjects) in Dictionary(grouping: subjects, by: \.type) {
            let unknown = Set(subjects).filter { memory.openTickets[$0] == nil }
            guard !unknown.isEmpty else { continue }
            let open = try tickets(
                "ticket.subject_type = ? AND ticket.subject_key IN (SELECT value FROM json_each(?) AS asked) AND ticket.closed IS NULL",
                [type.name, TextList.json(unknown.map(\.key))]
            )
            for subject in unknown { memory.openTickets[subject] = .some(nil) }
            for ticket in open { memory.openTickets[ticket.subject] = ticket }
        }
    }

    /// Every open ticket, the oldest first.
    public func openTickets() throws -> [SupplementTicket] {
        try tickets("ticket.closed IS NULL", [])
    }

    private func tickets(_ condition: String, _ arguments: Arguments) throws -> [SupplementTicket] {
        try rows(
            "SELECT ticket.*, drain.at FROM ticket JOIN drain ON drain.number = ticket.opened WHERE \(condition) ORDER BY ticket.opened, ticket.id",
            arguments
        ).compactMap { row in
            RecordType.named(row["subject_type"]).map {
                SupplementTicket(id: row["id"], subject: RecordKey($0, row["subject_key"]), openedAt: row["at"])
            }
        }
    }

    // MARK: What is returned, without a look at all of it

    /// Which of the returned come first.
    public enum TicketOrder: Sendable {
        case oldest
        /// The most money, then the oldest.
        case biggest
    }

    /// How many decisions in force return something.
    public func returnedCount() throws -> Int {
        try countDecisions()
        return try row("SELECT coalesce(sum(count), 0) AS count FROM decision_count WHERE outcome = 'RETURNED'").map { $0["count"] } ?? 0
    }

    /// The first of what is returned to its office, as the view `v_waits` has it.
    public func returned(_ order: TicketOrder, most: Int) throws -> [StoredWait] {
        let sorted = order == .oldest ? "ticket.opened" : "ticket.fen DESC, ticket.opened"
        return try rows(
            """
            SELECT ticket.id, ticket.subject_type, ticket.subject_key, drain.at, record.author, ticket.fen, decision.amount IS NULL AS is_most
            FROM ticket JOIN drain ON drain.number = ticket.opened
            CROSS JOIN decision ON decision.subject_type = ticket.subject_type AND decision.subject_key = ticket.subject_key
                AND decision.is_current = 1 AND decision.outcome = 'RETURNED'
            LEFT JOIN record ON record.type = ticket.subject_type AND record.key = ticket.subject_key
            WHERE ticket.closed IS NULL AND ticket.lapsed IS NULL ORDER BY \(sorted), ticket.subject_type, ticket.subject_key LIMIT ?
            """,
            [most]
        ).compactMap { row in
            guard let type = RecordType.named(row["subject_type"]) else { return nil }
            let fen: Int64? = row["fen"]
            let key = RecordKey(type, row["subject_key"])
            return StoredWait(
                kind: .returned,
                subject: "\(key)",
                waitsFor: row["id"],
                since: row["at"],
                office: row["author"],
                record: key,
                rule: nil,
                amount: fen.map { Fen($0) },
                stake: fen == nil ? nil : row["is_most"] ? .atMost : .bound
            )
        }
    }

    /// How many tickets each drain opened whose supplement has not come and whose time has not run out, with the drain's instant.
    public func ticketsByDrain() throws -> [(openedAt: Instant, count: Int)] {
        try rows(
            """
            SELECT drain.at, opening.count FROM (SELECT opened, count(*) AS count FROM ticket WHERE closed IS NULL AND lapsed IS NULL GROUP BY opened)
            AS opening JOIN drain ON drain.number = opening.opened
            """
        ).map { ($0["at"], $0["count"]) }
    }
}
