import Foundation
import Records

/// A row as an office writes it: a type, and the cells by column, in the order written.
struct CaseRow: Sendable {
    let type: RecordType
    private(set) var cells: [(column: String, text: String)]

    init(_ type: RecordType, _ key: String, _ cells: KeyValuePairs<String, String> = [:]) {
        self.type = type
        self.cells = [(type.key.name, key)] + cells.map { ($0.key, $0.value) }
    }

    private init(_ type: RecordType, _ cells: [(column: String, text: String)]) {
        self.type = type
        self.cells = cells
    }

    var key: String { cells[0].text }

    subscript(_ column: String) -> String? { cells.first { $0.column == column }?.text }

    /// The row with other cells, or further ones.
    func with(_ changes: KeyValuePairs<String, String>) -> CaseRow {
        var row = self
        for (column, text) in changes {
            if let known = row.cells.firstIndex(where: { $0.column == column }) {
                row.cells[known].text = text
            } else {
                row.cells.append((column, text))
            }
        }
        return row
    }

    /// The key and these columns alone: an edit that says nothing of the others.
    func only(_ columns: String...) -> CaseRow {
        CaseRow(type, [cells[0]] + cells.dropFirst().filter { columns.contains($0.column) })
    }

    static func edit(_ type: RecordType, _ key: String, _ cells: KeyValuePairs<String, String>) -> CaseRow { CaseRow(type, key, cells) }

    static func withdrawal(_ type: RecordType, _ key: String) -> CaseRow { CaseRow(type, key, ["op": "withdraw"]) }

    fileprivate var isWithdrawal: Bool { self["op"] == "withdraw" }
    fileprivate var ownColumns: [String] { cells.map(\.column).filter { type.position(of: $0) != nil } }
}

extension [CaseRow] {
    /// The tables of a batch, by type, as CSV. An absent column says nothing, so rows of one type must name the same columns.
    var tables: [(type: RecordType, text: String)] {
        RecordType.all.compactMap { type in
            let rows = filter { $0.type == type }
            guard !rows.isEmpty else { return nil }
            var columns: [String] = []
            for row in rows { for cell in row.cells where !columns.contains(cell.column) { columns.append(cell.column) } }
            let own = Set(rows.filter { !$0.isWithdrawal }.map { Set($0.ownColumns) })
            precondition(own.count <= 1, "rows of \(type.name) in one batch name different columns")
            let lines = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
            return (type, lines.map { $0.map(quoted).joined(separator: ",") }.joined(separator: "\n") + "\n")
        }
    }

    /// The rows in the order in which the batch is read: by type, then by line.
    var inOrder: [CaseRow] { RecordType.all.flatMap { type in filter { $0.type == type } } }
}

private func quoted(_ cell: String) -> String {
    cell.contains { ",\"\n\r".contains($0) } ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : cell
}
