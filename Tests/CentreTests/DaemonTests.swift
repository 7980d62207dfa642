import Centre
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Store
import TestSupport
import Testing

@Suite("The daemon") struct DaemonTests {
    private struct DiskFailed: Error {}

    // Far from every wait after a failure.
    private static let sweepEvery = Duration.seconds(1000)

    private let place: TemporaryRoot
    private let watcher: InboxWatcher
    private let drains = Awaited<Int>()
    private let sleeps = Awaited<Sleeping>()
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        place = try TemporaryRoot()
        watcher = InboxWatcher(place.root, offices: [])
    }

    /// A wait of the daemon that the test ends.
    private struct Sleeping: Sendable {
        let duration: Duration
        let wake: AsyncStream<Void>.Continuation
    }

    // The wait after a hint is none; the others last until the test ends them.
    private var sleep: Daemon.Sleep {
        { [sleeps] duration in
            if duration < .milliseconds(100) { return }
            let (stream, wake) = AsyncStream.makeStream(of: Void.self)
            await sleeps.put(Sleeping(duration: duration, wake: wake))
            for await _ in stream { return }
            throw CancellationError()
        }
    }

    private func run<Result: Sendable>(
        _ drain: @escaping Daemon.Drain,
        while body: (ServiceGroup) async throws -> Result
    ) async throws -> Result {
        var intake = Settings.Intake()
        intake.sweepEvery = DaemonTests.sweepEvery
        let daemon = Daemon(watcher: watcher, intake: intake, logger: quiet, sleep: sleep, drain: drain)
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: daemon, successTerminationBehavior: .gracefullyShutdownGroup)], logger: quiet)
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result = try await body(group)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }

    @Test("it drains on start, when a file is dropped, and with each sweep")
    func wakes() async throws {
        try await run { [drains] in
            await drains.put(1)
            return .caughtUp
        } while: { _ in
            _ = try await drains.next()
            try place.drop("x", as: "inbox/a.zip")
            _ = try await drains.next()
            let sweep = try await sleeps.next()
            #expect((DaemonTests.sweepEvery...DaemonTests.sweepEvery + .seconds(10)).contains(sweep.duration))
            sweep.wake.yield()
            _ = try await drains.next()
        }
    }

    @Test("what is held up is looked at again, later each time up to ten seconds, without an event, and at once with one")
    func heldUp() async throws {
        let waits = try await run { [drains] in
            await drains.put(1)
            return .heldUp
        } while: { _ in
            var waits: [Duration] = []
            while waits.count < 6 {
                let sleeping = try await sleeps.next()
                if sleeping.duration >= DaemonTests.sweepEvery { continue }
                _ = try await drains.next()
                waits.append(sleeping.duration)
                if waits.count == 6 { try place.drop("x", as: "inbox/a.zip") } else { sleeping.wake.yield() }
            }
            _ = try await drains.next()
            return waits
        }
        #expect(waits == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
    }

    @Test("what cannot pass ends the daemon with its reason")
    func lasting() async throws {
        let daemon = Daemon(watcher: watcher, intake: Settings.Intake(), logger: quiet, sleep: sleep) {
            throw StoreError.corrupt(path: "/s", detail: "page 3")
        }
        let error = await #expect(throws: StoreError.self) { try await daemon.run() }
        #expect(try #require(error).description.contains("page 3"))
    }

    @Test("a drain that fails is tried again, later each time up to ten seconds, and the daemon goes on")
    func retries() async throws {
        let failures = Countdown(8)
        let waits = try await run { [drains] in
            if await failures.next() { throw DiskFailed() }
            await drains.put(1)
            return .caughtUp
        } while: { _ in
            var waits: [Duration] = []
            while waits.count < 8 {
                let sleeping = try await sleeps.next()
                if sleeping.duration >= DaemonTests.sweepEvery { continue }
                waits.append(sleeping.duration)
                sleeping.wake.yield()
            }
            _ = try await drains.next()
            return waits
        }
        #expect(waits == [1, 2, 4, 8, 10, 10, 10, 10].map { .seconds($0) })
    }

    @Test("a shutdown lets the running drain finish, and no other begins")
    func shutdown() async throws {
        let finished = Awaited<Bool>()
        try await run { [drains] in
            await drains.put(1)
            // The drain goes on until the shutdown has reached it.
            try await gracefulShutdown()
            await finished.put(Task.isCancelled)
            return .caughtUp
        } while: { group in
            _ = try await drains.next()
            try place.drop("x", as: "inbox/a.zip")
            await group.triggerGracefulShutdown()
        }
        #expect(try await finished.next() == false)
        #expect(await drains.isEmpty)
        #expect(await finished.isEmpty)
    }

    @Test("a shutdown ends the wait after a failure")
    func shutdownWhileWaiting() async throws {
        try await run {
            throw DiskFailed()
        } while: { group in
            while try await sleeps.next().duration != .seconds(1) {}
            await group.triggerGracefulShutdown()
        }
    }

    @Test("a second process is refused, and told the first one's id")
    func oneInstance() async throws {
        try await InstanceLock.hold(place.root) {
            let thrown = await #expect(throws: InstanceLock.Failure.self) { try await InstanceLock.hold(place.root) {} }
            let error = try #require(thrown)
            #expect(error == .held(path: place.path("store/.lock"), process: getpid()))
            #expect(error.description.contains("process \(getpid())"))
        }
        let again = try await InstanceLock.hold(place.root) { true }
        #expect(again)
    }
}

/// True as often as it was told.
private actor Countdown {
    private var left: Int

    init(_ left: Int) {
        self.left = left
    }

    func next() -> Bool {
        left -= 1
        return left >= 0
    }
}
