import Programme
import Records

/// Publishes a round's list, and lets some object (Art. 18 items 3 and 4).
struct PublicityMaker {
    let round: YearPlan.Round

    /// The list: every line that grants something.
    func list(_ redemptions: [Redemption], _ identifiers: inout Identifiers) -> SampleRow? {
        let claims = redemptions.filter { ($0.lines.last?.granted ?? .zero) > .zero }.map(\.claim.id)
        guard !claims.isEmpty else { return nil }
        return SampleRow(
            .publicity,
            [
                "id": identifiers.record(.centre, "GS"), "round_id": round.id, "claims": claims.joined(separator: ";"),
                "published_on": round.published.description,
            ]
        )
    }

    /// The objection as it is received, and as it is ruled on; the line becomes what the ruling makes of it.
    func object(
        to redemption: inout Redemption,
        _ event: Injection,
        _ identifiers: inout Identifiers
    ) -> (received: SampleRow, ruled: SampleRow?) {
        guard let last = redemption.lines.indices.last else { preconditionFailure("an objection is to a line") }
        redemption.event = event
        let received = SampleRow(
            .objection,
            [
                "id": identifiers.record(.centre, "YY"), "claim_id": redemption.claim.id,
                "received_at": YearPlan.desk(round.objected).adding(seconds: -57_600).description, "content": "对公示的兑付金额有异议",
            ],
            injection: event
        )
        var ruled = received
        ruled["ruled_on"] = round.ruled.description
        switch event {
        case .objectionUpheld:
            ruled["ruling"] = "SUSTAINED"
            redemption.lines[last].publicised = .zero
            redemption.lines[last].publicity = .objected
        case .objectionReduces:
            let fee = Fen((redemption.opinion?.recognised ?? .zero).amount / 2)
            ruled["ruling"] = "SUSTAINED"
            ruled["reduced_fee"] = fee.yuan
            redemption.lines[last].publicised = min(redemption.lines[last].granted, redemption.claim.share(of: fee))
        case .objectionDismissed: ruled["ruling"] = "DISMISSED"
        default:
            redemption.lines[last].publicity = .objected
            return (received, nil)
        }
        return (received, ruled)
    }
}
