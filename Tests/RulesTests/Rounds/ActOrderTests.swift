import Programme
import Records
import Rules
import Testing

@Suite("Several acts on one subject: the latest counts, whatever its id looks like")
struct ActOrderTests {
    private func act(_ verdict: String, _ id: String, on day: String?, _ listed: inout ListedClaim) {
        var cells = ["subject_type": "party", "subject_id": CaseBuilder.party, "verdict": verdict, "reason": "经核实", "decided_by": "张三"]
        cells["effective_on"] = day
        listed.builder.add(.ruling, id, cells)
    }

    @Test("of the rulings of one day the one counts that was numbered last: 10 after 9")
    func rulings() throws {
        var listed = try ListedClaim()
        act("FREEZE", "410300-L8-1", on: "2026-06-24", &listed)
        act("UNFREEZE", "410300-L9-1", on: "2026-06-25", &listed)
        #expect(try listed.decision(.freeze)?.outcome == .off)
        act("FREEZE", "410300-L10-1", on: "2026-06-25", &listed)
        #expect(try listed.decision(.freeze)?.outcome == .on)
        act("UNFREEZE", "410300-L7-1", on: "2026-06-26", &listed)
        #expect(try listed.decision(.freeze)?.outcome == .off)
        listed.builder.records.reverse()
        #expect(try listed.decision(.freeze)?.outcome == .off)
    }

    @Test("a payment is made again on the day on which the bank returned it: order 10 after order 9")
    func payments() throws {
        var listed = try ListedClaim()
        listed.checkPaper()
        for (id, status) in [("410300-P10", "PAID"), ("410300-P9", "RETURNED")] {
            listed.builder.add(.payment, id, ["claim_id": "410305-C1", "amount": "3000.00", "status": status, "on_date": "2026-06-25"])
        }
        #expect(try listed.payment() == (.paid, []))
    }

    @Test("of several looks at the paper the latest counts, for and against (Art. 18 item 5)")
    func paper() throws {
        var listed = try ListedClaim()
        func check(_ id: String, _ result: String, on day: String, digest: String = String(repeating: "0", count: 64)) {
            listed.builder.add(.paperCheck, id, ["claim_id": "410305-C1", "result": result, "evidence_digest": digest, "checked_on": day])
        }
        check("410300-K9", "MISMATCH", on: "2026-06-22")
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]))
        check("410300-K10", "CONSISTENT", on: "2026-06-22")
        #expect(try listed.payment() == (.payable, []))
        check("410300-K1", "MISMATCH", on: "2026-06-24")
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]))
        check("410300-K2", "CONSISTENT", on: "2026-06-25", digest: String(repeating: "1", count: 64))
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]), "it is of other files")
        check("410300-K3", "CONSISTENT", on: "2026-06-25")
        #expect(try listed.payment() == (.payable, []))
    }
}
