import Bags
import Office
import Programme

/// A bundle that was opened, for people.
struct OpenText {
    /// The most lines of decisions that are shown; the page and the table have all.
    private static let decisionLimit = 40

    let text: String

    init(_ opened: BundleOpening.Opened) {
        let header = opened.header
        let summary = opened.summary
        var lines = ["第 \(header.sequence) 号决定包，发给 \(header.office)，\(header.createdAt) 制作，办法 \(header.programme)"]
        lines.append(opened.signer.map { "签名有效：\($0)" } ?? "签名未核验")
        if opened.isRepeat { lines.append("该决定包此前已经打开过，状态不变") }
        lines.append("已解开到 \(opened.folder)/，请用浏览器打开其中的 index.html")
        lines += opened.leftInZip.map { "未解开（不属于交换格式）：\($0)" }
        lines += NewsText.lines(opened.news)
        lines += ["", "批次 \(summary.batchCount) 个"] + summary.batches.map(OpenText.line)
        lines += ["", summary.actionCount == 0 ? "没有需要处理的行" : "需要处理 \(summary.actionCount) 项"] + summary.actions.map(OpenText.line)
        lines += ["", "决定 \(summary.decisionCount) 项"] + summary.decisions.prefix(OpenText.decisionLimit).map(OpenText.line)
        if summary.decisionCount > OpenText.decisionLimit { lines.append("  ……其余见 decisions.csv 和 index.html") }
        text = lines.joined(separator: "\n")
    }

    private static func line(_ batch: BundleSummary.Batch) -> String {
        let name = batch.sequence.isEmpty ? batch.file : "\(batch.epoch)-\(batch.sequence)（\(batch.file)）"
        let counts = batch.counts.map { "\(word(for: $0.outcome)) \($0.rows)" }.joined(separator: "，")
        let notes = [batch.waitsFor.isEmpty ? "" : "等待 \(batch.waitsFor)", batch.reason].filter { !$0.isEmpty }.joined(separator: "；")
        return "  \(name)：\(word(for: batch.outcome))，\(batch.rows) 行\(counts.isEmpty ? "" : "：\(counts)")\(notes.isEmpty ? "" : "。\(notes)")"
    }

    private static func line(_ action: BundleSummary.Action) -> String {
        let place = "\(action.epoch)-\(action.sequence) \(action.file) 第 \(action.line) 行 \(action.key)"
        let marks = [action.rule, action.article, action.conflict, action.ticket.isEmpty ? "" : "补正单 \(action.ticket)"].filter { !$0.isEmpty }
        let values = action.values.isEmpty ? "" : "（\(action.values)）"
        let fix = action.fix.isEmpty ? "" : "\n      改法：\(action.fix)"
        return "  \(word(for: action.outcome))  \(place)\n      \(action.reason)\(values) [\(marks.joined(separator: " "))]\(fix)"
    }

    private static func line(_ decision: BundleSummary.Decision) -> String {
        let amount = decision.amount.isEmpty ? "" : "，\(decision.amount) 元"
        let reason = decision.reason.isEmpty ? "" : "：\(decision.reason)"
        return "  \(decision.subject) \(decision.kind) \(decision.outcome)\(amount)（\(decision.state == "FINAL" ? "最终" : "暂定")）\(reason)"
    }

    private static func word(for outcome: String) -> String {
        let words = [
            "APPLIED": "已处理", "WAITING": "等待", "DUPLICATE": "重复", "CHANGED": "同号异文", "QUARANTINED": "隔离", "ACCEPTED": "新收",
            "MERGED": "合并", "UNCHANGED": "无变化", "HELD": "暂缓", "CONFLICT": "冲突", "PARKED": "挂起", "RETURNED": "退回补正", "REJECTED": "拒收",
        ]
        return words[outcome] ?? outcome
    }
}

/// What changed in the office's own tables, for people.
enum NewsText {
    /// The most lines of one list that are shown.
    private static let limit = 40

    /// All that a bundle changed.
    static func lines(_ news: CopyNews) -> [String] {
        var lines = ["", "本单位的表格"]
        if news.landed + news.refused > 0 { lines.append("  报送的行已有回执：\(news.landed) 行并入，\(news.refused) 行拒收") }
        if news.inFlight > 0 { lines.append("  还有 \(news.inFlight) 行已报送、未有结果，表中照原样保留") }
        lines += news.returnedBatches.map { "  批次 \($0) 未被采用，其中各行视为未报送，下次 pack 将重新报送" }
        if news.changedDecisions > 0 { lines.append("  有 \(news.changedDecisions) 项决定与上次告知的不同，见 index.html") }
        lines += news.conflicts.map { "  冲突 \($0.id) \($0.status == "OPEN" ? "待中心裁定" : "已解决")：\($0.type) \($0.key) \($0.columns)" }
        if !news.finished.isEmpty { lines.append("  sent/ 中可以清理的批次（各行均有结果）：\(news.finished.joined(separator: "、"))") }
        lines += tables(news)
        return lines.count == 2 ? lines + ["  没有变化"] : lines
    }

    /// What changed in the tables themselves, and what the clerk must look at.
    static func tables(_ news: CopyNews) -> [String] {
        var lines: [String] = []
        if news.added > 0 { lines.append("  新写入 \(news.added) 行") }
        lines += news.updates.prefix(limit).map { update in
            let changes = update.changes.map { "\($0.title) \(text($0.mine)) → \(text($0.published))" }.joined(separator: "；")
            return "  已更新 \(update.type) \(update.key)（第 \(update.version) 版）：\(changes)"
        }
        if news.updateCount > limit { lines.append("  ……共更新 \(news.updateCount) 行") }
        lines += news.clashes.prefix(limit).flatMap(clash)
        if news.clashCount > limit { lines.append("  ……共 \(news.clashCount) 行两处都改过") }
        lines += news.skipped.prefix(limit).map { "  注意：\($0.file)\($0.line.map { " 第 \($0) 行" } ?? "")：\($0.reason)" }
        return lines
    }

    private static func clash(_ clash: CopyNews.Clash) -> [String] {
        let values = clash.differences.map { "\($0.title)：本单位填 \(text($0.mine))，公布值 \(text($0.published))" }.joined(separator: "；")
        return [
            "  两处都改过  \(clash.file) 第 \(clash.line) 行 \(clash.key)（公布的是第 \(clash.version) 版）",
            "      \(values)",
            "      本行保持原样。认可公布值的，照抄公布值；不改而照此报送，中心将两个值并列裁定；看过公布值仍坚持本单位的，把“基准版本”填为 \(clash.version)",
        ]
    }

    private static func text(_ value: String) -> String { value.isEmpty ? "（空）" : value }
}

/// A bundle that was opened, for programs.
struct OpenJSON: Encodable {
    let version = 1
    let office: String
    let sequence: Int
    let createdAt: String
    let programme: String
    let folder: String
    let signer: String?
    let isRepeat: Bool
    let leftInZip: [String]
    let summary: BundleSummary
    let news: CopyNews

    init(_ opened: BundleOpening.Opened) {
        office = "\(opened.header.office)"
        sequence = opened.header.sequence
        createdAt = "\(opened.header.createdAt)"
        programme = opened.header.programme
        folder = opened.folder
        signer = opened.signer
        isRepeat = opened.isRepeat
        leftInZip = opened.leftInZip
        summary = opened.summary
        news = opened.news
    }
}
