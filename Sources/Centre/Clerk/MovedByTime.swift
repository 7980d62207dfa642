import Programme
import Rules
import Store

/// Finds the party-years that the calendar may move: lists that are public, payments that are open, vouchers whose year is over.
///
/// A look at every voucher of every year that is over would take longer with each year. They are looked at when their year ends, and from the day on
/// which what is left can be void for good, while something is pending or bound by a claim that its office was to mend.
struct MovedByTime {
    let transaction: Transaction
    let configuration: CentreConfiguration

    private static let open = [
        "APPLICATION RETURNED", "APPLICATION HELD", "INITIAL_REVIEW HELD", "PUBLICITY OPEN", "PAYMENT PAYABLE", "PAYMENT HELD",
    ]
    private static let pending = "VOID PENDING"

    /// Those that time may have moved since the last drain.
    func cases(since last: Instant, at instant: Instant) throws -> Set<CaseKey> {
        try cases(since: last, at: instant, overdue: overdueTickets(on: instant.day))
    }

    /// The same, where the overdue tickets are known.
    func cases(since last: Instant, at instant: Instant, overdue: [(id: String, party: String, year: Int)]) throws -> Set<CaseKey> {
        var found = try transaction.cases(with: MovedByTime.open)
        if last.day.year < instant.day.year { found += try transaction.casesToVoid(before: instant.day.year) }
        for year in try yearsPastCutOff(on: instant.day) { found += try transaction.cases(with: [MovedByTime.pending], year: year) }
        return try keys(found + overdue.map { ($0.party, $0.year) })
    }

    /// The returned claims whose supplement is overdue when their year is over: from then on they bind nothing of their voucher, and once that is
    /// void they need not be looked at again.
    func overdueTickets(on day: Day) throws -> [(id: String, party: String, year: Int)] {
        guard let days = configuration.programme.versions.map(\.periods.supplementWorkingDays).min() else { return [] }
        return try yearsPastCutOff(on: day).flatMap { year in
            try transaction.unfreedTickets(ofYear: year).filter { ticket in
                configuration.workdays.day(days, after: ticket.openedAt.day).map { day > $0 } ?? false
            }.map { ($0.id, $0.party, year) }
        }
    }

    /// Those that time may move, whenever they were looked at: a declaration that a year is closed may end what nothing else has changed.
    func all(at instant: Instant) throws -> Set<CaseKey> {
        try keys(transaction.cases(with: MovedByTime.open + [MovedByTime.pending]) + transaction.casesToVoid(before: instant.day.year))
    }

    private func keys(_ cases: [(party: String, year: Int)]) throws -> Set<CaseKey> {
        Set((try cases + transaction.casesThatWait()).map { CaseKey(party: $0.party, year: $0.year) })
    }

    /// The voucher years of which something can be void for good on a day; for an application that came late that day is later (Art. 24).
    private func yearsPastCutOff(on day: Day) throws -> [Int] {
        guard let first = try transaction.firstVoucherYear(), let days = configuration.programme.versions.map(\.periods.voidCutOffWorkingDay).min()
        else { return [] }
        return (first..<max(first, day.year)).filter { year in
            configuration.workdays.day(days, after: Day.last(of: year)).map { day > $0 } ?? false
        }
    }
}
