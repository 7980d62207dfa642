import Records
import Rules

/// What a ruling can be about (裁定对象), and which verdicts it takes.
enum RulingSubject: String, CaseIterable {
    case application
    case claim
    case voucher
    case party
    case round
    case batch
    case office
    case row

    var title: String {
        switch self {
        case .application: "创新券申请"
        case .claim: "兑付申请"
        case .voucher: "创新券"
        case .party: "需求方"
        case .round: "兑付轮次"
        case .batch: "批次"
        case .office: "受理单位"
        case .row: "报送行"
        }
    }

    var verdicts: [String] {
        switch self {
        case .application: ["APPROVE", "RELEASE", "RETURN", "REJECT", "GRACE", "FREEZE", "UNFREEZE", "FRAUD", "VOID"]
        case .claim: ["RELEASE", "RETURN", "REJECT", "GRACE", "FREEZE", "UNFREEZE", "FRAUD"]
        case .voucher: ["FREEZE", "UNFREEZE", "FRAUD", "VOID"]
        case .party: ["FREEZE", "UNFREEZE", "FRAUD"]
        case .round: ["RELEASE", "RETURN", "APPROVE"]
        case .batch: ["WAIVE_GAP"]
        case .office: ["NEW_EPOCH"]
        case .row: ["RELEASE"]
        }
    }

    /// A verdict as it is typed, with what it means of such a subject.
    func title(of verdict: String) -> String {
        let words =
            switch (self, verdict) {
            case (.round, "RETURN"): "退回重新排名"
            case (.round, "APPROVE"): "关闭轮次"
            case (_, "APPROVE"): "批准"
            case (_, "RELEASE"): "放行"
            case (_, "RETURN"): "退回补正"
            case (_, "REJECT"): "不予通过"
            case (_, "FREEZE"): "冻结"
            case (_, "UNFREEZE"): "解除冻结"
            case (_, "FRAUD"): "认定弄虚作假"
            case (_, "GRACE"): "宽限"
            case (_, "VOID"): "作废"
            default: ""
            }
        return words.isEmpty ? verdict : "\(words)（\(verdict)）"
    }
}

extension StateMachine {
    /// The refusal of an event that the state does not allow: which state, and which would.
    ///
    /// - Parameters:
    ///   - title: what people call the event.
    ///   - typed: the word by which it was asked for, where that is not the event's own.
    ///   - way: what to do instead, where the state will not come back to one that allows it.
    func refusal(
        of event: Event,
        in state: State,
        _ name: String,
        _ values: String,
        title: String? = nil,
        typed: String? = nil,
        way: String? = nil
    ) -> Finding {
        let allowed = states(allowing: event).map(\.rawValue).sorted().joined(separator: ", ")
        return .refused(
            "\(name) 的状态为 \(state.rawValue)，不能“\(title ?? event.rawValue)”",
            "\(values); state=\(state.rawValue); event=\(typed ?? event.rawValue)",
            rule(of: event),
            fix: way ?? "状态为 \(allowed) 时方可；到时自动生效，无需重报"
        )
    }
}

extension Finding {
    static func refused(_ reason: String, _ values: String, _ rule: String, fix: String = "办结后自动生效，无需重报") -> Finding {
        Finding(
            rule: rule,
            effect: .hold,
            article: RuleBook.rule(rule)?.citation ?? "",
            values: values,
            reason: reason,
            fix: fix
        )
    }

    static func unknownSubject(_ type: String, _ subject: String, _ words: String = "对象尚未收到；到达后自动生效，无需重报") -> Finding {
        ruling("subject=\(type) \(subject)", "裁定的对象 \(type) \(subject) 不存在，裁定未产生效力", words)
    }

    /// A type of record of which nothing is ruled.
    static func noSubject(_ type: String, _ subject: String) -> Finding {
        let known = RulingSubject.allCases.map { "\($0.rawValue)（\($0.title)）" }.joined(separator: "、")
        return ruling("subject=\(type) \(subject)", "对象类型 \(type) 不作裁定，裁定未产生效力", "可作裁定的对象类型：\(known)；请以新编号重报")
    }

    static func unknownVerdict(_ verdict: String, _ type: RulingSubject, _ subject: String) -> Finding {
        let others = RulingSubject.allCases.filter { $0.verdicts.contains(verdict) }.map { "\($0.rawValue)（\($0.title)）" }
        let way = others.isEmpty ? "" : "；\(verdict) 的对象应为 \(others.joined(separator: "、"))"
        return ruling(
            "verdict=\(verdict); subject=\(type.rawValue) \(subject)",
            "裁定 \(verdict) 不适用于\(type.title)，裁定未产生效力",
            "可用的裁定：\(type.verdicts.joined(separator: "、"))\(way)；请以新编号重报"
        )
    }

    /// An approval of what was approved, and is held because the records no longer bear it.
    static func standing(_ verdict: String, _ application: String) -> Finding {
        ruling(
            "verdict=\(verdict); application=\(application); held_by=\(PublishedActs.rule)",
            "创新券申请 \(application) 的批准已最终公布，而现有记录与之不符；再次批准不消除该事由",
            "维持原决定的，裁定 RELEASE（条款填 \(PublishedActs.rule)）；收回的，裁定 REJECT"
        )
    }

    /// A ruling to freeze or to lift that another one prevails over.
    static func overruled(_ ruling: CaseRecord, _ verdict: String, by other: String, _ prevailing: String, _ values: String) -> Finding {
        let title = RulingSubject.voucher.title(of: verdict)
        let prevails = RulingSubject.voucher.title(of: prevailing)
        return Finding(
            rule: "ART23-FRAUD",
            effect: .hold,
            article: RuleBook.rule("ART23-FRAUD")?.citation ?? "",
            values: "\(values); prevailing=\(other)",
            reason: prevailing == "FRAUD"
                ? "已由裁定 \(other) \(prevails)，“\(title)”不改变它" : "生效日期在后（同日的编号在后）的裁定 \(other) 为\(prevails)，“\(title)”未产生效力",
            fix: prevailing == "FRAUD" ? "认定有误的，撤回裁定 \(other)" : "确需“\(title)”的，另作裁定，生效日期不早于裁定 \(other)"
        )
    }

    static func unknownRule(_ ruling: CaseRecord, _ subject: String, _ rules: Set<String>) -> Finding {
        let rule = ruling["rule"]?.text ?? ""
        return self.ruling(
            "\(subject); verdict=RELEASE; rule=\(rule)",
            rule.isEmpty ? "放行裁定未指明条款，未产生效力" : "放行裁定所指条款 \(rule) 在此无可放行，裁定未产生效力",
            "另行裁定，条款填下列之一：\(rules.sorted().joined(separator: "、"))"
        )
    }

    static func without(_ ruling: CaseRecord, _ title: String, _ subject: String) -> Finding {
        self.ruling("ruling=\(ruling.key.key); subject=\(subject)", "裁定 \(ruling.key.key)（\(title)）对 \(subject) 未产生效力：没有因此暂缓的决定", "核对对象和条款")
    }

    static func ruling(_ values: String, _ reason: String, _ fix: String) -> Finding {
        Finding(rule: "ART26-INTERPRET", effect: .hold, article: "第二十六条", values: values, reason: reason, fix: fix)
    }
}
