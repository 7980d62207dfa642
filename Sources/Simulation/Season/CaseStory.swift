import Programme

/// Tells a case, batch by batch; chains are kept for each office.
struct CaseStory {
    private var turns: [CaseTurn] = []
    private var open = CaseTurn()
    /// The registers stand before every case, as the centre's first batch.
    private var last: [OfficeCode: BatchIdentity] = [.centre: BatchIdentity(office: .centre, epoch: 1, sequence: 1)]

    /// What is sent and not yet drained.
    var batches: [CaseBatch] { open.batches }

    /// The office's last batch.
    func last(of office: OfficeCode) -> BatchIdentity? { last[office] }

    /// The batch that was sent last never comes.
    mutating func mislayLast() -> BatchIdentity {
        open.batches[open.batches.count - 1].isMislaid = true
        return open.batches[open.batches.count - 1].identity
    }

    /// The batch that stands before every case.
    mutating func sendRegisters() { send(.centre, "2025-02-01 09:00", Papers.registers, sequence: 1) }

    var finished: [CaseTurn] {
        precondition(open.batches.isEmpty, "a case ends with a drain")
        return turns
    }

    /// The office's next batch.
    ///
    /// - Parameter epoch: opens a new epoch at sequence 1 where it is not the office's present one.
    mutating func send(
        _ office: OfficeCode,
        _ exportedAt: String,
        _ rows: [CaseRow],
        epoch: Int = 1,
        files: [String: String] = [:],
        acknowledging bundle: Int = 0
    ) {
        let known = last[office].flatMap { $0.epoch == epoch ? $0 : nil }
        send(office, exportedAt, rows, epoch: epoch, sequence: (known?.sequence ?? 0) + 1, files: files, acknowledging: bundle)
    }

    /// A batch whose number is told: one that an office made anew under a known number.
    mutating func send(
        _ office: OfficeCode,
        _ exportedAt: String,
        _ rows: [CaseRow],
        epoch: Int = 1,
        sequence: Int,
        files: [String: String] = [:],
        acknowledging bundle: Int = 0
    ) {
        guard let exported = Instant(Papers.instant(exportedAt)) else { preconditionFailure("\(exportedAt) is no instant") }
        let batch = CaseBatch(
            office: office,
            epoch: epoch,
            sequence: sequence,
            previous: sequence == 1 ? nil : BatchIdentity(office: office, epoch: epoch, sequence: sequence - 1),
            exportedAt: exported,
            acknowledges: bundle,
            rows: rows,
            files: files
        )
        last[office] = batch.identity
        open.batches.append(batch)
    }

    /// What was sent comes, in any order, before this drain.
    mutating func drain(_ instant: String, isGround: Bool = false) {
        guard let at = Instant(Papers.instant(instant)) else { preconditionFailure("\(instant) is no instant") }
        open.instant = at
        open.isGround = isGround
        turns.append(open)
        open = CaseTurn()
    }

    /// What was sent is published in bundles that a later batch acknowledges.
    mutating func publish(_ instant: String) { drain(instant, isGround: true) }

    /// Nothing comes; time alone passes.
    mutating func wait(until instant: String) {
        guard let at = Instant(Papers.instant(instant)), open.batches.isEmpty, !turns.isEmpty else {
            preconditionFailure("no drain before \(instant)")
        }
        turns[turns.count - 1].afterwards.append(at)
    }
}
