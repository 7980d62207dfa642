import Programme
import Records

extension ActionItem.Group {
    var title: String {
        switch self {
        case .quarantined: "批次未能采用"
        case .returned: "退回补正"
        case .rejected: "不予通过、未采用"
        case .conflict: "填报冲突"
        case .parked: "等待关联资料"
        case .held: "暂缓"
        case .waiting: "批次等待"
        }
    }

    /// Who must do what, in a sentence.
    fileprivate var guidance: String {
        switch self {
        case .quarantined: "整包内容均未入库。请按“如何办理”改正后重新导出报送。"
        case .returned: "请补齐后随下一批次报送。"
        case .rejected: "未通过规则。如系填报有误，请改正后重新报送；如有异议，请联系市级管理机构。"
        case .conflict: "不同单位对同一内容填报不一，涉及的决定暂缓，其余内容不受影响。请核对原始材料。"
        case .parked: "已收下，但所引用的资料尚未到达；资料到达后自动继续，无需重报。"
        case .held: "由市级管理机构核实，县区无需重报；如“如何办理”另有要求，请照办。"
        case .waiting: "已收下并保存，但前面的批次尚缺；补齐后自动处理。"
        }
    }
}

extension IndexPage {
    func actionSection(_ html: inout HTMLWriter) {
        if actions.count == 0 { nothing(&html) }
        for group in ActionItem.Group.allCases {
            let items = actions.items(in: group)
            if items.isEmpty { continue }
            html.element("h3", ["id": "action-\(group)"], text: "\(group.title)（\(items.count)）")
            html.element("table", ["class": "action"]) { html in
                html.element("caption", text: group.guidance)
                columns(["对象", "原因", "依据", "如何办理"], &html)
                for item in items.prefix(limits.actions) {
                    html.element("tbody") { html in
                        if let batch = item.batch { batchRow(batch, item, &html) } else { recordRows(item, &html) }
                    }
                }
            }
            let file = group == .quarantined || group == .waiting ? "receipts/batches.csv" : "receipts/records.csv"
            remainder(items.count, shown: limits.actions, in: file, &html)
        }
    }

    private func batchRow(_ batch: BatchReceipt, _ item: ActionItem, _ html: inout HTMLWriter) {
        html.element("tr") { html in
            html.element("th", ["scope": "row"]) { html in
                badges(item, &html)
                html.element("div", ["class": "name"], text: batch.identity.map { "批次 \($0)" } ?? "未能识别的文件")
                html.element("div", ["class": "where"], text: "\(wording.shortened(batch.file))，\(wording.time(batch.receivedAt)) 收到")
            }
            html.element("td", text: batch.reason)
            html.element("td") { $0.element("span", ["class": "rule"], text: batch.waitsFor.isEmpty ? "交换格式§2" : batch.waitsFor) }
            html.element("td", text: item.group == .waiting ? "补报所缺批次；本批次不必重报" : "按左栏原因改正后重新导出报送")
        }
    }

    private func recordRows(_ item: ActionItem, _ html: inout HTMLWriter) {
        for (index, finding) in item.findings.worstFirst.enumerated() {
            html.element("tr") { html in
                if index == 0 {
                    html.element("th", ["scope": "rowgroup", "rowspan": String(item.findings.count)]) { subject(item, &$0) }
                }
                html.element("td") { html in
                    html.element("div", text: (finding.isObstacle ? "" : "提示：") + finding.reason)
                    let compared = wording.compared(finding.values, of: item.subject?.type)
                    if !compared.isEmpty { html.element("div", ["class": "values"], text: compared) }
                }
                html.element("td") { html in
                    html.element("div", text: finding.article)
                    html.element("span", ["class": "rule"], text: finding.rule)
                }
                html.element("td") { html in
                    html.text(finding.fix)
                    if let conflict = finding.conflict, item.conflicts.contains(conflict) {
                        html.element("div") { $0.element("a", ["href": "#" + conflict], text: "见冲突 \(conflict)") }
                    }
                }
            }
        }
        if item.findings.isEmpty {
            html.element("tr") { html in
                html.element("th", ["scope": "row"]) { subject(item, &$0) }
                html.element("td", ["colspan": "3"], text: "未附原因，请联系市级管理机构。")
            }
        }
    }

    private func subject(_ item: ActionItem, _ html: inout HTMLWriter) {
        badges(item, &html)
        guard let subject = item.subject else { return }
        html.element("div", ["class": "name"], text: "\(subject.type.title) \(wording.shortened(subject.key))")
        if let party = item.party ?? wording.names[subject.key].map({ _ in subject.key }) {
            html.element("div", ["class": "party"], text: wording.names[party] ?? party)
        }
        for position in item.positions.prefix(3) {
            html.element("div", ["class": "where"], text: "批次 \(position.batch)，\(position.table) 第 \(position.line) 行")
        }
        if item.positions.count > 3 { html.element("div", ["class": "where"], text: "等 \(item.positions.count) 处") }
    }

    private func badges(_ item: ActionItem, _ html: inout HTMLWriter) {
        for outcome in item.outcomes {
            html.element("span", ["class": "badge"], text: outcome)
            html.text(" ")
        }
    }
}
