import Foundation
public import Glibc
import Synchronization

/// Another program that goes on while the test does. It is ended with the last reference to it at the latest.
///
/// Not Foundation's `Process`: that starts a program with the signals blocked that the calling thread blocks, and a server that does not see
/// SIGTERM never ends.
public final class Background: Sendable {
    /// The process's id.
    public let id: Int32
    private let folder: TemporaryFolder
    private let log: String
    private let ending = Mutex<Int32?>(nil)

    /// Starts a program that is found on the path, in that folder.
    public init(_ command: [String], in folder: TemporaryFolder, environment: [String: String] = [:]) throws {
        self.folder = folder
        log = folder / ".background-\(UUID().uuidString)"
        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        variables["PATH"] = "\(Program.folder ?? ""):\(variables["PATH"] ?? "/usr/bin:/bin"):/usr/sbin:/sbin"
        id = try Background.start(["/usr/bin/env", "-C", folder.path] + command, log: log, variables.map { "\($0)=\($1)" })
    }

    private static func start(_ command: [String], log: String, _ variables: [String]) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // What other tests have open at this moment is none of its business: their pipes would not end before it does.
        for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A group of its own: smbd and rsync end by a signal to their whole group, and the tests are in ours.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let arguments = command.map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, command[0], &actions, &attributes, arguments, environment)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        return process
    }

    deinit {
        // A test that failed half-way must not leave its servers behind.
        if isRunning { _ = end() }
    }

    /// The exit status, or minus the signal that ended it; `nil` while it runs.
    public var status: Int32? {
        ending.withLock { ending in
            if ending != nil { return ending }
            var status: Int32 = 0
            guard waitpid(id, &status, WNOHANG) == id else { return nil }
            ending = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
            return ending
        }
    }

    public var isRunning: Bool { status == nil }

    /// What it has said so far, on standard output and standard error.
    public var output: String { FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Sends a signal.
    public func send(_ signal: Int32) {
        if isRunning { kill(id, signal) }
    }

    /// Asks it to end, and waits until it has; one that does not listen is killed.
    ///
    /// - Returns: its exit status, or minus the signal that ended it.
    @discardableResult
    public func end(by signal: Int32 = SIGTERM) -> Int32 {
        send(signal)
        let patience = ContinuousClock.now + .seconds(30)
        while true {
            if let status {
                // Its own children, if it left any.
                kill(-id, SIGKILL)
                return status
            }
            if ContinuousClock.now > patience { send(SIGKILL) }
            usleep(2000)
        }
    }

    /// Runs a program to its end.
    @discardableResult
    public static func run(_ command: [String], in folder: TemporaryFolder) async throws -> Tool.Outcome {
        let program = try Background(command, in: folder)
        try await eventually("\(command) ends; it said: \(program.output)") { !program.isRunning }
        return Tool.Outcome(status: program.status ?? -1, output: program.output)
    }
}
