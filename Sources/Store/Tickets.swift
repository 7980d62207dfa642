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
        let known = try rows("SELECT closed FROM ticket WHERE subject_type = ? AND subject_key = ?", [subject.type.name, subject.key])
        if known.contains(where: { ($0["closed"] as Int?) == nil }) { return }
        try execute(
            "INSERT INTO ticket (id, subject_type, subject_key, opened) VALUES (?, ?, ?, ?)",
            ["T-\(subject.key)-\(known.count + 1)", subject.type.name, subject.key, drain]
        )
    }

    /// Closes the ticket of a subject that is returned no more.
    public func closeTicket(of subject: RecordKey, drain: Int) throws {
        try execute(
            "UPDATE ticket SET closed = ? WHERE subject_type = ? AND subject_key = ? AND closed IS NULL",
            [drain, subject.type.name, subject.key]
        )
    }

    /// The open ticket of a subject.
    public func openTicket(of subject: RecordKey) throws -> SupplementTicket? {
        try tickets("ticket.subject_type = ? AND ticket.subject_key = ? AND ticket.closed IS NULL", [subject.type.name, subject.key]).first
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
}
