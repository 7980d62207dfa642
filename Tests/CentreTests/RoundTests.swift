import Bags
import Foundation
import Programme
import Records
import Rules
import Store
import Testing

@testable import Centre

/// A synthetic year, and the round in which its claims are paid: through the inbox, as operators would.
@Suite("A redemption round from cut-off to payment")
struct RoundTests {
    @Test("the budget's order decides: everybody before the edge in full, one in part, nobody behind")
    func edge() async throws {
        let year = try await YearOfRounds(parties: 30)
        let reserved = try year.decisions(.initialReview).filter { $0.outcome == .passed && $0.state == .final }.compactMap(\.amount).reduce(.zero, +)
        #expect(reserved > .zero)
        let budget = Fen(reserved.amount * 6 / 10)
        _ = try await year.open(budget: budget.yuan)
        _ = try await year.review()
        let lines = try year.decisions(.listing).sorted { ($0.place!, $0.subject) < ($1.place!, $1.subject) }
        #expect(lines.allSatisfy { $0.state == .final })
        #expect(lines.compactMap(\.amount).reduce(.zero, +) == budget)
        let outcomes = lines.filter { $0.findings.first?.effect != .reject }.map(\.outcome)
        #expect(outcomes.filter { $0 == .partial }.count == 1)
        #expect(outcomes == outcomes.filter { $0 == .full } + [.partial] + outcomes.filter { $0 == .unfunded })
        // What the first round left, of a line or of all of it, is funded by another of the same year, under the reviews that were made.
        _ = try await year.open("2025-R2", budget: "5000000", at: "2026-03-02T09:00:00+08:00")
        #expect(try year.centre.round("2025-R2", at: Instant("2026-03-02T10:00:00+08:00")!).state == "CUT_OFF")
        try await year.act([.record(.round, ["id": "2025-R2", "reviewed_on": "2026-03-03"])], "2026-03-03T09:00:00+08:00")
        let again = try year.decisions(.listing).filter { $0.findings.first?.effect != .reject }
        #expect(again.allSatisfy { $0.outcome == .full })
        #expect(again.map(\.grantedInAll).reduce(.zero, +) == reserved)
        #expect(try year.centre.round("2025-R2", at: Instant("2026-03-03T10:00:00+08:00")!).granted == (reserved - budget).yuan)
        #expect(try Reconciliation(year.centre).run().faults == [])
    }

    @Test("the line of a second round is not ended by the payment of the first")
    func secondLine() async throws {
        let year = try await YearOfRounds(parties: 8)
        _ = try await year.open(budget: "0.01")
        _ = try await year.review()
        let line = try #require(try year.decisions(.listing).first { $0.outcome == .partial })
        let claim = line.subject.key
        func publish(_ id: String, _ round: String, on day: String) async throws {
            let list: OperatorAct = .record(.publicity, ["id": id, "round_id": round, "claims": claim, "published_on": day])
            try await year.act([list], "\(day)T09:00:00+08:00")
        }
        try await publish("410300-G1", "2025-R1", on: "2026-02-24")
        try await year.drain("2026-03-04T09:00:00+08:00")
        let manifest = try #require(try year.decisions(.confirmation).first?.pinned("ART18-4-CONFIRM")["manifest"])
        try await year.act(
            [
                .record(
                    .paperCheck,
                    ["id": "410300-K1", "claim_id": claim, "result": "CONSISTENT", "evidence_digest": manifest, "checked_on": "2026-03-05"]
                ),
                .record(.payment, ["id": "410300-P1", "claim_id": claim, "amount": "0.01", "status": "PAID", "on_date": "2026-03-05"]),
            ],
            "2026-03-05T09:00:00+08:00"
        )
        #expect(try year.decisions(.payment).first?.outcome == .paid)
        _ = try await year.open("2025-R2", budget: "5000000", at: "2026-03-06T09:00:00+08:00")
        try await year.act([.record(.round, ["id": "2025-R2", "reviewed_on": "2026-03-09"])], "2026-03-09T09:00:00+08:00")
        try await publish("410300-G2", "2025-R2", on: "2026-03-10")
        let second = try #require(try year.centre.round("2025-R2", at: Instant("2026-03-10T10:00:00+08:00")!).lines.first { $0.claim == claim })
        #expect(!second.isEnded)
        #expect(second.stage == "PUBLICITY OPEN")
        #expect((second.confirmed, second.paid) == (second.amount, ""))
        let first = try #require(try year.centre.round("2025-R1", at: Instant("2026-03-10T10:00:00+08:00")!).lines.first { $0.claim == claim })
        #expect(first.isEnded)
    }

