/// A CSV file that is small enough to be read whole: a table of a bundle, or of an office's folder.
public struct CSVTable: Sendable {
    private struct Sink: CSVSink {
        var names: [String] = []
        var rows: [[String: String]] = []

        mutating func header(_ names: [String], line: Int) { self.names = names }

        mutating func row(_ row: borrowing CSVRow) {
            var cells: [String: String] = [:]
            for (index, name) in names.enumerated() { cells[name] = row[index] }
            rows.append(cells)
        }
    }

    /// Each row's cells by the name in the header.
    public let rows: [[String: String]]

    /// Reads UTF-8 text.
    ///
    /// - Throws: what ``CSVReader`` throws for a file that is no table.
    public init(_ bytes: [UInt8]) throws {
        var sink = Sink()
        var reader = CSVReader(encoding: .utf8, limits: CSVLimits())
        try bytes.withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        rows = sink.rows
    }

    /// Reads UTF-8 text whose columns may be named in Chinese.
    public init(_ bytes: [UInt8], of type: RecordType) throws {
        let names = Dictionary(type.columns.map { ($0.title, $0.name) }) { first, _ in first }
        rows = try CSVTable(bytes).rows.map { row in Dictionary(row.map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in first } }
    }
}
