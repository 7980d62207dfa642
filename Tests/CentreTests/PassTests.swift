import Foundation
import Programme
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("A pass of several drains decides once, at its end")
struct PassTests {
    private static let sentAt = "2025-03-03T18:00:00+08:00"
    private static let takenAt = "2025-03-04T09:00:00+08:00"
    private static let round = """
        id,voucher_year,kind,budget,admin_reserved,cut_off_at,signoff_stb,signoff_finance
        2025-R1,2025,ANNUAL,5000000,0,2025-08-01T00:00:00+08:00,2025-01-05,2025-01-06

        """

    @Test("a drain that is followed takes and merges, and leaves what it concerns to the end of the pass")
    func followed() async throws {
        let city = try await cutOff()
        let store = try await city.centre().store
        #expect(try store.read { try $0.first(of: .postponed).map(\.party) } == [Rows.firm])
        #expect(try store.read { try $0.currentDecisions().isEmpty })
        #expect(try await city.receipts(TestCity.jianxi)["application:2"] == "ACCEPTED")
    }

    @Test("a pass that was cut off after its first drain is ended by the next one, which finds no file")
    func ended() async throws {
        let whole = try await TestCity.withRegisters()
        try whole.send(whole.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await whole.drain(at: PassTests.takenAt)
        let city = try await cutOff()
        try await city.drain(at: PassTests.takenAt)
        #expect(try await city.centre().store.read { try !$0.hasPostponed() && !$0.currentDecisions().isEmpty })
        #expect(try await city.export() == whole.export())
        #expect(try await city.reconcile().faults == [])
    }

    /// A city with an application, whose centre went down between the first drain of a pass and the next.
    private func cutOff() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await city.centre().partialDrain(at: PassTests.takenAt)
        return city
    }

    @Test("what may become FINAL and does not yet is looked at once in a pass, however few party-years a drain settles")
    func comesToAnEnd() async throws {
        let city = try await TestCity.withRegisters()
        let settings = "intake: {minimum_free_bytes: 0}\nfinality: {cases_per_drain: 1}\n"
        try settings.write(toFile: city.root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        let other = [
            "party": Rows.party(Rows.other, name: "洛阳示例机器人有限公司"),
            "project": Rows.project("410305-P2", party: Rows.other),
            "application": Rows.application("410305-A2", party: Rows.other).replacing("410305-P1", with: "410305-P2"),
        ]
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:30:00+08:00", other))
        try await city.drain(at: PassTests.takenAt)
        // Ten days are past, ten working days are not.
        let centre = try await city.centre()
        let instant = Instant("2025-03-14T12:00:00+08:00")!
        let maySettle = CaseQuery.maySettle(before: nil, receivedBefore: Instant("2025-03-05T00:00:00+08:00")!)
        #expect(try centre.store.read { try $0.count(maySettle, most: 10) } == 2)
        var drains = 1
        var isUnfinished = try centre.drain([], at: instant).isUnfinished
        while isUnfinished, drains < 5 {
            isUnfinished = try centre.drain([], at: instant, isContinuation: true).isUnfinished
            drains += 1
        }
        #expect(drains == 2)
        #expect(try centre.store.read { try !$0.hasPostponed() })
    }

    @Test("offices learn what a conflict holds up also where an earlier drain of the pass brought it")
    func holdsUp() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await city.drain(at: PassTests.takenAt)
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        try city.send(city.next(TestCity.luolong, at: "2025-06-20T18:30:00+08:00", ["contract": Rows.contract(amount: "900")]))
        try await city.centre().partialDrain(at: "2025-06-20T20:00:00+08:00")
        try await city.drain(at: "2025-06-20T20:00:00+08:00")
        for office in [TestCity.jianxi, TestCity.luolong] {
            #expect(try await city.everyBundle(office, "conflicts.csv").last?["holds_up"]?.contains("410305-C1") == true)
        }
        #expect(try await city.centre().store.read { try !$0.hasPostponed() })
    }

