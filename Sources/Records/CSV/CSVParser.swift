/// The grammar of RFC 4180 over UTF-8 bytes that come in chunks of any size; ``CSVReader`` says what is read how.
///
/// A row that lies in one chunk is delivered from the chunk itself; only one that crosses a seam is copied. Each byte is looked at once.
struct CSVParser {
    private enum State {
        case cellStart
        case unquoted
        case quoted
        case afterQuote
        case afterCarriageReturn
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let limits: CSVLimits
    private var state = State.cellStart

    /// The line that is being read, from 1.
    private(set) var line = 1
    /// Rows that hold nothing but commas, or nothing.
    private(set) var blankRows = 0
    /// The number of cells of the header, once it is read.
    private(set) var width: Int?

    // The row being read. Positions count from its first byte.
    private var rowLine = 1
    private var pending: [UInt8] = []
    private var cells: [CSVRow.Cell] = []
    private var cellCount = 0
    private var hasContent = false
    private var defect: CSVRowDefect?

    // The cell being read.
    private var cellStart = 0
    private var doubledQuotes = 0
    private var isQuoted = false
    private var quoteLine = 1
    /// Where the cell's content ended, in the states behind a closing quote or a carriage return.
    private var contentEnd = 0

    init(limits: CSVLimits) {
        self.limits = limits
    }

    mutating func consume<Sink: CSVSink>(_ chunk: UnsafeRawBufferPointer, into sink: inout Sink) throws {
        let end = chunk.count
        var position = 0
        var rowStart = 0
        var shift = pending.count
        while position < end {
            switch state {
            case .cellStart:
                isQuoted = chunk[position] == CSVParser.quote
                doubledQuotes = 0
                if isQuoted {
                    position += 1
                    quoteLine = line
                    state = .quoted
                } else {
                    state = .unquoted
                }
                cellStart = position + shift
            case .unquoted:
                position = CSVParser.endOfUnquoted(chunk, from: position)
                guard position < end else { continue }
                let at = position + shift
                switch chunk[position] {
                case CSVParser.comma:
                    endCell(at: at)
                case CSVParser.lineFeed:
                    endCell(at: at)
                    try endRow(chunk, from: rowStart, to: position, length: at, into: &sink)
                    rowStart = position + 1
                    shift = -rowStart
                case CSVParser.carriageReturn:
                    contentEnd = at
                    state = .afterCarriageReturn
                default:
                    note(.strayQuote(column: cellCount))
                }
                position += 1
            case .quoted:
                position = CSVParser.endOfQuoted(chunk, from: position)
                guard position < end else { continue }
                if chunk[position] == CSVParser.quote {
                    contentEnd = position + shift
                    state = .afterQuote
                } else {
                    line += 1
                }
                position += 1
            case .afterQuote:
                switch chunk[position] {
                case CSVParser.quote:
                    doubledQuotes += 1
                    state = .quoted
                case CSVParser.comma:
                    endCell(at: contentEnd)
                case CSVParser.lineFeed:
                    endCell(at: contentEnd)
                    try endRow(chunk, from: rowStart, to: position, length: position + shift, into: &sink)
                    rowStart = position + 1
                    shift = -rowStart
                case CSVParser.carriageReturn:
                    state = .afterCarriageReturn
                default:
                    abandonQuoting(.textAfterQuote(column: cellCount))
                }
                position += 1
            case .afterCarriageReturn:
                guard chunk[position] == CSVParser.lineFeed else {
                    abandonQuoting(.loneCarriageReturn(column: cellCount))
                    continue
                }
                endCell(at: contentEnd)
                try endRow(chunk, from: rowStart, to: position, length: position + shift - 1, into: &sink)
                position += 1
                rowStart = position
                shift = -rowStart
            }
        }
        try checkRow(length: end + shift - (state == .afterCarriageReturn ? 1 : 0))
        pending += chunk[rowStart...]
    }

