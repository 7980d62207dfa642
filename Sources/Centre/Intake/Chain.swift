import Programme
import Store

/// Whether a batch's turn has come (exchange format, section 2).
enum ChainVerdict: Equatable {
    /// Its predecessor is here; `isLate` where its successor was applied before it, so that its place is that of its receipt.
    case apply(isLate: Bool)
    case waits(ChainWait)
    /// The office's epoch was closed by a ruling before this batch.
    case epochClosed(last: BatchIdentity)
}

/// What a batch waits for.
enum ChainWait: Equatable {
    case gap(BatchIdentity, Missing)
    case digest(BatchIdentity)
    case epoch(Int)
    case epochEnd(BatchIdentity)

    /// Why the batch that is waited for is not applied.
    enum Missing: Equatable {
        case notReceived
        /// It came and was refused: the office mends it and sends it under the same number.
        case quarantined
        /// It is here, and waits itself.
        case waiting
    }

    /// `CHAIN-GAP 410305-1-42`.
    var text: String {
        switch self {
        case .gap(let missing, _): "CHAIN-GAP \(missing)"
        case .digest(let predecessor): "CHAIN-DIGEST \(predecessor)"
        case .epoch(let epoch): "CHAIN-EPOCH \(epoch)"
        case .epochEnd(let last): "CHAIN-GAP \(last)"
        }
    }

    /// For the receipt.
    var reason: String {
        switch self {
        case .gap(let missing, .waiting): "前一批次 \(missing) 已收到，但自身仍在等待；待其处理后自动处理本批次，无需重报"
        case .gap(let missing, .quarantined):
            "前一批次 \(missing) 已收到但被隔离。请更正后以同一批次号重报；如不再重报，请中心裁定 WAIVE_GAP（对象 batch \(missing)）"
        case .gap(let missing, .notReceived), .epochEnd(let missing):
            "等待前一批次 \(missing)：该批次尚未收到。请补报；如确已丢失，请中心裁定 WAIVE_GAP（对象 batch \(missing)）"
        case .digest(let predecessor):
            "Batch-Previous 与已收批次 \(predecessor) 的摘要不符。请核对所依据的前一批次；如前一批次无法恢复，请中心裁定 WAIVE_GAP（对象 batch \(predecessor)）"
        case .epoch(let epoch):
            "新序列（Batch-Epoch \(epoch)）须经中心裁定 NEW_EPOCH 后方可接收，裁定中应写明旧序列的最后批次"
        }
    }
}

/// Judges a batch against what is applied of its office.
struct Chain {
    let transaction: Transaction

    func judge(_ batch: BatchRecord) throws -> ChainVerdict {
        let identity = batch.identity
        let applied = try transaction.lastApplied(of: identity.office)
        let opened = try transaction.openedEpochs(of: identity.office)
        if let closing = opened.values.first(where: { $0.epoch == identity.epoch && identity.sequence > $0.sequence }) {
            return .epochClosed(last: BatchIdentity(office: identity.office, epoch: closing.epoch, sequence: closing.sequence))
        }
        // The first epoch needs no ruling, nor do the operators' own batches.
        if identity.epoch > 1 {
            guard let last = opened[identity.epoch] else { return .waits(.epoch(identity.epoch)) }
            if let missing = try missingEnd(of: last, identity.office, reached: applied[last.epoch]?.sequence ?? 0) {
                return .waits(.epochEnd(missing))
            }
        }
        if let wait = try wait(before: batch) { return .waits(wait) }
        return .apply(isLate: identity.sequence < applied[identity.epoch]?.sequence ?? 0)
    }

    /// The last batch of the old epoch that is neither applied nor waived, where there is one that the ruling on the new epoch names.
    private func missingEnd(of last: (epoch: Int, sequence: Int), _ office: OfficeCode, reached: Int) throws -> BatchIdentity? {
        for sequence in stride(from: last.sequence, to: reached, by: -1) {
            let batch = BatchIdentity(office: office, epoch: last.epoch, sequence: sequence)
            if try !transaction.isWaived(batch) { return batch }
        }
        return nil
    }

    private func wait(before batch: BatchRecord) throws -> ChainWait? {
        var sequence = batch.identity.sequence
        // What the batch names as its predecessor's digest; nobody is named across a gap that was waived.
        var named = batch.previous
        while sequence > 1 {
            let predecessor = BatchIdentity(office: batch.identity.office, epoch: batch.identity.epoch, sequence: sequence - 1)
            let taken = try transaction.takenBatch(predecessor)
            if let taken, taken.outcome == .applied {
                let mayName = try [taken.digest] + transaction.quarantinedDigests(predecessor)
                let agrees = named.map { mayName.contains($0) } ?? true
                return try agrees || transaction.isWaived(predecessor) ? nil : .digest(predecessor)
            }
            guard try transaction.isWaived(predecessor) else {
                return .gap(predecessor, try state(of: predecessor, isTaken: taken != nil))
            }
            named = nil
            sequence -= 1
        }
        return nil
    }

    private func state(of predecessor: BatchIdentity, isTaken: Bool) throws -> ChainWait.Missing {
        if isTaken { return .waiting }
        return try transaction.quarantinedDigests(predecessor).isEmpty ? .notReceived : .quarantined
    }
}
