import Programme
import Records
import Rules
import Store

/// Tells an office what a voucher still holds: its own claims' part, and of other offices' claims the sum alone (exchange format, section 6).
struct VoucherShares {
    private let transaction: Transaction

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    /// The notice with the balance as that office may know it.
    func told(_ notice: DecisionNotice, to office: OfficeCode) throws -> DecisionNotice {
        let voucher = notice.decision
        guard let face = voucher.amount, [.issued, .reduced].contains(voucher.outcome) else { return notice }
        var here = Fen.zero
        var elsewhere = Fen.zero
        for review in try transaction.currentDecisions(party: voucher.party, year: voucher.year).map(\.decision) where review.outcome == .passed {
            let authors = try transaction.authors(of: review.subject)
            let amount = authors.isEmpty ? .zero : review.amount ?? .zero
            if authors.contains(office) { here += amount } else { elsewhere += amount }
        }
        var decision = voucher
        decision.findings.append(
            Finding(
                rule: "ART17-FACE",
                effect: .info,
                article: "第十七条",
                values: "face=\(face.yuan); reserved_here=\(here.yuan); reserved_elsewhere=\(elsewhere.yuan); free=\((face - here - elsewhere).yuan)",
                reason: "本单位的兑付申请已预留 \(here.yuan) 元，其他单位的合计 \(elsewhere.yuan) 元，尚余 \((face - here - elsewhere).yuan) 元"
            )
        )
        return DecisionNotice(
            id: notice.id,
            decision: decision,
            decidedAt: notice.decidedAt,
            supersedes: notice.supersedes,
            programme: notice.programme
        )
    }
}
