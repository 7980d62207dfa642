/// A CSV file that is no table, so that no row of it can be trusted: its batch is quarantined (交换格式 §2).
public enum CSVTableError: Error, Hashable, Sendable {
    /// The bytes are not text from this line on. ``TextFlaw/notUTF8`` alone means: read again as GB18030.
    case undecodable(TextFlaw, line: Int)
    /// The file is empty, or its first row names no column.
    case noHeader
    /// The header row itself is malformed.
    case malformedHeader(CSVRowDefect, line: Int)
    /// The header names a column twice.
    case doubledColumn(String, line: Int)
    /// A quote opened on this line, in this cell (from 0), is still open at the end of the file.
    case openQuote(line: Int, column: Int)
    /// The row that begins on this line is longer than ``CSVLimits/rowBytes``.
    case rowTooLong(line: Int, limit: Int)
    /// The file is longer than ``CSVLimits/fileBytes``.
    case fileTooLong(limit: Int)
}

extension CSVTableError: CustomStringConvertible {
    /// The rule under which the batch is refused.
    public var rule: String {
        switch self {
        case .rowTooLong: "LIMIT-ROW"
        case .fileTooLong: "LIMIT-CSV"
        default: "BAG-TABLE"
        }
    }

    /// The physical line to look at, counted from 1; `nil` where the whole file is meant.
    public var line: Int? {
        switch self {
        case .undecodable(_, let line), .malformedHeader(_, let line), .doubledColumn(_, let line), .openQuote(let line, _),
            .rowTooLong(let line, _):
            line
        case .noHeader, .fileTooLong: nil
        }
    }

    /// For the log.
    public var description: String {
        switch self {
        case .undecodable(let flaw, let line): "line \(line): cannot be decoded: \(flaw)"
        case .noHeader: "no header row"
        case .malformedHeader(let defect, let line): "line \(line): the header is malformed: \(defect)"
        case .doubledColumn(let name, let line): "line \(line): the header names the column \(name) twice"
        case .openQuote(let line, let column): "line \(line): the quote that opens cell \(column + 1) is never closed"
        case .rowTooLong(let line, let limit): "line \(line): the row is longer than \(limit) bytes"
        case .fileTooLong(let limit): "the file is longer than \(limit) bytes"
        }
    }

    /// For the office: what is wrong.
    public var reasonInChinese: String {
        switch self {
        case .undecodable(let flaw, let line): "第 \(line) 行无法解码：\(flaw.reasonInChinese)"
        case .noHeader: "没有表头：文件为空，或首行没有列名"
        case .malformedHeader(let defect, let line): "第 \(line) 行的表头有误：\(defect.reasonInChinese(columns: []))"
        case .doubledColumn(let name, let line): "第 \(line) 行的表头中，列“\(name)”重复出现"
        case .openQuote(let line, let column): "第 \(line) 行第 \(column + 1) 格的英文双引号没有闭合"
        case .rowTooLong(let line, let limit): "从第 \(line) 行开始的一行超过 \(limit) 字节，多半是英文双引号没有闭合"
        case .fileTooLong(let limit): "CSV 文件超过 \(limit) 字节"
        }
    }

    /// For the office: what to do about it.
    public var fixInChinese: String {
        switch self {
        case .undecodable: "请用表格软件重新另存为“CSV UTF-8（逗号分隔）”后重新打包"
        case .noHeader: "请在首行写上列名后重新打包"
        case .malformedHeader(let defect, _): defect.fixInChinese + "，然后重新打包"
        case .doubledColumn: "请只保留其中一列后重新打包"
        case .openQuote, .rowTooLong: "请补上闭合的英文双引号；单元格内的双引号要写成两个，然后重新打包"
        case .fileTooLong: "请分成几个批次报送"
        }
    }

    /// The refusal of the batch, for its receipt and quarantine reason.
    public var finding: Finding {
        let isLimit = rule != "BAG-TABLE"
        let values = line.map { "line=\($0)" } ?? ""
        return .format(rule, .reject, section: isLimit ? 5 : 2, values: values, reason: reasonInChinese, fix: fixInChinese)
    }
}
