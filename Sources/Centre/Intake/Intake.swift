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
    private var plan: DrainPlan
    /// Files that are taken and could not be removed: they are left alone for as long as they look the same.
    private var irremovable: Set<FileStamp> = []
    private var overlooked: Set<OverlookedFile> = []
    /// Files that were reported because they are not whole for too long, or cannot be read.
    private var reported: Set<String> = []
    /// Why the inbox was away at the last look, if it was.
    private var away: InboxAbsence?
    private var isRecovered = false
    /// What keeps bundles from the outbox.
    private var unpublished: Set<Hindrance> = []
    private var isTold = true
    /// What the log says that intake waits for.
    private var pauses: Set<String> = []
    private var isClockBehind = false
    /// Whether a claim failed half-way.
    private var hasStray = false
    /// The day whose dates are logged.
    private var alarmedOn: Day?
    /// The most dates that one day logs; the commands know all.
    private static let mostAlarms = 200

    private let executor = QueueExecutor(label: "voucherd.intake")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    public init(_ centre: Centre, logger: Logger) throws {
        self.centre = centre
        self.logger = logger
        plan = DrainPlan(limits: centre.configuration.settings.bags, tableBytes: centre.configuration.settings.intake.drainTableBytes)
        inbox = Inbox(centre.root, offices: centre.configuration.offices.codes)
        taking = TakingFolder(centre.root, lastClaim: try centre.store.read { try $0.lastClaim() })
    }

    /// What one pass did.
    public struct Pass: Sendable {
        public var report = Centre.Report()
        /// Why the inbox could not be looked at, if it could not.
        public var absence: InboxAbsence?
        public var shortage: FreeSpace.Shortage?
        /// What kept files from being taken though they could be seen, and bundles from being written.
        public var hindrances: Set<Hindrance> = []
        /// Files in the inbox that are not whole.
        public var waiting: [WaitingFile] = []

        /// Whether something is left to do that neither a new file nor a date will bring: it is to be tried again soon.
        public var isHeldUp: Bool { absence != nil || shortage != nil || !hindrances.isEmpty || !report.isTold }

        /// Notes why one file cannot be taken, unless that is the file's own matter, such as its permissions.
        mutating func note(_ hindrance: Hindrance) {
            if hindrance.passes { hindrances.insert(hindrance) }
        }
    }

    /// One pass: everything that is whole is taken.
    public func drain(at instant: Instant) throws -> Pass {
        var pass = Pass()
        var files = try recover()
        // Where anything below fails, what was claimed and not settled is offered again by the next pass.
        isRecovered = false
        var stamps: [Int: FileStamp] = [:]
        if try centre.hasUnfinishedPass() {
            // A pass that was cut off is ended first: what came later must not change what it decides.
            guard try take(files, stamps, at: instant, &pass) else { return pass }
            files = []
        }
        var found: InboxListing?
        switch inbox.look() {
        case .away(let absence):
            pass.absence = absence
            if case .unreadable(let failure) = absence { pass.hindrances.insert(Hindrance(place: .inbox, code: failure.errorNumber)) }
            if away != absence { logger.warning("the inbox is away / 收件夹不可用", metadata: ["reason": "\(absence)"]) }
            away = absence
        case .found(let listing):
            if away != nil { logger.notice("the inbox is back / 收件夹已恢复") }
            away = nil
            report(listing, &pass)
            try Stage.claim.timed { try claim(listing, &files, &stamps, &pass) }
            found = listing
        }
        try taking.sync(files)
        if !unpublished.isEmpty { unpublished = try centre.publish([]) }
        if !isTold { isTold = centre.tellConflicts(since: 0, isLate: true) }
        try tellClock(instant)
        guard try take(files, stamps, at: instant, &pass) else { return pass }
        isRecovered = !hasStray
        hasStray = false
        if let found { pass.waiting = try noteWaiting(found, at: instant) }
        tellPauses(pass)
        if alarmedOn != instant.day { try logAlarms(at: instant) }
        return pass
    }

    /// Takes files in drains of bounded size, to the end of the pass.
    ///
    /// - Returns: whether it came to its end; not where the program is to end. What is not taken is offered again by the next pass, or start.
    private func take(_ files: [ClaimedFile], _ stamps: [Int: FileStamp], at instant: Instant, _ pass: inout Pass) throws -> Bool {
        defer {
            (pass.report.unpublished, pass.report.isTold) = (unpublished, isTold)
            pass.hindrances.formUnion(unpublished)
        }
        var parts = plan.parts(of: files)[...]
        var isContinuation = false
        while let part = parts.popFirst() {
            // Time comes first, and what the closing of a year ends.
            while !Task.isStopping, let report = try centre.passTime(at: instant) { try settle(report, stamps, &pass) }
            if Task.isStopping { return false }
            let report = try centre.drain(part, at: instant, isFollowed: !parts.isEmpty, isContinuation: isContinuation)
            try settle(report, stamps, &pass)
            isContinuation = isContinuation || report.drain > 0
            if parts.isEmpty, report.isUnfinished { parts = [[]] }
        }
        for file in files { taking.release(file) }
        return true
    }

    /// Puts back what one drain could not take, and tells what it did.
    private func settle(_ report: Centre.Report, _ stamps: [Int: FileStamp], _ pass: inout Pass) throws {
        if report.drain > 0 { (unpublished, isTold) = (report.unpublished, report.isTold) }
        for (file, state) in report.notWhole {
            if let stamp = stamps[file.number] { notWhole[stamp] = state }
            try taking.putBack(file)
        }
        for (file, failure) in report.unreadable {
            noteUnreadable(file.nameInInbox, failure, &pass)
            try taking.putBack(file)
        }
        log(report)
        pass.report.add(report)
    }

    // MARK: Start

    /// The first pass offers again what an earlier run had claimed and not committed.
    private func recover() throws -> [ClaimedFile] {
        guard !isRecovered else { return [] }
        let leftovers = try taking.leftovers()
        for stranger in leftovers.strangers {
            logger.warning("not ours, left alone / 不明文件，未动", metadata: ["file": "store/taking/\(stranger)"])
        }
        let recovery = try centre.recover(leftovers.files)
        (unpublished, isTold) = (recovery.unpublished, recovery.isTold)
        let open = recovery.open
        let unsettled = Set(open)
        for file in leftovers.files where !unsettled.contains(file) { taking.release(file) }
        return try open.filter { try taking.complete($0) }
    }

    // MARK: Claiming

    private func claim(_ listing: InboxListing, _ files: inout [ClaimedFile], _ stamps: inout [Int: FileStamp], _ pass: inout Pass) throws {
        let leaving = centre.configuration.settings.intake.afterTaking == .leave
        if leaving { taken.keepOnly(listing) }
        let present = Set(listing.candidates.map(\.stamp))
        notWhole = notWhole.filter { present.contains($0.key) }
        for candidate in listing.candidates where irremovable.contains(candidate.stamp) {
            // The copy is safe: the original goes as soon as the inbox lets it.
            taking.removeOriginal(of: candidate)
            if !taking.originalRemains(candidate) { irremovable.remove(candidate.stamp) }
        }
        for candidate in listing.candidates where notWhole[candidate.stamp] == nil && !irremovable.contains(candidate.stamp) {
            if leaving, try isTaken(candidate) { continue }
            var opened: Bag?
            switch look(at: candidate) {
            case .whole(let bag): opened = bag
            case .waits(let state):
                notWhole[candidate.stamp] = state
                continue
            case .unreadable(let failure):
                // One file that the system will not give us must not keep the others from being taken.
                noteUnreadable(candidate.nameInInbox, failure, &pass)
                continue
            }
            let minimum = centre.configuration.settings.intake.minimumFreeBytes
            if let shortage = try FreeSpace.shortage(taking: candidate.stamp.size, keeping: minimum, at: centre.root.store) {
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
                if let opened { plan.note(opened, as: file) }
            } catch let error as ClaimFailure {
                logger.info("not claimed / 未能取走", metadata: ["file": "\(candidate.nameInInbox)", "reason": "\(error)"])
                // Else somebody is at the file, and the next look finds it as it is then.
                guard case .failed = error else { continue }
                // It may lie among the claims, where only the next look for what was left there finds it.
                hasStray = true
                let hindrance = Hindrance(error, in: centre.root)
                pass.hindrances.insert(hindrance)
                if hindrance.stopsEverything { return }
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
        /// With the bag, where it is one; nothing of it is proven yet.
        case whole(Bag?)
        case waits(NotWhole)
        case unreadable(FileFailure)
    }

    /// A look at the file where it lies: its end record and directory tell most of what is not whole without claiming it.
    private func look(at candidate: InboxCandidate) -> Look {
        guard let path = candidate.path else { return .whole(nil) }
        do {
            return .whole(try Bag(contentsOf: path, limits: centre.configuration.settings.bags))
        } catch {
            switch error {
            case .notWhole(let state): return .waits(state)
            case .unreadable(let failure): return .unreadable(failure)
            case .refused: return .whole(nil)
            }
        }
    }

    // MARK: Telling

    private func report(_ listing: InboxListing, _ pass: inout Pass) {
        let found = Set(listing.overlooked)
        for file in found { if case .unreadable(let number) = file.reason { pass.note(Hindrance(place: .inbox, code: number)) } }
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

    private func noteUnreadable(_ name: String, _ failure: FileFailure, _ pass: inout Pass) {
        pass.note(Hindrance(place: .inbox, code: failure.errorNumber))
        guard reported.insert(name).inserted else { return }
        logger.error("cannot be read; it stays in the inbox / 文件无法读取，留在收件夹中", metadata: ["file": "\(name)", "reason": "\(failure)"])
    }

    /// Says when intake begins to wait for something from outside, and when it goes on.
    private func tellPauses(_ pass: Pass) {
        var reasons: [String: String] = [:]
        if let shortage = pass.shortage { reasons["room"] = "\(shortage)" }
        // An outbox keeps nobody waiting but those who fetch from it, and an inbox that is away has been told.
        for hindrance in pass.hindrances where hindrance.place != .outbox && (hindrance.place != .inbox || pass.absence == nil) {
            reasons["\(hindrance.place) \(hindrance.code)"] = "\(hindrance)"
        }
        for (kind, reason) in reasons.sorted(by: { $0.key < $1.key }) where !pauses.contains(kind) {
            let message: Logger.Message =
                kind == "room"
                ? "too little room on the disk; intake pauses / 磁盘空间不足，暂停接收"
                : "not everything can be taken in just now; intake pauses / 部分文件暂时无法接收，暂停接收"
            logger.error(message, metadata: ["reason": "\(reason)"])
        }
        if reasons.isEmpty, !pauses.isEmpty { logger.notice("intake goes on / 恢复接收") }
        pauses = Set(reasons.keys)
    }

    /// A clock that was set back lets no period end until it has caught up; what comes in is taken all the same.
    private func tellClock(_ instant: Instant) throws {
        let last = try centre.store.read { try $0.instant(ofDrain: $0.lastDrain()) } ?? instant
        let isBehind = instant.seconds + TimeChecks.tolerance < last.seconds
        if isBehind, !isClockBehind {
            logger.error(
                "the clock is behind the last drain: it was set back; no period ends until it has caught up / 时钟早于上次处理时间：时钟被拨回，追上之前各项期限不会届满",
                metadata: ["clock": "\(instant)", "last_drain": "\(last)"]
            )
        }
        if !isBehind, isClockBehind { logger.notice("the clock has caught up / 时钟已恢复", metadata: ["clock": "\(instant)"]) }
        isClockBehind = isBehind
    }

    /// Once a day, and at the start: what comes due, the earliest first.
    private func logAlarms(at instant: Instant) throws {
        let (alarms, more) = try centre.firstAlarms(Intake.mostAlarms, at: instant)
        for alarm in alarms {
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
        if more > 0 {
            logger.warning("more dates are due; see 'voucherd waits' / 另有到期事项，见 voucherd waits", metadata: ["more": "\(more)"])
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
