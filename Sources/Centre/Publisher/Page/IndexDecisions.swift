import Programme
import Records
import Rules

extension IndexPage {
    func decisionSection(_ html: inout HTMLWriter) {
        if content.decisions.isEmpty { return nothing(&html) }
        html.element("p", ["class": "guidance"], text: "“暂定”的决定可能因在先资料到达而变动；“确定”的决定不再变动。金额单位：元。")
        // Money granted first, as an office reads it: what was issued, what was approved, what passed.
        let byKind = Dictionary(grouping: content.decisions, by: \.decision.kind)
        for kind in [
            Decision.Kind.payment, .confirmation, .publicity, .listing, .voucher, .void, .freeze, .clawback, .application, .initialReview,
        ] {
            if let notices = byKind[kind] { table(of: notices, kind, &html) }
        }
    }

    private func table(of notices: [DecisionNotice], _ kind: Decision.Kind, _ html: inout HTMLWriter) {
        let amounts = notices.compactMap(\.decision.amount)
        html.element("h3", ["id": "decisions-\(kind.rawValue.lowercased())"], text: "\(wording.kind(kind))（\(notices.count)）")
        html.element("table", ["class": "decisions"]) { html in
            html.element("caption", text: summary(of: notices, kind))
            columns(["决定号", "对象", "年度", "结果", "金额", "依据", "说明"], &html)
            html.element("tbody") { html in
                for notice in notices.prefix(limits.decisions) { row(notice, &html) }
            }
            if !amounts.isEmpty {
                html.element("tfoot") { html in
                    html.element("tr") { html in
                        html.element("th", ["scope": "row", "colspan": "4"], text: "合计（\(amounts.count) 项）")
                        html.element("td", ["class": "amount"], text: wording.yuan(amounts.sum()))
                        html.element("td", ["colspan": "2"], text: "")
                    }
                }
            }
        }
        remainder(notices.count, shown: limits.decisions, in: "decisions.csv", &html)
    }

    private func row(_ notice: DecisionNotice, _ html: inout HTMLWriter) {
        let decision = notice.decision
        let grounds = decision.grounds
        html.element("tr") { html in
            html.element("td") { html in
                html.element("div", text: notice.id)
                html.element("div", ["class": "where"], text: wording.time(notice.decidedAt))
                if !notice.supersedes.isEmpty { html.element("div", ["class": "where"], text: "取代 \(notice.supersedes)") }
            }
            html.element("th", ["scope": "row"]) { html in
                html.element("div", ["class": "name"], text: wording.names[decision.party] ?? decision.party)
                html.element("div", ["class": "where"], text: decision.subject.key)
            }
            html.element("td", text: String(decision.year))
            html.element("td") { html in
                html.element("div", ["class": "outcome"], text: wording.outcome(decision.outcome))
                html.element("div", ["class": "where"], text: wording.state(decision.state))
            }
            html.element("td", ["class": "amount"], text: decision.amount.map { wording.yuan($0) } ?? "—")
            html.element("td") { html in
                html.element("div", text: grounds[0].article)
                html.element("span", ["class": "rule"], text: grounds[0].rule)
            }
            html.element("td") { html in
                html.text(grounds[0].reason)
                if grounds.count > 1 { html.element("div", ["class": "where"], text: "另有 \(grounds.count - 1) 项，见数据表") }
            }
        }
    }

    /// `创新券发放：已发放 12，调减发放 1`.
    private func summary(of notices: [DecisionNotice], _ kind: Decision.Kind) -> String {
        let tally = notices.reduce(into: [:]) { $0[$1.decision.outcome, default: 0] += 1 }
        let counts = Decision.Outcome.allCases.compactMap { outcome in tally[outcome].map { "\(wording.outcome(outcome)) \($0)" } }
        return "\(wording.kind(kind))：" + counts.joined(separator: "，")
    }
}
