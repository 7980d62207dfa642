import Foundation
import Merging
import Programme
import Records

/// How a settlement, or the taking back of some, stands in its row: JSON, so that people can read it.
enum SettlementText {
    private struct Body: Codable {
        var group: Int?
        var rows: [String]?
        var office: String?
        var values: [String: Value]?
        var revokes: [String]?
    }

    private struct Value: Codable {
        var text: String?
        var integer: Int64?
    }

    static func write(_ act: HistoryRow.Act) -> String {
        var body = Body()
        switch act {
        case .upsert, .withdraw: return ""
        case .revoke(let rows): body.revokes = rows.map(\.description)
        case .resolve(let settlement):
            body.group = settlement.group
            body.rows = settlement.rows.map(\.description)
            switch settlement.choice {
            case .office(let office): body.office = office.description
            case .values(let values):
                body.values = Dictionary(
                    uniqueKeysWithValues: values.map { (String($0.key), Value(text: $0.value?.text, integer: $0.value?.integer)) }
                )
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(body)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func read(_ text: String) -> HistoryRow.Act? {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(text.utf8)) else { return nil }
        if let revokes = body.revokes { return identities(revokes).map { .revoke($0) } }
        guard let group = body.group, let rows = body.rows.flatMap({ identities($0) }) else { return nil }
        if let office = body.office.flatMap({ OfficeCode($0) }) {
            return .resolve(Settlement(group: group, rows: rows, choice: .office(office)))
        }
        guard let values = body.values else { return nil }
        var cells: [Int: Cell?] = [:]
        for (column, value) in values {
            guard let position = Int(column) else { return nil }
            cells[position] = .some(value.text.map { .text($0) } ?? value.integer.map { .integer($0) })
        }
        return .resolve(Settlement(group: group, rows: rows, choice: .values(cells)))
    }

    private static func identities(_ texts: [String]) -> [RowIdentity]? {
        let rows = texts.compactMap { RowIdentity($0) }
        return rows.count == texts.count ? rows : nil
    }
}
