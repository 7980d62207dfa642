public import Logging
public import ServiceLifecycle
import Store
import UnixSignals

/// The loop of `voucherd run`: it drains the inbox on start, on each hint and with each sweep, one drain at a time, until it is told to stop.
///
///     let working = WorkingCentre(configuration, lock: lock, log: log, logger: logger)
///     try await Daemon(watcher: watcher, intake: settings.intake, logger: logger) {
///         try await working.drain(at: .now).isHeldUp ? .heldUp : .caughtUp
///     }.runUntilSignalled()
///
/// A drain that fails is logged and tried again, a second later at first and ten seconds later at last; it does not end the daemon. Only what lasts
/// does, such as a damaged database: trying again would not mend it, and what has been taken waits beside the archive. A graceful shutdown lets the
/// running drain finish.
public struct Daemon: Service {
    /// What a drain leaves to do.
    public enum Rest: Sendable {
        /// Nothing, until a file comes or a date does.
        case caughtUp
        /// Something that could not be done just now: no event tells when it can.
        case heldUp
    }

    /// Takes in what waits, and returns when nothing does that can be taken.
    public typealias Drain = @Sendable () async throws -> Rest
    /// Waits, and throws where its task is cancelled.
    public typealias Sleep = @Sendable (Duration) async throws -> Void

    // How long after a hint the drain begins, unless a rename brought the file. Files come in groups, and some senders (scp, rclone) set a file's
    // times or read it back after its last byte: one that finds it gone calls a good transfer failed and sends it again.
    static let settling = Duration.milliseconds(50)
    static let firstRetry = Duration.seconds(1)
    static let usualLongestRetry = Duration.seconds(10)
    // Where a try takes long itself, such as a large batch that does not find room, the next waits twice as long, up to this.
    static let longestRetry = Duration.seconds(60)
    /// The same reason is logged again after this long.
    private static let repetition = Duration.seconds(60)

    private enum Wake {
        case start
        /// A file came by a rename.
        case arrival
        case hint
        case sweep
        case retry
    }

    private let watcher: InboxWatcher
    private let intake: Settings.Intake
    private let logger: Logger
    private let service: ServiceManager?
    private let sleep: Sleep
    private let drain: Drain

