import Programme
import Records

/// Holds published approvals against what the records say now.
///
/// A FINAL decision binds: what comes later never changes it silently. Where the present records would no longer bear it, it stands with a
/// hold (`FINAL-STANDS`), and a ruling says what follows: RELEASE for that rule lets it stand, REJECT takes it back.
public struct PublishedActs {
    let file: CaseFile
    /// The decisions of a kind that the rules make of a case, FINAL or not; others may be among them.
    let hear: (CaseFile, Decision.Kind) -> [Decision]
    private let rulings: [CaseRecord]

    init(file: CaseFile, hear: @escaping (CaseFile, Decision.Kind) -> [Decision]) {
        self.file = file
        self.hear = hear
        rulings = file.records.filter { $0.key.type == .ruling && !$0.isWithdrawn }.sorted { $0.key < $1.key }
    }

    /// The rule id of the hold.
    public static let rule = "FINAL-STANDS"

    /// The decision as it stands today.
    func standing(_ published: Decision) -> Decision {
        var decision = published
        decision.findings.removeAll { $0.rule == PublishedActs.rule }
        let rulings = Rulings(rulings, on: published.subject)
        if let refusal = refusal(of: decision, rulings) { return decision.refused(by: refusal) }
        guard decision.kind != .voucher, !rulings.lets(PublishedActs.rule) else { return decision }
        if let ruling = withdrawnGround(of: decision) {
            decision.findings.insert(finding(withdrawn: ruling, decision), at: 0)
        } else if let difference = decision.grantsMoney ? difference(from: decision) : revival(of: decision) {
            decision.findings.insert(finding(difference, decision), at: 0)
        }
        return decision
    }

    /// The ruling that takes a decision back: its own, or for a claim that of its application. Once a letter of confirmation is out, no ruling
    /// on the review does; what was promised by then is stopped by FREEZE or FRAUD (Art. 18 item 4, 23).
    private func refusal(of decision: Decision, _ rulings: Rulings) -> Finding? {
        guard decision.grantsMoney else { return nil }
        let letters = file.acts.filter { $0.kind == .confirmation }
        if decision.subject.type == .claim {
            guard !letters.contains(where: { $0.subject == decision.subject }) else { return nil }
            if let own = rulings.refusal { return own }
        }
        guard letters.isEmpty, let voucher = file.published.first(where: { $0.kind == .application && $0.outcome == .approved }) else { return nil }
        return Rulings(self.rulings, on: voucher.subject).refusal
    }

    /// The ruling by which a refusal was published, if it has been withdrawn since: what was refused has made room for others, and is not taken up
    /// again.
    private func withdrawnGround(of published: Decision) -> CaseRecord? {
        guard published.outcome == .rejected else { return nil }
        let grounds = published.findings.filter { $0.effect == .reject }.compactMap { $0.valuesByName["ruling"] }
        return file.records.filter { $0.isWithdrawn && $0.key.type == .ruling && grounds.contains($0.key.key) }.min { $0.key < $1.key }
    }

    /// A withdrawn application that was filed again under its number, once its withdrawal was published.
    private func revival(of published: Decision) -> String? {
        guard published.outcome == .withdrawn else { return nil }
        let isLive = file.records.contains { $0.key == published.subject && !$0.isWithdrawn }
        return isLive ? "该申请撤回后又以原编号报送（重新申请须用新编号）" : nil
    }

    /// What the present records would make of it, if that is something else.
    ///
    /// Only the subject's own records are asked: other claims, of this year and others, have decisions of their own, which say what becomes of
    /// them, and what they took of a contract is no change of this one.
    private func difference(from published: Decision) -> String? {
        guard file.records.contains(where: { $0.key == published.subject && !$0.isWithdrawn }) else { return "已撤回" }
        var alone = file
        alone.shared = []
        alone.otherYears = []
        // What followed the decision, a voided rest above all, was no ground of it.
        alone.acts = []
        // Nor do other claims take anything from it: what a round cut from this one is rightly theirs.
        alone.published.removeAll { $0.subject == published.subject || $0.subject.type == .claim }
        let others = Set(alone.published.map(\.subject))
        alone.records.removeAll { record in
            switch record.key.type {
            // A voucher that was issued is frozen by a decision of its own.
            case .ruling: isNoGround(record, of: published)
            case .claim: record.key != published.subject
            case .application: record.key != published.subject && !others.contains(record.key)
            default: false
            }
        }
        guard let now = hear(alone, published.kind).first(where: { $0.kind == published.kind && $0.subject == published.subject }) else {
            return "缺少所引用的记录"
        }
        if now.outcome != published.outcome {
            let rules = now.findings.filter { [.reject, .return, .hold].contains($0.effect) }.map(\.rule)
            return "重审将为 \(now.outcome.rawValue)\(rules.isEmpty ? "" : "（\(rules.joined(separator: "、"))）")"
        }
        if published.kind == .application { return now.amount == published.amount ? nil : "重审额度 \(now.amount?.yuan ?? "") 元" }
        return fee(published, now)
    }

