import Foundation
import Records

/// A record's values as the office's store keeps them: JSON by column name, so that a person can read it and a later version with more columns too.
enum ValuesText {
    private enum Item: Codable {
        case empty
        case text(String)
        case integer(Int64)

        init(_ cell: Cell?) {
            self =
                switch cell {
                case nil: .empty
                case .text(let text): .text(text)
                case .integer(let number): .integer(number)
                }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .empty
            } else if let number = try? container.decode(Int64.self) {
                self = .integer(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .empty: try container.encodeNil()
            case .text(let text): try container.encode(text)
            case .integer(let number): try container.encode(number)
            }
        }

        var cell: Cell? {
            switch self {
            case .empty: nil
            case .text(let text): .text(text)
            case .integer(let number): .integer(number)
            }
        }
    }

    /// The stated columns with their values; an empty cell is `null`.
    static func write(_ stated: ColumnSet, _ values: [Cell?], of type: RecordType) throws -> String {
        var items: [String: Item] = [:]
        for (position, column) in type.columns.enumerated() where stated.contains(position) { items[column.name] = Item(values[position]) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(items), as: UTF8.self)
    }

    static func write(_ values: [Cell?], of type: RecordType) throws -> String {
        try write(ColumnSet(type.columns.indices.filter { values[$0] != nil }), values, of: type)
    }

    /// The columns that are stated, and a value for each column of the type.
    static func read(_ text: String, of type: RecordType) throws -> (stated: ColumnSet, values: [Cell?]) {
        let items = try JSONDecoder().decode([String: Item].self, from: Data(text.utf8))
        var stated = ColumnSet()
        var values = Array(repeating: Cell?.none, count: type.columns.count)
        for (name, item) in items {
            guard let position = type.position(of: name) else { continue }
            stated.insert(position)
            values[position] = item.cell
        }
        return (stated, values)
    }
}
