import Programme
import Records
import Rules

extension Sequence<Finding> {
    /// The findings by what they do, the worst first; equal ones stay as they stood.
    var worstFirst: [Finding] {
        let findings = Array(self)
        // As judges put them; few others have more than one.
        if zip(findings, findings.dropFirst()).allSatisfy({ $0.effect.rank <= $1.effect.rank }) { return findings }
        return findings.enumerated().sorted { left, right in
            let (leftRank, rightRank) = (left.element.effect.rank, right.element.effect.rank)
            return leftRank == rightRank ? left.offset < right.offset : leftRank < rightRank
        }.map(\.element)
    }
}

extension Finding.Effect {
    private static let worstFirst = allCases

    fileprivate var rank: Int { Finding.Effect.worstFirst.firstIndex(of: self) ?? 0 }
}

extension Finding {
    /// Whether it keeps its row or decision from passing.
    var isObstacle: Bool { effect != .warn && effect != .info }
}

extension Decision {
    /// What the decision rests on, never empty: the findings, the worst first, and where none stands in the way the rule that grants.
    var grounds: [Finding] {
        let findings = findings.worstFirst
        if findings.contains(where: \.isObstacle) { return findings }
        let ground = ground
        return findings.contains { $0.rule == ground.rule } ? findings : [ground] + findings
    }

    /// The rule under which a decision stands that no finding speaks against.
    private var ground: Finding {
        switch (kind, outcome) {
        case (.application, .approved): granted("ART17-FORM", "第十七条", "申请登记表完整，各项规则审核通过，批准申请")
        case (.application, .duplicate): granted("ART17-FACE", "第十七条", "同一单位同一年度已有在先的有效申请，本申请不另计额度")
        case (.application, .withdrawn): granted("ART17-FORM", "第十七条", "申请已由报送单位撤回")
        case (.application, _): granted("ART17-FORM", "第十七条", "按申请审核规则作出，详情请向市级管理机构查询")
        case (.voucher, .issued): granted("ART17-FACE", "第十七条", "按批准额度发放，年度额度未超过上限")
        case (.voucher, .reduced): granted("ART17-FACE", "第十七条", "按年度额度上限调减后发放")
        case (.voucher, _): granted("ART17-FACE", "第十七条", "按额度规则作出，详情请向市级管理机构查询")
        case (.initialReview, .passed): granted("ART18-1-SIX", "第十八条第一项", "六类证明材料齐全，各项规则审核通过，初审通过并预留金额")
        case (.listing, _): granted("ART06-ORDER", "第六条", "按先申先用的次序列入本轮兑付名单")
        case (.publicity, _): granted("ART18-3-PUBLICITY", "第十八条第三项", "在市科学技术局网站公示 5 个工作日")
        case (.confirmation, _): granted("ART18-4-CONFIRM", "第十八条第四项", "公示无异议，出具兑付确认书一式两份")
        case (.payment, _): granted("ART18-5-PAPER", "第十八条第五项", "纸质材料与电子材料一致，按确认书支付")
        case (.void, _): granted("ART24-VOID", "第二十四条", "自然年度届满，未使用的额度自动作废")
        case (.freeze, _): granted("ART23-FRAUD", "第二十三条", "依裁定冻结或解冻")
        case (.clawback, _): granted("ART23-FRAUD", "第二十三条", "依裁定追回已支付的资金")
        case (.initialReview, _): granted("ART18-1-SIX", "第十八条第一项", "按初审规则作出，详情请向市级管理机构查询")
        }
    }

    private func granted(_ rule: String, _ article: String, _ reason: String) -> Finding {
        Finding(rule: rule, effect: .info, article: article, values: amount.map { "amount=\($0.yuan)" } ?? "", reason: reason)
    }
}
