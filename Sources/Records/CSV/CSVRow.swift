/// What takes a table's rows as they are read.
public protocol CSVSink {
    /// The column names, once, before any row: outer white space trimmed, in NFC. A name may be empty; none else occurs twice.
    mutating func header(_ names: [String], line: Int) throws

    /// One row, in the order of the file, malformed ones included (see ``CSVRow/defect``). Rows without content never come.
    mutating func row(_ row: borrowing CSVRow) throws
}

/// One row of a table, readable only while the sink is being called.
///
/// Cells are read from the reader's own bytes and unquoted when asked for. A cell of a short row that is not there reads as empty:
/// look at ``defect`` first.
public struct CSVRow: ~Copyable {
    struct Cell {
        let start: Int
        let end: Int
        /// How many quotes in the cell are written as two.
        let doubledQuotes: Int

        var contentLength: Int { end - start - doubledQuotes }
    }

    /// The physical line of the file on which the row begins, counted from 1. Blank lines and line breaks inside quotes count.
    public let line: Int
    /// How many cells the row has; the header's count unless there is a ``defect``.
    public let count: Int
    /// Why the row cannot be trusted, if so: the first thing wrong, from the left. Its cells serve then to name the row, no more.
    public let defect: CSVRowDefect?

    private let bytes: UnsafeRawBufferPointer
    private let cells: [Cell]

    init(line: Int, count: Int, defect: CSVRowDefect?, bytes: UnsafeRawBufferPointer, cells: [Cell]) {
        self.line = line
        self.count = count
        self.defect = defect
        self.bytes = bytes
        self.cells = cells
    }

    /// The content of a cell.
    public subscript(column: Int) -> String {
        withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a cell has no content, not even white space.
    public func isEmpty(_ column: Int) -> Bool {
        column >= cells.count || cells[column].contentLength == 0
    }

    /// The content of a cell as UTF-8, without making a string of it.
    public func withBytes<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        guard column < cells.count else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let cell = cells[column]
        let raw = UnsafeRawBufferPointer(rebasing: bytes[cell.start..<cell.end])
        guard cell.doubledQuotes > 0 else { return try body(raw) }
        let content = CSVRow.undoubled(raw, length: cell.contentLength)
        return try content.withUnsafeBytes(body)
    }

    private static func undoubled(_ raw: UnsafeRawBufferPointer, length: Int) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(length)
        var position = 0
        while position < raw.count {
            content.append(raw[position])
            position += raw[position] == UInt8(ascii: "\"") ? 2 : 1
        }
        return content
    }
}
