import Programme
import Records
import Rules
import Testing

/// A round of three claims that can be ranked, made in code.
private struct RoundBuilder {
    var world = CaseBuilder(bare: ())
    var candidates: [RoundFile.Candidate] = []
    var lastDay: Day?

    init() {
        world.add(
            .round,
            "2026-R1",
            [
                "voucher_year": "2026", "kind": "ANNUAL", "budget": "100000.00", "admin_reserved": "10000.00",
                "cut_off_at": "2027-01-20T18:00:00+08:00",
                "signoff_stb": "2027-01-05", "signoff_finance": "2027-01-06", "reviewed_on": "2027-02-10",
            ]
        )
        for (index, kind) in ["MANAGEMENT", "TECHNICAL", "FINANCE"].enumerated() {
            world.add(.expert, "410300-X\(index)", ["name": "专家", "kind": kind])
        }
        for number in 1...3 { add(number, at: "2026-0\(number)-01T09:00:00+08:00") }
    }

    /// A claim of 50,000 yuan of fees at 30 per cent.
    mutating func add(_ number: Int, at place: String) {
        let claim = "410305-C\(number)"
        candidates.append(
            RoundFile.Candidate(
                claim: RecordKey(.claim, claim),
                party: CaseBuilder.party,
                year: 2026,
                provider: CaseBuilder.provider,
                place: instant(place),
                applicationPlace: instant("2026-01-01T09:00:00+08:00"),
                rate: 3000,
                reserved: Fen(1_500_000),
                ceiling: Fen(5_000_000)
            )
        )
        world.add(
            .review,
            "410300-V\(number)",
            [
                "round_id": "2026-R1", "claim_id": claim, "result": "APPROVE", "recognised_fee": "50000.00",
                "experts": "410300-X0;410300-X1;410300-X2",
            ]
        )
    }

    private func records(_ type: RecordType) -> [CaseRecord] { world.records.filter { $0.key.type == type } }

    var hearing: RoundHearing {
        RoundHearing(
            RoundFile(
                round: records(.round)[0],
                candidates: candidates,
                reviews: records(.review),
                experts: records(.expert),
                rulings: records(.ruling),
                lastDay: lastDay
            )
        )
    }

    func obstacles(gaps: [String] = []) -> [String] { hearing.obstaclesToCutOff(gaps: gaps).filter { $0.effect == .hold }.map(\.rule) }
    var ranked: RoundStanding { hearing.ranked(on: Day("2027-02-20")!) }
    var holds: [String] { ranked.findings.filter { $0.effect == .hold }.map(\.rule) }
    var lines: [String] { ranked.listing.map { "\($0.subject.key.suffix(2)) \($0.outcome.rawValue) \($0.amount?.yuan ?? "")" } }
}

@Suite("The rules of a round, each both ways")
struct RoundRuleTests {
    private func round(_ column: String, _ text: String?) -> RoundBuilder {
        var builder = RoundBuilder()
        builder.world.set(.round, "2026-R1", column, text)
        return builder
    }

    @Test("a round that lacks nothing is cut off and ranked")
    func whole() {
        #expect(RoundBuilder().obstacles() == [])
        #expect(RoundBuilder().holds == [])
        #expect(RoundBuilder().lines == ["C1 FULL 15000.00", "C2 FULL 15000.00", "C3 FULL 15000.00"])
        #expect(RoundBuilder().ranked.listing.allSatisfy { $0.state == .final })
    }

    @Test("ART03-BUDGET and ART05-ADMIN: what the costs leave of the budget must be something, and is all there is")
    func budget() {
        #expect(RoundBuilder().hearing.available == Fen(9_000_000))
        #expect(round("admin_reserved", "100000.00").obstacles() == ["ART03-BUDGET"])
        let total = round("budget", "40000.00").ranked.listing.compactMap(\.amount).reduce(.zero, +)
        #expect(total == Fen(3_000_000))
    }

    @Test("ART04-JOINT: both bureaus sign", arguments: ["signoff_stb", "signoff_finance"])
    func joint(column: String) {
        #expect(round(column, nil).obstacles() == ["ART04-JOINT"])
    }

    @Test("ART06-ORDER: a missing batch keeps the round open until an operator lets it go on")
    func gaps() {
        var builder = RoundBuilder()
        #expect(builder.obstacles(gaps: ["410305-1-7"]) == ["ART06-ORDER"])
        builder.world.add(.ruling, "410300-L1", ["subject_type": "round", "subject_id": "2026-R1", "verdict": "RELEASE", "rule": "ART06-ORDER"])
        #expect(builder.obstacles(gaps: ["410305-1-7"]) == [])
    }

