import Bags
import Office
import Programme
import Records

/// A pack's report for people.
struct PackText {
    let text: String

    init(_ report: PackReport, isDryRun: Bool) {
        let header = report.header
        var lines = ["批次 \(header.identity)，导出时间 \(header.exportedAt)，已收决定包至第 \(header.acknowledges) 号"]
        for table in report.tables {
            lines.append("  \(table.type.title)（\(table.type.name)）：\(table.file)，\(table.encoding?.rawValue ?? "?")，\(table.rows) 行")
        }
        if report.unchangedRows > 0 { lines.append("  另有 \(report.unchangedRows) 行没有改动，不再报送") }
        if report.tables.isEmpty { lines.append("  没有记录：本批次只声明截至导出时间没有新内容") }
        if !report.evidence.isEmpty { lines.append("  证明材料 \(report.evidence.count) 个文件") }
        if let news = report.news { lines += NewsText.tables(news) }
        lines += report.warnings.map { "注意：\($0)" }
        lines += report.findings.map(PackText.line)
        let hidden = report.findingCount - report.findings.count
        if hidden > 0 { lines.append("……另有 \(hidden) 条未列出") }
        if let packed = report.packed {
            lines += ["已打包：\(packed.path)（\(packed.bytes) 字节）", "摘要：\(packed.digest)"]
        } else if report.hasNothingNew {
            lines.append("没有新增或改动的行，未打包；如需声明截至目前没有新内容，请加 --empty")
        } else if isDryRun {
            lines.append("仅检查，未打包")
        }
        text = lines.joined(separator: "\n")
    }

    private static func line(_ row: RowFinding) -> String {
        let finding = row.finding
        let mark = row.isFault ? "错误" : "提示"
        let place = ["\(row.file)", row.line.map { "第 \($0) 行" }, finding.column, row.key.isEmpty ? nil : row.key].compactMap(\.self)
        let values = finding.values.isEmpty ? "" : "（\(finding.values)）"
        return "\(mark)：\(place.joined(separator: " "))：\(finding.reason)\(values)。\(finding.fix)。[\(finding.rule) \(finding.article)]"
    }
}

/// A pack's report for programs.
struct PackJSON: Encodable {
    struct Table: Encodable {
        let type: String
        let file: String
        let encoding: String?
        let rows: Int
        let faultyRows: Int
    }

    struct Item: Encodable {
        let file: String
        let line: Int?
        let column: String?
        let key: String
        let effect: String
        let rule: String
        let article: String
        let values: String
        let reason: String
        let fix: String
    }

    struct Packed: Encodable {
        let path: String
        let digest: String
        let bytes: Int64
    }

    let version = 1
    let batch: String
    let exportedAt: String
    let acknowledges: Int
    let rows: Int
    let faultyRows: Int
    let tables: [Table]
    let evidence: [String]
    let warnings: [String]
    let findings: [Item]
    let findingCount: Int
    let packed: Packed?
    let unchangedRows: Int
    let heldBack: [String: [Int]]
    let hasNothingNew: Bool
    let news: CopyNews?

    init(_ report: PackReport) {
        batch = "\(report.header.identity)"
        exportedAt = "\(report.header.exportedAt)"
        acknowledges = report.header.acknowledges
        rows = report.rows
        faultyRows = report.faultyRows
        tables = report.tables.map {
            Table(type: $0.type.name, file: $0.file, encoding: $0.encoding?.rawValue, rows: $0.rows, faultyRows: $0.faultyRows)
        }
        evidence = report.evidence
        warnings = report.warnings
        findings = report.findings.map { row in
            Item(
                file: row.file,
                line: row.line,
                column: row.finding.column,
                key: row.key,
                effect: row.finding.effect.rawValue,
                rule: row.finding.rule,
                article: row.finding.article,
                values: row.finding.values,
                reason: row.finding.reason,
                fix: row.finding.fix
            )
        }
        findingCount = report.findingCount
        unchangedRows = report.unchangedRows
        heldBack = report.heldBack
        hasNothingNew = report.hasNothingNew
        news = report.news
        packed = report.packed.map { Packed(path: $0.path, digest: "\($0.digest)", bytes: $0.bytes) }
    }
}
