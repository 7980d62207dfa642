import Bags
import Programme
import Store

// What a drain files of each batch, and what it tells the batch's office.
extension Drain {
    func record(of batch: Admission.Admitted, outcome: BatchRecord.Outcome) -> BatchRecord {
        BatchRecord(
            identity: batch.header.identity,
            digest: batch.digest,
            previous: batch.header.previous,
            exportedAt: batch.header.exportedAt,
            acknowledges: batch.header.acknowledges,
            closingYear: batch.header.closingYear,
            zip: batch.zip,
            file: batch.file.name,
            receivedAt: work.instant,
            outcome: outcome,
            isWellSigned: batch.isWellSigned
        )
    }

    func note(_ batch: Admission.Admitted, _ outcome: BatchRecord.Outcome, _ id: Int64) throws {
        try transaction.insertArrival(
            zip: batch.zip,
            file: batch.file.name,
            bytes: batch.bytes,
            receivedAt: work.instant,
            drain: work.number,
            claim: batch.file.claim,
            outcome: outcome,
            batch: id
        )
    }

    func disposition(_ batch: Admission.Admitted, _ outcome: BatchRecord.Outcome) -> Disposition {
        Disposition(
            file: batch.file,
            zip: batch.zip,
            outcome: outcome,
            identity: batch.header.identity,
            digest: batch.digest,
            isWellSigned: batch.isWellSigned,
            refusal: nil
        )
    }

    func tell(
        _ batch: BatchRecord,
        _ outcome: BatchRecord.Outcome,
        file: String? = nil,
        counts: RowCounts = RowCounts(),
        reason: String? = nil
    ) {
        let receipt = BatchReceipt(
            identity: batch.identity,
            digest: batch.digest,
            file: file ?? batch.file,
            outcome: outcome,
            exportedAt: batch.exportedAt,
            receivedAt: work.instant,
            counts: counts,
            waitsFor: outcome == .waiting ? batch.waitsFor : "",
            reason: reason ?? batch.reason
        )
        work.batches[batch.identity.office, default: []].append(receipt)
        if outcome == .quarantined, batch.identity.office != .centre { work.batches[.centre, default: []].append(receipt) }
    }

    /// A known batch again: what its office was told is told again, unchanged.
    func tellAgain(_ batch: Admission.Admitted) throws {
        guard let known = try transaction.takenBatch(batch.header.identity) else { return }
        guard known.outcome == .applied else {
            tell(known, .waiting, file: batch.file.name)
            return
        }
        let counts = try transaction.counts(of: known.id)
        tell(known, .duplicate, file: batch.file.name, counts: counts, reason: "该批次此前已处理，现将当时的回执原样重发，未作任何更改")
        // What this drain applied stands in the same bundle already.
        if let sequence = try transaction.bundleSequence(ofBatch: known.id) {
            let issued = IssuedReceipts(configuration: configuration, transaction: transaction)
            work.receipts[known.identity.office, default: []] += try issued.rows(of: known.identity, in: sequence)
        }
    }

    /// The batches applied in this drain, with the counts of their rows as of its end.
    func tellCounts() throws {
        for batch in work.applied {
            var counts = RowCounts()
            for receipt in work.receipts[batch.identity.office] ?? [] where receipt.batch == batch.identity {
                counts.rows += 1
                counts.byOutcome[receipt.outcome, default: 0] += 1
            }
            try transaction.setCounts(batch.id, counts)
            tell(batch, .applied, counts: counts, reason: work.warnings[batch.id] ?? "")
        }
    }
}
