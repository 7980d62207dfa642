import Programme
import Records
import Rules
import Testing

@Suite("How far a ruling reaches (Art. 23, 24, 26)")
struct RulingRuleTests {
    private let application = RecordKey(.application, "410305-A1")
    private let claim = RecordKey(.claim, "410305-C1")

    private func rule(_ builder: inout CaseBuilder, _ verdict: String, _ type: String, _ subject: String, _ cells: [String: String] = [:]) {
        var all = ["subject_type": type, "subject_id": subject, "verdict": verdict, "reason": "经核实", "decided_by": "张三", "doc_no": "洛科〔2026〕9号"]
        all.merge(cells) { $1 }
        builder.add(.ruling, "410300-L\(builder.records.count)", all)
    }

    /// The case as published, early in June.
    private func published() throws -> CaseBuilder {
        var builder = CaseBuilder()
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        return builder
    }

    // MARK: Fraud and freezing

    @Test("fraud that was found on a claim of another year is the party's: its voucher is frozen, and nothing new is approved (Art. 23)")
    func fraudOfAnotherYear() throws {
        var builder = try published()
        rule(&builder, "FRAUD", "claim", "410305-C9")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.freeze, application) == nil, "a stranger's claim")
        builder.subjectsOfOtherYears = [RecordKey(.claim, "410305-C9")]
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.freeze, application)?.outcome == .on)
        builder.published = []
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.application, application)?.outcome == .rejected)
    }

    @Test("a freeze of another year's claim is of that year alone")
    func freezeOfAnotherYear() throws {
        var builder = try published()
        builder.subjectsOfOtherYears = [RecordKey(.claim, "410305-C9")]
        rule(&builder, "FREEZE", "claim", "410305-C9")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.freeze, application) == nil)
    }

    @Test(
        "a ruling whose type does not fit its subject has no effect",
        arguments: [
            ("申请", "410305-A1"), ("foo", "410305-A1"), ("party", "410305-A1"), ("claim", "410305-A1"), ("application", "410305-C1"),
            ("voucher", CaseBuilder.party), ("round", CaseBuilder.party),
        ]
    )
    func wrongType(type: String, subject: String) throws {
        var builder = try published()
        for verdict in ["FREEZE", "FRAUD", "VOID"] { rule(&builder, verdict, type, subject, ["effective_on": "2026-05-01"]) }
        let adjudication = try builder.adjudicated(at: CaseBuilder.late)
        #expect(adjudication.decision(.freeze, application) == nil)
        #expect(adjudication.decision(.void, application) == nil)
        #expect(adjudication.decision(.initialReview, claim)?.against == [])
    }

    @Test(
        "a ruling whose type fits freezes the voucher",
        arguments: [("application", "410305-A1"), ("voucher", "410305-A1"), ("claim", "410305-C1"), ("party", CaseBuilder.party)]
    )
    func rightType(type: String, subject: String) throws {
        var builder = try published()
        rule(&builder, "FREEZE", type, subject)
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.freeze, application)?.outcome == .on)
    }

    // MARK: A refused ruling changes nothing

    @Test("once the letter is out no ruling on the review has any effect (Art. 18 item 4)", arguments: ["REJECT", "RETURN"])
    func afterTheLetter(verdict: String) throws {
        var listed = try ListedClaim()
        listed.checkPaper()
        listed.acts = try listed.decisions().filter { [.publicity, .confirmation, .payment].contains($0.kind) }
        #expect(listed.acts.contains { $0.kind == .confirmation })
        let before = try listed.decisions()
        rule(&listed.builder, verdict, "claim", "410305-C1")
        rule(&listed.builder, verdict, "application", "410305-A1")
        #expect(try listed.decisions() == before)
    }

    @Test("a published review is refused by ruling, and not returned")
    func returned() throws {
        var builder = try published()
        rule(&builder, "RETURN", "claim", "410305-C1")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim)?.against == [])
        rule(&builder, "REJECT", "claim", "410305-C1")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim)?.outcome == .rejected)
    }

    @Test("a refusal that was published stands when its ruling is withdrawn, and says so until the centre has taken note")
    func refusalWithdrawn() throws {
        var builder = try published()
        rule(&builder, "REJECT", "claim", "410305-C1")
        let ruling = try #require(builder.records.last).key.key
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        builder.change(.ruling, ruling) { $0.isWithdrawn = true }
        let refused = try #require(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim))
        #expect(refused.outcome == .rejected)
        #expect(refused.effects("FINAL-STANDS") == [.hold])
        #expect(refused.findings.first?.values.contains(ruling) == true)
        builder.rule("RELEASE", on: .claim, claim.key, rule: "FINAL-STANDS")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim)?.effects("FINAL-STANDS") == [])
    }

    @Test("what is refused for good says that a correction changes nothing; before that it says how to correct")
    func wayOut() throws {
        var builder = CaseBuilder()
        builder.set(.contract, "410305-HT-C1", "platform_order_no", nil)
        let tentative = try builder.claim()
        #expect((tentative.outcome, tentative.state) == (.rejected, .tentative))
        let final = try #require(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim))
        #expect((final.outcome, final.state) == (.rejected, .final))
        let (before, after) = (try #require(tentative.findings.first), try #require(final.findings.first))
        #expect(!before.fix.contains("新编号"))
        #expect(after.fix.contains("新编号") && after.fix.contains(before.fix))
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim) == final)
    }

    // MARK: Void by ruling

    @Test("a ruling that voids and names no day counts from its receipt, and stops nothing that was there (Art. 24)")
    func voidWithoutDay() throws {
        var builder = CaseBuilder()
        rule(&builder, "VOID", "voucher", "410305-A1")
        let ruling = try #require(builder.records.last).key.key
        builder.change(.ruling, ruling) { $0.receivedAt = instant("2026-06-01T12:00:00+08:00") }
        #expect(try builder.claim().outcome == .passed)
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "5000.00")
        #expect(try builder.claim("410305-C2").against == ["ART24-VOID"])
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("a void by ruling, whatever day it names, does not hold what was published before")
    func voidAfterPublication() throws {
        var builder = try published()
        rule(&builder, "VOID", "voucher", "410305-A1", ["effective_on": "2026-01-01"])
        let adjudication = try builder.adjudicated(at: CaseBuilder.late)
        #expect(adjudication.decision(.initialReview, claim)?.against == [])
        #expect(adjudication.decision(.void, application)?.outcome == .final)
    }

    @Test("a void by ruling that is withdrawn within the year is undone; one of the year's end stands")
    func voidWithdrawn() throws {
        var builder = try published()
        rule(&builder, "VOID", "voucher", "410305-A1", ["effective_on": "2026-06-10"])
        let ruling = try #require(builder.records.last).key.key
        builder.acts = [try #require(try builder.adjudicated(at: CaseBuilder.late).decision(.void, application))]
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.void, application) == builder.acts[0])
        builder.change(.ruling, ruling) { $0.isWithdrawn = true }
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.void, application) == nil)
        let over = Horizon(now: instant("2027-01-05T09:00:00+08:00"), workdays: workdays, closedYears: [2026])
        let void = try #require(try builder.adjudicated(at: over).decision(.void, application))
        #expect(void.outcome == .final)
        builder.acts = [void]
        let reopened = Horizon(now: instant("2027-01-06T09:00:00+08:00"), workdays: workdays)
        #expect(try builder.adjudicated(at: reopened).decision(.void, application)?.outcome == .final)
    }

    // MARK: The year's end

    @Test("a claim that comes when every district had closed its year is held, as one after the last day is (Art. 24)")
    func afterClosing() throws {
        var builder = try published()
        func horizon(_ now: String) -> Horizon {
            Horizon(now: instant(now), workdays: workdays, closedAt: [2026: instant("2027-01-05T09:00:00+08:00")])
        }
        builder.acts = [try #require(try builder.adjudicated(at: horizon("2027-01-05T09:00:00+08:00")).decision(.void, application))]
        builder.addClaim("410305-C2", at: "2026-12-30T10:00:00+08:00", fee: "5000.00")
        builder.change(.claim, "410305-C2") { $0.receivedAt = instant("2027-01-06T09:00:00+08:00") }
        let second = RecordKey(.claim, "410305-C2")
        let late = try builder.adjudicated(at: horizon("2027-01-06T10:00:00+08:00"))
        #expect(late.decision(.initialReview, second)?.against == ["ART24-VOID"])
        #expect(late.decision(.void, application)?.amount == builder.acts[0].amount)
        // What was here when the last district closed is in time.
        builder.change(.claim, "410305-C2") { $0.receivedAt = instant("2027-01-05T09:00:00+08:00") }
        #expect(try builder.adjudicated(at: horizon("2027-01-06T10:00:00+08:00")).decision(.initialReview, second)?.outcome == .passed)
    }

    // MARK: One cap for those who have merged

    @Test("claims of persons who merged are held until the centre lets them go on, both codes beside them (Art. 16)")
    func merged() throws {
        var builder = CaseBuilder()
        builder.mergedHolders = [CaseBuilder.otherParty]
        let held = try builder.claim()
        #expect(held.against == ["ART16-CAP"])
        let values = try #require(held.findings.first).valuesByName
        #expect([values["claim.party_uscc"], values["merged_with"]] == [CaseBuilder.party, CaseBuilder.otherParty])
        builder.rule("RELEASE", on: .claim, claim.key, rule: "ART16-CAP")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("a merger that becomes known when the review is published stops it for a ruling")
    func mergedLater() throws {
        var builder = try published()
        builder.mergedHolders = [CaseBuilder.otherParty]
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, claim)?.against == ["FINAL-STANDS"])
    }

    @Test("mergers are followed from one to the next, those of their time")
    func mergers() throws {
        var builder = CaseBuilder(bare: ())
        builder.relate("A", "B", "MERGED_INTO")
        builder.relate("C", "B", "MERGED_INTO")
        builder.relate("C", "D", "EQUITY", percent: "60")
        builder.relate("A", "E", "MERGED_INTO")
        builder.set(.regRelation, try #require(builder.records.last).key.key, "from_date", "2027-01-01")
        let rows = builder.records.filter { $0.key.type == .regRelation }
        func others(_ person: String, _ year: Int) -> Set<String> {
            MergedPersons.others(than: person, in: year) { person in rows.filter { [$0["a"]?.text, $0["b"]?.text].contains(person) } }
        }
        #expect(others("A", 2026) == ["B", "C"])
        #expect(others("D", 2026) == [])
        #expect(others("E", 2026) == [])
        #expect(others("E", 2027) == ["A", "B", "C"])
    }
}
