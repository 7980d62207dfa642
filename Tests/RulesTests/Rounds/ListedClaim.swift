import Programme
import Records
import Rules
import Testing

/// The builder's claim, listed in full and made public on Monday 15 June 2026.
struct ListedClaim {
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

func == (left: (Decision.Outcome?, [String]), right: (Decision.Outcome, [String])) -> Bool {
    left.0 == right.0 && left.1 == right.1
}
