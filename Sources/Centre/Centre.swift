public import Bags
import Glibc
public import Logging
import Merging
public import Programme
import Records
import Rules
public import Store
import Synchronization

/// The centre: takes claimed files, drains them into the store, and publishes what came of it.
///
/// Everything enters by ``drain(_:at:)`` and leaves through the outbox; between them stands one transaction a drain. A crash at any moment
/// leaves the drain wholly done or not begun, and ``recover()`` puts every file where the store says it belongs.
public final class Centre: Sendable {
    public let root: DataRoot
    public let configuration: CentreConfiguration
    public let store: CentralStore
    let logger: Logger
    /// Whether the program that had the store open last died over it. Another that works on it now looks the same.
    private let wasInterrupted: Bool
    /// The bundles that the outbox did not take the last time, by their files, and why.
    private let unwritten = Mutex<[String: (bundle: StoredBundle, reason: String)]>([:])
    private let leavings = Leavings()
    /// The last day that was found to move nothing by itself.
    private let idleDay = Mutex<Day?>(nil)

    /// Opens the centre of a data root; its folders and its store are made where they are missing.
    ///
    /// - Throws: ``FileFailure`` or ``StoreError`` where the root cannot be used.
    public init(configuration: CentreConfiguration, logger: Logger) throws {
        root = configuration.root
        self.configuration = configuration
        self.logger = logger
        try root.makeFolders()
        // An empty store beside a full archive would number its bundles anew, over those that offices have, and an old copy likewise.
        if try !Centre.exists(root.database), try Centre.exists(root.journal) { throw StoreError.lost(store: root.database, journal: root.journal) }
        // SQLite removes its log when the last connection is closed.
        wasInterrupted = try Centre.exists(root.database + "-wal")
        store = try CentralStore(path: root.database)
        try checkAge()
        try Centre.keepSides(in: store)
    }

    /// Opens the centre of a data root to look at it: nothing is made, migrated or written, so that it can be done on a disk that is full or read-only.
    ///
    /// - Throws: ``FileFailure`` or ``StoreError`` where there is no store, or it cannot be read.
    public init(lookingAt configuration: CentreConfiguration) throws {
        root = configuration.root
        self.configuration = configuration
        logger = Logger(label: "voucherd", factory: { _ in SwiftLogNoOpLogHandler() })
        wasInterrupted = false
        store = try CentralStore(readingAt: root.database)
        try checkAge()
    }

    /// Refuses a store that ends before the journal does. A crash leaves the journal at most one drain ahead: the one that was not committed.
    private func checkAge() throws {
        let drain = try store.read { try $0.lastDrain() }
        guard let last = try Journal(path: root.journal).lastDrain(), last > drain + 1 else { return }
        throw StoreError.behind(store: root.database, drain: drain, journal: root.journal, last: last)
    }

    /// Fills in what a store from before the conflict log did not keep: the sides of its open conflicts.
    private static func keepSides(in store: CentralStore) throws {
        guard try store.read({ try !$0.openConflictsWithoutSides().isEmpty }) else { return }
        try store.write { transaction in
            for conflict in try transaction.openConflictsWithoutSides() {
                let record = try transaction.record(conflict.record)
                let history = try transaction.history(of: record)
                let merged = RecordMerge.merge(record.key, history.map(\.row))
                guard let group = record.key.type.group(named: conflict.group) else { continue }
                try transaction.setSides(
                    ConflictSideRow.sides(of: group, in: merged, history),
                    inEffect: merged.words(of: group),
                    ofConflict: conflict.id
                )
            }
        }
    }

    private static func exists(_ path: String) throws(FileFailure) -> Bool {
        if access(path, F_OK) == 0 { return true }
        // What cannot be looked at is not missing.
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw FileFailure("access", path: path)
    }

    /// What one drain did, or the drains of a pass, for the log and the command line.
    public struct Report: Sendable {
        /// The number of the drain, or of the last one; 0 where there was nothing to do.
        public var drain = 0
        /// Each file, its batch where that is known, and what became of it.
        public var files: [(name: String, batch: BatchIdentity?, outcome: BatchRecord.Outcome, reason: String)] = []
        /// Files that are not whole: they go back to the inbox and wait.
        public var notWhole: [(file: ClaimedFile, state: NotWhole)] = []
        /// Files that the system would not let us read: they go back too.
        public var unreadable: [(file: ClaimedFile, failure: FileFailure)] = []
        /// What kept bundles from the outbox; empty where it has every one.
        public var unpublished: Set<Hindrance> = []
        public var isPublished: Bool { unpublished.isEmpty }
        /// Whether the log of conflicts says what the store does.
        public var isTold = true
        /// Bundles that were cut.
        public var bundles: [StoredBundle] = []
        /// Whether another drain is to go on where this one stopped, even without a file.
        public var isUnfinished = false

