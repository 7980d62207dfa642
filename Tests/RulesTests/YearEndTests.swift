import Programme
import Records
import Rules
import Testing

@Suite("What a voucher has left at its year's end (Art. 24)")
struct YearEndTests {
    private let application = RecordKey(.application, "410305-A1")

    private func void(_ builder: CaseBuilder, _ now: String, closed: Set<Int> = [], calendar: Workdays = workdays) throws -> Decision? {
        let horizon = Horizon(now: instant(now), allHaveSpokenUntil: instant(now), workdays: calendar, closedYears: closed)
        return try builder.adjudicated(at: horizon).decision(.void, application)
    }

    @Test("nothing is void within the year")
    func within() throws {
        #expect(try void(CaseBuilder(), "2026-12-31T23:59:59+08:00") == nil)
    }

    @Test("from the first instant of the next year the free part is pending, what claims reserve is not")
    func pending() throws {
        // The calendar has no 2027: nothing is guessed, and nothing becomes final.
        let decision = try #require(try void(CaseBuilder(), "2027-01-01T00:00:00+08:00"))
        #expect(decision.outcome == .pending)
        let free = CaseBuilder()
        let adjudication = try free.adjudicated(at: CaseBuilder.late)
        let face = try #require(adjudication.decision(.voucher, application)?.amount)
        let reserved = try #require(adjudication.decision(.initialReview, RecordKey(.claim, "410305-C1"))?.amount)
        #expect(decision.amount == face - reserved)
        #expect(try void(CaseBuilder(), "2027-06-01T00:00:00+08:00")?.outcome == .pending)
    }

    @Test("it is final when every district has closed the year")
    func closed() throws {
        #expect(try void(CaseBuilder(), "2027-01-05T00:00:00+08:00", closed: [2026])?.outcome == .final)
        #expect(try void(CaseBuilder(), "2027-01-05T00:00:00+08:00", closed: [2025])?.outcome == .pending)
    }

    @Test("what a held claim asks for is not void while it lives")
    func held() throws {
        var builder = CaseBuilder()
        builder.set(.contract, "410305-HT-C1", "service_category", "OTHER")
        let decision = try #require(try void(builder, "2027-01-05T00:00:00+08:00", closed: [2026]))
        let plain = try #require(try void(CaseBuilder(), "2027-01-05T00:00:00+08:00", closed: [2026]))
        #expect(decision.amount! <= plain.amount!)
    }
}
