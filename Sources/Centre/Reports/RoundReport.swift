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
        /// What the list grants, what its publicity leaves of that, and what has been paid of it, in yuan; empty before each.
        public let amount: String
        public let confirmed: String
        public let paid: String
        /// What followed: `PUBLICITY OPEN`, `PAYMENT PAID` …
        public let stage: String
        /// Whether nothing more will come of it in this round.
        public let isEnded: Bool
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
            let progress = try RoundProgress(record, transaction)
            let lines = try progress.lines.map { line in
                RoundReport.Line(
                    claim: line.claim.key,
                    party: try transaction.merged(.party, line.review.party)?["legal_name"]?.text ?? line.review.party,
                    place: line.review.place,
                    outcome: line.listing?.outcome.rawValue ?? "",
                    amount: line.listing?.amount?.yuan ?? "",
                    confirmed: line.confirmed?.yuan ?? "",
                    paid: line.paid > .zero ? line.paid.yuan : "",
                    stage: line.stage.map { "\($0.kind.rawValue) \($0.outcome.rawValue)" } ?? "IN_ROUND",
                    isEnded: line.isEnded
                )
            }
            let stored = progress.stored
            let obstacles =
                try stored?.ranked == nil
                ? RoundClerk.standing(of: record, transaction, at: instant, configuration) : RoundHearing.lateness(of: record)
            return RoundReport(
                version: 1,
                id: id,
                state: progress.state.rawValue,
                available: RoundHearing(RoundFile(round: record, candidates: [], reviews: [], experts: [], rulings: [])).available?.yuan ?? "",
                granted: progress.lines.compactMap { $0.listing?.amount }.reduce(.zero, +).yuan,
                paid: progress.lines.map(\.paid).reduce(.zero, +).yuan,
                digest: stored?.digest ?? "",
                obstacles: obstacles,
                lines: lines.sorted { ($0.place?.seconds ?? 0, $0.claim) < ($1.place?.seconds ?? 0, $1.claim) }
            )
        }
    }
}