    /// A daemon that has not begun.
    ///
    /// - Parameters:
    ///   - service: who is told that it is ready, at work and about to end.
    ///   - sleep: how it waits; tests give it another way.
    ///   - drain: called for one drain at a time, never twice at once.
    public init(
        watcher: InboxWatcher,
        intake: Settings.Intake,
        logger: Logger,
        service: ServiceManager? = nil,
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) },
        drain: @escaping Drain
    ) {
        self.watcher = watcher
        self.intake = intake
        self.logger = logger
        self.service = service
        self.sleep = sleep
        self.drain = drain
    }

    /// Runs until SIGTERM or SIGINT, and lets the running drain finish.
    public func runUntilSignalled() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: self, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "daemon")],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }

    /// Runs until its service group shuts down or its task is cancelled.
    ///
    /// - Throws: what lasts: `StoreError` where the database is damaged, ``WorkingCentre/CannotStart``, ``InstanceLock/Failure/held(path:process:)``.
    public func run() async throws {
        let (wakes, wake) = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .bufferingNewest(1))
        wake.yield(.start)
        defer { watcher.stop() }
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for await hint in watcher.hints { wake.yield(hint == .moved ? .arrival : .hint) } }
                group.addTask { await sweep(wake) }
                try await drainUntilStopped(wakes, wake)
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            service?.isStopping()
            wake.finish()
        }
    }

    private func drainUntilStopped(_ wakes: AsyncStream<Wake>, _ wake: AsyncStream<Wake>.Continuation) async throws {
        var retry = Daemon.firstRetry
        var told: (cause: String, at: ContinuousClock.Instant)?
        var looksAgain: Task<Void, Never>?
        defer { looksAgain?.cancel() }
        let beat = service.map { service in Heartbeat.Listener { service.beat() } }
        for await reason in wakes {
            if reason == .hint { try? await sleep(Daemon.settling) }
            if Task.isStopping { return }
            looksAgain?.cancel()
            service?.beat()
            let begun = ContinuousClock.now
            do {
                let rest = try await Heartbeat.$listener.withValue(beat) { try await drain() }
                service?.isReady()
                told = nil
                guard rest == .heldUp else {
                    retry = Daemon.firstRetry
                    continue
                }
                let delay = atMost(Daemon.delay(retry, begun))
                looksAgain = Task { [sleep] in if (try? await sleep(delay)) != nil { wake.yield(.retry) } }
            } catch let error where Daemon.isLasting(error) {
                logger.critical("intake stops / 停止接收", metadata: ["cause": "\(error)"])
                throw error
            } catch {
                if Task.isStopping { return }
                let delay = atMost(Daemon.delay(retry, begun))
                let cause = "\(error)"
                if told?.cause != cause || told.map({ ContinuousClock.now - $0.at >= Daemon.repetition }) ?? true {
                    logger.error(
                        "a drain failed and is tried again; nothing of it is lost / 本轮处理失败，稍后重试，数据不会丢失",
                        metadata: ["cause": "\(cause)", "retry_in_seconds": .stringConvertible(delay.components.seconds)]
                    )
                    told = (cause, .now)
                }
                service?.tell(status: "a drain failed and is tried again 本轮处理失败，稍后重试: \(cause)")
                // It is up, though it cannot take anything: a full disk is mended sooner while the daemon says so.
                service?.isReady()
                // Hints do not cut the wait short: files that keep coming would make of it no wait at all.
                try? await cancelWhenGracefulShutdown { try await sleep(delay) }
                wake.yield(.retry)
            }
            retry = min(retry * 2, Daemon.usualLongestRetry)
        }
    }

    private static func delay(_ retry: Duration, _ begun: ContinuousClock.Instant) -> Duration {
        max(retry, min((ContinuousClock.now - begun) * 2, longestRetry))
    }

    /// Whether trying again cannot help, and a person must act first.
    private static func isLasting(_ error: any Error) -> Bool {
        switch error {
        case let error as StoreError: error.isLasting
        case is WorkingCentre.CannotStart, InstanceLock.Failure.held: true
        default: false
        }
    }

    // The loop itself must be heard in time, so that one which hangs is noticed: it never waits longer than half of what the service manager bears.
    private func atMost(_ duration: Duration) -> Duration {
        guard let watchdog = service?.watchdog else { return duration }
        return min(duration, watchdog / 2)
    }

    // Chance keeps several centres on one file server from looking all at once.
    private func sweep(_ wake: AsyncStream<Wake>.Continuation) async {
        var last = InboxWatcher.Coverage.events
        while !Task.isCancelled {
            let coverage = watcher.refresh()
            if coverage != last { report(coverage) }
            last = coverage
            let jitter = Int64.random(in: 0...intake.sweepJitter.milliseconds)
            do { try await sleep(atMost(intake.sweepEvery + .milliseconds(jitter))) } catch { return }
            wake.yield(.sweep)
        }
    }

    private func report(_ coverage: InboxWatcher.Coverage) {
        switch coverage {
        case .events:
            logger.info("the inbox is watched for new files again / 收件夹恢复即时监视")
        case .sweepsOnly(let failure):
            logger.warning(
                "the inbox is not watched just now; sweeps still find new files / 收件夹暂时无法即时监视，仍会定时检查",
                metadata: ["cause": "\(failure)", "sweep_every_seconds": .stringConvertible(intake.sweepEvery.components.seconds)]
            )
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension Task<Never, Never> {
    /// Whether the program is to end: after the drain that it is at, however many more there are.
    static var isStopping: Bool { isCancelled || isShuttingDownGracefully }
}
