import Bags
public import Logging
public import Programme
public import Store

/// Looks at the inbox, claims what is whole, drains it, and puts every file where it belongs: the one path for `run --once` and `run`.
public actor Intake {
    private let centre: Centre
    private let inbox: Inbox
    private let taking: TakingFolder
    private let logger: Logger
    /// Files that were not whole when they were last read, by what they looked like then.
    private var notWhole: [FileStamp: NotWhole] = [:]
    private var taken = TakenFiles()
    /// Files that are taken and could not be removed: they are left alone for as long as they look the same.
    private var irremovable: Set<FileStamp> = []
    private var overlooked: Set<OverlookedFile> = []
    /// Files that were reported because they are not whole for too long, or cannot be read.
    private var reported: Set<String> = []
    private var isAway = false
    private var isRecovered = false
    private var isPublished = true
    /// The day whose dates are logged.
    private var alarmedOn: Day?
    /// The most dates that one day logs; the commands know all.
    private static let mostAlarms = 200

    private let executor = QueueExecutor(label: "voucherd.intake")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    public init(_ centre: Centre, logger: Logger) throws {
        self.centre = centre
        self.logger = logger
        inbox = Inbox(centre.root, offices: centre.configuration.offices.codes)
        taking = TakingFolder(centre.root, lastClaim: try centre.store.read { try $0.lastClaim() })
    }

    /// What one pass did.
    public struct Pass: Sendable {
        public var report = Centre.Report()
        /// Why the inbox could not be looked at, if it could not.
        public var absence: InboxAbsence?
        public var shortage: FreeSpace.Shortage?
        /// Files in the inbox that are not whole.
        public var waiting: [WaitingFile] = []
    }

    /// One pass: everything that is whole is taken.
    public func drain(at instant: Instant) throws -> Pass {
        var pass = Pass()
        var files = try recover()
        var stamps: [Int: FileStamp] = [:]
        var found: InboxListing?
        switch inbox.look() {
        case .away(let absence):
            pass.absence = absence
            if !isAway { logger.warning("the inbox is away / 收件夹不可用", metadata: ["reason": "\(absence)"]) }
            isAway = true
        case .found(let listing):
            isAway = false
            report(listing)
            try claim(listing, &files, &stamps, &pass)
            found = listing
        }
        // Where anything below fails, what was claimed and not settled is offered again by the next pass.
        isRecovered = false
        try taking.sync(files)
        if !isPublished { isPublished = try centre.publish() }
        pass.report = try centre.drain(files, at: instant)
        if !pass.report.isPublished { isPublished = false }
        pass.report.isPublished = isPublished
        for (file, state) in pass.report.notWhole {
            if let stamp = stamps[file.number] { notWhole[stamp] = state }
            try taking.putBack(file)
        }
        for (file, failure) in pass.report.unreadable {
            noteUnreadable(file.nameInInbox, failure)
            try taking.putBack(file)
        }
        for file in files { taking.release(file) }
        isRecovered = true
        if let found { pass.waiting = try noteWaiting(found, at: instant) }
        log(pass.report)
        if alarmedOn != instant.day { try logAlarms(at: instant) }
        return pass
    }

    // MARK: Start

    /// The first pass offers again what an earlier run had claimed and not committed.
    private func recover() throws -> [ClaimedFile] {
        guard !isRecovered else { return [] }
        let leftovers = try taking.leftovers()
        for stranger in leftovers.strangers {
            logger.warning("not ours, left alone / 不明文件，未动", metadata: ["file": "store/taking/\(stranger)"])
        }
        let open = try centre.recover(leftovers.files)
        let unsettled = Set(open)
        for file in leftovers.files where !unsettled.contains(file) { taking.release(file) }
        isRecovered = true
        return try open.filter { try taking.complete($0) }
    }

    // MARK: Claiming

    private func claim(_ listing: InboxListing, _ files: inout [ClaimedFile], _ stamps: inout [Int: FileStamp], _ pass: inout Pass) throws {
        let leaving = centre.configuration.settings.intake.afterTaking == .leave
        if leaving { taken.keepOnly(listing) }
        let present = Set(listing.candidates.map(\.stamp))
        notWhole = notWhole.filter { present.contains($0.key) }
        for candidate in listing.candidates where notWhole[candidate.stamp] == nil && !irremovable.contains(candidate.stamp) {
            if leaving, try isTaken(candidate) { continue }
            switch look(at: candidate) {
            case .whole: break
            case .waits(let state):
                notWhole[candidate.stamp] = state
                continue
            case .unreadable(let failure):
                // One file that the system will not give us must not keep the others from being taken.
                noteUnreadable(candidate.nameInInbox, failure)
                continue
            }
            let minimum = centre.configuration.settings.intake.minimumFreeBytes
            if let shortage = try FreeSpace.shortage(taking: candidate.stamp.size, keeping: minimum, at: centre.root.store) {
                logger.error("too little room on the disk; intake pauses / 磁盘空间不足，暂停接收", metadata: ["reason": "\(shortage)"])
                pass.shortage = shortage
                return
            }
            do {
                let file = try taking.claim(candidate, leaving: leaving)
                if !leaving, taking.originalRemains(candidate) {
                    noteIrremovable(candidate)
                    if try wasTakenBefore(file) {
                        try taking.discard(file)
                        continue
                    }
                }
                files.append(file)
                stamps[file.number] = candidate.stamp
            } catch {
                // Somebody is at the file: the next look finds it as it is then.
                logger.info("not claimed / 未能取走", metadata: ["file": "\(candidate.nameInInbox)", "reason": "\(error)"])
            }
        }
    }

    /// Whether a file that stays in the inbox was taken before.
    private func isTaken(_ candidate: InboxCandidate) throws -> Bool {
        let digest: Digest
        if let known = taken.digest(of: candidate) {
            digest = known
        } else {
            guard let path = candidate.path, let read = try? Digest(ofFileAt: path) else { return false }
            digest = read
        }
        let isTaken = try centre.store.read { try $0.knowsArrival(digest) }
        if isTaken { taken.note(digest, of: candidate) }
        return isTaken
    }

    /// Whether an earlier run took a file that it could not remove from the inbox: else each start would take it for a duplicate just sent.
    private func wasTakenBefore(_ file: ClaimedFile) throws -> Bool {
        let digest = try Digest(ofFileAt: file.path)
        return try centre.store.read { try $0.knowsArrival(digest, of: file.nameInInbox) }
    }

    private enum Look {
        case whole
        case waits(NotWhole)
        case unreadable(FileFailure)
    }

    /// A look at the file where it lies: its end record and directory tell most of what is not whole without claiming it.
    private func look(at candidate: InboxCandidate) -> Look {
        guard let path = candidate.path else { return .whole }
        do {
            _ = try Bag(contentsOf: path, limits: centre.configuration.settings.bags)
            return .whole
        } catch {
            switch error {
            case .notWhole(let state): return .waits(state)
            case .unreadable(let failure): return .unreadable(failure)
            case .refused: return .whole
            }
        }
    }

    // MARK: Telling

    private func report(_ listing: InboxListing) {
        let found = Set(listing.overlooked)
        for file in listing.overlooked where !overlooked.contains(file) {
            logger.warning("passed over in the inbox / 收件夹中未予理会", metadata: ["file": "\(file)"])
        }
        overlooked = found
    }

    private func noteWaiting(_ listing: InboxListing, at instant: Instant) throws -> [WaitingFile] {
        let known = Dictionary(try centre.store.read { try $0.waitingFiles() }.map { ($0.name, $0) }) { first, _ in first }
        var waiting: [WaitingFile] = []
        for candidate in listing.candidates {
            guard let state = notWhole[candidate.stamp] else { continue }
            let name = candidate.nameInInbox
            if known[name] == nil {
                logger.info("not whole yet; it waits / 文件尚不完整，等待", metadata: ["file": "\(name)", "state": "\(state)"])
            }
            let since = known[name]?.since ?? instant
            if instant.seconds - since.seconds >= centre.configuration.settings.intake.staleAfter.components.seconds, reported.insert(name).inserted {
                logger.warning(
                    "still not whole; ask the office to send it again / 文件长时间不完整，请通知报送单位重发",
                    metadata: ["file": "\(name)", "since": "\(since)", "state": "\(state)"]
                )
            }
            waiting.append(
                WaitingFile(name: name, bytes: state.bytesPresent, since: since, reason: "\(state) / \(state.chinese)")
            )
        }
        if Set(waiting) != Set(known.values) { try centre.store.write { try $0.setWaitingFiles(waiting) } }
        return waiting
    }

    private func noteIrremovable(_ candidate: InboxCandidate) {
        guard irremovable.insert(candidate.stamp).inserted else { return }
        logger.error(
            "taken, but it cannot be removed from the inbox; remove it by hand / 已接收，但无法从收件夹移除，请手工移除",
            metadata: ["file": "\(candidate.nameInInbox)"]
        )
    }

    private func noteUnreadable(_ name: String, _ failure: FileFailure) {
        guard reported.insert(name).inserted else { return }
        logger.error("cannot be read; it stays in the inbox / 文件无法读取，留在收件夹中", metadata: ["file": "\(name)", "reason": "\(failure)"])
    }

    /// Once a day, and at the start: what comes due, the earliest first.
    private func logAlarms(at instant: Instant) throws {
        let alarms = try centre.alarms(at: instant)
        for alarm in alarms.prefix(Intake.mostAlarms) {
            var metadata: Logger.Metadata = [
                "kind": "\(alarm.kind.rawValue)", "subject": "\(alarm.subject)", "reason": "\(alarm.text) / \(alarm.textZh)",
            ]
            if let due = alarm.due { metadata["due"] = "\(due)" }
            logger.log(
                level: alarm.isOverdue ? .error : .warning,
                alarm.isOverdue ? "overdue / 已逾期，升级督办" : "due soon / 即将到期",
                metadata: metadata
            )
        }
        if alarms.count > Intake.mostAlarms {
            logger.warning(
                "more dates are due; see 'voucherd waits' / 另有到期事项，见 voucherd waits",
                metadata: ["more": "\(alarms.count - Intake.mostAlarms)"]
            )
        }
        alarmedOn = instant.day
    }

    private func log(_ report: Centre.Report) {
        for file in report.files {
            var metadata: Logger.Metadata = ["file": "\(file.name)", "outcome": "\(file.outcome.rawValue)"]
            if let batch = file.batch { metadata["batch"] = "\(batch)" }
            if !file.reason.isEmpty { metadata["reason"] = "\(file.reason)" }
            let level: Logger.Level = file.outcome == .quarantined || file.outcome == .changed ? .warning : .info
            logger.log(level: level, "batch dealt with / 批次已处理", metadata: metadata)
        }
        for bundle in report.bundles { logger.info("bundle cut / 决定包已生成", metadata: ["file": "\(bundle.file)"]) }
    }
}
