import Centre
import Programme
import Records
import Rules
import Store

/// What the centre's clerk sees of the redemption rounds before a day's work.
struct RoundKnowledge {
    /// Rounds in the order of their numbers.
    var rounds: [RoundReport] = []
    /// Claims that have a review, by round.
    var reviewed: [String: Set<String>] = [:]
    /// What the initial review found that may be recognised of a claim's fee, in yuan.
    var recognised: [String: String] = [:]
    /// The digest of a claim's electronic files, as its letter of confirmation has it.
    var manifests: [String: String] = [:]
    /// The payment order that stands for a claim.
    var orders: [String: String] = [:]
    /// Objections that nobody has ruled on.
    var objections: [String] = []
    /// The reservations of claims that wait for a round.
    var waiting: [Fen] = []
}

extension RoundKnowledge {
    init(of centre: Centre, at instant: Instant, year: Int) throws {
        self.init()
        rounds = try centre.rounds().sorted().map { try centre.round($0, at: instant) }
        try centre.store.read { transaction in
            waiting = try transaction.finalClaims(ofYear: year).compactMap { review in
                let listing = try transaction.currentDecision(.listing, of: review.decision.subject)?.decision
                let left = listing?.ungranted ?? review.decision.amount ?? .zero
                return left > .zero ? left : nil
            }
            for round in rounds {
                let reviews = try transaction.records(.review, where: "round_id", is: round.id).filter { !$0.isWithdrawn }
                reviewed[round.id] = Set(reviews.compactMap { $0["claim_id"]?.text })
                for claim in round.lines.map(\.claim) {
                    let key = RecordKey(.claim, claim)
                    recognised[claim] = try transaction.currentDecision(.initialReview, of: key)?.decision.pinned("ART16-RATE")["recognised"]
                    manifests[claim] = try transaction.currentDecision(.confirmation, of: key)?.decision.pinned("ART18-4-CONFIRM")["manifest"]
                    orders[claim] = try transaction.currentDecision(.payment, of: key)?.decision.pinned("ART18-5-PAPER")["payment"]
                }
            }
            objections = try transaction.allMerged(.objection).filter { !$0.isWithdrawn && $0["ruling"] == nil }.map(\.key.key)
        }
    }
}
