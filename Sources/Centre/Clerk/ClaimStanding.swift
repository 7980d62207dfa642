import Records
import Rules
import Store

/// Reads the state of a claim from the decisions in force.
struct ClaimStanding {
    let transaction: Transaction

    /// - Parameter round: the round that an act is about: until it is ranked, a claim in it is IN_ROUND, whatever an earlier one gave it.
    func state(of record: StoredRecord, within round: String? = nil) throws -> ClaimState {
        let kinds: [Decision.Kind] = [.initialReview, .listing, .publicity, .confirmation, .payment, .clawback]
        let decisions = try kinds.compactMap { try transaction.currentDecision($0, of: record.key)?.decision }
        let rounds = try transaction.rounds(ofClaim: record.key.key)
        if let round, rounds.contains(round), try transaction.line(ofClaim: record.key.key, in: round) == nil { return .inRound }
        return ClaimState.of(
            decisions,
            isWithdrawn: record.isWithdrawn,
            isWaiting: try transaction.wait(of: record.key) != nil,
            isInRound: round.map { rounds.contains($0) } ?? !rounds.isEmpty
        )
    }
}
