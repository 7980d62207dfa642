import Glibc
import Synchronization

/// What started the daemon and watches it: systemd, by datagrams to the socket that `NOTIFY_SOCKET` names (sd_notify(3)).
///
/// Nothing here can fail the daemon: a service manager that does not listen is not told.
public final class ServiceManager: Sendable {
    /// How long a start or a stop may take until the next word of it.
    static let patience = Duration.seconds(300)
    /// The least time between two heartbeats of one drain.
    static let longestSilence = Duration.seconds(10)

    private enum Phase {
        case starting, running, stopping
    }

    private struct State {
        var phase = Phase.starting
        var lastBeat: ContinuousClock.Instant?
    }

    private let address: [UInt8]
    /// How long the service manager bears silence before it ends the daemon and starts it anew; `nil` where it bears any.
    public let watchdog: Duration?
    private let state = Mutex(State())

    /// The service manager that the environment names; `nil` where there is none.
    public init?(environment: [String: String]) {
        guard let name = environment["NOTIFY_SOCKET"], let first = name.utf8.first, name.utf8.count < MemoryLayout<sockaddr_un>.size - 2 else {
            return nil
        }
        switch first {
        case UInt8(ascii: "/"): address = Array(name.utf8)
        // A name in no file system: the kernel wants a zero byte where the text has an at sign.
        case UInt8(ascii: "@") where name.utf8.count > 1: address = [0] + name.utf8.dropFirst()
        default: return nil
        }
        let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// The daemon has put right what an earlier one left, watches the inbox, and has looked at it once.
    func isReady() {
        let isFirst = state.withLock { state in
            defer { if state.phase == .starting { state.phase = .running } }
            return state.phase == .starting
        }
        if isFirst { send("READY=1") }
    }

    /// The daemon ends as soon as the running drain has.
    func isStopping() {
        state.withLock { $0.phase = .stopping }
        send("STOPPING=1")
    }

    /// One line for people, shown by `systemctl status`.
    public func tell(status: String) {
        send("STATUS=\(status.maskingPersonalNumbers.split(whereSeparator: \.isNewline).joined(separator: " "))")
    }

    /// Work goes on. Called at every step of a drain, thousands of times a second; told as often as it must be.
    func beat() {
        let now = ContinuousClock.now
        let least = min(watchdog.map { $0 / 4 } ?? ServiceManager.longestSilence, ServiceManager.longestSilence)
        let phase: Phase? = state.withLock { state in
            if let last = state.lastBeat, now - last < least { return nil }
            state.lastBeat = now
            return state.phase
        }
        guard let phase else { return }
        var lines = watchdog == nil ? [] : ["WATCHDOG=1"]
        // A start and a stop have limits of their own, which a long drain at either end must not meet.
        if phase != .running { lines.append("EXTEND_TIMEOUT_USEC=\(ServiceManager.patience.components.seconds * 1_000_000)") }
        if !lines.isEmpty { send(lines.joined(separator: "\n")) }
    }

    private func send(_ text: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: address) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let bytes = Array(text.utf8)
        // A full queue must not hold up a drain: the next word comes soon.
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        _ = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, bytes, bytes.count, flags, $0, length) }
        }
    }
}