    /// Reads a last row that has no line end.
    mutating func finish<Sink: CSVSink>(into sink: inout Sink) throws {
        if state == .quoted { throw CSVTableError.openQuote(line: quoteLine, column: cellCount) }
        if !pending.isEmpty {
            switch state {
            case .cellStart:
                isQuoted = false
                doubledQuotes = 0
                cellStart = pending.count
                endCell(at: pending.count)
            case .afterQuote, .afterCarriageReturn:
                endCell(at: contentEnd)
            case .quoted, .unquoted:
                endCell(at: pending.count)
            }
            let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
            try endRow(nothing, from: 0, to: 0, length: pending.count, into: &sink)
        }
        if width == nil { throw CSVTableError.noHeader }
    }

    private static func endOfUnquoted(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < chunk.count {
            let byte = chunk[position]
            // No special byte is above the comma: letters, digits and all of Chinese take one comparison.
            if byte <= comma, byte == comma || byte == lineFeed || byte == carriageReturn || byte == quote { break }
            position += 1
        }
        return position
    }

    private static func endOfQuoted(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < chunk.count, chunk[position] != quote, chunk[position] != lineFeed { position += 1 }
        return position
    }

    private mutating func note(_ found: CSVRowDefect) {
        if defect == nil { defect = found }
    }

    /// Goes on as if the cell had never been quoted, so that the row's end is still found.
    private mutating func abandonQuoting(_ found: CSVRowDefect) {
        note(found)
        doubledQuotes = 0
        state = .unquoted
    }

    private mutating func endCell(at end: Int) {
        let cell = CSVRow.Cell(start: cellStart, end: end, doubledQuotes: doubledQuotes)
        if isQuoted || end > cellStart { hasContent = true }
        if cell.contentLength > limits.cellBytes { note(.cellTooLong(column: cellCount, limit: limits.cellBytes)) }
        if cellCount < width ?? .max { cells.append(cell) }
        cellCount += 1
        state = .cellStart
    }

    private func checkRow(length: Int) throws {
        if length > limits.rowBytes { throw CSVTableError.rowTooLong(line: rowLine, limit: limits.rowBytes) }
    }

    /// Delivers the row that ends before `end`: what is pending, and the chunk from `start`.
    private mutating func endRow<Sink: CSVSink>(
        _ chunk: UnsafeRawBufferPointer,
        from start: Int,
        to end: Int,
        length: Int,
        into sink: inout Sink
    ) throws {
        try checkRow(length: length)
        if hasContent {
            let rest = UnsafeRawBufferPointer(rebasing: chunk[start..<end])
            if pending.isEmpty {
                try deliver(rest, into: &sink)
            } else {
                pending += rest
                let row = pending
                try row.withUnsafeBytes { try deliver($0, into: &sink) }
            }
        } else {
            blankRows += 1
        }
        line += 1
        rowLine = line
        pending.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        cellCount = 0
        hasContent = false
        defect = nil
    }

    private mutating func deliver<Sink: CSVSink>(_ bytes: UnsafeRawBufferPointer, into sink: inout Sink) throws {
        guard let width else {
            let row = CSVRow(line: rowLine, count: cellCount, defect: defect, bytes: bytes, cells: cells)
            let names = try CSVParser.names(row)
            width = cellCount
            return try sink.header(names, line: rowLine)
        }
        if cellCount != width { note(.cellCount(found: cellCount, expected: width)) }
        try sink.row(CSVRow(line: rowLine, count: cellCount, defect: defect, bytes: bytes, cells: cells))
    }

    private static func names(_ row: borrowing CSVRow) throws -> [String] {
        if let defect = row.defect { throw CSVTableError.malformedHeader(defect, line: row.line) }
        var names: [String] = []
        var seen: Set<String> = []
        for column in 0..<row.count {
            let name = TextFolding.nfc(TextFolding.trimmed(row[column]))
            names.append(name)
            if !name.isEmpty, !seen.insert(name).inserted { throw CSVTableError.doubledColumn(name, line: row.line) }
        }
        if seen.isEmpty { throw CSVTableError.noHeader }
        return names
    }
}
