import Programme
import Rules
import Store

/// Finds the party-years that the calendar may move: what may become FINAL, lists that are public, payments that are open, vouchers whose year is over.
///
/// A look at every voucher of every year that is over would take longer with each year. They are looked at when their year ends, and from the day on
/// which what is left can be void for good, while something is pending or bound by a claim that its office was to mend.
struct MovedByTime {
    let transaction: Transaction
    let configuration: CentreConfiguration
    let instant: Instant

    private static let openOutcomes = [
        "APPLICATION RETURNED", "APPLICATION HELD", "INITIAL_REVIEW HELD", "PUBLICITY OPEN", "PAYMENT PAYABLE", "PAYMENT HELD",
    ]
    private static let pending = "VOID PENDING"

    /// A claim that was returned, and that its office did not mend in time.
    struct OverdueTicket {
        let id: String
        let found: CaseKey
    }

    /// Whether time alone may have moved anything since the last drain, whatever districts have sent.
    func isAny(since last: Instant) throws -> Bool { try count(since: last, most: 1) > 0 }

    /// How many party-years time may have moved since the last drain; one that it moves for two reasons may count twice.
    ///
    /// - Parameters:
    ///   - spoken: how far every district has spoken; `nil` where nothing is asked of that.
    ///   - most: past which nothing more is counted.
    func count(since last: Instant, spoken: Instant? = nil, most: Int) throws -> Int {
        var count = try overdueTickets().count
        for query in try queries(since: last) + [settling(spoken)] where count < most { count += try transaction.count(query, most: most) }
        return count
    }

    /// Puts all that time may have moved since the last drain on the list of what is due.
    func list(since last: Instant, spoken: Instant?, _ overdue: [OverdueTicket]) throws {
        for query in try queries(since: last) + [settling(spoken)] { try transaction.add(query, to: .due) }
        for ticket in overdue { try transaction.add(party: ticket.found.party, year: ticket.found.year, to: .due) }
    }

    /// Those that time may move, whenever they were looked at: a declaration that a year is closed may end what nothing else has changed.
    func all() -> [CaseQuery] {
        open + [.decided(MovedByTime.pending), .toVoid(before: instant.day.year), .waiting]
    }

    /// Those of which something may become FINAL by now.
    func settling(_ spoken: Instant?) -> CaseQuery {
        // Counting back from today by plain days finds every window that can have closed, and some that have not.
        let days = configuration.settings.finality.workingDays
        return .maySettle(before: spoken, receivedBefore: Instant(startOf: instant.day.adding(days: 1 - days)))
    }

    private var open: [CaseQuery] { MovedByTime.openOutcomes.map { .decided($0) } }

    private func queries(since last: Instant) throws -> [CaseQuery] {
        var queries = open + [.waiting]
        if last.day.year < instant.day.year { queries.append(.toVoid(before: instant.day.year)) }
        return try queries + yearsPastCutOff().map { .decided(MovedByTime.pending, ofYear: $0) }
    }

    /// The returned claims whose supplement is overdue when their year is over: from then on they bind nothing of their voucher, and once that is
    /// void they need not be looked at again.
    func overdueTickets() throws -> [OverdueTicket] {
        guard let days = configuration.programme.versions.map(\.periods.supplementWorkingDays).min() else { return [] }
        return try yearsPastCutOff().flatMap { year in
            try transaction.unfreedTickets(ofYear: year).filter { ticket in
                configuration.workdays.day(days, after: ticket.openedAt.day).map { instant.day > $0 } ?? false
            }.map { OverdueTicket(id: $0.id, found: CaseKey(party: $0.party, year: year)) }
        }
    }

    /// The voucher years of which something can be void for good on a day; for an application that came late that day is later (Art. 24).
    private func yearsPastCutOff() throws -> [Int] {
        guard let first = try transaction.firstVoucherYear(), let days = configuration.programme.versions.map(\.periods.voidCutOffWorkingDay).min()
        else { return [] }
        return (first..<max(first, instant.day.year)).filter { year in
            configuration.workdays.day(days, after: Day.last(of: year)).map { instant.day > $0 } ?? false
        }
    }
}
