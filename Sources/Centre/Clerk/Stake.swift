import Programme
import Records
import Rules

/// The money that can come of a decision, as the view `v_stakes` tells it.
enum Stake {
    /// What the decision has bound; where it grants nothing yet, the most that it can: the fee claimed at the voucher's rate and within what is
    /// left of the voucher (Art. 16, 17), or the amount that an application asks for. `nil` where there is no telling.
    static func most(of decision: Decision, among decisions: [Decision], _ file: CaseFile) -> Fen? {
        if let amount = decision.amount { return amount }
        guard let record = file.records.first(where: { $0.key == decision.subject }) else { return nil }
        guard decision.kind == .initialReview else {
            return decision.subject.type == .application ? record["requested_amount"]?.integer.map { Fen($0) } : nil
        }
        guard let voucher = decisions.first(where: { $0.kind == .voucher }), let face = voucher.amount else { return nil }
        let passed = decisions.filter { $0.kind == .initialReview && $0.outcome == .passed }.compactMap(\.amount).reduce(.zero, +)
        let rate = voucher.pinned("ART16-RATE")["rate_bp"].flatMap { Int64($0) } ?? 10_000
        let claimed = record["claimed_fee"]?.integer.map { Fen($0 * rate / 10_000) }
        return max(.zero, min(face - passed, claimed ?? face))
    }
}