        /// Adds what the next drain of the same pass did.
        mutating func add(_ next: Report) {
            drain = max(drain, next.drain)
            files += next.files
            notWhole += next.notWhole
            unreadable += next.unreadable
            bundles += next.bundles
        }
    }

    // MARK: Draining

    /// Takes claimed files, and everything in the store that waited for them.
    ///
    /// - Parameters:
    ///   - instant: the instant that the whole drain uses.
    ///   - isFollowed: whether another drain of the same pass goes on.
    ///   - isContinuation: whether an earlier drain of the same pass left something to this one.
    public func drain(_ files: [ClaimedFile], at instant: Instant, isFollowed: Bool = false, isContinuation: Bool = false) throws -> Report {
        var report = Report()
        let vault = EvidenceVault(root: root)
        defer { vault.discard() }
        let admissions = try admit(files, into: vault, &report)
        guard try !admissions.isEmpty || (isContinuation && !isFollowed) || hasDueCases(at: instant) else { return report }
        try commitAndPublish(admissions, vault, at: instant, isFollowed: isFollowed, &report)
        return report
    }

    /// Decides a part of what time alone has decided, where that may be more than one drain decides; nothing is read before all of it is decided.
    ///
    /// - Returns: what the drain did; `nil` where what is left is for the drain that reads what is new.
    public func passTime(at instant: Instant) throws -> Report? {
        guard try hasMuchDue(at: instant) else { return nil }
        var report = Report()
        try commitAndPublish([], EvidenceVault(root: root), at: instant, isFollowed: true, &report)
        return report
    }

    /// Whether a pass was cut off before it had decided all that it brought.
    func hasUnfinishedPass() throws -> Bool { try store.read { try $0.hasUnfinishedPass() } }

    /// Whether time may have moved more party-years than one drain decides.
    private func hasMuchDue(at instant: Instant) throws -> Bool {
        try store.read { transaction in
            guard let last = try transaction.instant(ofDrain: transaction.lastDrain()) else { return false }
            let most = configuration.settings.finality.casesPerDrain
            var due = try transaction.first(most + 1, of: .due).count
            if last.day < instant.day, idleDay.withLock({ $0 != instant.day }) {
                let spoken = try Horizon(at: instant, transaction, configuration).allHaveSpokenUntil
                let time = MovedByTime(transaction: transaction, configuration: configuration, instant: instant)
                due += try time.count(since: last, spoken: spoken, most: most + 1)
            }
            return due > most
        }
    }

    private func commitAndPublish(
        _ admissions: [Admission],
        _ vault: EvidenceVault,
        at instant: Instant,
        isFollowed: Bool,
        _ report: inout Report
    ) throws {
        let dispositions = try commit(admissions, vault, at: instant, isFollowed: isFollowed, &report)
        report.unpublished = try Stage.publish.timed {
            try settle(dispositions.map { ($0.file.path, $0.zip, $0.outcome) })
            return try publish(report.bundles)
        }
        report.isTold = tellConflicts(since: report.drain)
    }

    private func admit(_ files: [ClaimedFile], into vault: EvidenceVault, _ report: inout Report) throws -> [Admission] {
        let gate = Gate(configuration: configuration)
        let results = Stage.admit.timed { files.concurrentMap { file in Result { try gate.admit(Source(file), into: vault) } } }
        var admissions: [Admission] = []
        for (file, result) in zip(files, results) {
            do {
                let admission = try result.get()
                if case .notWhole(let state) = admission {
                    report.notWhole.append((file, state))
                } else {
                    admissions.append(admission)
                }
            } catch let failure as StagingFailure {
                throw failure.cause
            } catch let failure as FileFailure {
                report.unreadable.append((file, failure))
            }
        }
        return admissions
    }

