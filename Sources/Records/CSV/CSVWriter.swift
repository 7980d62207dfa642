/// Writes one CSV file: UTF-8 without BOM, rows ended by LF, quotes only where they are needed (RFC 4180, 交换格式 §4).
///
///     var writer = CSVWriter(columns: ["uscc", "legal_name"])
///     writer.append(plain: uscc.description)
///     writer.append(text: name)
///     writer.endRow()
///     try file.write(writer.takeBytes())
///
/// LF and not CRLF: both are allowed, every spreadsheet reads either, and line-based tools see no stray carriage return.
public struct CSVWriter {
    private let width: Int
    private var bytes: [UInt8] = []
    private var rowStart = 0
    private var cellsInRow = 0
    private var rowHasContent = false

    /// Begins a file with its header.
    public init(columns: [String]) {
        precondition(!columns.isEmpty, "a table has a column")
        width = columns.count
        for column in columns { append(plain: column) }
        endRow()
    }

    /// What was written and not yet taken. Take it between rows, as often as memory asks.
    public mutating func takeBytes() -> [UInt8] {
        precondition(cellsInRow == 0, "bytes are taken between rows")
        defer {
            bytes.removeAll(keepingCapacity: true)
            rowStart = 0
        }
        return bytes
    }

    /// How many bytes wait to be taken.
    public var count: Int { bytes.count }

    /// Appends a cell of text, guarded against being taken for a formula.
    public mutating func append(text: String) {
        append(text, isGuarded: FormulaGuard.isNeeded(for: text))
    }

    /// Appends a number, a code, a date: whatever is no free text. Never guarded.
    public mutating func append(plain text: String) {
        append(text, isGuarded: false)
    }

    /// Ends the row, which must have as many cells as the header.
    public mutating func endRow() {
        precondition(cellsInRow == width, "a row has as many cells as the header")
        // A row of commas alone would be read as blank.
        if !rowHasContent { bytes.insert(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")], at: rowStart) }
        bytes.append(UInt8(ascii: "\n"))
        rowStart = bytes.count
        cellsInRow = 0
        rowHasContent = false
    }

    private mutating func append(_ text: String, isGuarded: Bool) {
        if cellsInRow > 0 { bytes.append(UInt8(ascii: ",")) }
        cellsInRow += 1
        var text = text
        text.withUTF8 { content in
            guard !content.isEmpty else { return }
            rowHasContent = true
            let isQuoted = CSVWriter.needsQuotes(content)
            if isQuoted { bytes.append(UInt8(ascii: "\"")) }
            if isGuarded { bytes.append(UInt8(ascii: "'")) }
            if isQuoted {
                for byte in content {
                    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                    bytes.append(byte)
                }
                bytes.append(UInt8(ascii: "\""))
            } else {
                bytes.append(contentsOf: content)
            }
        }
    }

    private static func needsQuotes(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
        let space = UInt8(ascii: " ")
        if content.first == space || content.last == space { return true }
        // At the beginning of a file these bytes would be read as a byte order mark.
        if content.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
        return content.contains { byte in
            byte <= UInt8(ascii: ",")
                && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r"))
        }
    }
}
