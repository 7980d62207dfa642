/// Why one row cannot be read for certain; the rows around it can. Columns count from 0.
public enum CSVRowDefect: Hashable, Sendable {
    /// A quote inside a cell that does not begin with one.
    case strayQuote(column: Int)
    /// Something other than a comma or a line end behind the closing quote.
    case textAfterQuote(column: Int)
    /// A carriage return outside quotes that no line feed follows: neither text nor a line end (RFC 4180 knows CRLF alone).
    case loneCarriageReturn(column: Int)
    /// A cell longer than ``CSVLimits/cellBytes``.
    case cellTooLong(column: Int, limit: Int)
    /// More or fewer cells than the header has. What is missing cannot be told from what slipped, so nothing is guessed.
    case cellCount(found: Int, expected: Int)
}

extension CSVRowDefect: CustomStringConvertible {
    /// The rule under which the row is refused.
    public var rule: String {
        if case .cellTooLong = self { "LIMIT-CELL" } else { "FORMAT-VALUE" }
    }

    /// The cell meant, from 0; `nil` where it is the whole row.
    public var column: Int? {
        switch self {
        case .strayQuote(let column), .textAfterQuote(let column), .loneCarriageReturn(let column), .cellTooLong(let column, _): column
        case .cellCount: nil
        }
    }

    /// For the log.
    public var description: String {
        switch self {
        case .strayQuote(let column): "cell \(column + 1): a quote inside an unquoted cell"
        case .textAfterQuote(let column): "cell \(column + 1): text after the closing quote"
        case .loneCarriageReturn(let column): "cell \(column + 1): a carriage return without a line feed"
        case .cellTooLong(let column, let limit): "cell \(column + 1): longer than \(limit) bytes"
        case .cellCount(let found, let expected): "\(found) cells where the header has \(expected)"
        }
    }

    /// For the office: what is wrong. `columns` are the header's names, used to name the cell.
    public func reasonInChinese(columns: [String]) -> String {
        let cell = column.map { columns.indices.contains($0) ? "第 \($0 + 1) 格（\(columns[$0])）" : "第 \($0 + 1) 格" } ?? ""
        return switch self {
        case .strayQuote: cell + "内有未成对的英文双引号"
        case .textAfterQuote: cell + "的闭合双引号之后还有文字"
        case .loneCarriageReturn: cell + "内有单独的回车符"
        case .cellTooLong(_, let limit): cell + "超过 \(limit) 字节"
        case .cellCount(let found, let expected): "本行有 \(found) 格，表头有 \(expected) 格"
        }
    }

    /// For the office: what to do about it.
    public var fixInChinese: String {
        switch self {
        case .strayQuote, .textAfterQuote: "含双引号、逗号或换行的单元格要整格加英文双引号，格内双引号写成两个"
        case .loneCarriageReturn: "请把行尾改为 CRLF 或 LF；格内换行要整格加英文双引号"
        case .cellTooLong: "请缩短该格内容，长文改作佐证材料报送"
        case .cellCount: "请补齐或删去多余的逗号，使本行格数与表头一致；含逗号的单元格要加英文双引号"
        }
    }

    /// The refusal of the row, for its receipt. `columns` are the header's names.
    public func finding(columns: [String]) -> Finding {
        let values =
            switch self {
            case .cellCount(let found, let expected): "cells=\(found); header=\(expected)"
            case .cellTooLong(let column, let limit): "cell=\(column + 1); limit=\(limit)"
            case .strayQuote(let column), .textAfterQuote(let column), .loneCarriageReturn(let column): "cell=\(column + 1)"
            }
        return .format(
            rule,
            .reject,
            section: rule == "LIMIT-CELL" ? 5 : 4,
            column: column.flatMap { columns.indices.contains($0) ? columns[$0] : nil },
            values: values,
            reason: reasonInChinese(columns: columns),
            fix: fixInChinese
        )
    }
}
