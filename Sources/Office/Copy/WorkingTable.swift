import Bags
import Programme
import Records

/// A table of the working copy, cell by cell as the clerk left it: what is not changed on purpose stays as it was typed.
struct WorkingTable {
    /// A row of the file.
    struct Row {
        /// The physical line on which the row begins.
        var line: Int
        var cells: [String]
        let defect: CSVRowDefect?
    }

    /// The most bytes of a table that is kept in memory.
    static let byteLimit = 256 << 20

    let type: RecordType
    /// The name of the file in the folder.
    let name: String
    let encoding: TextEncoding
    /// The digest of the file; `nil` for a new one.
    let digest: Digest?
    private(set) var header: [String]
    private(set) var reader: RowReader
    private(set) var rows: [Row]
    private(set) var isChanged = false
    private let hasByteOrderMark: Bool
    private var columns: [Int?]
    private var envelope: [String: Int]

    /// A table that is not there yet.
    init(new type: RecordType) throws(RowReader.HeaderFault) {
        self.type = type
        name = "\(type.name).csv"
        encoding = .utf8
        // Spreadsheets take UTF-8 for what it is only with the mark.
        hasByteOrderMark = true
        digest = nil
        header = type.columns.map(\.title) + ["操作", "基准版本"]
        reader = try RowReader(type, header: header)
        rows = []
        (columns, envelope) = WorkingTable.places(header, type)
    }

    /// Reads a table of a folder.
    ///
    /// - Throws: ``CSVTableError`` and ``RowReader/HeaderFault`` where it is no table, ``FileFailure`` where it cannot be read.
    init(_ table: OfficeFolder.Table, in folder: String) throws {
        let path = "\(folder)/\(table.name)"
        guard let bytes = try FileBytes.read(path, limit: WorkingTable.byteLimit) else { throw FileFailure("open", path: path) }
        var sink = RawRows()
        var probe = EncodingProbe()
        let encoding = try bytes.withUnsafeBytes { buffer in
            probe.consume(buffer)
            let encoding = probe.finish()
            var reader = CSVReader(encoding: encoding)
            try reader.consume(buffer, into: &sink)
            try reader.finish(into: &sink)
            return encoding
        }
        type = table.type
        name = table.name
        self.encoding = encoding
        hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        digest = Digest(of: bytes)
        header = sink.header
        reader = try RowReader(table.type, header: sink.header)
        rows = sink.rows
        (columns, envelope) = WorkingTable.places(sink.header, table.type)
    }

    /// Whether every row can be told cell by cell, so that the file may be written anew.
    var isSound: Bool { rows.allSatisfy { $0.defect == nil } }

    /// Whether the file has a column of the type.
    func has(_ column: Int) -> Bool { columns[column] != nil }

    // MARK: Reading

    /// What a row says, as the centre reads it.
    func read(_ row: Int) -> RecordRow {
        guard let defect = rows[row].defect else { return reader.read { rows[row].cells[$0] } }
        var record = reader.unreadable(key: rows[row].cells.indices.contains(reader.keyPosition) ? rows[row].cells[reader.keyPosition] : "")
        record.findings = [defect.finding(columns: header)]
        return record
    }

    /// The record as the row has it: columns that the file lacks, or that a withdrawal leaves out, as its origin has them, and cells that cannot be
    /// read as a value that is nobody else's.
    func values(_ row: RecordRow, at position: Int, over origin: [Cell?]) -> [Cell?] {
        if row.operation == .withdraw { return [row.values[0]] + origin.dropFirst() }
        return type.columns.indices.map { column in
            guard let place = columns[column] else { return column == 0 ? row.values[0] : origin[column] }
            return row.stated.contains(column) ? row.values[column] : .text(WorkingTable.unread + rows[position].cells[place])
        }
    }

    private static let unread = "\u{0}"

