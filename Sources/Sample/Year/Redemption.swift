import Programme

/// How far a claim has come that passed the initial review: what the panel said, what rounds granted, what was paid.
struct Redemption {
    let claim: SampleClaim
    let application: SampleApplication
    /// What the initial review reserved.
    let reserved: Fen
    var opinion: PanelOpinion?
    /// One for each round that had the claim, in order.
    var lines: [Line] = []
    /// What was done to the claim on purpose in a round.
    var event: Injection?

    /// A line in the list of a round.
    struct Line {
        let round: String
        let outcome: Outcome
        let granted: Fen
        /// What objections left of it.
        var publicised: Fen
        /// `nil` for a line that grants nothing and is not published.
        var publicity: Outcome?
        /// `nil` until the letter of confirmation is out.
        var payment: Verdict?

        var isPaid: Bool { payment?.outcome == .paid }
    }

    var isRefused: Bool { opinion?.result == .reject }

    /// What the panel's opinion gives in all: the rate of what it recognises, no more than what is reserved (Art. 16).
    var wanted: Fen {
        guard let opinion, opinion.result != .reject else { return .zero }
        return min(claim.share(of: opinion.recognised), reserved)
    }

    var granted: Fen { lines.reduce(.zero) { $0 + $1.granted } }

    /// What the next round may still grant.
    var outstanding: Fen { wanted - granted }

    /// What the claim keeps of its voucher: its reservation until a round lists it, then what was granted and what another round may still
    /// grant.
    var kept: Fen { lines.isEmpty ? reserved : lines.reduce(outstanding) { $0 + $1.publicised } }

    /// The grant that decides what is said of publicity, confirmation and payment: the earliest that is not paid, else the last.
    var current: Line? {
        let grants = lines.filter { $0.granted > .zero }
        return grants.first { !$0.isPaid } ?? grants.last
    }

    /// First the claim's place, then its application's, then the id (Art. 6).
    static func isBefore(_ left: Redemption, _ right: Redemption) -> Bool {
        (left.claim.place, left.application.submittedAt, left.claim.id) < (right.claim.place, right.application.submittedAt, right.claim.id)
    }
}
