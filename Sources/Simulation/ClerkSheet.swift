import Foundation
import Records

/// A table as a clerk works on it in a spreadsheet.
struct ClerkSheet {
    private(set) var header: [String]
    private(set) var rows: [[String]]
    private let path: String
    private let type: RecordType

    init(_ path: String, _ type: RecordType) throws {
        self.path = path
        self.type = type
        header = type.columns.map(\.name)
        rows = []
        guard let data = FileManager.default.contents(atPath: path) else { return }
        var sink = Sink()
        var reader = CSVReader()
        try [UInt8](data).withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        (header, rows) = (sink.header, sink.rows)
    }

    private struct Sink: CSVSink {
        var header: [String] = []
        var rows: [[String]] = []

        mutating func header(_ names: [String], line: Int) { header = names }

        mutating func row(_ row: borrowing CSVRow) {
            var cells: [String] = []
            for column in header.indices { cells.append(row[column]) }
            rows.append(cells)
        }
    }

    private func place(_ column: String) -> Int? {
        header.firstIndex { name in
            name == column || name == type.columns.first { $0.name == column }?.title
                || name == RowReader.envelopeColumns.first { $0.name == column }?.title
        }
    }

    var keys: [String] { rows.map { $0[place(type.key.name) ?? 0] } }

    func row(_ key: String) -> Int? { keys.firstIndex(of: key) }

    /// A cell; empty where the table has no such row or column.
    subscript(_ key: String, _ column: String) -> String {
        get { row(key).flatMap { row in place(column).map { rows[row][$0] } } ?? "" }
        set {
            if row(key) == nil {
                rows.append(Array(repeating: "", count: header.count))
                if let place = place(type.key.name) { rows[rows.count - 1][place] = key }
            }
            if place(column) == nil {
                header.append(column)
                for index in rows.indices { rows[index].append("") }
            }
            if let row = row(key), let place = place(column) { rows[row][place] = newValue }
        }
    }

    mutating func remove(_ key: String) { row(key).map { _ = rows.remove(at: $0) } }

    func save() throws {
        var writer = CSVWriter(columns: header)
        for row in rows {
            for cell in row { writer.append(plain: cell) }
            writer.endRow()
        }
        try Data(writer.takeBytes()).write(to: URL(fileURLWithPath: path))
    }
}
