import Centre
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@Suite("What the daemon tells its service manager") struct ServiceManagerTests {
    private let place: TemporaryRoot
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        place = try TemporaryRoot()
    }

    @Test("it is ready once it has drained, alive with each look, and about to end when told so", arguments: [false, true])
    func life(abstract: Bool) async throws {
        let socket = try NotifySocket(place.path("notify"), isAbstract: abstract)
        let service = try #require(
            ServiceManager(environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "400000", "WATCHDOG_PID": "\(getpid())"])
        )
        #expect(service.watchdog == .milliseconds(400))
        let drains = Awaited<Int>()
        // The kernel keeps ten messages for whoever does not read: what comes later is gone.
        let heard = Mutex<[String]>([])
        let daemon = Daemon(watcher: InboxWatcher(place.root, offices: []), intake: Settings.Intake(), logger: quiet, service: service) {
            heard.withLock { $0 += socket.received() }
            service.tell(status: "two\nlines, account 6222021234567890123")
            await drains.put(1)
            return .caughtUp
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: daemon)], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            // Nobody drops a file, and a sweep is far away: only the watchdog's limit makes it look.
            for _ in 1...3 { _ = try await drains.next() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        let told = heard.withLock { $0 } + socket.received()
        let first = try #require(told.first)
        #expect(first.contains("WATCHDOG=1") && first.contains("EXTEND_TIMEOUT_USEC="))
        #expect(told.contains("STATUS=two lines, account ***************0123"))
        #expect(told.filter { $0 == "READY=1" }.count == 1)
        #expect(told.filter { $0 == "WATCHDOG=1" }.count >= 1)
        // A drain that was under way may still say what it does.
        #expect(told.filter { $0 == "STOPPING=1" }.count == 1)
    }

    @Test("a daemon whose drain fails is up all the same, and its status says why")
    func failing() async throws {
        let socket = try NotifySocket(place.path("notify"), isAbstract: false)
        let service = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": socket.name]))
        #expect(service.watchdog == nil)
        let waits = Awaited<Int>()
        let daemon = Daemon(watcher: InboxWatcher(place.root, offices: []), intake: Settings.Intake(), logger: quiet, service: service) { duration in
            if duration == .seconds(1) { await waits.put(1) }
            try await gracefulShutdown()
        } drain: {
            throw POSIXError(.ENOSPC)
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: daemon)], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            _ = try await waits.next()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        let told = socket.received()
        #expect(told.contains { $0.hasPrefix("STATUS=a drain failed") })
        #expect(told.contains("READY=1"))
    }

    @Test("a drain that hangs is silent: no timer speaks for it")
    func hanging() async throws {
        let socket = try NotifySocket(place.path("notify"), isAbstract: false)
        let service = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "40000"]))
        let (begun, ends) = (Awaited<Int>(), Awaited<Int>())
        let daemon = Daemon(watcher: InboxWatcher(place.root, offices: []), intake: Settings.Intake(), logger: quiet, service: service) {
            await begun.put(1)
            _ = try await ends.next()
            return .caughtUp
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: daemon)], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            _ = try await begun.next()
            let before = socket.received().count
            // Sweeps are due every twenty milliseconds meanwhile.
            let sweeps = ContinuousClock.now + .milliseconds(200)
            try await eventually("sweeps have fallen due") { ContinuousClock.now > sweeps }
            #expect(before == 1)
            #expect(socket.received() == [])
            await ends.put(1)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("where no service manager is named, or only one that cannot be reached, the daemon goes on")
    func none() {
        #expect(ServiceManager(environment: [:]) == nil)
        for name in ["", "@", "relative", "vsock:2:1", "/" + String(repeating: "x", count: 200)] {
            #expect(ServiceManager(environment: ["NOTIFY_SOCKET": name]) == nil, "\(name)")
        }
        ServiceManager(environment: ["NOTIFY_SOCKET": place.path("nobody")])?.tell(status: "x")
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"])?.watchdog == nil)
    }

    @Test("the built program tells it too, and is heard at every step of a drain", .enabled(if: Program.folder != nil, "voucherd was not built"))
    func program() async throws {
        let city = try TestCity()
        let socket = try NotifySocket(place.path("notify"), isAbstract: false)
        let batch = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        try city.send(batch)
        let daemon = try await RunningDaemon(city, environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "60000000"])
        try await daemon.takes(batch)
        var told: [String] = []
        try await eventually("the daemon is ready") {
            told += socket.received()
            return told.contains("READY=1")
        }
        #expect(daemon.stop() == 0)
        told += socket.received()
        #expect(told.contains { $0.hasPrefix("STATUS=waiting for batches") })
        #expect(told.last == "STOPPING=1" || told.contains("STOPPING=1"))
    }
}

/// The service manager's end of the socket.
private final class NotifySocket: Sendable {
    let name: String
    private let descriptor: Int32

    init(_ path: String, isAbstract: Bool) throws {
        name = isAbstract ? "@\(path)" : path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        let bytes = isAbstract ? [0] + Array(path.utf8) : Array(path.utf8)
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let descriptor = descriptor
        let isBound = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// What has come since the last time.
    func received() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 { return messages }
            messages.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }
}
