import Bags
public import Logging
public import Programme
import Store

/// The centre as the daemon has it: opened by the first drain that can, so that a start on a full or read-only disk waits as a running daemon does,
/// and opened anew where SQLite could not read or write.
public actor WorkingCentre {
    /// Why the centre cannot be opened, where waiting would not help: such as permissions.
    public struct CannotStart: Error, CustomStringConvertible {
        public let cause: any Error

        public var description: String { "\(cause)" }
    }

    private let configuration: CentreConfiguration
    private let log: LogFile
    private let logger: Logger
    private var lock: InstanceLock.Held?
    private var intake: Intake?
    private var hasBeenOpen = false

    /// - Parameter log: the file that the logger writes to.
    public init(_ configuration: CentreConfiguration, log: LogFile, logger: Logger) {
        self.configuration = configuration
        self.log = log
        self.logger = logger
    }

    /// Takes the data root's lock, unless the disk hinders it: then the first drain that can does.
    ///
    /// - Throws: ``InstanceLock/Failure/held(path:process:)`` where another process works there, ``CannotStart`` where the lock is not to be had at all.
    public func takeLock() throws {
        do {
            try configuration.root.makeFolders()
            lock = try InstanceLock.acquire(configuration.root)
        } catch InstanceLock.Failure.held(let path, let process) {
            throw InstanceLock.Failure.held(path: path, process: process)
        } catch {
            guard Hindrance(error, in: configuration.root).passes else { throw CannotStart(cause: error) }
        }
    }

    /// One pass, as ``Intake/drain(at:)``; what hinders it is told to whoever asks the lock.
    public func drain(at instant: Instant) async throws -> Intake.Pass {
        do {
            var pass = try await open().drain(at: instant)
            log.mend()
            if let failure = log.failure { pass.hindrances.insert(Hindrance(failure, in: configuration.root)) }
            lock?.tell(pass.hindrances)
            return pass
        } catch {
            var hindrances: Set = [Hindrance(error, in: configuration.root)]
            if let failure = log.failure { hindrances.insert(Hindrance(failure, in: configuration.root)) }
            lock?.tell(hindrances)
            // A connection that SQLite opened while the disk was read-only stays so, and one that met an error may keep to it.
            if case StoreError.hindered = error { intake = nil }
            throw error
        }
    }

    private func open() throws -> Intake {
        if let intake { return intake }
        do {
            try configuration.root.makeFolders()
            if lock == nil { lock = try InstanceLock.acquire(configuration.root) }
            let opened = try Intake(Centre(configuration: configuration, logger: logger), logger: logger)
            intake = opened
            hasBeenOpen = true
            return opened
        } catch {
            if hasBeenOpen || Hindrance(error, in: configuration.root).passes { throw error }
            throw CannotStart(cause: error)
        }
    }
}
