import Programme
import Records
import Store

/// `data/receipts/records.csv`: one line for each finding of each row, the worst first, and one for a row without findings.
enum RowTable {
    static let columns = [
        "epoch", "sequence", "file", "line", "type", "key", "outcome", "version", "finding", "effect", "rule", "article", "values", "reason_zh",
        "fix_zh", "conflict_id", "ticket",
    ]

    static func bytes(_ rows: [RowReceipt]) -> [UInt8] {
        var table = CSVWriter(columns: columns)
        for row in rows {
            let findings = row.findings.worstFirst
            if findings.isEmpty { append(row, 0, nil, to: &table) }
            for (index, finding) in findings.enumerated() { append(row, index + 1, finding, to: &table) }
        }
        return table.takeBytes()
    }

    private static func append(_ row: RowReceipt, _ ordinal: Int, _ finding: Finding?, to table: inout CSVWriter) {
        table.append(number: row.batch.epoch)
        table.append(number: row.batch.sequence)
        table.append(text: row.file)
        table.append(number: row.line)
        table.append(plain: row.type.name)
        // The key of a refused row is whatever the file held.
        table.append(text: row.key)
        table.append(plain: row.outcome.rawValue)
        table.append(number: row.version)
        table.append(number: ordinal)
        table.append(plain: finding?.effect.rawValue ?? "")
        table.append(plain: finding?.rule ?? "")
        table.append(text: finding?.article ?? "")
        table.append(text: finding?.values ?? "")
        table.append(text: finding?.reason ?? "")
        table.append(text: finding?.fix ?? "")
        table.append(plain: finding?.conflict ?? "")
        table.append(text: row.ticket)
        table.endRow()
    }
}
