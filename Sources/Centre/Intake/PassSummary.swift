extension Intake.Pass {
    /// The state after the pass, in one line.
    public var summary: String {
        if let absence { return "\(absence)" }
        if let shortage { return "intake pauses 暂停接收: \(shortage)" }
        if let hindrance = hindrances.first(where: { $0.place != .outbox && $0.place != .log }) { return "intake pauses 暂停接收: \(hindrance)" }
        var parts = report.files.isEmpty ? [] : ["files dealt with 本轮处理文件: \(report.files.count)"]
        if !waiting.isEmpty { parts.append("not whole yet 尚不完整: \(waiting.count)") }
        if !report.isPublished { parts.append("the outbox lacks bundles, see the log 部分决定包未能写出，详见日志") }
        return (["waiting for batches 等待批次"] + parts).joined(separator: "; ")
    }
}
