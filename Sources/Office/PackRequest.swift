import Bags
public import Programme

/// What an office asks of a pack; what it leaves out follows from its state.
public struct PackRequest: Sendable {
    /// The office; the one of the state where it is left out.
    public var office: OfficeCode?
    /// The instant of the export, by the office's clock.
    public var exportedAt: Instant
    /// A new epoch begins at sequence 1.
    public var epoch: Int?
    public var sequence: Int?
    /// The digest of the batch before this one.
    public var previous: Digest?
    public var acknowledges: Int?
    public var closingYear: Int?
    /// The folder in which the zip is put; the office's folder where it is left out.
    public var output: String?
    /// Whether to pack although the centre would refuse some rows.
    public var isForced = false
    /// Whether to make a batch that says "nothing new up to now", where there is nothing new.
    public var mayBeEmpty = false

    public init(exportedAt: Instant) {
        self.exportedAt = exportedAt
    }

    /// The header of the batch that the request makes, after what the state knows.
    ///
    /// - Throws: ``OfficeError`` where office, sequence and previous do not fit together.
    func header(after state: OfficeState) throws -> BatchHeader {
        let epoch = epoch ?? state.epoch
        let last = epoch == state.epoch ? state.batch : nil
        let sequence = sequence ?? (last?.sequence ?? 0) + 1
        guard epoch > 0 || state.office == .centre, epoch >= 0, sequence > 0 else {
            throw OfficeError(.usage, "epoch and sequence count from 1", "批次期号与序号从 1 开始")
        }
        let known = last.flatMap { $0.sequence == sequence - 1 ? $0.digest : nil }
        let previous = previous ?? known
        guard (previous == nil) == (sequence == 1) else {
            throw OfficeError(
                .usage,
                sequence == 1
                    ? "a batch of sequence 1 has no previous one; leave --previous out"
                    : "batch \(sequence) needs the digest of batch \(sequence - 1), which the state does not know: give --previous",
                sequence == 1 ? "序号 1 没有上一批次，请去掉 --previous" : "序号 \(sequence) 需要上一批次的摘要，状态文件中没有，请用 --previous 给出"
            )
        }
        return BatchHeader(
            identity: BatchIdentity(office: state.office, epoch: epoch, sequence: sequence),
            previous: previous,
            exportedAt: exportedAt,
            acknowledges: acknowledges ?? state.bundle?.sequence ?? 0,
            closingYear: closingYear
        )
    }
}
