public import Programme
public import Records
import Rules
import Store

/// Where a redemption round stands (`voucherd round show`).
public struct RoundReport: Sendable, Codable {
    public struct Line: Sendable, Codable {
        public let claim: String
        public let party: String
        public let place: Instant?
        public let outcome: String
        public let amount: String
        /// What followed: `PUBLICITY OPEN`, `PAYMENT PAID` …
        public let stage: String
    }

    /// The version of this form.
    public let version: Int
    public let id: String
    public let state: String
    /// What the round may grant, in yuan.
    public let available: String
    public let granted: String
    public let paid: String
    /// The digest of what the list was made of; empty before it is ranked.
    public let digest: String
    /// What keeps it from its next step.
    public let obstacles: [Finding]
    public let lines: [Line]
}

extension Centre {
    /// The ids of all rounds.
    public func rounds() throws -> [String] { try store.read { try $0.allMerged(.round).map(\.key.key) } }

    /// Where a round stands at an instant.
    ///
    /// - Throws: ``OperatorRefusal`` where there is no such round.
    public func round(_ id: String, at instant: Instant) throws -> RoundReport {
        try store.read { transaction in
            guard let record = try transaction.merged(.round, id) else {
                throw OperatorRefusal(.noInput, "there is no round \(id)", "没有轮次 \(id)")
            }
            let stored = try transaction.cutOffRound(id)
            var lines: [RoundReport.Line] = []
            var granted = Fen.zero
            var paid = Fen.zero
            for claim in try transaction.claims(ofRound: id) {
                let key = RecordKey(.claim, claim)
                guard let review = try transaction.currentDecision(.initialReview, of: key)?.decision else { continue }
                let listing = try transaction.currentDecision(.listing, of: key)?.decision
                let stages: [Decision.Kind] = [.clawback, .payment, .confirmation, .publicity, .listing]
                let last = try stages.lazy.compactMap { try transaction.currentDecision($0, of: key)?.decision }.first
                granted += listing?.amount ?? .zero
                if last?.kind == .payment, last?.outcome == .paid { paid += last?.amount ?? .zero }
                lines.append(
                    RoundReport.Line(
                        claim: claim,
                        party: try transaction.merged(.party, review.party)?["legal_name"]?.text ?? review.party,
                        place: review.place,
                        outcome: listing?.outcome.rawValue ?? "",
                        amount: listing?.amount?.yuan ?? "",
                        stage: last.map { "\($0.kind.rawValue) \($0.outcome.rawValue)" } ?? "IN_ROUND"
                    )
                )
            }
            let isPublic = lines.contains { !$0.stage.hasPrefix("LISTING") && $0.stage != "IN_ROUND" }
            let state: RoundState = stored == nil ? .open : stored?.ranked == nil ? .cutOff : isPublic ? .publicity : .ranked
            return RoundReport(
                version: 1,
                id: id,
                state: state.rawValue,
                available: RoundHearing(RoundFile(round: record, candidates: [], reviews: [], experts: [], rulings: [])).available?.yuan ?? "",
                granted: granted.yuan,
                paid: paid.yuan,
                digest: stored?.digest ?? "",
                obstacles: stored?.ranked == nil ? try RoundClerk.standing(of: record, transaction, at: instant) : [],
                lines: lines.sorted { ($0.place?.seconds ?? 0, $0.claim) < ($1.place?.seconds ?? 0, $1.claim) }
            )
        }
    }
}