    /// Whether there is something to decide without a file: what an interrupted pass left, and what time alone decides.
    private func hasDueCases(at instant: Instant) throws -> Bool {
        try store.read { transaction in
            guard let last = try transaction.instant(ofDrain: transaction.lastDrain()) else { return false }
            // A pass that was cut off has left them.
            if try transaction.hasUnfinishedPass() { return true }
            if try RoundClerk.isDue(transaction, at: instant) { return true }
            // A window closes at the end of a working day: one look a day is enough.
            guard last.day < instant.day, idleDay.withLock({ $0 != instant.day }) else { return false }
            if try MovedByTime(transaction: transaction, configuration: configuration, instant: instant).isAny(since: last) { return true }
            idleDay.withLock { $0 = instant.day }
            return false
        }
    }

    private func commit(
        _ admissions: [Admission],
        _ vault: EvidenceVault,
        at instant: Instant,
        isFollowed: Bool,
        _ report: inout Report
    ) throws -> [Drain.Disposition] {
        let outcome = try store.write { transaction in
            let number = try transaction.lastDrain() + 1
            let work = DrainTransaction(configuration: configuration, evidence: vault, temporary: root.temporary, leavings: leavings)
            let result = try work.run(admissions, number: number, at: instant, isFollowed: isFollowed, in: transaction)
            try configuration.pinned.keep(in: root)
            // Before the commit: once a file is quarantined, only what is on disk still knows why.
            for disposition in result.dispositions { try explain(disposition) }
            try Journal(path: root.journal).append(
                Journal.Line(
                    drain: number,
                    at: instant,
                    programme: configuration.programme.digest.description,
                    configuration: configuration.pinned.digests,
                    files: result.dispositions.map { Journal.File($0) },
                    bundles: result.bundles.map { Journal.Bundle(office: $0.office, sequence: $0.sequence, digest: $0.digest, zip: $0.zip) },
                    isFollowed: isFollowed ? true : nil
                )
            )
            return (number, result.dispositions, result.bundles, result.isUnfinished)
        }
        report.isUnfinished = outcome.3
        report.drain = outcome.0
        report.bundles = outcome.2
        report.files = outcome.1.map { ($0.file.name, $0.identity, $0.outcome, $0.refusal?.english ?? "") }
        return outcome.1
    }

    // MARK: Previewing

    /// What a drain of these files would tell each office, without any of it happening: nothing is moved, written or decided.
    public func preview(_ paths: [String], at instant: Instant) throws -> Preview {
        try rehearse(paths, at: instant) { work, notWhole in Preview(contents: try NewsDesk(work: work).contents(), notWhole: notWhole) }
    }

    /// Drains files in a transaction that is then taken back, and looks at what it would have left.
    func rehearse<Value>(
        _ paths: [String],
        at instant: Instant,
        _ look: (DrainWork, [(path: String, state: NotWhole)]) throws -> Value
    ) throws -> Value {
        let gate = Gate(configuration: configuration)
        var notWhole: [(path: String, state: NotWhole)] = []
        var admissions: [Admission] = []
        for path in paths {
            let admission = try gate.admit(Source(archived: path, name: path))
            if case .notWhole(let state) = admission { notWhole.append((path, state)) } else { admissions.append(admission) }
        }
        var value: Value?
        do {
            try store.write { transaction in
                let number = try transaction.lastDrain() + 1
                try transaction.openDrain(number, at: instant, programme: configuration.programme.digest.description)
                let work = DrainWork(number: number, instant: instant, transaction: transaction, configuration: configuration, evidence: nil)
                _ = try Drain(configuration: configuration, work: work).run(admissions.numbered())
                value = try look(work, notWhole)
                throw RehearsalEnd()
            }
        } catch is RehearsalEnd {}
        guard let value else { throw StoreError.damaged("a rehearsal ended without a result") }
        return value
    }

    /// What a preview found.
    public struct Preview: Sendable {
        /// What each office would be told.
        public var contents: [BundleContent] = []
        public var notWhole: [(path: String, state: NotWhole)] = []
    }

    /// Ends a rehearsal's transaction without a commit.
    private struct RehearsalEnd: Error {}

    // MARK: Files

    /// Moves files of committed drains to where they stay: the archive, or quarantine, where the reason lies already.
    private func settle(_ files: [(path: String, zip: Digest, outcome: BatchRecord.Outcome)]) throws {
        // A claim by rename keeps the sender's mode. Where the file is another user's it stays so: the store lets no one else in.
        for file in files { chmod(file.path, 0o640) }
        try DurableFile.move(
            files.map { file in
                let zip = file.zip.description
                let place = file.outcome == .quarantined ? root.quarantined(zip) : root.archived(zip)
                return DurableFile.Move(from: file.path, to: place)
            }
        )
    }

