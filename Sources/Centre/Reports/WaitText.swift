import Programme

/// The queue of waits in words: an entry for each, with its way out, on lines of at most 100 columns; commands stand on lines of their own and
/// are never broken.
public struct WaitText {
    private let queue: WaitQueue

    public init(_ queue: WaitQueue) {
        self.queue = queue
    }

    /// The whole queue, ending with a line feed.
    public var text: String {
        guard !queue.items.isEmpty else { return "nothing waits 无等待事项\n" }
        return ([summary] + queue.items.enumerated().flatMap { entry($1, number: $0 + 1) }).joined(separator: "\n") + "\n"
    }

    /// `12 wait 等待: conflict 冲突 5, held 待裁定 3 …`.
    public var summary: String {
        let kinds = WaitText.titles.compactMap { kind, title in queue.counts[kind].map { "\(kind) \(title) \($0)" } }
        let overdue = queue.overdue == 0 ? "" : "; overdue 已逾期: \(queue.overdue)"
        return "\(queue.items.count) wait 等待: \(kinds.joined(separator: ", "))\(overdue)"
    }

    private func entry(_ item: WaitQueue.Item, number: Int) -> [String] {
        var lines = ["", WaitText.headline(item, number: "\(number). ")]
        let indent = "      "
        let office = item.officeName.map { "，\($0)报送" } ?? ""
        lines += TerminalText.wrapped("\(item.words)\(office)", first: "   what 对象: ", indent: indent)
        lines += TerminalText.wrapped("\(item.reasonZh)（\(item.article.map { "\($0)，" } ?? "")\(item.reason)）", first: "   why 原因: ", indent: indent)
        lines += TerminalText.wrapped("\(item.wayOutZh)（\(item.wayOut)）", first: "   do 办法: ", indent: indent)
        return lines + item.commands.map { "      \($0)" }
    }

    /// One line: kind, subject, money, age.
    static func headline(_ item: WaitQueue.Item, number: String = "") -> String {
        let kind = "\(item.kind) \(titles.first { $0.0 == item.kind }?.1 ?? "")"
        let money = item.amount.map { "  \($0) 元\(stakes[item.amountIs ?? ""].map { "（\($0)）" } ?? "")" } ?? ""
        let age = item.ageSeconds.map { "  \(AgeText.of($0))" } ?? ""
        return
            "\(number)\(kind)  \(item.subject)\(item.rule.map { "  \($0)" } ?? "")\(money)\(age)\(item.due.map { "  due 限 \($0)" } ?? "")\(item.isOverdue ? "  OVERDUE 已逾期" : "")"
    }

    static let titles = [
        ("conflict", "冲突"), ("held", "待裁定"), ("returned", "待补正"), ("case", "待引用"), ("reference", "缺引用"), ("row", "行暂存"),
        ("resolution", "处理待生效"), ("batch", "批次等待"), ("file", "文件不完整"),
    ]

    private static let stakes = ["bound": "已核", "at most": "至多", "asked": "申报"]
}

/// How long something has waited, in the largest unit that fits.
enum AgeText {
    /// `3 d 天`, `5 h 小时`, `12 min 分`.
    static func of(_ seconds: Int64) -> String {
        switch seconds {
        case 86_400...: "\(seconds / 86_400) d 天"
        case 3600...: "\(seconds / 3600) h 小时"
        default: "\(seconds / 60) min 分"
        }
    }
}
