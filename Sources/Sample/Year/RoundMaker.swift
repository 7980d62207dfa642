public import Programme
import Records

/// The money of one round.
public struct SampleRound: Sendable, Hashable {
    public let id: String
    /// Budget less the programme's own costs (Art. 5).
    public let available: Fen
    /// What all claims of the round would get if the budget reached them.
    public let demand: Fen
    /// What the list grants: the lesser of the two.
    public let granted: Fen
}

/// Draws up a round: its budget at nine tenths of what is wanted, and the list in the order of Art. 6.
struct RoundMaker {
    private static let administration = Fen(3_000_000)

    /// The claims of the round in their order, each with the panel's opinion.
    private(set) var redemptions: [Redemption]
    let round: YearPlan.Round
    let money: SampleRound

    init(_ redemptions: [Redemption], _ round: YearPlan.Round) {
        self.round = round
        self.redemptions = redemptions.sorted(by: Redemption.isBefore)
        let demand = redemptions.reduce(Fen.zero) { $0 + $1.outstanding }
        // A round without a budget is not opened (Art. 3), not even one that nobody draws on.
        let available = max(Fen(demand.amount * 9 / 10), Fen(10_000))
        money = SampleRound(id: round.id, available: available, demand: demand, granted: min(available, demand))
        list()
    }

    /// Everybody in full while it lasts, the one at the edge in part, nobody behind it.
    private mutating func list() {
        var left = money.available
        for index in redemptions.indices {
            let wanted = redemptions[index].outstanding
            let granted = min(wanted, left)
            left -= granted
            // Where the rest of the budget is smaller than what the next one wants, nothing is left for those behind.
            if granted < wanted { left = .zero }
            let outcome: Outcome = wanted > .zero && granted == wanted ? .full : granted > .zero ? .partial : .unfunded
            redemptions[index].lines.append(
                Redemption.Line(
                    round: round.id,
                    outcome: outcome,
                    granted: granted,
                    publicised: granted,
                    publicity: granted > .zero ? .done : nil,
                    payment: nil
                )
            )
        }
    }

    /// The round's own row; without a day of review while the panel has not met.
    func row(reviewed: Day? = nil) -> SampleRow {
        SampleRow(
            .round,
            [
                "id": round.id, "voucher_year": String(YearPlan.year), "kind": round.kind,
                "budget": (money.available + RoundMaker.administration).yuan, "admin_reserved": RoundMaker.administration.yuan,
                "cut_off_at": Instant(startOf: round.cutOff).description, "signoff_stb": round.cutOff.adding(days: -6).description,
                "signoff_finance": round.cutOff.adding(days: -5).description, "reviewed_on": reviewed?.description ?? "",
            ]
        )
    }
}
