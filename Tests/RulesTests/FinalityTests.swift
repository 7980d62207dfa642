import Programme
import Records
import Rules
import Testing

@Suite("When a decision is FINAL")
struct FinalityTests {
    private let application = RecordKey(.application, "410305-A1")
    private let claim = RecordKey(.claim, "410305-C1")

    private func states(_ builder: CaseBuilder, _ horizon: Horizon) throws -> [Decision.State?] {
        let adjudication = try builder.adjudicated(at: horizon)
        return [
            adjudication.decision(.application, application)?.state, adjudication.decision(.voucher, application)?.state,
            adjudication.decision(.initialReview, claim)?.state,
        ]
    }

    private func horizon(_ now: String, spoken: String? = nil, workdays calendar: Workdays = workdays) -> Horizon {
        Horizon(now: instant(now), allHaveSpokenUntil: spoken.map { instant($0) }, workdays: calendar)
    }

    @Test("when every district has spoken past its place")
    func spoken() throws {
        let at = "2026-03-02T09:00:00+08:00"
        #expect(try states(CaseBuilder(), horizon(at, spoken: at)) == [.tentative, .tentative, .tentative])
        #expect(try states(CaseBuilder(), horizon(at, spoken: "2026-03-02T09:00:01+08:00")) == [.final, .final, .tentative])
        #expect(try states(CaseBuilder(), CaseBuilder.late) == [.final, .final, .final])
    }

    @Test("when ten working days have passed since it was received, but never on a calendar that has no answer")
    func workingDays() throws {
        // Received on Monday 2 March; the tenth working day is Monday 16 March.
        #expect(try states(CaseBuilder(), horizon("2026-03-16T23:59:59+08:00"))[0] == .tentative)
        #expect(try states(CaseBuilder(), horizon("2026-03-17T00:00:00+08:00"))[0] == .final)
        #expect(try states(CaseBuilder(), horizon("2026-03-17T00:00:00+08:00", workdays: Workdays([:])))[0] == .tentative)
    }

    @Test("what is held or returned never is")
    func open() throws {
        var builder = CaseBuilder()
        builder.set(.contract, "410305-HT-C1", "service_category", "OTHER")
        #expect(try states(builder, CaseBuilder.late) == [.final, .final, .tentative])
        builder.set(.claim, "410305-C1", "claimed_fee", nil)
        #expect(try states(builder, CaseBuilder.late) == [.final, .final, .tentative])
    }

    @Test("not while something placed earlier is open within its own window")
    func earlier() throws {
        var builder = CaseBuilder()
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "1000.00")
        builder.set(.contract, "410305-HT-C1", "service_category", "OTHER")
        // The later claim was received long before the earlier one: its window is past, the other's is not.
        builder.change(.claim, "410305-C2") { $0.receivedAt = instant("2026-03-02T09:00:00+08:00") }
        let second = RecordKey(.claim, "410305-C2")
        let within = try builder.adjudicated(at: horizon("2026-06-10T09:00:00+08:00"))
        #expect(within.decision(.initialReview, second)?.state == .tentative)
        let after = try builder.adjudicated(at: horizon("2026-06-20T09:00:00+08:00"))
        #expect(after.decision(.initialReview, second)?.state == .final)
    }

    @Test("not while an earlier claim of another party on the same invoice is open")
    func shared() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, "410305-I-C1", "e_number", "26412000000099900001")
        func use(isFinal: Bool, at place: String) -> SharedUse {
            SharedUse(
                kind: .invoice,
                identity: "invoice:26412000000099900001",
                claim: "410311-C7",
                party: CaseBuilder.otherParty,
                year: 2026,
                place: instant(place),
                isFinal: isFinal,
                receivedAt: instant("2026-06-19T09:00:00+08:00")
            )
        }
        let horizon = horizon("2026-06-22T09:00:00+08:00")
        builder.rule("RELEASE", on: .claim, "410305-C1")
        builder.shared = [use(isFinal: false, at: "2026-05-31T10:00:00+08:00")]
        #expect(try states(builder, horizon)[2] == .tentative)
        builder.shared = [use(isFinal: true, at: "2026-05-31T10:00:00+08:00")]
        #expect(try states(builder, horizon)[2] == .final)
        builder.shared = [use(isFinal: false, at: "2026-06-02T10:00:00+08:00")]
        #expect(try states(builder, horizon)[2] == .final)
    }

    @Test("a duplicate becomes FINAL with the application that stands")
    func duplicate() throws {
        var builder = CaseBuilder()
        builder.addApplication("410311-A2", at: "2026-03-03T09:00:00+08:00")
        let second = RecordKey(.application, "410311-A2")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.application, second)?.state == .final)
        builder.set(.application, "410305-A1", "declaration_signed", "false")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.application, second)?.state == .tentative)
    }

    @Test("what ends makes room before those behind it are FINAL: a new application after a refused one is judged, in one drain as in two")
    func endedInOneDrain() throws {
        var builder = CaseBuilder(bare: ())
        builder.addApplication("410305-A1", at: "2026-03-02T09:00:00+08:00")
        builder.set(.application, "410305-A1", "support_category", "OTHER")
        builder.addApplication("410305-A2", at: "2026-03-05T09:00:00+08:00")
        let first = try builder.adjudicated(at: CaseBuilder.late)
        let refused = try #require(first.decision(.application, RecordKey(.application, "410305-A1")))
        #expect((refused.outcome, refused.state) == (.rejected, .final))
        #expect(first.decision(.application, RecordKey(.application, "410305-A2"))?.state == .tentative)
        builder.published = first.decisions.filter { $0.state == .final }
        let second = try #require(try builder.adjudicated(at: CaseBuilder.late).decision(.application, RecordKey(.application, "410305-A2")))
        #expect((second.outcome, second.state) == (.approved, .final))
    }
}