    @Test("a listed claim is public for five working days, confirmed, held for its paper, and paid")
    func payment() async throws {
        let year = try await YearOfRounds(parties: 12)
        _ = try await year.open(budget: "5000000")
        _ = try await year.review()
        let lines = try year.decisions(.listing).filter { $0.outcome == .full }
        let line = try #require(lines.first)
        let claim = line.subject.key
        // An act that comes too early is told the state that it met.
        let early = try await year.act(
            [.record(.payment, ["id": "410300-P1", "claim_id": claim, "amount": line.amount!.yuan, "status": "SENT", "on_date": "2026-02-12"])],
            "2026-02-12T10:00:00+08:00"
        )
        #expect(early.acts.first?.outcome == .held)
        #expect(early.acts.first?.findings.first?.values == "claim=\(claim); state=LISTED; event=SENT")
        try await year.act(
            [
                .record(
                    .publicity,
                    [
                        "id": "410300-G1", "round_id": "2025-R1", "claims": lines.map(\.subject.key).joined(separator: ";"),
                        "published_on": "2026-02-24",
                    ]
                )
            ],
            "2026-02-24T09:00:00+08:00"
        )
        #expect(try year.decisions(.publicity).allSatisfy { $0.outcome == .open })
        // After Tuesday 24 February, Saturday the 28th is worked: the fifth working day is Monday 2 March.
        try await year.drain("2026-03-02T23:59:59+08:00")
        #expect(try year.decisions(.publicity).allSatisfy { $0.outcome == .open })
        try await year.drain("2026-03-03T00:00:00+08:00")
        #expect(try year.decisions(.publicity).allSatisfy { $0.outcome == .done })
        let confirmation = try #require(try year.decisions(.confirmation).first { $0.subject.key == claim })
        #expect(confirmation.amount == line.amount)
        let bundle = try #require(try year.centre.store.read { try $0.lastBundle(to: OfficeCode(String(claim.prefix(6)))!) })
        let letter = try #require(try Bag(contentsOf: "\(year.folder)/outbox/\(bundle.file)").content(of: "data/letters/\(claim).html"))
        let page = String(decoding: letter, as: UTF8.self)
        #expect(page.components(separatedBy: ChineseCapitals.yuan(line.amount!)).count == 3)
        #expect(page.contains("第一联") && page.contains("第二联"))
        #expect(try year.decisions(.payment).first { $0.subject.key == claim }?.outcome == .held)
        let manifest = try #require(confirmation.pinned("ART18-4-CONFIRM")["manifest"])
        try await year.act(
            [
                .record(
                    .paperCheck,
                    ["id": "410300-K1", "claim_id": claim, "result": "CONSISTENT", "evidence_digest": manifest, "checked_on": "2026-03-05"]
                )
            ],
            "2026-03-05T09:00:00+08:00"
        )
        // The order that came too early takes effect now.
        #expect(try year.decisions(.payment).first { $0.subject.key == claim }?.outcome == .sent)
        try await year.act(
            [.record(.payment, ["id": "410300-P1", "status": "RETURNED", "on_date": "2026-03-06", "return_reason": "户名不符"])],
            "2026-03-06T09:00:00+08:00"
        )
        #expect(try year.decisions(.payment).first { $0.subject.key == claim }?.outcome == .returned)
        try await year.act(
            [.record(.payment, ["id": "410300-P2", "claim_id": claim, "amount": line.amount!.yuan, "status": "PAID", "on_date": "2026-03-09"])],
            "2026-03-09T09:00:00+08:00"
        )
        let paid = try #require(try year.decisions(.payment).first { $0.subject.key == claim })
        #expect(paid.outcome == .paid)
        #expect(paid.state == .final)
        let balance = try #require(try year.centre.store.read { try Ledger($0).balances.first { $0.party == paid.party && $0.paid > .zero } })
        #expect(balance.face == balance.reserved + balance.approved + balance.paid + balance.voided + balance.free)
        #expect(try Reconciliation(year.centre).run().faults == [])
    }