    @Test("ART06-ORDER: the one at the budget's edge gets the rest, and a smaller one behind does not overtake")
    func edge() {
        var builder = round("budget", "35000.00")
        builder.world.set(.review, "410300-V3", "recognised_fee", "100.00")
        #expect(builder.lines == ["C1 FULL 15000.00", "C2 PARTIAL 10000.00", "C3 UNFUNDED 0.00"])
    }

    @Test("ART06-ORDER: two of one place at the edge are held, and a ruling puts one first; where both fit they are no tie")
    func tie() {
        var builder = round("budget", "35000.00")
        builder.add(4, at: "2026-02-01T09:00:00+08:00")
        #expect(builder.lines == ["C1 FULL 15000.00", "C2 UNFUNDED 0.00", "C4 UNFUNDED 0.00", "C3 UNFUNDED 0.00"])
        let held = builder.ranked.listing.filter { $0.findings.contains { $0.rule == "ART06-ORDER" && $0.effect == .hold } }
        #expect(held.map(\.subject.key) == ["410305-C2", "410305-C4"])
        builder.world.rule("RELEASE", on: .claim, "410305-C4", rule: "ART06-ORDER")
        #expect(builder.lines == ["C1 FULL 15000.00", "C4 PARTIAL 10000.00", "C2 UNFUNDED 0.00", "C3 UNFUNDED 0.00"])
        builder.world.set(.round, "2026-R1", "budget", "100000.00")
        #expect(builder.ranked.listing.allSatisfy { $0.outcome == .full })
    }

    @Test("ART19-ROUNDS: what an earlier round left of a line is granted by the next, under the review that it had")
    func remainder() throws {
        var builder = RoundBuilder()
        let (second, review) = (builder.candidates[1], builder.world.records.first { $0.key.key == "410300-V2" })
        builder.world.remove(.review, "410300-V2")
        builder.candidates[1] = RoundFile.Candidate(
            claim: second.claim,
            party: second.party,
            year: second.year,
            provider: second.provider,
            place: second.place,
            applicationPlace: second.applicationPlace,
            rate: second.rate,
            reserved: second.reserved,
            granted: Fen(1_000_000),
            ceiling: second.ceiling,
            earlierReview: review
        )
        #expect(builder.lines == ["C1 FULL 15000.00", "C2 FULL 5000.00", "C3 FULL 15000.00"])
        let line = try #require(builder.ranked.listing.first { $0.subject == second.claim })
        #expect(line.grantedInAll == Fen(1_500_000))
        #expect(line.ungranted == .zero)
        builder.world.set(.round, "2026-R1", "budget", "28000.00")
        let cut = try #require(builder.ranked.listing.first { $0.subject == second.claim })
        #expect((cut.outcome, cut.amount, cut.ungranted) == (.partial, Fen(300_000), Fen(200_000)))
        #expect(cut.closed(by: "2026-R1").ungranted == .zero)
        #expect(cut.closed(by: "2026-R1").grantedInAll == Fen(1_300_000))
    }

    @Test("ART27-VALID: a panel after the regulation's term asks the centre to confirm once that vouchers of the term are redeemed")
    func afterTerm() {
        var builder = RoundBuilder()
        builder.lastDay = Day("2027-02-10")
        #expect(builder.holds == [])
        builder.lastDay = Day("2027-02-09")
        #expect(builder.holds == ["ART27-VALID"])
        builder.world.add(.ruling, "410300-L1", ["subject_type": "round", "subject_id": "2026-R1", "verdict": "RELEASE", "rule": "ART27-VALID"])
        #expect(builder.holds == [])
    }

    @Test("a ruling that sends the ranking back waits for the panel to meet again")
    func reopening() {
        var builder = RoundBuilder()
        builder.world.add(
            .ruling,
            "410300-L1",
            ["subject_type": "round", "subject_id": "2026-R1", "verdict": "RETURN", "effective_on": "2027-02-15"]
        )
        #expect(builder.holds == ["ART18-2-PANEL"])
        builder.world.set(.round, "2026-R1", "reviewed_on", "2027-02-15")
        #expect(builder.holds == [])
    }