    /// Writes why a file is quarantined beside the place that it will have there.
    private func explain(_ disposition: Drain.Disposition) throws {
        guard let refusal = disposition.refusal else { return }
        let text = """
            file: \(disposition.file.name)
            sha256: \(disposition.zip)
            batch: \(disposition.identity?.description ?? "unknown 未能确认")
            reason: \(refusal.english)
            原因：\(refusal.code)（\(refusal.article)）\(refusal.chinese)
            处理：\(refusal.fix)

            """
        let place = root.reason(disposition.zip.description)
        try DurableFile.makeFolder(DurableFile.folder(of: place))
        try DurableFile.write(Array(text.utf8), to: place)
    }

    /// Writes the log of conflicts anew, where one changed since a drain, or a decision that waits for one.
    ///
    /// The log says what the store knows: a failure to write it keeps nothing else from going on.
    ///
    /// - Returns: whether it is written; else it is to be written anew, whatever has changed since.
    @discardableResult
    func tellConflicts(since drain: Int, isLate: Bool = false) -> Bool {
        do {
            let hasNews = try isLate || store.read { try $0.hasConflictNews(since: drain) }
            guard try hasNews || !Centre.exists(root.log + "/conflicts.log") else { return true }
            try ConflictLog(centre: self).write()
            return true
        } catch {
            // Once is enough: it is tried again with every pass.
            if !isLate { logger.error("conflicts.log not written / 冲突清单未能写出", metadata: ["reason": "\(error)"]) }
            return false
        }
    }

    /// Writes every bundle that the outbox lacks, as after a start.
    func publishMissing() throws -> Set<Hindrance> { try publish(Outbox(root).unsure(in: store, provingLast: Centre.drainsProvenAtStart)) }

    private static let drainsProvenAtStart = 20

    /// Writes bundles into the outbox, and with them those that it did not take the last time.
    ///
    /// - Returns: what kept some from being written, nothing where all are there now; the store has them for the next try.
    func publish(_ bundles: [StoredBundle]) throws -> Set<Hindrance> {
        let before = unwritten.withLock { $0 }
        let late = before.values.map(\.bundle)
        let repairs = try Outbox(root).remake(bundles + late, from: store)
        for bundle in repairs.replaced { logger.warning("bundle replaced in the outbox / 决定包已重新生成", metadata: ["file": "\(bundle.file)"]) }
        let failures = Dictionary(repairs.failures.map { ($0.bundle.file, (bundle: $0.bundle, reason: "\($0.reason)")) }) { first, _ in first }
        // It is tried again every few seconds: what was said need not be said each time.
        for (file, failure) in failures.sorted(by: { $0.key < $1.key }) where before[file]?.reason != failure.reason {
            logger.error("bundle not written / 决定包未能写出", metadata: ["file": "\(file)", "reason": "\(failure.reason)"])
        }
        if failures.isEmpty, !before.isEmpty {
            logger.notice("the outbox has every bundle again / 决定包已补齐", metadata: ["bundles": .stringConvertible(before.count)])
        }
        unwritten.withLock { $0 = failures }
        return Set(repairs.failures.map { Hindrance($0.reason, in: root) })
    }

    /// What a start found, once it has put in its place what it could.
    public struct Recovery: Sendable {
        /// The claimed files that no drain has committed.
        public let open: [ClaimedFile]
        /// What keeps bundles from the outbox.
        public let unpublished: Set<Hindrance>
        /// Whether the log of conflicts says what the store does.
        public let isTold: Bool
    }

    /// After a start: files that a drain had committed go where they belong; the others are offered again. Missing bundles are made again.
    public func recover(_ claimed: [ClaimedFile]) throws -> Recovery {
        let leftovers = Leftovers(root)
        if wasInterrupted { try leftovers.makeDurable() }
        var open: [ClaimedFile] = []
        var committed: [(path: String, zip: Digest, outcome: BatchRecord.Outcome)] = []
        for file in claimed {
            if let arrival = try store.read({ try $0.arrival(ofClaim: file.number) }) {
                committed.append((file.path, arrival.zip, arrival.outcome))
            } else {
                open.append(file)
            }
        }
        try settle(committed)
        try leftovers.remove(store)
        return Recovery(open: open, unpublished: try publishMissing(), isTold: tellConflicts(since: 0))
    }
}
