import Programme
import Records
import Store

/// `data/receipts/batches.csv`: one line for each batch dealt with (exchange format, section 6).
enum BatchTable {
    static let columns = [
        "epoch", "sequence", "digest", "file", "outcome", "exported_at", "received_at", "rows", "accepted", "merged", "unchanged", "held",
        "conflict", "parked", "returned", "rejected", "waits_for", "reason_zh",
    ]

    /// The eight counts in the order of the columns.
    static let outcomes: [RowOutcome] = [.accepted, .merged, .unchanged, .held, .conflict, .parked, .returned, .rejected]

    static func bytes(_ batches: [BatchReceipt]) -> [UInt8] {
        var table = CSVWriter(columns: columns)
        for batch in batches {
            table.append(number: batch.identity?.epoch)
            table.append(number: batch.identity?.sequence)
            table.append(plain: batch.digest.description)
            table.append(text: batch.file)
            table.append(plain: batch.outcome.rawValue)
            table.append(instant: batch.exportedAt)
            table.append(instant: batch.receivedAt)
            table.append(number: batch.counts.rows)
            for outcome in outcomes { table.append(number: batch.counts[outcome]) }
            table.append(text: batch.waitsFor)
            table.append(text: batch.reason)
            table.endRow()
        }
        return table.takeBytes()
    }
}
