import Foundation
import Programme
import Records
import Rules
import TestSupport
import Testing

@testable import Centre

/// A ruling is an event too: a state that does not allow it refuses it, by name.
@Suite("Rulings and the states that allow them")
struct RulingTests {
    private let header = "id,subject_type,subject_id,verdict,reason,decided_by,doc_no"

    /// The first finding of the last row that the centre was told of.
    private func told(_ city: TestCity, _ ruling: String) async throws -> (outcome: String, values: String) {
        let rows = try await city.lastBundle(.centre, "receipts/records.csv").filter { $0["key"] == ruling }
        let row = try #require(rows.first)
        return (row["outcome"] ?? "", row["values"] ?? "")
    }

    private func rule(
        _ city: TestCity,
        _ id: String,
        _ subject: String,
        _ key: String,
        _ verdict: String,
        at instant: String,
        document: String = "洛科〔2025〕9号"
    ) async throws {
        try city.send(city.next(.centre, at: instant, ["ruling": "\(header)\n\(id),\(subject),\(key),\(verdict),经核实,王五,\(document)\n"]))
        try await city.drain(at: instant)
    }

    private func city() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        return city
    }

    @Test(
        "what has no effect is held, with the state that it met",
        arguments: [
            ("application", "410305-A1", "RETURN", "state=APPROVED; event=RETURN"),
            ("voucher", "410305-A1", "UNFREEZE", "state=ISSUED; event=UNFREEZE"),
            ("party", Rows.firm, "UNFREEZE", "state=ISSUED; event=UNFREEZE"), ("claim", "410305-C9", "REJECT", "subject=claim 410305-C9"),
            ("round", "2025-R1", "APPROVE", "subject=round 2025-R1"), ("voucher", "410305-A1", "RELEASE", "verdict=RELEASE"),
            ("planet", "410305-A1", "RELEASE", "subject=planet 410305-A1"), ("party", "91410300MA00000000", "FREEZE", "subject=party"),
            ("provider", Rows.provider, "REJECT", "subject=provider"), ("party", Rows.firm, "VOID", "verdict=VOID"),
            ("batch", "410305-1-1", "REJECT", "verdict=REJECT"), ("batch", "410305-1-1", "WAIVE_GAP", "event=WAIVE_GAP"),
            ("office", "410305-2 after 1-1", "FREEZE", "verdict=FREEZE"), ("voucher", "410305-A9", "FREEZE", "subject=voucher 410305-A9"),
        ]
    )
    func refused(subject: String, key: String, verdict: String, values: String) async throws {
        let city = try await city()
        // The application is FINAL, so that no ruling but a refusal moves it.
        try await city.drain(at: "2025-04-03T11:00:00+08:00")
        try await rule(city, "410300-L1", subject, key, verdict, at: "2025-04-04T11:00:00+08:00")
        let told = try await told(city, "410300-L1")
        #expect(told.outcome == "HELD")
        #expect(told.values.contains(values), "\(told.values)")
    }

    @Test(
        "what has an effect is accepted",
        arguments: [
            ("application", "410305-A1", "REJECT"), ("application", "410305-A1", "APPROVE"), ("voucher", "410305-A1", "FREEZE"),
            ("party", Rows.firm, "FRAUD"), ("voucher", "410305-A1", "VOID"),
        ]
    )
    func effective(subject: String, key: String, verdict: String) async throws {
        let city = try await city()
        try await city.drain(at: "2025-04-03T11:00:00+08:00")
        try await rule(city, "410300-L1", subject, key, verdict, at: "2025-04-04T11:00:00+08:00")
        let told = try await told(city, "410300-L1")
        #expect(told.outcome == "ACCEPTED", "\(told.values)")
    }

    @Test("no code that nobody typed, and no state that would allow what it is told to forbid")
    func words() async throws {
        let city = try await city()
        func reason(_ id: String, _ subject: String, _ key: String, _ verdict: String, at instant: String) async throws -> String {
            try await rule(city, id, subject, key, verdict, at: instant)
            return try await city.lastBundle(.centre, "receipts/records.csv").first { $0["key"] == id }?["reason_zh"] ?? ""
        }
        let early = try await reason("410300-L1", "voucher", "410305-A1", "UNFREEZE", at: "2025-04-04T11:00:00+08:00")
        #expect(early.contains("解除冻结（UNFREEZE）"), "\(early)")
        _ = try await reason("410300-L2", "party", Rows.firm, "FRAUD", at: "2025-04-05T11:00:00+08:00")
        let overruled = try await reason("410300-L3", "party", Rows.firm, "UNFREEZE", at: "2025-04-06T11:00:00+08:00")
        #expect(overruled.contains("410300-L2") && !overruled.contains("状态为"), "\(overruled)")
        let unfit = try await reason("410300-L4", "round", "2025-R1", "GRACE", at: "2025-04-07T11:00:00+08:00")
        #expect(unfit.contains("兑付轮次"), "\(unfit)")
    }

    @Test("a release that meets something else is told what, and not that the state forbids it")
    func kept() async throws {
        let city = try await TestCity.withRegisters()
        try await rule(city, "410300-L1", "party", Rows.firm, "FREEZE", at: "2025-03-01T11:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        try await rule(city, "410300-L2", "application", "410305-A1", "RELEASE", at: "2025-03-04T11:00:00+08:00")
        let told = try await told(city, "410300-L2")
        #expect(told.outcome == "HELD")
        #expect(told.values.contains("event=RELEASE; held_by=ART23-FRAUD"), "\(told.values)")
    }

    @Test("a refusal that was published stays when its ruling is withdrawn, and the withdrawal is told so")
    func withdrawn() async throws {
        let city = try await city()
        try await city.drain(at: "2025-04-03T11:00:00+08:00")
        try await rule(city, "410300-L1", "application", "410305-A1", "REJECT", at: "2025-04-04T11:00:00+08:00")
        try city.send(city.next(.centre, at: "2025-04-05T11:00:00+08:00", ["ruling": "id,op\n410300-L1,withdraw\n"]))
        try await city.drain(at: "2025-04-05T11:00:00+08:00")
        let told = try await told(city, "410300-L1")
        #expect(told.outcome == "HELD")
        #expect(told.values.contains("outcome=REJECTED; state=FINAL"), "\(told.values)")
    }

    @Test("fraud is found by a document, or not at all (Art. 23)")
    func fraudWithoutDocument() async throws {
        let city = try await city()
        try await rule(city, "410300-L1", "party", Rows.firm, "FRAUD", at: "2025-03-04T11:00:00+08:00", document: "")
        let told = try await told(city, "410300-L1")
        #expect(told.outcome == "HELD")
        #expect(told.values.contains("verdict=FRAUD"))
        #expect(try await !city.export().contains("FREEZE"))
    }

    @Test("a ruling that came before its subject takes effect when that comes, and its row says so")
    func early() async throws {
        let city = try await TestCity.withRegisters()
        try await rule(city, "410300-L1", "application", "410305-A1", "REJECT", at: "2025-03-01T11:00:00+08:00")
        #expect(try await told(city, "410300-L1").outcome == "HELD")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        #expect(try await told(city, "410300-L1").outcome == "ACCEPTED")
        let decision = try #require(try await city.lastBundle(TestCity.jianxi, "decisions.csv").first { $0["kind"] == "APPLICATION" })
        #expect(decision["outcome"] == "REJECTED")
    }

    @Test("a platform is recognised once, after its publicity, and not over an objection")
    func recognition() async throws {
        let city = try await TestCity.withRegisters()
        let rows = """
            id,platform_uscc,published_on,valid_from
            410300-R2,\(Rows.platform),2025-03-03,2025-04-01
            410300-R3,\(Rows.other),2025-03-03,2025-03-05

            """
        let platform = """
            uscc,name,reg_division,staff_count,instrument_count,experience
            \(Rows.other),洛阳示例共享平台,410307,10,200,五年

            """
        try city.send(city.next(.centre, at: "2025-03-03T10:00:00+08:00", ["recognition": rows, "platform": platform]))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        let again = try await told(city, "410300-R2")
        #expect(again.outcome == "HELD")
        #expect(again.values.contains("state=RECOGNISED"))
        let early = try await told(city, "410300-R3")
        #expect(early.outcome == "HELD")
        #expect(early.values.contains("state=PUBLICITY"))
    }
}