    @Test("an operator learns what the acts changed also where a later drain of the pass decides it")
    func consequences() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await city.drain(at: PassTests.takenAt)
        let centre = try await city.centre()
        let ruling = OperatorAct.rule(OperatorAct.Ruling(subjectType: "application", subject: "410305-A1", verdict: "REJECT", reason: "虚假材料"))
        let batch = try centre.store.read { try OperatorBatch([ruling], by: "王五", after: $0) }
        let instant = Instant("2025-03-05T09:00:00+08:00")!
        _ = try batch.write(to: "\(city.root.inbox)/\(batch.name).zip", key: centre.configuration.key, at: instant)
        try centre.partialDrain(at: "2025-03-05T09:00:00+08:00")
        let drain = try centre.store.read { try $0.lastDrain() }
        #expect(try centre.store.read { try Consequences(ofDrains: drain...drain, $0) }.decisions.isEmpty)
        let last = try centre.drain([], at: instant, isContinuation: true).drain
        let change = try centre.store.read { try Consequences(ofDrains: drain...last, $0) }.decisions.first { $0.kind == .application }
        #expect(change?.before?.outcome == .approved)
        #expect(change?.after?.outcome == .rejected)
    }

    @Test("a round is held for a gap also where a later drain of the pass shows it")
    func roundIsHeld() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(.centre, at: PassTests.sentAt, ["round": PassTests.round]))
        try await city.centre().partialDrain(at: PassTests.takenAt)
        #expect(try await city.receipts(.centre)["round:2"] == "ACCEPTED")
        // The batch before it is lost.
        _ = try city.pack(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await city.centre().partialDrain(at: PassTests.takenAt, isFollowed: false)
        #expect(try await city.receipts(.centre)["round:2"] == "HELD ART06-ORDER")
        #expect(try await city.centre().store.read { try !$0.hasPostponed() })
    }

    @Test("a round that was held stays held where one drain of a pass fills the gap and a later one shows another")
    func roundStaysHeld() async throws {
        let city = try await TestCity.withRegisters()
        let late = try city.pack(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try city.send(city.next(.centre, at: PassTests.sentAt, ["round": PassTests.round]))
        try await city.drain(at: PassTests.takenAt)
        #expect(try await city.receipts(.centre)["round:2"] == "HELD ART06-ORDER")
        try city.drop(late)
        try await city.centre().partialDrain(at: "2025-03-04T10:00:00+08:00")
        _ = try city.pack(city.next(TestCity.luolong, at: PassTests.sentAt, Rows.firstApplication))
        try city.send(city.next(TestCity.luolong, at: PassTests.sentAt, Rows.firstApplication))
        try await city.centre().partialDrain(at: "2025-03-04T10:00:00+08:00", isFollowed: false)
        let told = try await city.everyBundle(.centre, "receipts/records.csv").last { $0["type"] == "round" }
        #expect(told?["outcome"] == "HELD")
    }

    @Test("a provider learns of its bad credit also where a later drain of the pass brings it")
    func badCredit() async throws {
        let city = try TestCity()
        try city.send(city.next(.centre, at: PassTests.sentAt, ["provider": Rows.registers["provider"] ?? ""]))
        try await city.centre().partialDrain(at: PassTests.takenAt)
        let register = """
            id,uscc,kind,from_date,source_doc
            410300-B1,\(Rows.provider),虚开发票,2025-01-05,洛信〔2025〕1号

            """
        try city.send(city.next(.centre, at: PassTests.sentAt, ["reg_bad_credit": register]))
        try await city.centre().partialDrain(at: PassTests.takenAt, isFollowed: false)
        let told = try await city.everyBundle(.centre, "receipts/records.csv").filter { $0["type"] == "provider" }
        #expect(told.first?["values"]?.contains("虚开发票") == false)
        #expect(told.last?["values"]?.contains("虚开发票") == true)
    }

    @Test("a round is not cut off before what an interrupted pass took is judged")
    func roundWaits() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await city.drain(at: PassTests.takenAt)
        try await city.drain(at: "2025-04-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        try city.send(city.next(.centre, at: "2025-07-30T08:00:00+08:00", ["round": PassTests.round]))
        try await city.drain(at: "2025-07-30T09:00:00+08:00")
        #expect(try await city.decisions(.initialReview).first?.state == .final)
        let freeze = """
            id,subject_type,subject_id,verdict,reason,decided_by,decided_on,effective_on
            410300-U1,party,\(Rows.firm),FREEZE,核查,王五,2025-07-30,2025-07-30

            """
        try city.send(city.next(.centre, at: "2025-07-30T18:00:00+08:00", ["ruling": freeze]))
        try await city.centre().partialDrain(at: "2025-07-30T19:00:00+08:00")
        try await city.drain(at: "2025-08-01T09:00:00+08:00")
        #expect(try await city.decisions(.freeze).first?.outcome == .on)
        #expect(try await city.centre().store.read { try $0.claims(ofRound: "2025-R1") } == [])
    }
}

extension TestCity {
    fileprivate func decisions(_ kind: Decision.Kind) async throws -> [Decision] {
        try await centre().store.read { try $0.currentDecisions().map(\.decision).filter { $0.kind == kind } }
    }
}
