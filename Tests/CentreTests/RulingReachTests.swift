import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

/// What one record says may concern party-years that do not name it: they are judged anew when it comes.
@Suite("Rulings and registers that reach beyond one party-year")
struct RulingReachTests {
    private func current(_ city: TestCity, _ kind: Decision.Kind, _ key: RecordKey) async throws -> Decision? {
        try await city.centre().store.read { try $0.currentDecision(kind, of: key)?.decision }
    }

    private func ruling(_ id: String, _ type: String, _ subject: String, _ verdict: String) -> [String: String] {
        [
            "ruling":
                "id,subject_type,subject_id,verdict,reason,decided_by,doc_no\n\(id),\(type),\(subject),\(verdict),经核实,王五,洛科〔2025〕9号\n"
        ]
    }

    @Test("fraud that is found on next year's application freezes this year's voucher, and its withdrawal lifts that (Art. 23)")
    func fraud() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        let next = Rows.application("410305-A2", at: "2026-01-05T09:00:00+08:00").replacing(",2025,SME", with: ",2026,SME")
        try city.send(city.next(TestCity.jianxi, at: "2026-01-05T10:00:00+08:00", ["application": next]))
        try await city.drain(at: "2026-01-05T11:00:00+08:00")
        let voucher = RecordKey(.application, "410305-A1")
        #expect(try await current(city, .freeze, voucher) == nil)
        try city.send(city.next(.centre, at: "2026-01-06T10:00:00+08:00", ruling("410300-L1", "application", "410305-A2", "FRAUD")))
        try await city.drain(at: "2026-01-06T11:00:00+08:00")
        #expect(try await current(city, .freeze, voucher)?.outcome == .on)
        #expect(try await current(city, .application, RecordKey(.application, "410305-A2"))?.effects("ART23-FRAUD") == [.reject])
        try city.send(city.next(.centre, at: "2026-01-07T10:00:00+08:00", ["ruling": "id,op\n410300-L1,withdraw\n"]))
        try await city.drain(at: "2026-01-07T11:00:00+08:00")
        #expect(try await current(city, .freeze, voucher) == nil)
    }

    @Test("a void by ruling without a day counts from its receipt: a claim that was here is not held (Art. 24)")
    func void() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        try city.send(city.next(.centre, at: "2025-06-21T10:00:00+08:00", ruling("410300-L1", "voucher", "410305-A1", "VOID")))
        try await city.drain(at: "2025-06-21T11:00:00+08:00")
        #expect(try await current(city, .initialReview, RecordKey(.claim, "410305-C1"))?.outcome == .passed)
        #expect(try await current(city, .void, RecordKey(.application, "410305-A1"))?.outcome == .final)
    }

    @Test("persons who merged share one cap, in whatever order the merger and the other's application come (Art. 16)", arguments: [false, true])
    func merged(mergerFirst: Bool) async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        let claim = RecordKey(.claim, "410305-C1")
        func merge(_ day: String) async throws {
            let relation = "id,a,b,kind,from_date\n410300-M1,\(Rows.other),\(Rows.firm),MERGED_INTO,2025-04-01\n"
            try city.send(city.next(.centre, at: "2025-06-\(day)T10:00:00+08:00", ["reg_relation": relation]))
            try await city.drain(at: "2025-06-\(day)T11:00:00+08:00")
        }
        func apply(_ day: String) async throws {
            let party = Rows.party(Rows.other, name: "洛阳示例机器人有限公司")
            let project = Rows.project("410371-P1", party: Rows.other)
            let application = Rows.application("410371-A1", party: Rows.other, at: "2025-06-\(day)T08:00:00+08:00")
                .replacing("410305-P1", with: "410371-P1")
            let tables = ["party": party, "project": project, "application": application]
            try city.send(city.next(TestCity.gaoxin, at: "2025-06-\(day)T10:00:00+08:00", tables))
            try await city.drain(at: "2025-06-\(day)T11:00:00+08:00")
        }
        if mergerFirst { try await merge("21") } else { try await apply("21") }
        #expect(try await current(city, .initialReview, claim)?.outcome == .passed)
        if mergerFirst { try await apply("22") } else { try await merge("22") }
        let held = try #require(try await current(city, .initialReview, claim))
        #expect(held.outcome == .held)
        #expect(held.pinned("ART16-CAP")["merged_with"] == Rows.other)
        let release = """
            id,subject_type,subject_id,verdict,rule,reason,decided_by
            410300-L1,claim,410305-C1,RELEASE,ART16-CAP,合计未超限额,王五

            """
        try city.send(city.next(.centre, at: "2025-06-23T10:00:00+08:00", ["ruling": release]))
        try await city.drain(at: "2025-06-23T11:00:00+08:00")
        #expect(try await current(city, .initialReview, claim)?.outcome == .passed)
    }
}

extension Decision {
    fileprivate func effects(_ rule: String) -> [Finding.Effect] { findings.filter { $0.rule == rule }.map(\.effect) }
}
