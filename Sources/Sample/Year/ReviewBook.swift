import Programme

/// What the initial review makes of every claim, in the order of their places: first the rate, then what is left of the year's face (Art. 16).
struct ReviewBook {
    struct Review {
        let claim: SampleClaim
        /// `nil` for a claim of a party without an application.
        let application: SampleApplication?
        let verdict: Verdict
        /// What a claim that passes reserves.
        let amount: Fen?
        /// What it keeps of the face while it waits for somebody.
        let share: Fen
    }

    /// What a round left of the reservations that it decided: the rest is free for claims placed after it.
    struct Release {
        let after: Instant
        /// By claim.
        let freed: [String: Fen]
    }

    /// By party, then in the order of places.
    let reviews: [Review]

    init(_ story: Story, release: Release? = nil) {
        let applications = Dictionary(story.applications.map { ($0.party, $0) }) { first, _ in first }
        reviews = Dictionary(grouping: story.claims, by: \.party.uscc).sorted { $0.key < $1.key }.flatMap { party, claims in
            ReviewBook.reviews(claims, applications[party], release)
        }
    }

    private static func reviews(_ claims: [SampleClaim], _ application: SampleApplication?, _ release: Release?) -> [Review] {
        var left = application?.face ?? .zero
        var pending = release
        return claims.sorted { ($0.place, $0.id) < ($1.place, $1.id) }.map { claim in
            if let due = pending, claim.place > due.after {
                left = claims.reduce(left) { $0 + (due.freed[$1.id] ?? .zero) }
                pending = nil
            }
            let share = min(claim.entitlement, left)
            switch claim.verdict.outcome {
            case .passed:
                left -= share
                let isExhausted = share == .zero
                return Review(
                    claim: claim,
                    application: application,
                    verdict: isExhausted ? Verdict(.rejected, "ART16-CAP") : claim.verdict,
                    amount: isExhausted ? nil : share,
                    share: share
                )
            case .held:
                left -= share
                return Review(claim: claim, application: application, verdict: claim.verdict, amount: nil, share: share)
            default: return Review(claim: claim, application: application, verdict: claim.verdict, amount: nil, share: .zero)
            }
        }
    }
}