    /// Whether a ruling has no part in whether the records bear the decision. A refusal takes a published decision back altogether, or has no
    /// effect any more; nothing published is returned; and what is void later was not then.
    private func isNoGround(_ ruling: CaseRecord, of published: Decision) -> Bool {
        guard let verdict = ruling.text("verdict") else { return false }
        // A voucher that was issued is frozen by a decision of its own.
        if published.kind == .application, Freezing.verdicts.contains(verdict) { return true }
        return ["REJECT", "RETURN", "VOID"].contains(verdict)
    }

    /// What the claim's own papers prove, and whether its contract still covers it: other claims may have left less of the contract then.
    private func fee(_ published: Decision, _ now: Decision) -> String? {
        let (before, today) = (published.pinned(Rule.rate.id), now.pinned(Rule.rate.id))
        let papers = ["claimed", "invoiced", "received"]
        let areTheSame = papers.allSatisfy { before[$0] == today[$0] }
        if let was = before["recognised"].flatMap({ Fen(parsing: $0) }), let recognised = today["recognised"].flatMap({ Fen(parsing: $0) }),
            recognised < was || (recognised != was && !areTheSame)
        {
            return "可认定费用由 \(was.yuan) 元变为 \(recognised.yuan) 元"
        }
        if before["invoices"] != today["invoices"] { return "发票号码与初审时不同" }
        return (now.amount ?? .zero) < (published.amount ?? .zero) ? "重审金额 \(now.amount?.yuan ?? "") 元" : nil
    }

    private func finding(withdrawn ruling: CaseRecord, _ published: Decision) -> Finding {
        Finding(
            rule: PublishedActs.rule,
            effect: .hold,
            article: published.kind == .application ? "第十七条" : "第十八条第一项、第二项",
            values: "outcome=\(published.outcome.rawValue); withdrawn_ruling=\(ruling.key.key)",
            reason: "据以驳回的裁定 \(ruling.key.key) 已撤回；驳回已最终公布，腾出的额度可能已另作他用，不因撤回而恢复",
            fix: "由申报单位以新编号另行申报；已知悉的，由中心裁定 RELEASE（条款填 \(PublishedActs.rule)）消除本提示"
        )
    }

    private func finding(_ difference: String, _ published: Decision) -> Finding {
        Finding(
            rule: PublishedActs.rule,
            effect: .hold,
            article: published.kind == .application ? "第十七条" : "第十八条第一项、第二项",
            values: "outcome=\(published.outcome.rawValue); amount=\(published.amount?.yuan ?? "")",
            reason: "已公布的决定不因此后的报送而改变；按现有记录，\(difference)，待中心裁定",
            fix: "由中心裁定：维持原决定（RELEASE，条款填 \(PublishedActs.rule)），或收回（REJECT）"
        )
    }
}

extension Decision {
    /// Whether the decision promises or reserves money.
    fileprivate var grantsMoney: Bool {
        switch outcome {
        case .approved, .issued, .reduced, .passed: true
        default: false
        }
    }

    fileprivate func refused(by ruling: Finding) -> Decision {
        let outcome: Outcome = kind == .voucher ? .reduced : .rejected
        return Decision(
            kind: kind,
            subject: subject,
            party: party,
            year: year,
            outcome: outcome,
            amount: kind == .voucher ? .zero : nil,
            findings: [ruling],
            state: state,
            place: place
        )
    }
}
