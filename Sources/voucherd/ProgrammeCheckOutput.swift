import Centre
import Programme
import Records
import Rules

/// What a changed programme file would decide differently, for people.
struct ProgrammeCheckText {
    let text: String

    init(_ check: ProgrammeCheck) {
        var lines = [
            "DRY RUN 试算：以下变化并未发生",
            "in force 现行: \(check.inForce.id) sha256:\(check.inForce.digest)",
            "changed 拟改: \(check.programme.id) sha256:\(check.programme.digest)",
            "party-years judged 试审: \(check.cases)",
        ]
        lines.append("TENTATIVE decisions that would change 将变化的暂定决定: \(check.changes.count)")
        lines += check.changes.map(ProgrammeCheckText.line)
        for kind in [Decision.Kind.voucher, .initialReview] {
            let sum = check.difference(of: kind)
            if sum != .zero { lines.append("  sum 合计 \(kind.rawValue): \(ProgrammeCheckText.signed(sum))") }
        }
        lines.append("FINAL decisions that stand, though the changed file would make them otherwise 维持不变的最终决定: \(check.standing.count)")
        lines += check.standing.map(ProgrammeCheckText.line)
        text = lines.joined(separator: "\n")
    }

    private static func line(_ change: DecisionChange) -> String {
        var rules = change.rules.isEmpty ? "" : "  \(change.rules.joined(separator: ", "))"
        // Where outcome and amount are the same, what else differs is in the values compared.
        if let rule = change.rules.first, word(change.before) == word(change.after) {
            rules += "  [\(values(of: rule, change.before)) -> \(values(of: rule, change.after))]"
        }
        let difference = change.difference == .zero ? "" : "  (\(signed(change.difference)))"
        return
            "  \(change.kind.rawValue) \(change.subject.key)（\(change.party)）: \(word(change.before)) -> \(word(change.after))\(difference)\(rules)"
    }

    private static func values(of rule: String, _ decision: Decision?) -> String {
        decision?.findings.first { $0.rule == rule }?.values ?? ""
    }

    private static func signed(_ amount: Fen) -> String { "\(amount > .zero ? "+" : "")\(amount.yuan) 元" }

    private static func word(_ decision: Decision?) -> String {
        guard let decision else { return "none 无" }
        return "\(decision.outcome.rawValue)\(decision.amount.map { " \($0.yuan)" } ?? "")"
    }
}

/// What a changed programme file would decide differently, for programs.
struct ProgrammeCheckJSON: Encodable {
    struct Change: Encodable {
        let kind: String
        let subject: String
        let party: String
        let before: Side?
        let after: Side?
        let difference: String
        let rules: [String]

        init(_ change: DecisionChange) {
            kind = change.kind.rawValue
            subject = change.subject.key
            party = change.party
            before = change.before.map(Side.init)
            after = change.after.map(Side.init)
            difference = change.difference.yuan
            rules = change.rules
        }
    }

    struct Side: Encodable {
        let outcome: String
        let amount: String?

        init(_ decision: Decision) {
            outcome = decision.outcome.rawValue
            amount = decision.amount?.yuan
        }
    }

    struct File: Encodable {
        let id: String
        let sha256: String

        init(_ programme: ProgrammeFile) {
            id = programme.id
            sha256 = programme.digest.description
        }
    }

    let version = 1
    let inForce: File
    let changed: File
    let cases: Int
    let changes: [Change]
    let differenceOfVouchers: String
    let differenceOfReviews: String
    let standing: [Change]

    init(_ check: ProgrammeCheck) {
        inForce = File(check.inForce)
        changed = File(check.programme)
        cases = check.cases
        changes = check.changes.map(Change.init)
        differenceOfVouchers = check.difference(of: .voucher).yuan
        differenceOfReviews = check.difference(of: .initialReview).yuan
        standing = check.standing.map(Change.init)
    }
}