    @Test("ART18-2-PANEL: one review, by experts of all three kinds, none of whom works for the party or the provider")
    func panel() {
        var builder = RoundBuilder()
        builder.world.set(.review, "410300-V2", "experts", "410300-X0;410300-X1")
        #expect(builder.holds == ["ART18-2-PANEL"])
        #expect(builder.lines == [])
        builder = RoundBuilder()
        builder.world.remove(.review, "410300-V2")
        #expect(builder.holds == ["ART18-2-PANEL"])
        builder = RoundBuilder()
        builder.world.set(.expert, "410300-X1", "employer_uscc", CaseBuilder.provider)
        #expect(builder.holds == ["ART18-2-PANEL", "ART18-2-PANEL", "ART18-2-PANEL"])
        for number in 1...3 { builder.world.rule("RELEASE", on: .claim, "410305-C\(number)", rule: "ART18-2-PANEL") }
        #expect(builder.holds == [])
        #expect(round("reviewed_on", nil).holds == ["ART18-2-PANEL"])
    }

    @Test("ART18-2-Q1: an annual review outside the first quarter is told, an extra round's is not")
    func firstQuarter() {
        func told(_ builder: RoundBuilder) -> [String] { builder.hearing.ranked(on: Day("2027-12-01")!).findings.map(\.rule) }
        #expect(told(RoundBuilder()) == [])
        #expect(told(round("reviewed_on", "2027-04-01")) == ["ART18-2-Q1"])
        var extra = round("reviewed_on", "2027-04-01")
        extra.world.set(.round, "2026-R1", "kind", "EXTRA")
        #expect(told(extra) == [])
    }

    @Test("ART03-ACTUAL: no more is recognised than is proven; what the panel refuses gets nothing and makes room")
    func actual() {
        var builder = RoundBuilder()
        builder.world.set(.review, "410300-V1", "recognised_fee", "50000.01")
        #expect(builder.holds == ["ART03-ACTUAL"])
        builder = round("budget", "35000.00")
        builder.world.set(.review, "410300-V1", "result", "REJECT")
        #expect(builder.lines == ["C1 UNFUNDED 0.00", "C2 FULL 15000.00", "C3 PARTIAL 10000.00"])
        #expect(builder.ranked.listing[0].findings.map(\.effect) == [.reject])
    }

    @Test("ART19-ROUNDS: a round whose own words are in conflict goes nowhere")
    func rounds() {
        var builder = RoundBuilder()
        builder.world.contest(.round, "2026-R1", "round")
        #expect(builder.obstacles() == ["ART19-ROUNDS"])
        #expect(builder.holds.contains("ART19-ROUNDS"))
    }

    // MARK: After the list

    /// The builder's claim, listed in full and made public on Monday 15 June 2026.
    private struct Listed {
        var builder = CaseBuilder()
        var acts: [Decision] = []
        let claim = RecordKey(.claim, "410305-C1")

        init() throws {
            builder.set(.party, CaseBuilder.party, "bank_account_name", "洛阳试样轴承有限公司")
            builder.set(.party, CaseBuilder.party, "bank_account_no", "6222000011112222")
            builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
            let review = try #require(builder.published.first { $0.subject == claim })
            builder.published.append(
                Decision(
                    kind: .listing,
                    subject: claim,
                    party: CaseBuilder.party,
                    year: 2026,
                    outcome: .full,
                    amount: review.amount,
                    findings: [Finding(rule: "ART06-ORDER", effect: .info, article: "第六条", values: "round=2026-R1; rate_bp=3000", reason: "")],
                    state: .final,
                    place: review.place
                )
            )
            builder.add(.publicity, "410300-G1", ["round_id": "2026-R1", "claims": "410305-C1", "published_on": "2026-06-15"])
        }

        mutating func checkPaper(_ result: String = "CONSISTENT") {
            let digest = String(repeating: "0", count: 64)
            builder.add(.paperCheck, "410300-K1", ["claim_id": "410305-C1", "result": result, "evidence_digest": digest, "checked_on": "2026-06-24"])
        }

        mutating func pay(_ status: String) throws {
            let amount = try #require(builder.published.first { $0.kind == .listing }?.amount)
            builder.add(.payment, "410300-P1", ["claim_id": "410305-C1", "amount": amount.yuan, "status": status, "on_date": "2026-06-25"])
        }

        func decision(_ kind: Decision.Kind, _ now: String = "2026-06-26T09:00:00+08:00", calendar: Workdays = workdays) throws -> Decision? {
            try decisions(now, calendar: calendar).first { $0.kind == kind }
        }

