import Programme

/// A conflict in words: one block, with the command for each choice.
public struct ConflictText {
    private let sheet: ConflictSheet
    /// Whether personal numbers are shown but for their last four digits: in a log they are not.
    private let isMasked: Bool
    /// What somebody wrote as a reason, as it may be shown.
    private let said: (String) -> String

    public init(_ sheet: ConflictSheet, isMasked: Bool) {
        self.sheet = sheet
        self.isMasked = isMasked
        said = { isMasked ? $0.maskingPersonalNumbers : $0 }
    }

    /// The block, ending with a line feed.
    public var text: String {
        var lines = ["\(sheet.id)  \(sheet.isOpen ? "OPEN 待处理" : "CLOSED 已处理")  since 自 \(sheet.openedAt)"]
        lines.append("  record 记录: \(sheet.record)  [\(sheet.type) \(sheet.key)]")
        lines.append("  group 字段:  \(sheet.group)（\(sheet.columns.map(\.title).joined(separator: "、"))）")
        for side in sheet.sides { lines += self.side(side) }
        lines.append("  in effect 现行值: \(words(of: sheet.columns.filter { !$0.inEffect.isEmpty }.map { ($0, $0.inEffect) }))")
        lines += waits
        lines.append("  article 所涉条款: \(sheet.articles.isEmpty ? "none 无，仅涉登记信息" : sheet.articles.joined(separator: "；"))")
        lines += sheet.history.map(settlement)
        lines += settling
        return lines.joined(separator: "\n") + "\n"
    }

    private func side(_ side: ConflictSheet.Side) -> [String] {
        var lines: [String] = []
        for (index, row) in side.rows.enumerated() {
            let editor = row.editor.isEmpty ? "" : "，经办人 \(said(row.editor))"
            let place = "\(row.officeName)（\(row.office)）\(row.editedAt) 编辑，批次 \(row.batch) 第 \(row.line) 行\(editor)"
            lines.append(index == 0 ? "  side 第 \(side.number) 方: \(place)" : "        同值: \(place)")
        }
        // What all sides agree on helps nobody to choose.
        let contested = sheet.columns.filter { column in Set(sheet.sides.map { $0.values[column.name] ?? "" }).count > 1 }
        lines.append("        \(words(of: (contested.isEmpty ? sheet.columns : contested).map { ($0, side.values[$0.name] ?? "") }))")
        return lines
    }

    private func words(of values: [(column: ConflictSheet.Column, value: String)]) -> String {
        values.isEmpty ? "空" : values.map { "\($0.title) \($0.name)=\(shown($1, of: $0))" }.joined(separator: "；")
    }

    private func shown(_ value: String, of column: ConflictSheet.Column) -> String {
        if value.isEmpty { return "（空）" }
        guard isMasked else { return value }
        let masked = value.masked(asValueOf: column.name)
        let others = Set(sheet.sides.compactMap { $0.values[column.name] }).filter { $0 != value }
        guard masked != value, others.contains(where: { $0.masked(asValueOf: column.name) == masked }) else { return masked }
        return "\(masked)（末四位与另一方相同，用 voucherd show \(sheet.id) 看全文）"
    }

    private var waits: [String] {
        if sheet.waits.isEmpty { return sheet.isOpen ? ["  waits 因此等待: nothing 暂无"] : [] }
        let isBound = sheet.waits.allSatisfy { $0.amountIs == "bound" }
        var lines = ["  waits 因此等待: \(sheet.waits.count) 项，合计\(isBound ? "" : "至多") \(sheet.amountWaiting) 元"]
        for wait in sheet.waits.prefix(10) {
            let money = wait.amount.map { "\(wait.amountIs == "bound" ? "" : "至多 ")\($0) 元" } ?? ""
            // What has passed waits for nothing but the account.
            let unpaid = wait.outcome == "PASSED" ? "，账户确定后方可拨付" : ""
            lines.append("        \(wait.kind) \(wait.outcome) \(wait.subject)（\(wait.party)）\(money)\(unpaid)")
        }
        if sheet.waits.count > 10 { lines.append("        … 另 \(sheet.waits.count - 10) 项") }
        return lines
    }

    private func settlement(_ made: ConflictSheet.Settlement) -> String {
        let choice = made.office.map { "采用 \($0) 一方" } ?? "另定值"
        let undone = made.undone.map { "；\($0.at) 由 \($0.decidedBy) 撤销：\(said($0.reason))" } ?? ""
        return "  history 处理记录: \(made.at) \(made.decidedBy) \(choice)（\(made.id)）：\(said(made.reason))\(undone)"
    }

    private var settling: [String] {
        if let undo = sheet.undoCommand { return ["  undo 撤销处理:", "    \(undo)"] }
        guard sheet.isOpen else { return [] }
        var lines: [String] = []
        if let hint = sheet.suggestion {
            lines.append("  hint 提示: 此前对同一主体的同类字段曾取第 \(hint.side) 方所属单位（\(hint.at) \(hint.decidedBy)：\(said(hint.reason))），仅供参考")
        }
        lines.append("  settle 处理（任选一条粘贴执行；加 --dry-run 只看后果）:")
        for side in sheet.sides { lines.append("    \(side.command)") }
        lines.append("    # 另定值 other values: \(sheet.otherCommand)")
        return lines
    }
}
