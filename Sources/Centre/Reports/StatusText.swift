import Programme

/// The state of a centre in words, on one screen.
public struct StatusText {
    private let report: StatusReport
    private let queueCommand: String

    /// - Parameter queueCommand: the command that shows all that waits.
    public init(_ report: StatusReport, queueCommand: String) {
        self.report = report
        self.queueCommand = queueCommand
    }

    public var text: String {
        var lines = ["inbox 收件夹: \(report.inboxIsReal ? "present" : "AWAY (no marker) 不可用"); drains 处理轮次: \(report.drains)"]
        lines.append("workdays known until 工作日文件至: \(report.workdaysUntil?.description ?? "none")")
        if let shortage = report.workdayShortage { lines.append("  WARNING 警告: \(shortage)") }
        if let pause = report.pause { lines.append("INTAKE PAUSES 暂停接收: \(pause)") }
        for hindrance in report.hindrances { lines.append("WARNING 警告: \(hindrance)") }
        if report.unwrittenBundles > 0 {
            lines.append("outbox lacks 待写出的决定包: \(report.unwrittenBundles); they are written as soon as the outbox takes them 恢复后自动写出")
        }
        lines += alarms
        lines.append("\nOffices 单位")
        for office in report.offices where office.lastBatch != nil || office.lastBundle > 0 {
            let batch = office.lastBatch.map { "last batch \($0), exported \(office.exportedAt?.description ?? "?")" } ?? "no batch yet"
            lines.append("  \(office.office) \(office.name): \(batch), bundles \(office.lastBundle)")
        }
        lines += waits
        section("Files not whole 不完整的文件", report.waitingFiles, &lines)
        section("Batches that wait 等待的批次", report.waitingBatches, &lines)
        lines.append("\nOpen conflicts 待处理冲突: \(report.openConflicts.count)")
        lines += report.openConflicts.prefix(StatusReport.shown).map { "  \($0)" }
        if report.openConflicts.count > StatusReport.shown { lines.append("  … \(report.openConflicts.count - StatusReport.shown) more 另有") }
        lines.append("\nDecisions 决定")
        lines += report.decisions.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        return lines.joined(separator: "\n")
    }

    private var alarms: [String] {
        let alarms = report.alarms.filter { $0.kind != .workdays }
        guard !alarms.isEmpty else { return [] }
        var lines = ["\nDates 期限: \(alarms.count)"]
        for alarm in alarms.prefix(StatusReport.shown) {
            let due = alarm.due.map { "\($0) " } ?? ""
            lines += TerminalText.wrapped("\(due)\(alarm.subject): \(alarm.text) / \(alarm.textZh)", first: "  ", indent: "    ")
        }
        if alarms.count > StatusReport.shown { lines.append("  … \(alarms.count - StatusReport.shown) more 另有") }
        return lines
    }

    private var waits: [String] {
        let waits = report.waits
        var lines = ["\nWaits 等待事项: \(waits.count)\(waits.overdue > 0 ? ", overdue 已逾期 \(waits.overdue)" : "")"]
        guard waits.count > 0 else { return lines }
        for (kind, title) in WaitText.titles { if let count = waits.counts[kind] { lines.append("  \(kind) \(title): \(count)") } }
        if !waits.biggest.isEmpty {
            lines.append("  most money 金额最大:")
            lines += waits.biggest.map { "    \(WaitText.headline($0))" }
        }
        lines.append("  oldest 等待最久:")
        lines += waits.oldest.map { "    \(WaitText.headline($0))" }
        lines.append("  all, each with its way out 全部及办法: \(queueCommand)")
        return lines
    }

    private func section(_ title: String, _ waiting: [StatusReport.Waiting], _ lines: inout [String]) {
        guard !waiting.isEmpty else { return }
        lines.append("\n\(title): \(waiting.count)")
        for wait in waiting.prefix(StatusReport.shown) {
            lines += TerminalText.wrapped("\(wait.subject)\(wait.since.map { ", since \($0)" } ?? ""): \(wait.reason)", first: "  ", indent: "    ")
        }
        if waiting.count > StatusReport.shown { lines.append("  … \(waiting.count - StatusReport.shown) more 另有") }
    }
}

extension Centre {
    /// The command that shows all that waits in this data root.
    public var queueCommand: String { "voucherd waits --root \(Shell.quoted(root.absolutePath))" }
}