        func decisions(_ now: String = "2026-06-26T09:00:00+08:00", calendar: Workdays = workdays) throws -> [Decision] {
            var file = builder.file
            file.acts = acts
            file.listings = builder.published.filter { $0.kind == .listing }
            file.manifests = ["410305-C1": Digest(bytes: Array(repeating: 0, count: 32))]
            let horizon = Horizon(now: instant(now), allHaveSpokenUntil: instant(now), workdays: calendar)
            let adjudicator = Adjudicator(programme: try shippedProgramme())
            return adjudicator.adjudicate(file, at: horizon).decisions
        }

        func payment() throws -> (Decision.Outcome?, [String]) {
            let decision = try decision(.payment)
            return (decision?.outcome, decision?.findings.filter { $0.effect == .hold }.map(\.rule) ?? [])
        }
    }

    @Test("ART18-3-PUBLICITY: five working days after the day of publication, and never guessed")
    func publicity() throws {
        let listed = try Listed()
        #expect(try listed.decision(.publicity, "2026-06-22T23:59:59+08:00")?.outcome == .open)
        #expect(try listed.decision(.publicity, "2026-06-23T00:00:00+08:00")?.outcome == .done)
        let unknown = try listed.decision(.publicity, "2026-06-23T00:00:00+08:00", calendar: Workdays([:]))
        #expect(unknown?.outcome == .open)
        #expect(unknown?.effects("ART18-3-PUBLICITY") == [.hold])
    }

