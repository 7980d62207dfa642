import Programme
import Records
import Rules
import Testing

@Suite("From the list to the payment, each rule both ways")
struct RedemptionRuleTests {
    @Test("ART18-3-PUBLICITY: five working days after the day of publication, and never guessed")
    func publicity() throws {
        let listed = try ListedClaim()
        #expect(try listed.decision(.publicity, "2026-06-22T23:59:59+08:00")?.outcome == .open)
        #expect(try listed.decision(.publicity, "2026-06-23T00:00:00+08:00")?.outcome == .done)
        let unknown = try listed.decision(.publicity, "2026-06-23T00:00:00+08:00", calendar: Workdays([:]))
        #expect(unknown?.outcome == .open)
        #expect(unknown?.effects("ART18-3-PUBLICITY") == [.hold])
    }

    @Test("ART18-3-OBJECTION and ART18-4-CONFIRM: an objection in the window holds, upheld lessens or refuses, dismissed or late does neither")
    func objection() throws {
        func outcome(_ ruling: [String: String], at received: String = "2026-06-22T23:00:00+08:00") throws -> [String?] {
            var listed = try ListedClaim()
            var cells = ["claim_id": "410305-C1", "received_at": received, "content": "异议"]
            cells.merge(ruling) { $1 }
            listed.builder.add(.objection, "410300-O1", cells)
            return try [listed.decision(.publicity)?.outcome.rawValue, listed.decision(.confirmation)?.amount?.yuan]
        }
        #expect(try outcome([:]) == ["OBJECTED", nil])
        #expect(try outcome(["ruling": "DISMISSED"]) == ["DONE", "3000.00"])
        #expect(try outcome(["ruling": "SUSTAINED", "reduced_fee": "5000.00"]) == ["DONE", "1500.00"])
        #expect(try outcome(["ruling": "SUSTAINED"]) == ["OBJECTED", nil])
        #expect(try outcome([:], at: "2026-06-23T00:00:00+08:00") == ["DONE", "3000.00"])
    }

    @Test("ART18-5-PAPER: payment waits for paper that agrees with the electronic files")
    func paper() throws {
        var listed = try ListedClaim()
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]))
        listed.checkPaper("MISMATCH")
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]))
        listed = try ListedClaim()
        listed.checkPaper()
        #expect(try listed.payment() == (.payable, []))
        try listed.pay("PAID")
        #expect(try listed.payment() == (.paid, []))
    }

    @Test("before payment the registers are asked once more: a refusal is then a hold (Art. 16, 20, 22)")
    func registers() throws {
        var listed = try ListedClaim()
        listed.checkPaper()
        listed.builder.add(.regBadCredit, "410300-D1", ["uscc": CaseBuilder.party, "kind": "失信", "from_date": "2026-06-20", "source_doc": "文1"])
        #expect(try listed.payment() == (.held, ["ART20-CREDIT"]))
        try listed.pay("SENT")
        #expect(try listed.payment().0 == .held)
        // What had left before is told as it is.
        listed.acts = [try #require(try ListedClaim().decision(.publicity))]
        var sent = try #require(try listed.decision(.payment))
        sent = Decision(kind: .payment, subject: sent.subject, party: sent.party, year: sent.year, outcome: .sent, amount: sent.amount)
        listed.acts = [sent]
        #expect(try listed.payment().0 == .sent)
    }

    @Test("money goes to the party's own account, and to none that is in doubt (Art. 24)")
    func account() throws {
        var listed = try ListedClaim()
        listed.checkPaper()
        listed.builder.set(.party, CaseBuilder.party, "bank_account_name", "别的公司")
        #expect(try listed.payment() == (.held, ["ART24-NOTRANSFER"]))
        listed.builder.contest(.party, CaseBuilder.party, "bank")
        #expect(try listed.decision(.payment)?.findings.first?.conflict == "C-0123456789abcdef")
    }

    @Test("ART23-FRAUD: frozen by ruling, never by the machine; what was paid is claimed back, and a freeze can be lifted")
    func fraud() throws {
        var listed = try ListedClaim()
        listed.checkPaper()
        #expect(try listed.decision(.freeze) == nil)
        listed.builder.rule("FREEZE", on: .party, CaseBuilder.party)
        #expect(try listed.decision(.freeze)?.outcome == .on)
        #expect(try listed.payment() == (.held, ["ART23-FRAUD"]))
        // Only the lifting of a freeze lifts it.
        listed.builder.rule("RELEASE", on: .claim, "410305-C1", rule: "ART23-FRAUD")
        #expect(try listed.payment() == (.held, ["ART23-FRAUD"]))
        listed.builder.rule("UNFREEZE", on: .party, CaseBuilder.party)
        #expect(try listed.decision(.freeze)?.outcome == .off)
        #expect(try listed.payment() == (.payable, []))
        try listed.pay("PAID")
        #expect(try listed.decision(.clawback) == nil)
        listed.acts = [try #require(try listed.decision(.payment))]
        listed.builder.rule("FRAUD", on: .party, CaseBuilder.party)
        #expect(try listed.decision(.clawback) == nil, "no document, no fraud")
        listed.builder.set(.ruling, try #require(listed.builder.records.last).key.key, "doc_no", "洛科〔2026〕9号")
        #expect(try listed.decision(.clawback)?.outcome == .due)
        #expect(try listed.decision(.clawback)?.amount == Fen(300_000))
    }
}
