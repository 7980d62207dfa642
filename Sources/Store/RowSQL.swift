import Records

/// The statements on a type's table, made once.
enum RowSQL {
    static func hasDigest(_ type: RecordType) -> Bool { type.columns.contains { $0.format == .path } }

    static func insert(_ type: RecordType) -> String { inserts[type] ?? "" }
    static func updateValues(_ type: RecordType) -> String { updates[type] ?? "" }
    static func history(_ type: RecordType) -> String { histories[type] ?? "" }

    private static func columns(_ type: RecordType) -> [String] {
        type.columns.map { "\"\($0.name)\"" } + (hasDigest(type) ? ["digest"] : [])
    }

    private static let envelope = [
        "row_id", "record", "batch", "line", "act", "base", "base_is_known", "edited_at", "editor", "ticket", "stated", "version", "outcome",
        "settlement",
    ]

    private static func each(_ statement: (RecordType) -> String) -> [RecordType: String] {
        Dictionary(uniqueKeysWithValues: RecordType.all.map { ($0, statement($0)) })
    }

    private static let inserts = each { type in
        let names = envelope + columns(type)
        return "INSERT INTO \(type.name)_row (\(names.joined(separator: ", "))) VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))"
    }

    private static let updates = each { type in
        "UPDATE \(type.name)_row SET \(columns(type).map { "\($0) = ?" }.joined(separator: ", ")) WHERE row_id = ?"
    }

    private static let histories = each { type in
        // Rows without a batch hold values in effect, and are no history.
        "SELECT * FROM \(type.name)_row WHERE record = ? AND batch IS NOT NULL ORDER BY row_id"
    }
}