    /// A value as a file writes it; a cell that cannot be read as it was typed.
    static func shown(_ cell: Cell?, _ format: Format) -> String {
        if let text = cell?.text, text.hasPrefix(unread) { return String(text.unicodeScalars.dropFirst()) }
        return format.written(cell)
    }

    static func isUnread(_ cell: Cell?) -> Bool { cell?.text?.unicodeScalars.first == "\u{0}" }

    // MARK: Writing

    /// Writes a value into a row, where the file has the column.
    mutating func set(_ column: Int, to value: Cell?, in row: Int) {
        guard let place = columns[column] else { return }
        let format = type.columns[column].format
        let text = format.written(value)
        set(place, to: format.isFreeText ? FormulaGuard.added(text) : text, in: row)
    }

    /// Writes a cell of the columns that every row may carry; `base` is added where the file lacks it.
    mutating func set(_ name: String, to text: String, in row: Int) {
        if envelope[name] == nil {
            if text.isEmpty { return }
            addColumn(name)
        }
        if let place = envelope[name] { set(place, to: text, in: row) }
    }

    /// Adds an empty row and gives its position.
    mutating func addRow() -> Int {
        rows.append(Row(line: 0, cells: Array(repeating: "", count: header.count), defect: nil))
        isChanged = true
        return rows.count - 1
    }

    private mutating func set(_ place: Int, to text: String, in row: Int) {
        guard rows[row].cells[place] != text else { return }
        rows[row].cells[place] = text
        isChanged = true
    }

    /// Named like the others: in Chinese where the key is.
    private mutating func addColumn(_ name: String) {
        let isChinese = columns[0].map { header[$0] == type.key.title } ?? false
        let title = RowReader.envelopeColumns.first { $0.name == name }?.title ?? name
        let extended = header + [isChinese ? title : name]
        guard let reader = try? RowReader(type, header: extended) else { return }
        header = extended
        self.reader = reader
        for row in rows.indices { rows[row].cells.append("") }
        (columns, envelope) = WorkingTable.places(header, type)
        isChanged = true
    }

    /// The file's bytes; rows learn their lines in it. What a plain CSV cannot hold is written as UTF-8 with its mark.
    mutating func render() -> [UInt8] {
        var writer = CSVWriter(columns: header)
        var bytes = writer.takeBytes()
        var line = 1 + bytes.count { $0 == 0x0A }
        for row in rows.indices {
            for cell in rows[row].cells { writer.append(plain: cell) }
            writer.endRow()
            let text = writer.takeBytes()
            rows[row].line = line
            line += text.count { $0 == 0x0A }
            bytes += text
        }
        if encoding == .gb18030, let converted = GB18030.encode(bytes) { return converted }
        return hasByteOrderMark || encoding != .utf8 ? [0xEF, 0xBB, 0xBF] + bytes : bytes
    }

    // MARK: Columns

    /// Where the file has each column of the type, and each of those that every row may carry.
    private static func places(_ header: [String], _ type: RecordType) -> (columns: [Int?], envelope: [String: Int]) {
        var columns = Array(repeating: Int?.none, count: type.columns.count)
        var envelope: [String: Int] = [:]
        for (place, name) in header.enumerated() {
            let folded = TextFolding.asciiFolded(name)
            let column =
                type.position(of: folded.lowercased())
                ?? type.columns.firstIndex { $0.title == name || TextFolding.asciiFolded($0.title) == folded }
            if let column {
                columns[column] = place
            } else if let found = RowReader.envelopeColumns.first(where: { $0.name == folded.lowercased() || $0.title == name }) {
                envelope[found.name] = place
            }
        }
        return (columns, envelope)
    }
}

private struct RawRows: CSVSink {
    var header: [String] = []
    var rows: [WorkingTable.Row] = []

    mutating func header(_ names: [String], line: Int) { header = names }

    mutating func row(_ row: borrowing CSVRow) {
        var cells: [String] = []
        for column in header.indices { cells.append(row[column]) }
        rows.append(WorkingTable.Row(line: row.line, cells: cells, defect: row.defect))
    }
}
