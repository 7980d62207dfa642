import Bags
import Merging
import Programme
import Records
import Rules
import Store

/// One pass over what waits, in one transaction: batches are applied whole, each in a savepoint; then touched records are merged, the
/// party-years that they concern are adjudicated, and one bundle is cut for each office with news.
///
/// Everything that the drain reads besides the store is fixed before it begins: its number, its instant, and the claimed files.
struct Drain {
    let configuration: CentreConfiguration
    let work: DrainWork

    var transaction: Transaction { work.transaction }
    private var gate: Gate { Gate(configuration: configuration) }

    /// What became of a claimed file, for the move that follows the commit and for the journal.
    struct Disposition {
        let file: Source
        let zip: Digest
        var outcome: BatchRecord.Outcome
        let identity: BatchIdentity?
        let digest: Digest?
        let isWellSigned: Bool
        /// For a quarantined file.
        var refusal: Refusal?
        /// For a file that was refused: the office whose signature it bears.
        var signer: OfficeCode?
    }

    /// Takes the admitted files and everything that waited for them; returns what became of each file.
    func run(_ admissions: [Admission]) throws -> [Disposition] {
        // A drain without a file that another follows is one of time alone.
        let isOfTime = admissions.isEmpty && work.isFollowed
        try CaseClerk(work: work).passTime(mayLeaveSome: isOfTime)
        if isOfTime {
            try postAndTell()
            return []
        }
        var dispositions: [Disposition] = []
        for case .refused(let refused) in admissions { dispositions.append(try quarantine(refused)) }
        let admitted = admissions.compactMap { if case .batch(let batch) = $0 { batch } else { nil } }
        let known = try transaction.lastBatch()
        var repeats: [Admission.Admitted] = []
        for batch in admitted.sorted(by: inOrder) {
            if try transaction.takenBatch(batch.header.identity)?.digest == batch.digest {
                repeats.append(batch)
            } else {
                dispositions.append(try take(batch))
            }
        }
        try applyWhatCan(fresh: Dictionary(admitted.map { ($0.zip, $0) }) { first, _ in first }, known: known)
        for batch in repeats { dispositions.append(try takeAgain(batch)) }
        try Stage.merge.timed { try RecordClerk(work: work).run() }
        try CaseClerk(work: work).run()
        try postAndTell()
        try tellCounts()
        for batch in repeats { try tellAgain(batch) }
        return try dispositions.map(settled)
    }

    /// Enters in the books what was decided, and tells the rows of it.
    private func postAndTell() throws {
        try Stage.post.timed { try LedgerClerk(work: work).run() }
        try Stage.outcome.timed { try OutcomeClerk(work: work).run() }
    }

    /// A batch that waited when it was filed may have been applied since, or closed out.
    private func settled(_ disposition: Disposition) throws -> Disposition {
        guard disposition.outcome == .waiting, let identity = disposition.identity else { return disposition }
        var settled = disposition
        if let closing = work.closed[disposition.zip] {
            settled.outcome = .quarantined
            settled.refusal = closing
        } else if let now = try transaction.takenBatch(identity), now.digest == disposition.digest {
            settled.outcome = now.outcome
        }
        try transaction.setArrival(ofClaim: disposition.file.claim, outcome: settled.outcome, code: settled.refusal?.code ?? "")
        return settled
    }

    private func inOrder(_ left: Admission.Admitted, _ right: Admission.Admitted) -> Bool {
        if left.header.identity != right.header.identity { return left.header.identity < right.header.identity }
        return left.digest == right.digest ? left.file.claim < right.file.claim : left.digest < right.digest
    }

    // MARK: Taking

    /// Files a batch by its identity: new ones wait for their turn, known ones are duplicates, and other content is never applied.
    private func take(_ batch: Admission.Admitted) throws -> Disposition {
        guard try transaction.takenBatch(batch.header.identity) != nil else {
            if let fault = batch.fault { return try quarantine(refusal(of: batch, for: fault)) }
            try note(batch, .waiting, try transaction.insert(record(of: batch, outcome: .waiting)))
            return disposition(batch, .waiting)
        }
        var record = record(of: batch, outcome: .changed)
        record.reason = "编号 \(batch.header.identity) 的批次此前已收到，内容与本次不同；以先收到的为准，本次内容不予采用。如需更正，请用新的批次号报送"
        try note(batch, .changed, try transaction.insert(record))
        tell(record, .changed)
        return disposition(batch, .changed)
    }

    /// Files a batch that is known already, once what waited has been applied: a duplicate of what is applied, else it waits still.
    private func takeAgain(_ batch: Admission.Admitted) throws -> Disposition {
        // Where the first copy was refused in this very drain, the second is judged afresh, as a re-sent quarantined batch always is.
        guard let known = try transaction.takenBatch(batch.header.identity) else { return try take(batch) }
        let outcome: BatchRecord.Outcome = known.outcome == .applied ? .duplicate : .waiting
        try note(batch, outcome, known.id)
        return disposition(batch, outcome)
    }

    /// What a file that is no table makes of its batch, also where the batch would have to wait.
    private func refusal(of batch: Admission.Admitted, for fault: BatchTables.Fault) -> Admission.Refused {
        Admission.Refused(
            file: batch.file,
            zip: batch.zip,
            bytes: batch.bytes,
            refusal: Refusal(fault),
            header: batch.header,
            digest: batch.digest,
            isWellSigned: batch.isWellSigned
        )
    }