    @Test("an objection in the window holds its own line only; upheld it lessens it, dismissed it goes on")
    func objection() async throws {
        let year = try await YearOfRounds(parties: 12)
        _ = try await year.open(budget: "5000000")
        _ = try await year.review()
        let lines = try year.decisions(.listing).filter { $0.outcome == .full }
        let claims = lines.map(\.subject.key)
        try #require(claims.count >= 3)
        try await year.act(
            [.record(.publicity, ["id": "410300-G1", "round_id": "2025-R1", "claims": claims.joined(separator: ";"), "published_on": "2026-02-24"])],
            "2026-02-24T09:00:00+08:00"
        )
        func object(_ id: String, _ claim: String) -> OperatorAct {
            .record(.objection, ["id": id, "claim_id": claim, "received_at": "2026-02-26T10:00:00+08:00", "content": "有异议"])
        }
        try await year.act([object("410300-O1", claims[0]), object("410300-O2", claims[1])], "2026-02-26T11:00:00+08:00")
        try await year.drain("2026-03-05T09:00:00+08:00")
        let outcomes = Dictionary(uniqueKeysWithValues: try year.decisions(.publicity).map { ($0.subject.key, $0.outcome) })
        #expect(outcomes[claims[0]] == .objected)
        #expect(outcomes[claims[1]] == .objected)
        #expect(outcomes[claims[2]] == .done)
        try await year.act(
            [
                .record(.objection, ["id": "410300-O1", "ruling": "SUSTAINED", "ruled_on": "2026-03-06"]),
                .record(.objection, ["id": "410300-O2", "ruling": "DISMISSED", "ruled_on": "2026-03-06"]),
            ],
            "2026-03-06T09:00:00+08:00"
        )
        let confirmed = Set(try year.decisions(.confirmation).map(\.subject.key))
        #expect(!confirmed.contains(claims[0]))
        #expect(confirmed.contains(claims[1]))
        // Once the publicity has ended, its rulings stand.
        let late = try await year.act(
            [.record(.objection, ["id": "410300-O2", "ruling": "SUSTAINED", "ruled_on": "2026-03-09"])],
            "2026-03-09T09:00:00+08:00"
        )
        #expect(late.acts.first?.findings.first?.values == "objection=410300-O2; claim=\(claims[1]); state=DISMISSED; event=SUSTAIN")
        #expect(late.acts.first?.findings.first?.fix.contains("RELEASE") == true)
        let mended = try await year.act([.record(.objection, ["id": "410300-O2", "ruling": "DISMISSED"])], "2026-03-09T10:00:00+08:00")
        #expect(mended.acts.first?.findings.filter { $0.effect == .hold } == [])
        try await year.act([object("410300-O3", claims[2])], "2026-03-10T09:00:00+08:00")
        let unheard = try await year.act([.record(.objection, ["id": "410300-O3", "ruling": "SUSTAINED"])], "2026-03-10T10:00:00+08:00")
        #expect(unheard.acts.first?.findings.first?.values.hasPrefix("objection=410300-O3; state=") == true)
        #expect(Set(try year.decisions(.confirmation).map(\.subject.key)) == confirmed)
    }

    @Test("a ranking goes back to its panel by ruling until it is public, and is made again with what the panel says then")
    func reopening() async throws {
        let year = try await YearOfRounds(parties: 8)
        _ = try await year.open(budget: "5000000")
        _ = try await year.review()
        let line = try #require(try year.decisions(.listing).first { $0.outcome == .full })
        func sendBack(_ id: String, on day: String) -> OperatorAct {
            .record(
                .ruling,
                [
                    "id": id, "subject_type": "round", "subject_id": "2025-R1", "verdict": "RETURN", "reason": "复议", "effective_on": day,
                    "decided_by": "王五",
                ]
            )
        }
        try await year.act([sendBack("410300-B1", on: "2026-02-20")], "2026-02-20T09:00:00+08:00")
        #expect(try year.centre.round("2025-R1", at: Instant("2026-02-20T10:00:00+08:00")!).state == "IN_REVIEW")
        let review = "410300-V-2025-R1-\(line.subject.key)"
        try await year.act(
            [
                .record(.review, ["id": review, "result": "REDUCE", "recognised_fee": "10.00", "experts": "410300-X0;410300-X1;410300-X2"]),
                .record(.round, ["id": "2025-R1", "reviewed_on": "2026-02-21"]),
            ],
            "2026-02-21T09:00:00+08:00"
        )
        #expect(try year.decisions(.listing).first { $0.subject == line.subject }!.amount! <= Fen(500))
        try await year.act(
            [.record(.publicity, ["id": "410300-G1", "round_id": "2025-R1", "claims": line.subject.key, "published_on": "2026-02-24"])],
            "2026-02-24T09:00:00+08:00"
        )
        let late = try await year.act([sendBack("410300-B2", on: "2026-02-25")], "2026-02-25T09:00:00+08:00")
        #expect(try year.centre.round("2025-R1", at: Instant("2026-02-25T10:00:00+08:00")!).state == "PUBLICITY")
        #expect(late.acts.first?.outcome == .held)
        #expect(late.acts.first?.findings.contains { $0.values.contains("state=PUBLICITY") } == true)
    }

