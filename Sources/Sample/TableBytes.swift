import Bags
import Programme
import Records

/// The bytes of a batch's CSV files.
enum TableBytes {
    /// One table as its office writes it: its type's columns, and the time of the edit where a row says it.
    static func bytes(of table: SampleBatch.Table, _ encoding: SampleBatch.Encoding) -> [UInt8] {
        let hasEdits = table.rows.contains { $0.editedAt != nil }
        var writer = CSVWriter(columns: table.type.columns.map(\.name) + (hasEdits ? ["edited_at"] : []))
        for row in table.rows {
            for (column, cell) in zip(table.type.columns, row.cells) {
                if column.format.isFreeText { writer.append(text: cell) } else { writer.append(plain: cell) }
            }
            if hasEdits { writer.append(plain: row.editedAt?.description ?? "") }
            writer.endRow()
        }
        let bytes = writer.takeBytes()
        return switch encoding {
        case .utf8: bytes
        case .utf8WithMark: [0xEF, 0xBB, 0xBF] + bytes
        // A character set that the machine lacks is no reason to make no sample.
        case .gb18030: GB18030.encode(bytes) ?? bytes
        }
    }
}
