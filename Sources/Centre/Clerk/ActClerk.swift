import Merging
import Programme
import Records
import Rules
import Store

/// Says of each act of the centre's whether the state of what it is about allowed it (评审、公示、异议、核验、支付, Art. 18).
///
/// An act that came too early is kept, and takes effect once the state allows it; until then its row says which state it met.
struct ActClerk {
    let transaction: Transaction
    let instant: Instant

    /// What stands against an act, as a finding on its row.
    func findings(on key: RecordKey) throws -> [Finding] {
        guard ActClerk.types.contains(key.type), let record = try transaction.merged(key.type, key.key), !record.isWithdrawn else { return [] }
        switch key.type {
        case .round:
            let isPlanned = try transaction.cutOffRound(key.key)?.ranked == nil
            // That its time has not come yet is no fault of a round.
            return isPlanned ? try RoundClerk.standing(of: record, transaction, at: instant).filter { $0.rule != "ART19-ROUNDS" && !isEarly($0) } : []
        case .review: return try event(.review, on: record["claim_id"]?.text, within: record["round_id"]?.text)
        case .publicity:
            return try record.list("claims").flatMap { try event(.publish, on: $0) }
        case .objection: return try event(.object, on: record["claim_id"]?.text)
        case .paperCheck: return try event(.checkPaper, on: record["claim_id"]?.text)
        case .payment: return try event(ClaimEvent(rawValue: record["status"]?.text ?? "") ?? .send, on: record["claim_id"]?.text)
        default: return []
        }
    }

    static let types: Set<RecordType> = [.round, .review, .publicity, .objection, .paperCheck, .payment]

    private func isEarly(_ finding: Finding) -> Bool { finding.rule == "ART18-2-PANEL" && finding.values.hasPrefix("reviewed_on=") }

    /// A state that the event leads to, or one beyond it, shows that the event had its effect.
    private func event(_ event: ClaimEvent, on claim: String?, within round: String? = nil) throws -> [Finding] {
        guard let claim, let record = try transaction.record(RecordKey(.claim, claim)), record.version > 0 else { return [] }
        let state = try state(of: record, within: round)
        let machine = StateMachine<ClaimState, ClaimEvent>.claim
        let isAllowed = machine.states(allowing: event).contains { machine.isReachable(state, from: $0) }
        let isRefused = event == .send || event == .pay || event == .bankReturn ? state == .paperHold : false
        guard !isAllowed || isRefused else { return [] }
        let rule = RuleBook.rule(machine.rule(of: event))
        let allowed = machine.states(allowing: event).map(\.rawValue).sorted().joined(separator: ", ")
        return [
            Finding(
                rule: machine.rule(of: event),
                effect: .hold,
                article: rule?.citation ?? "",
                values: "claim=\(claim); state=\(state.rawValue); event=\(event.rawValue)",
                reason: "兑付申请 \(claim) 的状态为 \(state.rawValue)，不能“\(event.title)”",
                fix: "状态为 \(allowed) 时方可；到时自动生效，无需重报"
            )
        ]
    }

    private func state(of record: StoredRecord, within round: String?) throws -> ClaimState {
        let kinds: [Decision.Kind] = [.initialReview, .listing, .publicity, .confirmation, .payment, .clawback]
        let decisions = try kinds.compactMap { try transaction.currentDecision($0, of: record.key)?.decision }
        let rounds = try transaction.rounds(ofClaim: record.key.key)
        return ClaimState.of(
            decisions,
            isWithdrawn: record.isWithdrawn,
            isWaiting: try transaction.wait(of: record.key) != nil,
            isInRound: round.map { rounds.contains($0) } ?? !rounds.isEmpty
        )
    }
}