    @Test("what is said of a ranked round, or of a claim in one, and changes nothing, is held and told why")
    func withoutEffect() async throws {
        let year = try await YearOfRounds(parties: 8)
        _ = try await year.open(budget: "5000000")
        _ = try await year.review()
        let claims = try year.centre.store.read { try $0.claims(ofRound: "2025-R1") }
        let claim = try #require(claims.first)
        func told(_ act: OperatorAct) async throws -> (RowOutcome?, String) {
            let act = try #require(try await year.act([act], "2026-02-20T09:00:00+08:00").acts.first)
            return (act.outcome, act.findings.map { "\($0.values) \($0.fix)" }.joined(separator: "|"))
        }
        let review = try await told(.record(.review, ["id": "410300-V-2025-R1-\(claim)", "recognised_fee": "1.00"]))
        #expect(review.0 == .held)
        #expect(review.1.contains("round=2025-R1; state=RANKED"))
        let unnamed = try await told(.rule(OperatorAct.Ruling(subjectType: "claim", subject: claim, verdict: "RELEASE", reason: "放行")))
        #expect(unnamed.0 == .held)
        #expect(unnamed.1.contains("ART18-5-PAPER"))
        var named = OperatorAct.Ruling(subjectType: "claim", subject: claim, verdict: "RELEASE", reason: "放行")
        named.rule = "ART14-LOCAL"
        #expect(try await told(.rule(named)).0 == .accepted)
        #expect(try await told(.rule(OperatorAct.Ruling(subjectType: "round", subject: "2025-R1", verdict: "RELEASE", reason: "放行"))).0 == .held)
        let other = try #require(try year.decisions(.initialReview).first { !claims.contains($0.subject.key) })
        let cells = ["id": "410300-V9", "round_id": "2025-R1", "claim_id": other.subject.key, "result": "APPROVE", "recognised_fee": "1.00"]
        let outside = try await told(.record(.review, cells))
        #expect(outside.0 == .held)
        #expect(outside.1.contains("claim=\(other.subject.key); round=2025-R1"))
    }

    @Test("what comes on the day on which a round is ranked, with the first drain of that day, is too late for it")
    func rankedByTime() async throws {
        let year = try await YearOfRounds(parties: 8)
        _ = try await year.open(budget: "5000000")
        _ = try await year.review(at: "2026-02-11T10:00:00+08:00")
        #expect(try year.decisions(.listing).isEmpty, "the panel meets on the next day")
        let claim = try #require(try year.centre.store.read { try $0.claims(ofRound: "2025-R1") }.first)
        let late = OperatorAct.record(.review, ["id": "410300-V-2025-R1-\(claim)", "recognised_fee": "1.00"])
        let told = try #require(try await year.act([late], "2026-02-12T09:00:00+08:00").acts.first)
        #expect(try !year.decisions(.listing).isEmpty)
        #expect(told.outcome == .held)
        #expect(told.findings.contains { $0.values.contains("round=2025-R1; state=RANKED") })
    }