    @Test("ART18-3-OBJECTION and ART18-4-CONFIRM: an objection in the window holds, upheld lessens or refuses, dismissed or late does neither")
    func objection() throws {
        func outcome(_ ruling: [String: String], at received: String = "2026-06-22T23:00:00+08:00") throws -> [String?] {
            var listed = try Listed()
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
        var listed = try Listed()
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]))
        listed.checkPaper("MISMATCH")
        #expect(try listed.payment() == (.held, ["ART18-5-PAPER"]))
        listed = try Listed()
        listed.checkPaper()
        #expect(try listed.payment() == (.payable, []))
        try listed.pay("PAID")
        #expect(try listed.payment() == (.paid, []))
    }

    @Test("before payment the registers are asked once more: a refusal is then a hold (Art. 16, 20, 22)")
    func registers() throws {
        var listed = try Listed()
        listed.checkPaper()
        listed.builder.add(.regBadCredit, "410300-D1", ["uscc": CaseBuilder.party, "kind": "失信", "from_date": "2026-06-20", "source_doc": "文1"])
        #expect(try listed.payment() == (.held, ["ART20-CREDIT"]))
        try listed.pay("SENT")
        #expect(try listed.payment().0 == .held)
        // What had left before is told as it is.
        listed.acts = [try #require(try Listed().decision(.publicity))]
        var sent = try #require(try listed.decision(.payment))
        sent = Decision(kind: .payment, subject: sent.subject, party: sent.party, year: sent.year, outcome: .sent, amount: sent.amount)
        listed.acts = [sent]
        #expect(try listed.payment().0 == .sent)
    }

    @Test("money goes to the party's own account, and to none that is in doubt (Art. 24)")
    func account() throws {
        var listed = try Listed()
        listed.checkPaper()
        listed.builder.set(.party, CaseBuilder.party, "bank_account_name", "别的公司")
        #expect(try listed.payment() == (.held, ["ART24-NOTRANSFER"]))
        listed.builder.contest(.party, CaseBuilder.party, "bank")
        #expect(try listed.decision(.payment)?.findings.first?.conflict == "C-0123456789abcdef")
    }

    @Test("ART23-FRAUD: frozen by ruling, never by the machine; what was paid is claimed back, and a freeze can be lifted")
    func fraud() throws {
        var listed = try Listed()
        listed.checkPaper()
        #expect(try listed.decision(.freeze) == nil)
        listed.builder.rule("FREEZE", on: .party, CaseBuilder.party)
        #expect(try listed.decision(.freeze)?.outcome == .on)
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

    // MARK: Several grants, and orders that come at the wrong time

    /// The claim has its line of one round, and another by a later round.
    private func twice(_ first: Int64, _ second: Int64) throws -> Listed {
        var listed = try Listed()
        let index = try #require(listed.builder.published.firstIndex { $0.kind == .listing })
        let line = listed.builder.published[index]
        func granted(_ amount: Int64, _ outcome: Decision.Outcome, _ values: String) -> Decision {
            Decision(
                kind: .listing,
                subject: line.subject,
                party: line.party,
                year: line.year,
                outcome: outcome,
                amount: Fen(amount),
                findings: [Finding(rule: "ART06-ORDER", effect: .info, article: "第六条", values: values, reason: "")],
                state: .final,
                place: line.place
            )
        }
        listed.builder.published[index] = granted(first, .partial, "round=2026-R1; rate_bp=3000; amount=\(Fen(first + second).yuan)")
        listed.builder.published.append(
            granted(second, .full, "round=2026-R2; rate_bp=3000; amount=\(Fen(second).yuan); granted_before=\(Fen(first).yuan)")
        )
        return listed
    }

    private func order(_ listed: inout Listed, _ id: String, _ amount: Int64, _ status: String, on day: String) {
        listed.builder.add(.payment, id, ["claim_id": "410305-C1", "amount": Fen(amount).yuan, "status": status, "on_date": day])
    }

    @Test("two rounds' grants are paid one after the other, and the balance counts both")
    func grants() throws {
        var listed = try twice(200_000, 100_000)
        listed.checkPaper()
        func balance(_ listed: Listed) throws -> VoucherBalance {
            let decisions = try listed.decisions()
            let current = decisions.filter { $0.kind != .listing } + decisions.filter { $0.kind == .listing }.suffix(1)
            let balance = try #require(VoucherBalance(current))
            #expect(balance.free >= .zero)
            return balance
        }
        #expect(try listed.decision(.payment)?.amount == Fen(200_000))
        #expect(try balance(listed).approved == Fen(300_000))
        order(&listed, "410300-P1", 200_000, "PAID", on: "2026-06-25")
        #expect(try listed.decision(.payment)?.outcome == .paid)
        #expect(try (balance(listed).paid, balance(listed).approved) == (Fen(200_000), Fen(100_000)))
        // The second list makes the rest public; it is confirmed and paid as an amount of its own.
        listed.builder.add(.publicity, "410300-G2", ["round_id": "2026-R2", "claims": "410305-C1", "published_on": "2026-06-25"])
        #expect(try listed.decision(.publicity)?.outcome == .open)
        #expect(try (balance(listed).paid, balance(listed).approved) == (Fen(200_000), Fen(100_000)))
        let later = "2026-07-20T09:00:00+08:00"
        #expect(try listed.decision(.confirmation, later)?.amount == Fen(100_000))
        #expect(try listed.decision(.payment, later)?.outcome == .payable)
        order(&listed, "410300-P2", 100_000, "PAID", on: "2026-07-10")
        let paid = try #require(try listed.decision(.payment, later))
        #expect((paid.outcome, paid.amount) == (.paid, Fen(100_000)))
    }

    @Test("the first grant's letter and payment stand while the second is public")
    func firstGrantStands() throws {
        var listed = try twice(200_000, 100_000)
        listed.checkPaper()
        order(&listed, "410300-P1", 200_000, "PAID", on: "2026-06-25")
        listed.builder.add(.publicity, "410300-G2", ["round_id": "2026-R2", "claims": "410305-C1", "published_on": "2026-06-25"])
        #expect(try listed.decision(.publicity)?.outcome == .open)
        #expect(try listed.decision(.confirmation)?.amount == Fen(200_000))
        let payment = try #require(try listed.decision(.payment))
        #expect((payment.outcome, payment.amount, payment.state) == (.paid, Fen(200_000), .final))
    }

    @Test("a list that was published before the panel met shows nobody anything (Art. 18 item 3)")
    func earlyPublicity() throws {
        var listed = try Listed()
        listed.builder.add(.round, "2026-R1", ["voucher_year": "2026", "kind": "EXTRA", "reviewed_on": "2026-06-16"])
        #expect(try listed.decision(.publicity) == nil)
        listed.builder.set(.round, "2026-R1", "reviewed_on", "2026-06-15")
        #expect(try listed.decision(.publicity)?.outcome == .done)
    }

    @Test("a second order while the first is on its way is held: a payment is not made twice")
    func secondOrder() throws {
        var listed = try Listed()
        listed.checkPaper()
        try listed.pay("SENT")
        let amount = try #require(try listed.decision(.payment)?.amount)
        order(&listed, "410300-P2", amount.amount, "SENT", on: "2026-06-26")
        let payment = try #require(try listed.decision(.payment))
        #expect(payment.outcome == .sent)
        #expect(payment.findings.contains { $0.effect == .hold && $0.valuesByName["payment"] == "410300-P2" })
    }

    @Test("what is found after the letter holds the payment: a void invoice, a move out of the city, an objection that was registered late")
    func foundLater() throws {
        var invoice = try Listed()
        invoice.checkPaper()
        let number = try #require(invoice.builder.records.first { $0.key.type == .invoice }).key.key
        invoice.builder.add(.invoiceCheck, "410300-IC1", ["invoice_id": number, "status": "VOID"])
        #expect(try invoice.payment() == (.held, ["FINAL-STANDS"]))
        var moved = try Listed()
        moved.checkPaper()
        moved.builder.set(.party, CaseBuilder.party, "reg_division", "410102")
        moved.builder.set(.party, CaseBuilder.party, "reg_date", "2026-06-20")
        #expect(try moved.payment().0 == .held)
        var objected = try Listed()
        objected.checkPaper()
        objected.acts = [try #require(try objected.decision(.publicity))]
        #expect(try objected.payment().0 == .payable)
        objected.builder.add(.objection, "410300-O1", ["claim_id": "410305-C1", "received_at": "2026-06-18T09:00:00+08:00", "content": "异议"])
        #expect(try objected.payment() == (.held, ["FINAL-STANDS"]))
    }

    @Test("a ruling takes back a claim, or its application with it, until the letter is out; after it neither")
    func takenBack() throws {
        for (type, key) in [(RecordType.claim, "410305-C1"), (.application, "410305-A1")] {
            var listed = try Listed()
            let letter = try #require(try listed.decision(.confirmation))
            listed.builder.rule("REJECT", on: type, key)
            #expect(try listed.decision(.initialReview)?.outcome == .rejected)
            #expect(try listed.decision(.publicity) == nil)
            let balance = try #require(VoucherBalance(try listed.decisions()))
            #expect(balance.reserved + balance.approved + balance.paid == .zero)
            listed.acts = [letter]
            #expect(try listed.decision(.initialReview)?.outcome == .passed)
            #expect(try listed.decision(.confirmation)?.amount == letter.amount)
        }
    }

    @Test("an order after the payment is held, and changes nothing")
    func superfluousOrder() throws {
        var listed = try Listed()
        listed.checkPaper()
        try listed.pay("PAID")
        let amount = try #require(try listed.decision(.payment)?.amount)
        order(&listed, "410300-P2", amount.amount, "PAID", on: "2026-06-26")
        let payment = try #require(try listed.decision(.payment))
        #expect(payment.outcome == .paid)
        #expect(payment.findings.contains { $0.effect == .hold && $0.valuesByName["payment"] == "410300-P2" })
    }

    @Test("what an order's state does not allow is refused: a payment that was made is not sent again")
    func paymentStates() throws {
        var listed = try Listed()
        listed.checkPaper()
        try listed.pay("PAID")
        let paid = try #require(try listed.decision(.payment))
        listed.acts = [paid]
        listed.builder.set(.payment, "410300-P1", "status", "SENT")
        let refused = try #require(try listed.decision(.payment))
        #expect((refused.outcome, refused.state) == (.paid, .final))
        #expect(refused.findings.contains { $0.effect == .hold && $0.valuesByName["state"] == "PAID" })
        listed.builder.set(.payment, "410300-P1", "status", "RETURNED")
        #expect(try listed.decision(.payment)?.outcome == .paid)
        // What was only sent may come back.
        listed.acts = []
        listed.builder.set(.payment, "410300-P1", "status", "SENT")
        listed.acts = [try #require(try listed.decision(.payment))]
        listed.builder.set(.payment, "410300-P1", "status", "RETURNED")
        #expect(try listed.decision(.payment)?.outcome == .returned)
    }

    @Test("a publicity that has ended stands, whatever is ruled of an objection afterwards")
    func endedPublicity() throws {
        var listed = try Listed()
        listed.builder.add(
            .objection,
            "410300-O1",
            ["claim_id": "410305-C1", "received_at": "2026-06-18T09:00:00+08:00", "content": "异议", "ruling": "DISMISSED"]
        )
        let done = try #require(try listed.decision(.publicity))
        #expect(done.outcome == .done)
        listed.acts = [done]
        listed.builder.set(.objection, "410300-O1", "ruling", "SUSTAINED")
        let standing = try #require(try listed.decision(.publicity))
        #expect((standing.outcome, standing.amount) == (.done, done.amount))
        #expect(standing.findings.contains { $0.rule == "FINAL-STANDS" })
    }
}

private func == (left: (Decision.Outcome?, [String]), right: (Decision.Outcome, [String])) -> Bool {
    left.0 == right.0 && left.1 == right.1
}