    private func quarantine(_ refused: Admission.Refused) throws -> Disposition {
        var id: Int64?
        if let header = refused.header, let digest = refused.digest {
            id = try transaction.insert(
                BatchRecord(
                    identity: header.identity,
                    digest: digest,
                    previous: header.previous,
                    exportedAt: header.exportedAt,
                    acknowledges: header.acknowledges,
                    closingYear: header.closingYear,
                    zip: refused.zip,
                    file: refused.file.name,
                    receivedAt: work.instant,
                    outcome: .quarantined,
                    isWellSigned: refused.isWellSigned,
                    reason: refused.refusal.receipt
                )
            )
        }
        try transaction.insertArrival(
            zip: refused.zip,
            file: refused.file.name,
            bytes: refused.bytes,
            receivedAt: work.instant,
            drain: work.number,
            claim: refused.file.claim,
            outcome: .quarantined,
            batch: id,
            code: refused.refusal.code,
            reason: refused.refusal.receipt
        )
        let receipt = BatchReceipt(
            identity: refused.header?.identity,
            digest: refused.digest ?? refused.zip,
            file: refused.file.name,
            outcome: .quarantined,
            exportedAt: refused.header?.exportedAt,
            receivedAt: work.instant,
            counts: RowCounts(),
            waitsFor: "",
            reason: refused.refusal.receipt
        )
        // The centre is always told; an office where it is known which one it was.
        var told: Set<OfficeCode> = [.centre]
        if let office = refused.file.folder ?? refused.office ?? refused.header?.identity.office { told.insert(office) }
        for office in told {
            // In another office's folder the bag's number says nothing to the folder's owner.
            let isItsOwn = office == .centre || refused.header?.identity.office == office
            work.batches[office, default: []].append(isItsOwn ? receipt : receipt.anonymous)
        }
        return Disposition(
            file: refused.file,
            zip: refused.zip,
            outcome: .quarantined,
            identity: refused.header?.identity,
            digest: refused.digest,
            isWellSigned: refused.isWellSigned,
            refusal: refused.refusal,
            signer: refused.office
        )
    }

    // MARK: Applying

    /// Applies every waiting batch whose turn has come, again and again until none moves: a ruling or a predecessor may open the way.
    ///
    /// - Parameter known: the last batch that an earlier drain knew; those after it are told that they wait.
    private func applyWhatCan(fresh: [Digest: Admission.Admitted], known: Int64) throws {
        var moved = true
        while moved {
            moved = false
            for batch in try transaction.waitingBatches() {
                switch try Chain(transaction: transaction).judge(batch) {
                case .apply(let isLate):
                    try Stage.apply.timed { try apply(batch, isLate: isLate, fresh: fresh) }
                    moved = true
                case .waits(let wait): try transaction.setWaiting(batch.id, for: wait.text, text: wait.reason)
                case .epochClosed(let last): try closeEpoch(batch, last)
                }
            }
        }
        for batch in try transaction.waitingBatches() where batch.id > known { tell(batch, .waiting) }
    }

    private func apply(_ batch: BatchRecord, isLate: Bool, fresh: [Digest: Admission.Admitted]) throws {
        let tables = try fresh[batch.zip]?.tables ?? archivedTables(batch)
        let window = try window(of: batch, isLate: isLate)
        let result = try transaction.savepoint {
            try transaction.setApplied(batch.id, in: work.number, after: window.after, through: window.through)
            return try BatchApplier(work: work, batch: batch, tables: tables, window: window).apply()
        }
        work.touched.merge(result.touched) { first, _ in first }
        work.receipts[batch.identity.office, default: []] += result.refused
        work.applied.append(batch)
        if !result.unnamed.isEmpty {
            work.warnings[batch.id] =
                "下列文件没有任何材料记录引用，仅存档：\(result.unnamed.prefix(10).joined(separator: "、"))\(result.unnamed.count > 10 ? "等 \(result.unnamed.count) 个" : "")"
        }
    }

    private func archivedTables(_ batch: BatchRecord) throws -> BatchTables {
        let file = Source(archived: configuration.root.archived(batch.zip.description), name: batch.file)
        guard case .batch(let admitted) = try gate.admit(file, trusting: true) else {
            throw StoreError.damaged("the archived batch \(batch.identity) (\(batch.zip)) can no longer be read")
        }
        return admitted.tables
    }

    /// The stretch of time for which a batch speaks (exchange format, section 4).
    private func window(of batch: BatchRecord, isLate: Bool) throws -> ExportWindow {
        if isLate { return ExportWindow(after: batch.receivedAt.adding(seconds: -1), through: batch.receivedAt) }
        let office = batch.identity.office
        var through = batch.exportedAt
        if let latest = try transaction.latestExport(of: office) { through = max(through, latest) }
        if let bundle = try transaction.bundle(to: office, sequence: batch.acknowledges) { through = max(through, bundle.createdAt) }
        let since = configuration.offices[office]?.since ?? Instant(seconds: 0)
        return ExportWindow(after: try transaction.latestExport(of: office, before: through) ?? since, through: through)
    }

    private func closeEpoch(_ batch: BatchRecord, _ last: BatchIdentity) throws {
        let refusal = Refusal(
            code: "EPOCH-CLOSED",
            section: 2,
            english: "EPOCH-CLOSED: a ruling ended this epoch at \(last)",
            chinese: "旧序列已由裁定在 \(last) 处结束，其后的批次不再接收",
            fix: "请在新序列中重报其内容。"
        )
        try transaction.setQuarantined(batch.id, text: refusal.receipt)
        work.closed[batch.zip] = refusal
        var closed = batch
        closed.reason = refusal.receipt
        tell(closed, .quarantined)
    }
}
