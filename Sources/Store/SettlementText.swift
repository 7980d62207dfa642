import Foundation
import Merging
import Programme
import Records

/// How a settlement stands in its row: JSON, so that people can read it.
enum SettlementText {
    private struct Body: Codable {
        var group: Int
        var rows: [String]
        var office: String?
        var values: [String: Value]?
    }

    private struct Value: Codable {
        var text: String?
        var integer: Int64?
    }

    static func write(_ settlement: Settlement) -> String {
        var body = Body(group: settlement.group, rows: settlement.rows.map(\.description))
        switch settlement.choice {
        case .office(let office): body.office = office.description
        case .values(let values):
            body.values = [:]
            for (column, cell) in values { body.values?[String(column)] = Value(text: cell?.text, integer: cell?.integer) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(body)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func read(_ text: String) -> Settlement? {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(text.utf8)) else { return nil }
        let rows = body.rows.compactMap { RowIdentity($0) }
        guard rows.count == body.rows.count else { return nil }
        if let office = body.office.flatMap({ OfficeCode($0) }) { return Settlement(group: body.group, rows: rows, choice: .office(office)) }
        guard let values = body.values else { return nil }
        var cells: [Int: Cell?] = [:]
        for (column, value) in values {
            guard let position = Int(column) else { return nil }
            cells[position] = .some(value.text.map { .text($0) } ?? value.integer.map { .integer($0) })
        }
        return Settlement(group: body.group, rows: rows, choice: .values(cells))
    }
}
