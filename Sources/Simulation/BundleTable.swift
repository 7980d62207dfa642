import Records

/// A table of a bundle, or of an office's folder, read whole.
struct BundleTable {
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

    let rows: [[String: String]]

    /// - Parameter type: the type whose columns may be named in Chinese.
    init(_ bytes: [UInt8], of type: RecordType? = nil) throws {
        var sink = Sink()
        var reader = CSVReader(encoding: .utf8, limits: CSVLimits())
        try bytes.withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        let names = Dictionary((type?.columns ?? []).map { ($0.title, $0.name) }) { first, _ in first }
        rows = sink.rows.map { row in Dictionary(row.map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in first } }
    }
}
