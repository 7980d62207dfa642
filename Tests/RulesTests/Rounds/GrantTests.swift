import Programme
import Records
import Rules
import Testing

@Suite("Grants of several rounds, and acts that come at the wrong time")
struct GrantTests {
    /// The claim has its line of one round, and another by a later round.
    private func twice(_ first: Int64, _ second: Int64) throws -> ListedClaim {
        var listed = try ListedClaim()
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

    private func order(_ listed: inout ListedClaim, _ id: String, _ amount: Int64, _ status: String, on day: String) {
        listed.builder.add(.payment, id, ["claim_id": "410305-C1", "amount": Fen(amount).yuan, "status": status, "on_date": day])
    }

    @Test("two rounds' grants are paid one after the other, and the balance counts both")
    func grants() throws {
        var listed = try twice(200_000, 100_000)
        listed.checkPaper()
        func balance(_ listed: ListedClaim) throws -> VoucherBalance {
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
        #expect(try listed.decision(.publicity)?.paidInRounds == ["2026-R1": Fen(200_000)])
        #expect(try listed.decision(.confirmation)?.amount == Fen(200_000))
        let payment = try #require(try listed.decision(.payment))
        #expect((payment.outcome, payment.amount, payment.state) == (.paid, Fen(200_000), .final))
    }

    @Test("a list that was published before the panel met shows nobody anything (Art. 18 item 3)")
    func earlyPublicity() throws {
        var listed = try ListedClaim()
        listed.builder.add(.round, "2026-R1", ["voucher_year": "2026", "kind": "EXTRA", "reviewed_on": "2026-06-16"])
        #expect(try listed.decision(.publicity) == nil)
        listed.builder.set(.round, "2026-R1", "reviewed_on", "2026-06-15")
        #expect(try listed.decision(.publicity)?.outcome == .done)
    }

    @Test("a second order while the first is on its way is held: a payment is not made twice")
    func secondOrder() throws {
        var listed = try ListedClaim()
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
        var invoice = try ListedClaim()
        invoice.checkPaper()
        let number = try #require(invoice.builder.records.first { $0.key.type == .invoice }).key.key
        invoice.builder.add(.invoiceCheck, "410300-IC1", ["invoice_id": number, "status": "VOID"])
        #expect(try invoice.payment() == (.held, ["FINAL-STANDS"]))
        var moved = try ListedClaim()
        moved.checkPaper()
        moved.builder.set(.party, CaseBuilder.party, "reg_division", "410102")
        moved.builder.set(.party, CaseBuilder.party, "reg_date", "2026-06-20")
        #expect(try moved.payment().0 == .held)
        var objected = try ListedClaim()
        objected.checkPaper()
        objected.acts = [try #require(try objected.decision(.publicity))]
        #expect(try objected.payment().0 == .payable)
        objected.builder.add(.objection, "410300-O1", ["claim_id": "410305-C1", "received_at": "2026-06-18T09:00:00+08:00", "content": "异议"])
        #expect(try objected.payment() == (.held, ["FINAL-STANDS"]))
    }

    @Test("a ruling takes back a claim, or its application with it, until the letter is out; after it neither")
    func takenBack() throws {
        for (type, key) in [(RecordType.claim, "410305-C1"), (.application, "410305-A1")] {
            var listed = try ListedClaim()
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
        var listed = try ListedClaim()
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
        var listed = try ListedClaim()
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
        var listed = try ListedClaim()
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

    // MARK: Published acts

    @Test("what a claim proves does not go with its withdrawal once it was passed for good")
    func provable() throws {
        var listed = try ListedClaim()
        let horizon = CaseBuilder.late
        let adjudicator = Adjudicator(programme: try shippedProgramme())
        let before = try #require(adjudicator.provable("410305-C1", in: listed.builder.file, at: horizon))
        #expect(before > .zero)
        listed.builder.change(.claim, "410305-C1") { $0.isWithdrawn = true }
        #expect(adjudicator.provable("410305-C1", in: listed.builder.file, at: horizon) == before)
    }

    /// The listed claim after its publicity, its letter and, if asked, its payment: all of them in force.
    private func published(isPaid: Bool = true) throws -> ListedClaim {
        var listed = try ListedClaim()
        listed.checkPaper()
        if isPaid { try listed.pay("PAID") }
        let kinds: [Decision.Kind] = [.publicity, .confirmation, .payment]
        listed.acts = try kinds.map { kind in try #require(try listed.decision(kind)) }
        #expect(listed.acts[0].outcome == .done)
        #expect(listed.acts[2].outcome == (isPaid ? .paid : .payable))
        return listed
    }

    private static let laterEdits: [(String, @Sendable (inout ListedClaim) -> Void)] = [
        ("the list is withdrawn", { $0.builder.change(.publicity, "410300-G1") { $0.isWithdrawn = true } }),
        ("the list no longer names the claim", { $0.builder.set(.publicity, "410300-G1", "claims", "410305-C9") }),
        ("the list is dated before the panel", { $0.builder.set(.publicity, "410300-G1", "published_on", "2026-01-01") }),
        (
            "a second list names it again",
            {
                $0.builder.add(
                    .publicity,
                    "410300-G2",
                    ["round_id": "2026-R1", "claims": "410305-C1;410305-C2", "published_on": "2026-06-25"]
                )
            }
        ),
        (
            "the panel's day is moved",
            { $0.builder.add(.round, "2026-R1", ["voucher_year": "2026", "kind": "EXTRA", "reviewed_on": "2026-06-20"]) }
        ),
        ("the payment is withdrawn", { $0.builder.change(.payment, "410300-P1") { $0.isWithdrawn = true } }),
        ("the payment's amount is edited", { $0.builder.set(.payment, "410300-P1", "amount", "1.00") }),
        ("the payment is in conflict", { $0.builder.contest(.payment, "410300-P1", "payment") }),
    ]

    @Test("what was published and paid stands, whatever rows say of it afterwards", arguments: laterEdits.map(\.0))
    func publishedActs(edit: String) throws {
        var listed = try published()
        try #require(GrantTests.laterEdits.first { $0.0 == edit }).1(&listed)
        for act in listed.acts {
            let now = try #require(try listed.decision(act.kind, "2026-07-01T09:00:00+08:00"), "\(act.kind) is gone")
            #expect((now.outcome, now.amount, now.state) == (act.outcome, act.amount, act.state))
        }
        #expect(try VoucherBalance(listed.decisions())?.paid == listed.acts[2].amount)
    }

    @Test("a letter keeps the digest of the files that it was printed with")
    func letter() throws {
        var listed = try published(isPaid: false)
        let letter = try #require(listed.acts.first { $0.kind == .confirmation })
        let file = try #require(listed.builder.records.first { $0.key.type == .evidence })
        listed.builder.change(.evidence, file.key.key) { $0.digest = Digest(bytes: Array(repeating: 1, count: 32)) }
        #expect(try listed.decision(.confirmation) == letter)
    }

    @Test("a line whose list is taken back while its first window runs waits for another list")
    func takenBackInTime() throws {
        var listed = try ListedClaim()
        listed.acts = [try #require(try listed.decision(.publicity, "2026-06-16T09:00:00+08:00"))]
        listed.builder.change(.publicity, "410300-G1") { $0.isWithdrawn = true }
        #expect(try listed.decision(.publicity, "2026-06-17T09:00:00+08:00") == nil)
    }

    @Test("a second grant's list that is taken back stops that grant, and the first stays paid")
    func secondListTakenBack() throws {
        var listed = try twice(200_000, 100_000)
        listed.checkPaper()
        order(&listed, "410300-P1", 200_000, "PAID", on: "2026-06-25")
        listed.builder.add(.publicity, "410300-G2", ["round_id": "2026-R2", "claims": "410305-C1", "published_on": "2026-06-25"])
        let kinds: [Decision.Kind] = [.publicity, .confirmation, .payment]
        listed.acts = try kinds.map { kind in try #require(try listed.decision(kind)) }
        #expect(listed.acts[0].outcome == .open)
        listed.builder.change(.publicity, "410300-G2") { $0.isWithdrawn = true }
        listed.builder.change(.payment, "410300-P1") { $0.isWithdrawn = true }
        let later = "2026-07-20T09:00:00+08:00"
        #expect(try listed.decision(.publicity, later)?.outcome == .open)
        #expect(try listed.decision(.payment, later)?.outcome == .paid)
        #expect(try VoucherBalance(listed.decisions(later).filter { $0.kind != .listing || $0.round == "2026-R2" })?.paid == Fen(200_000))
        // It goes on with another list, and with an order of its own.
        listed.builder.add(.publicity, "410300-G3", ["round_id": "2026-R2", "claims": "410305-C1", "published_on": "2026-07-01"])
        order(&listed, "410300-P2", 100_000, "PAID", on: "2026-07-15")
        let paid = try #require(try listed.decision(.payment, later))
        #expect((paid.outcome, paid.amount) == (.paid, Fen(100_000)))
    }
}
