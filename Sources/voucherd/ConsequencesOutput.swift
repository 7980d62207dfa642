import Centre
import Merging
import Programme
import Records
import Rules
import Store

/// What an operator's act changed, for people.
struct ConsequencesText {
    let text: String

    init(_ consequences: Consequences, isRehearsal: Bool) {
        var lines: [String] = []
        if isRehearsal { lines.append("DRY RUN 试算：以下变化并未发生") }
        for act in consequences.acts {
            let findings = act.findings.map { "\($0.rule) \($0.reason)" }.joined(separator: "；")
            lines.append("\(act.outcome.rawValue)  \(act.row)\(findings.isEmpty ? "" : "  \(findings)")")
        }
        lines += consequences.settled.map { "settled 已处理  \($0)" }
        lines += consequences.opened.map { "open 待处理  \($0)" }
        lines.append("decisions that change 变化的决定: \(consequences.decisions.count)")
        for change in consequences.decisions {
            let difference = change.difference == .zero ? "" : "  (\(change.difference > .zero ? "+" : "")\(change.difference.yuan) 元)"
            lines.append(
                "  \(change.kind.rawValue) \(change.subject.key)（\(change.party)）: \(ConsequencesText.word(change.before)) -> \(ConsequencesText.word(change.after))\(difference)"
            )
        }
        if consequences.difference != .zero {
            lines.append("  sum 合计: \(consequences.difference > .zero ? "+" : "")\(consequences.difference.yuan) 元")
        }
        lines.append("\(consequences.remaining) conflicts to go / 还有 \(consequences.remaining) 项冲突待处理")
        text = lines.joined(separator: "\n")
    }

    private static func word(_ decision: Decision?) -> String {
        guard let decision else { return "none 无" }
        return "\(decision.outcome.rawValue)\(decision.amount.map { " \($0.yuan)" } ?? "") \(decision.state.rawValue)"
    }
}

/// What an operator's act changed, for programs.
struct ConsequencesJSON: Encodable {
    struct Change: Encodable {
        let kind: String
        let subject: String
        let party: String
        let before: State?
        let after: State?
        let difference: String
    }

    struct State: Encodable {
        let outcome: String
        let amount: String?
        let state: String

        init(_ decision: Decision) {
            outcome = decision.outcome.rawValue
            amount = decision.amount?.yuan
            state = decision.state.rawValue
        }
    }

    struct Act: Encodable {
        let row: String
        let outcome: String
        let rules: [String]
    }

    let version = 1
    let isRehearsal: Bool
    let acts: [Act]
    let settled: [String]
    let open: [String]
    let decisions: [Change]
    let difference: String
    let conflictsToGo: Int

    init(_ consequences: Consequences, isRehearsal: Bool) {
        self.isRehearsal = isRehearsal
        acts = consequences.acts.map { Act(row: $0.row.description, outcome: $0.outcome.rawValue, rules: $0.findings.map(\.rule)) }
        settled = consequences.settled
        open = consequences.opened
        decisions = consequences.decisions.map { change in
            Change(
                kind: change.kind.rawValue,
                subject: change.subject.key,
                party: change.party,
                before: change.before.map(State.init),
                after: change.after.map(State.init),
                difference: change.difference.yuan
            )
        }
        difference = consequences.difference.yuan
        conflictsToGo = consequences.remaining
    }
}
