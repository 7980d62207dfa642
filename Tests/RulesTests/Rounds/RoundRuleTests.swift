import Programme
import Records
import Rules
import Testing

@Suite("The rules of a round, each both ways")
struct RoundRuleTests {
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
        #expect(RoundBuilder.with("admin_reserved", "100000.00").obstacles() == ["ART03-BUDGET"])
        let total = RoundBuilder.with("budget", "40000.00").ranked.listing.compactMap(\.amount).reduce(.zero, +)
        #expect(total == Fen(3_000_000))
    }

    @Test("ART04-JOINT: both bureaus sign", arguments: ["signoff_stb", "signoff_finance"])
    func joint(column: String) {
        #expect(RoundBuilder.with(column, nil).obstacles() == ["ART04-JOINT"])
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
        var builder = RoundBuilder.with("budget", "35000.00")
        builder.world.set(.review, "410300-V3", "recognised_fee", "100.00")
        #expect(builder.lines == ["C1 FULL 15000.00", "C2 PARTIAL 10000.00", "C3 UNFUNDED 0.00"])
    }

    @Test("ART06-ORDER: two of one place at the edge are held, and a ruling puts one first; where both fit they are no tie")
    func tie() {
        var builder = RoundBuilder.with("budget", "35000.00")
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
        #expect(RoundBuilder.with("reviewed_on", nil).holds == ["ART18-2-PANEL"])
    }

    @Test("ART18-2-Q1: an annual review outside the first quarter is told, an extra round's is not")
    func firstQuarter() {
        func told(_ builder: RoundBuilder) -> [String] { builder.hearing.ranked(on: Day("2027-12-01")!).findings.map(\.rule) }
        #expect(told(RoundBuilder()) == [])
        #expect(told(RoundBuilder.with("reviewed_on", "2027-04-01")) == ["ART18-2-Q1"])
        var extra = RoundBuilder.with("reviewed_on", "2027-04-01")
        extra.world.set(.round, "2026-R1", "kind", "EXTRA")
        #expect(told(extra) == [])
    }

    @Test("ART03-ACTUAL: no more is recognised than is proven; what the panel refuses gets nothing and makes room")
    func actual() {
        var builder = RoundBuilder()
        builder.world.set(.review, "410300-V1", "recognised_fee", "50000.01")
        #expect(builder.holds == ["ART03-ACTUAL"])
        builder = RoundBuilder.with("budget", "35000.00")
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

    @Test("both offices have signed by the day of the cut-off, not after it (Art. 4)", arguments: ["signoff_stb", "signoff_finance"])
    func signedLate(column: String) {
        #expect(RoundBuilder.with(column, "2027-01-20").obstacles() == [])
        #expect(RoundBuilder.with(column, "2027-01-21").obstacles() == ["ART04-JOINT"])
        #expect(RoundBuilder.with(column, "2099-01-01").obstacles() == ["ART04-JOINT"])
    }

    @Test("a round bears the number of its year (Art. 19)")
    func numberedByYear() {
        #expect(RoundBuilder.with("voucher_year", "2025").obstacles() == ["ART19-ROUNDS"])
    }
}
