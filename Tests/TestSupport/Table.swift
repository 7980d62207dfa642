import Records

/// Reads a CSV file whole.
public enum Table {
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

    public static func read(_ bytes: [UInt8]) throws -> [[String: String]] {
        var sink = Sink()
        var reader = CSVReader(encoding: .utf8, limits: CSVLimits())
        try bytes.withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        return sink.rows
    }
}
