import Bags
import FileCalls
import Glibc
import Logging
import Merging
public import Programme
import Records
import Store

/// Puts operators' acts through the one intake, as a batch, and tells what came of them.
///
/// While the daemon runs, it takes the batch like any other and the desk waits for it; otherwise the desk drains the inbox itself.
public struct OperatorDesk: Sendable {
    private let centre: Centre
    private let operatorName: String

    /// How long to wait for a daemon that has the data root.
    public var patience = Duration.seconds(60)

    /// A desk at which that person acts.
    public init(_ centre: Centre, operatorName: String) {
        self.centre = centre
        self.operatorName = operatorName
    }

    /// What the acts would change; nothing is written.
    public func rehearse(_ acts: [OperatorAct], at instant: Instant) throws -> Consequences {
        let batch = try centre.store.read { try OperatorBatch(acts, by: operatorName, after: $0) }
        let path = "\(centre.root.temporary)/rehearsal-\(getpid()).zip"
        defer { Files.unlink(path) }
        _ = try batch.write(to: path, key: centre.configuration.key, at: instant)
        return try centre.rehearse([path], at: instant) { work, _ in
            let receipts = (work.receipts[.centre] ?? []).filter { $0.batch == batch.identity }
            return try consequences(ofDrains: work.number...work.number, work.transaction, receipts)
        }
    }

    /// Does the acts.
    ///
    /// - Throws: ``OperatorRefusal`` where the batch could not be taken in time.
    public func submit(_ acts: [OperatorAct], at instant: Instant) async throws -> Consequences {
        let turn = try OperatorTurn(centre.root)
        defer { withExtendedLifetime(turn) {} }
        do {
            return try await InstanceLock.hold(centre.root) {
                let intake = try Intake(centre, logger: centre.logger)
                // What waits goes first, so that the acts meet the store as it will be.
                _ = try await intake.drain(at: instant)
                let batch = try drop(acts, at: instant)
                let pass = try await intake.drain(at: instant)
                if let absence = pass.absence { throw OperatorRefusal(.tryAgain, "\(absence)", "收件夹不可用，操作已存入收件夹的除外") }
                if let shortage = pass.shortage { throw OperatorRefusal(.tryAgain, "\(shortage)", "磁盘空间不足") }
                return try outcome(of: batch)
            }
        } catch InstanceLock.Failure.held {
            let batch = try drop(acts, at: instant)
            return try await wait(for: batch)
        }
    }

    // MARK: The batch

    private func drop(_ acts: [OperatorAct], at instant: Instant) throws -> OperatorBatch {
        guard case .found(let listing) = Inbox(centre.root, offices: centre.configuration.offices.codes).look() else {
            throw OperatorRefusal(.tryAgain, "the inbox is away: \(centre.root.inboxMarker) is missing", "收件夹不可用（缺少标记文件），未作任何操作")
        }
        if let waiting = listing.candidates.first(where: { $0.nameInInbox.hasPrefix("\(OfficeCode.centre)-0-") }) {
            throw OperatorRefusal(
                .tryAgain,
                "an operator's batch still waits in the inbox (\(waiting.name)); see 'voucherd status', then try again",
                "收件夹中还有未处理的操作批次（\(waiting.name)），请用 voucherd status 查看原因后再试"
            )
        }
        let batch = try centre.store.read { transaction in
            for act in acts { try act.check(transaction) }
            return try OperatorBatch(acts, by: operatorName, after: transaction)
        }
        let place = "\(centre.root.inbox)/\(batch.name).zip"
        let temporary = DurableFile.temporaryName(for: place)
        do {
            _ = try batch.write(to: temporary, key: centre.configuration.key, at: instant)
            try DurableFile.rename(temporary, to: place)
        } catch {
            Files.unlink(temporary)
            throw error
        }
        return batch
    }

    private func wait(for batch: OperatorBatch) async throws -> Consequences {
        let deadline = ContinuousClock.now + patience
        var isTaken = false
        while ContinuousClock.now < deadline {
            let (taken, isAtWork) = try centre.store.read { try ($0.takenBatch(batch.identity), $0.hasUnfinishedPass()) }
            isTaken = taken != nil
            // What the acts change may be decided by a later drain of the same pass.
            if isTaken, !isAtWork { return try outcome(of: batch) }
            try await Task.sleep(for: .milliseconds(20))
        }
        if isTaken { return try outcome(of: batch) }
        throw OperatorRefusal(
            .tryAgain,
            "the daemon has not taken \(batch.name).zip within \(patience); it stays in the inbox and is done when the daemon takes it",
            "守护进程在 \(patience) 内未处理 \(batch.name).zip；文件已在收件夹中，处理后生效"
        )
    }

    // MARK: What came of it

    private func outcome(of batch: OperatorBatch) throws -> Consequences {
        try centre.store.read { transaction in
            guard let taken = try transaction.takenBatch(batch.identity), let drain = try transaction.drain(ofBatch: taken.id) else {
                throw OperatorRefusal(
                    .data,
                    "the batch \(batch.identity) was not applied; 'voucherd status' and store/quarantine say why",
                    "操作批次 \(batch.identity) 未被采用，原因见 voucherd status 与 store/quarantine"
                )
            }
            return try consequences(ofDrains: drain...max(drain, transaction.lastDrain()), transaction, lastReceipts(of: taken, transaction))
        }
    }

    /// The last word on each row of a batch: a later drain of its pass may have told another.
    private func lastReceipts(of batch: BatchRecord, _ transaction: Transaction) throws -> [RowReceipt] {
        guard let first = try transaction.bundleSequence(ofBatch: batch.id) else { return [] }
        let last = try transaction.lastBundle(to: batch.identity.office)?.sequence ?? first
        let issued = IssuedReceipts(configuration: centre.configuration, transaction: transaction)
        var receipts: [RecordType: [Int: RowReceipt]] = [:]
        for sequence in first...max(first, last) {
            for receipt in try issued.rows(of: batch.identity, in: sequence) { receipts[receipt.type, default: [:]][receipt.line] = receipt }
        }
        return receipts.values.flatMap(\.values).sorted { ($0.type.rank, $0.line) < ($1.type.rank, $1.line) }
    }

    private func consequences(ofDrains drains: ClosedRange<Int>, _ transaction: Transaction, _ receipts: [RowReceipt]) throws -> Consequences {
        var consequences = try Consequences(ofDrains: drains, transaction)
        consequences.acts = receipts.map { (RowIdentity($0.batch, line: $0.line), $0.outcome, $0.findings) }
        return consequences
    }
}

/// One operator acts at a time, so that the numbers of their batches follow each other. The kernel frees the turn with the process.
private final class OperatorTurn {
    private let descriptor: Int32

    init(_ root: DataRoot) throws {
        let path = "\(root.store)/.operator"
        descriptor = Files.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw OperatorRefusal(.tryAgain, "another operator's command is at work; try again", "另一项操作正在进行，请稍后再试")
        }
    }

    deinit {
        // Not by closing alone: a program that is just being started has the descriptor too, until it is another program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
