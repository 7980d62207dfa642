import Programme
import Records

/// What the panel says of a claim (Art. 18 item 2).
struct PanelOpinion {
    enum Result: String {
        case approve = "APPROVE"
        case reduce = "REDUCE"
        case reject = "REJECT"
    }

    let result: Result
    let recognised: Fen
}

/// Makes the panel of a round: experts of the three kinds, and an opinion on each claim.
struct PanelMaker {
    private let experts: [String]

    /// Appoints the panel; its rows come with the round's first review.
    init(_ identifiers: inout Identifiers, _ random: inout RandomSource, _ enter: (SampleRow) -> Void) {
        var experts: [String] = []
        for kind in ["MANAGEMENT", "TECHNICAL", "TECHNICAL", "FINANCE"] {
            let id = identifiers.record(.centre, "ZJ")
            enter(SampleRow(.expert, ["id": id, "name": Names.person(&random), "kind": kind]))
            experts.append(id)
        }
        self.experts = experts
    }

    /// The whole fee in most cases, less in some, nothing in a few.
    static func opinion(on claim: SampleClaim, _ random: inout RandomSource) -> PanelOpinion {
        let drawn = random.integer(1...100)
        if drawn <= 78 { return PanelOpinion(result: .approve, recognised: claim.ceiling) }
        if drawn > 93 { return PanelOpinion(result: .reject, recognised: .zero) }
        return PanelOpinion(result: .reduce, recognised: Fen(claim.ceiling.amount * Int64(random.integer(800...999)) / 1000))
    }

    func row(on redemption: Redemption, opinion: PanelOpinion, round: String, _ identifiers: inout Identifiers) -> SampleRow {
        let words = [PanelOpinion.Result.approve: "同意按申报费用认定", .reduce: "部分费用与项目无关，核减", .reject: "与研发项目无关，不予支持"]
        return SampleRow(
            .review,
            [
                "id": identifiers.record(.centre, "PS"), "round_id": round, "claim_id": redemption.claim.id, "result": opinion.result.rawValue,
                "recognised_fee": opinion.recognised.yuan, "experts": experts.joined(separator: ";"), "opinion": words[opinion.result] ?? "",
                "site_visit": "false",
            ],
            injection: redemption.event
        )
    }
}
