import Programme
import Records
import Rules
import Testing

@Suite("What a FINAL decision makes of later records")
struct PublishedActTests {
    private let application = RecordKey(.application, "410305-A1")
    private let claim = RecordKey(.claim, "410305-C1")

    /// The case as published: application, voucher and claim are FINAL.
    private func published() throws -> CaseBuilder {
        var builder = CaseBuilder()
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        #expect(builder.published.allSatisfy { $0.state == .final })
        return builder
    }

    private func rules(_ builder: CaseBuilder, _ kind: Decision.Kind, _ subject: RecordKey) throws -> (Decision, [String]) {
        let decision = try #require(try builder.adjudicated(at: CaseBuilder.late).decision(kind, subject))
        return (decision, decision.findings.filter { $0.effect == .hold }.map(\.rule))
    }

    @Test("nothing new changes nothing")
    func unchanged() throws {
        let builder = try published()
        #expect(try builder.adjudicated(at: CaseBuilder.late).decisions == builder.published)
    }

    @Test("an edit that changes the recognised fee leaves the amount, and holds it for a ruling")
    func fee() throws {
        var builder = try published()
        let before = try #require(builder.published.first { $0.subject == claim })
        builder.set(.claim, "410305-C1", "claimed_fee", "4000.00")
        let (decision, holds) = try rules(builder, .initialReview, claim)
        #expect(decision.outcome == .passed)
        #expect(decision.state == .final)
        #expect(decision.amount == before.amount)
        #expect(holds == ["FINAL-STANDS"])
        builder.rule("RELEASE", on: .claim, "410305-C1", rule: "FINAL-STANDS")
        #expect(try rules(builder, .initialReview, claim) == (decision: before, holds: []))
    }

    @Test("a release made for another rule does not cover it")
    func otherRelease() throws {
        var builder = CaseBuilder()
        builder.rule("RELEASE", on: .claim, "410305-C1")
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        builder.set(.claim, "410305-C1", "claimed_fee", "4000.00")
        #expect(try rules(builder, .initialReview, claim).1 == ["FINAL-STANDS"])
    }

    @Test("a withdrawal leaves the reservation until a ruling takes it back")
    func withdrawn() throws {
        var builder = try published()
        builder.change(.claim, "410305-C1") { $0.isWithdrawn = true }
        let (held, holds) = try rules(builder, .initialReview, claim)
        #expect(held.outcome == .passed)
        #expect(holds == ["FINAL-STANDS"])
        builder.rule("REJECT", on: .claim, "410305-C1")
        let (refused, _) = try rules(builder, .initialReview, claim)
        #expect(refused.outcome == .rejected)
        #expect(refused.amount == nil)
        #expect(refused.state == .final)
    }

    @Test("an approval whose ground has gone stands with a hold, and claims go on")
    func approval() throws {
        var builder = try published()
        builder.set(.application, "410305-A1", "requested_amount", "1000.00")
        let (decision, holds) = try rules(builder, .application, application)
        #expect(decision.outcome == .approved)
        #expect(holds == ["FINAL-STANDS"])
        #expect(try rules(builder, .initialReview, claim).1 == [])
    }

    @Test("a later record of another claim is no reason to hold this one")
    func others() throws {
        var builder = try published()
        builder.addClaim("410305-C0", at: "2026-05-01T10:00:00+08:00", fee: "200000.00")
        #expect(try rules(builder, .initialReview, claim).1 == [])
        #expect(try rules(builder, .initialReview, RecordKey(.claim, "410305-C0")).0.outcome == .passed)
    }

    @Test("when the records say again what was decided, the hold is gone")
    func restored() throws {
        var builder = try published()
        let before = builder.published
        builder.set(.claim, "410305-C1", "claimed_fee", "4000.00")
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        builder.set(.claim, "410305-C1", "claimed_fee", "10000.00")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decisions == before)
    }
}

private func == (left: (Decision, [String]), right: (decision: Decision, holds: [String])) -> Bool {
    left.0 == right.decision && left.1 == right.holds
}
