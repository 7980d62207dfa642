import Programme
import Records
import Rules
import Store

/// How far a redemption round and each of its claims have come (兑付轮次, Art. 18, 19).
struct RoundProgress {
    /// A claim of the round.
    struct Line {
        let claim: RecordKey
        let review: Decision
        /// Its line in the list, once the round is ranked.
        let listing: Decision?
        /// The furthest that followed from the line; the line itself where nothing did yet.
        let stage: Stage?
        /// What its publicity leaves of it; `nil` before it is public.
        var confirmed: Fen?
        /// What has been paid of it.
        var paid = Fen.zero
        /// Whether nothing more will come of it in this round: paid, refused, or nothing granted.
        let isEnded: Bool

        var isPublic: Bool { stage.map { $0.kind != .listing } ?? false }
        /// Whether it waits to be made public, or for its publicity to end.
        var isBeforeLetter: Bool { !isEnded && (stage?.kind == .listing || stage?.kind == .publicity && stage?.outcome != .done) }
    }

    /// A decision's kind and outcome: how far a line has come.
    struct Stage: Equatable {
        let kind: Decision.Kind
        let outcome: Decision.Outcome

        init(_ kind: Decision.Kind, _ outcome: Decision.Outcome) {
            self.kind = kind
            self.outcome = outcome
        }

        init(_ decision: Decision) { self.init(decision.kind, decision.outcome) }
    }

    let round: CaseRecord
    let stored: StoredRound?
    let rulings: [CaseRecord]
    let lines: [Line]
    let state: RoundState

    init(_ round: CaseRecord, _ transaction: Transaction) throws {
        let id = round.key.key
        self.round = round
        let stored = try transaction.cutOffRound(id)
        self.stored = stored
        rulings = try transaction.records(.ruling, where: "subject_id", is: id)
        lines = try transaction.claims(ofRound: id).compactMap { try RoundProgress.line($0, in: id, isRanked: stored?.ranked != nil, transaction) }
        let hasReviews = try stored != nil && stored?.ranked == nil && !transaction.records(.review, where: "round_id", is: id).isEmpty
        state = RoundProgress.state(round, stored, rulings, lines, hasReviews: hasReviews)
    }

    private static func line(_ claim: String, in round: String, isRanked: Bool, _ transaction: Transaction) throws -> Line? {
        let key = RecordKey(.claim, claim)
        guard let review = try transaction.currentDecision(.initialReview, of: key)?.decision else { return nil }
        guard let listing = try transaction.line(ofClaim: claim, in: round) else {
            return Line(claim: key, review: review, listing: nil, stage: nil, isEnded: isRanked)
        }
        // What a ruling took back comes to nothing, as what was not granted does.
        guard review.outcome == .passed, (listing.amount ?? .zero) > .zero else {
            return Line(claim: key, review: review, listing: listing, stage: Stage(listing), isEnded: true)
        }
        let stages: [Decision.Kind] = [.clawback, .payment, .confirmation, .publicity]
        let decisions = try stages.compactMap { try transaction.currentDecision($0, of: key)?.decision }
        // Grants are handled one after the other: what stands is of this one, of one before it, or of one after it.
        guard let publicity = decisions.last, publicity.kind == .publicity,
            case let through = publicity.grantedThrough ?? listing.grantedInAll, through >= listing.grantedInAll
        else {
            return Line(claim: key, review: review, listing: listing, stage: Stage(listing), isEnded: false)
        }
        if through > listing.grantedInAll {
            let paid = publicity.paidInRounds[round] ?? .zero
            let stage = paid > .zero ? Stage(.payment, .paid) : Stage(.publicity, .objected)
            return Line(claim: key, review: review, listing: listing, stage: stage, confirmed: paid, paid: paid, isEnded: true)
        }
        let last = publicity.leadsToPayment ? decisions[0] : publicity
        let paid = decisions.first { $0.kind == .payment && $0.outcome == .paid && publicity.leadsToPayment }?.amount
        let isRefused = publicity.state == .final && publicity.amount == .zero
        return Line(
            claim: key,
            review: review,
            listing: listing,
            stage: Stage(last),
            confirmed: publicity.amount,
            paid: paid ?? .zero,
            isEnded: paid != nil || isRefused
        )
    }

    private static func state(
        _ round: CaseRecord,
        _ stored: StoredRound?,
        _ rulings: [CaseRecord],
        _ lines: [Line],
        hasReviews: Bool
    ) -> RoundState {
        guard let stored else {
            let file = RoundFile(round: round, candidates: [], reviews: [], experts: [], rulings: rulings)
            return RoundHearing(file).obstaclesToCutOff(gaps: []).isEmpty ? .open : .planned
        }
        guard stored.ranked != nil else { return hasReviews || stored.rankings > 0 ? .inReview : .cutOff }
        if RoundHearing.isClosed(round, rulings), lines.allSatisfy(\.isEnded) { return .closed }
        let granted = lines.filter { ($0.listing?.amount ?? .zero) > .zero }
        guard granted.contains(where: \.isPublic) else { return .ranked }
        if granted.contains(where: \.isBeforeLetter) { return .publicity }
        let isPaying = granted.contains { line in
            line.paid > .zero || line.stage.map { $0.kind == .clawback || $0.kind == .payment && [.sent, .returned].contains($0.outcome) } ?? false
        }
        return isPaying ? .paying : .confirming
    }
}