    @Test("when the year's rounds are closed, what none of them could fund is told so, and is bound no more", arguments: [false, true])
    func closing(inFollowedDrain: Bool) async throws {
        let year = try await YearOfRounds(parties: 8)
        _ = try await year.open(budget: "0.01")
        _ = try await year.review()
        let line = try #require(try year.decisions(.listing).first { $0.outcome == .partial })
        try await year.act(
            [
                .record(
                    .objection,
                    [
                        "id": "410300-O1", "claim_id": line.subject.key, "received_at": "2026-02-25T09:00:00+08:00", "content": "异议",
                        "ruling": "SUSTAINED",
                    ]
                )
            ],
            "2026-02-25T09:00:00+08:00"
        )
        try await year.act(
            [.record(.publicity, ["id": "410300-G1", "round_id": "2025-R1", "claims": line.subject.key, "published_on": "2026-02-25"])],
            "2026-02-25T10:00:00+08:00"
        )
        let left = try year.decisions(.listing).map(\.ungranted).reduce(.zero, +)
        #expect(left > .zero)
        let before = try year.decisions(.void).compactMap(\.amount).reduce(.zero, +)
        let end = OperatorAct.rule(OperatorAct.Ruling(subjectType: "round", subject: "2025-R1", verdict: "APPROVE", reason: "年度兑付结束"))
        if inFollowedDrain {
            try year.actInFollowedDrain([end], "2026-03-20T09:00:00+08:00")
        } else {
            try await year.act([end], "2026-03-20T09:00:00+08:00")
        }
        #expect(try year.centre.round("2025-R1", at: Instant("2026-03-20T10:00:00+08:00")!).state == "CLOSED")
        #expect(try year.decisions(.listing).allSatisfy { $0.ungranted == .zero })
        #expect(try year.decisions(.void).compactMap(\.amount).reduce(.zero, +) >= before + left)
        #expect(try Reconciliation(year.centre).run().faults == [])
    }

    @Test("without both signatures, or while a batch is missing, a round is not cut off, and says why")
    func obstacles() async throws {
        let year = try await YearOfRounds(parties: 6)
        let told = try await year.act(
            [
                .record(
                    .round,
                    [
                        "id": "2025-R1", "voucher_year": "2025", "kind": "ANNUAL", "budget": "100", "admin_reserved": "100",
                        "cut_off_at": "2026-02-01T00:00:00+08:00",
                    ]
                )
            ],
            "2026-02-11T09:00:00+08:00"
        )
        #expect(told.acts.first?.outcome == .held)
        let rules = told.acts.flatMap(\.findings).map(\.rule)
        #expect(rules.contains("ART03-BUDGET"))
        #expect(rules.contains("ART04-JOINT"))
        #expect(try year.centre.store.read { try $0.cutOffRound("2025-R1") } == nil)
    }

    @Test("a panel that lacks a kind of expert, or recognises more than the proofs, keeps the round from being ranked")
    func panel() async throws {
        let year = try await YearOfRounds(parties: 8)
        _ = try await year.open(budget: "5000000")
        let claims = try year.centre.store.read { try $0.claims(ofRound: "2025-R1") }
        let claim = try #require(claims.first)
        try await year.act(
            [
                .record(.expert, ["id": "410300-X0", "name": "专家甲", "kind": "TECHNICAL"]),
                .record(
                    .review,
                    [
                        "id": "410300-V0", "round_id": "2025-R1", "claim_id": claim, "result": "APPROVE", "recognised_fee": "99999999",
                        "experts": "410300-X0",
                    ]
                ),
                .record(.round, ["id": "2025-R1", "reviewed_on": "2026-02-12"]),
            ],
            "2026-02-12T09:00:00+08:00"
        )
        let report = try year.centre.round("2025-R1", at: Instant("2026-02-12T10:00:00+08:00")!)
        #expect(report.state == "IN_REVIEW")
        let rules = report.obstacles.map(\.rule)
        #expect(rules.contains("ART18-2-PANEL"))
        #expect(rules.contains("ART03-ACTUAL"))
        #expect(try year.decisions(.listing).isEmpty)
    }

    @Test("what a voucher has left is void pending after the year, and final once the day for it has passed")
    func yearEnd() async throws {
        let year = try await YearOfRounds(parties: 12)
        let void = try year.decisions(.void)
        #expect(!void.isEmpty)
        // The centre got everything on 20 January: the tenth working day after it is 3 February.
        #expect(void.allSatisfy { $0.outcome == .final })
        let vouchers = Dictionary(uniqueKeysWithValues: try year.decisions(.voucher).map { ($0.subject, $0.amount ?? .zero) })
        let reviews = try year.decisions(.initialReview).filter { $0.outcome == .passed }
        for decision in void {
            let reserved = reviews.filter { $0.party == decision.party && $0.year == decision.year }.compactMap(\.amount).reduce(.zero, +)
            #expect(decision.amount! + reserved <= vouchers[decision.subject]!)
        }
    }
}
