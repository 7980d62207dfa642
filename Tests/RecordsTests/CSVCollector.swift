import Records

/// Everything that a reader said about a file.
struct CSVCollector: CSVSink, Equatable {
    struct Row: Equatable {
        var line: Int
        var cells: [String]
        var defect: CSVRowDefect?
    }

    var columns: [String]?
    var headerLine: Int?
    var rows: [Row] = []

    var cells: [[String]] { rows.map(\.cells) }

    mutating func header(_ names: [String], line: Int) {
        columns = names
        headerLine = line
    }

    mutating func row(_ row: borrowing CSVRow) {
        var cells: [String] = []
        for column in 0..<row.count { cells.append(row[column]) }
        rows.append(Row(line: row.line, cells: cells, defect: row.defect))
    }
}

/// What reading a file came to: the rows, and the error that ended it.
struct CSVOutcome: Equatable {
    var table = CSVCollector()
    var error: CSVTableError?
    var blankRows = 0
}

/// Reads bytes that arrive cut at the given places.
func read(_ bytes: [UInt8], cutAt cuts: [Int] = [], encoding: TextEncoding? = nil, limits: CSVLimits = CSVLimits()) -> CSVOutcome {
    var outcome = CSVOutcome()
    var reader = CSVReader(encoding: encoding, limits: limits)
    do {
        var start = 0
        for cut in cuts + [bytes.count] {
            try bytes[start..<cut].withUnsafeBytes { try reader.consume($0, into: &outcome.table) }
            start = cut
        }
        try reader.finish(into: &outcome.table)
    } catch let error as CSVTableError {
        outcome.error = error
    } catch {
        preconditionFailure("a reader throws table errors alone: \(error)")
    }
    outcome.blankRows = reader.blankRows
    return outcome
}

func read(_ text: String, limits: CSVLimits = CSVLimits()) -> CSVOutcome {
    read(Array(text.utf8), limits: limits)
}

/// The encoding that a probe tells from bytes cut at one place.
func probe(_ bytes: [UInt8], cutAt cut: Int = 0) -> TextEncoding {
    var probe = EncodingProbe()
    bytes[..<cut].withUnsafeBytes { probe.consume($0) }
    bytes[cut...].withUnsafeBytes { probe.consume($0) }
    return probe.finish()
}

/// UTF-16 as spreadsheets write it, with its byte order mark.
func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    ([0xFEFF] + Array(text.utf16)).flatMap { unit in
        bigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
}

/// `uscc,单位名称` and a row `1,洛阳𠀀㐀科技`, whose name holds characters of two and of four bytes, in GB18030.
let gb18030Sample: [UInt8] =
    Array("uscc,".utf8) + [0xB5, 0xA5, 0xCE, 0xBB, 0xC3, 0xFB, 0xB3, 0xC6] + Array("\r\n1,".utf8)
    + [0xC2, 0xE5, 0xD1, 0xF4, 0x95, 0x32, 0x82, 0x36, 0x81, 0x39, 0xEE, 0x39, 0xBF, 0xC6, 0xBC, 0xBC] + Array("\r\n".utf8)
