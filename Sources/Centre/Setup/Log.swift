public import Bags
import Glibc
public import Logging
import Synchronization

/// The daemon's log: JSON lines in `log/voucherd.log`, and lines of text on standard error for whoever watches.
///
///     let logger = Log.logger(to: LogFile(root), level: settings.log.level, console: true)
///
/// Messages are in English, then in Chinese; personal numbers are masked in both places.
public enum Log {
    /// A logger that writes to a log, or, where that takes nothing, to standard error.
    ///
    /// - Parameter console: whether lines go to standard error too; `nil`: where that is a terminal.
    public static func logger(to file: LogFile, level: Logger.Level, console: Bool? = nil) -> Logger {
        let writesToConsole = console ?? (isatty(STDERR_FILENO) == 1)
        return Logger(label: "voucherd") { _ in LogLineHandler(file: file, writesToConsole: writesToConsole, logLevel: level) }
    }
}

/// Writes each event as a ``LogLine``.
struct LogLineHandler: LogHandler {
    let file: LogFile
    let writesToConsole: Bool
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(file: LogFile, writesToConsole: Bool, logLevel: Logger.Level) {
        self.file = file
        self.writesToConsole = writesToConsole
        self.logLevel = logLevel
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        let line = LogLine(
            level: event.level,
            message: event.message.description,
            error: event.error.map { "\($0)" },
            metadata: all
        )
        // An event that the file cannot hold, because the disk is full, must be seen all the same.
        let isWritten = file.append(line.json)
        if writesToConsole || !isWritten { LogFile.standardError.append(line.plain) }
    }
}

/// A file to which whole lines are appended; several processes may do so at once.
///
/// It is opened when there is something to write, and again and again where that fails: no line is a reason to end, and a full disk passes.
public final class LogFile: Sendable {
    static let standardError = LogFile(descriptor: STDERR_FILENO)

    private struct State {
        var descriptor: Int32
        /// Whether the file's last line was cut short.
        var isTorn = false
        var failure: FileFailure?
        /// How many lines are not in the file, or not whole.
        var lost = 0
    }

    /// `nil` for one that is open from the start and stays so.
    private let path: String?
    private let state: Mutex<State>

    private init(descriptor: Int32) {
        path = nil
        state = Mutex(State(descriptor: descriptor))
    }

    /// The log of a data root: `log/voucherd.log`.
    public init(_ root: DataRoot) {
        path = root.log + "/voucherd.log"
        state = Mutex(State(descriptor: -1))
    }

    deinit {
        state.withLock { state in if path != nil, state.descriptor >= 0 { close(state.descriptor) } }
    }

    /// Why the last line is not in the file, if it is not.
    public var failure: FileFailure? { state.withLock { $0.failure } }

    /// Appends a line in one call, so that lines of several threads never mix. Gives whether it was written whole.
    @discardableResult
    func append(_ line: String) -> Bool {
        state.withLock { state in
            write(line, &state)
            if state.failure != nil { state.lost += 1 }
            return state.failure == nil
        }
    }

    /// Where lines went to standard error instead: tries whether the file takes lines again, and says in it how many it lacks.
    func mend() {
        state.withLock { state in
            guard state.failure != nil else { return }
            let message = "the log is written again; what it lacks went to standard error / 日志恢复写入，缺少的内容在标准错误输出中"
            write(LogLine(level: .notice, message: message, metadata: ["lines": .stringConvertible(state.lost)]).json, &state)
            if state.failure == nil { state.lost = 0 }
        }
    }

    private static func open(_ path: String, _ state: inout State) -> FileFailure? {
        // For reading too: what an earlier process could write of its last line is told by the file's last byte.
        state.descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard state.descriptor >= 0 else { return FileFailure("open", path: path) }
        let end = lseek(state.descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        state.isTorn = end > 0 && pread(state.descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
        return nil
    }

    private func write(_ line: String, _ state: inout State) {
        state.failure = nil
        if state.descriptor < 0, let path { state.failure = LogFile.open(path, &state) }
        guard state.descriptor >= 0 else { return }
        // What follows half a line must be a line of its own, or both are lost to whoever reads them.
        var line = state.isTorn ? "\n" + line : line
        line.withUTF8 { bytes in
            var count: Int
            repeat { count = Glibc.write(state.descriptor, bytes.baseAddress, bytes.count) } while count < 0 && errno == EINTR
            if count == bytes.count {
                state.isTorn = false
                return
            }
            // A short write is the disk's way of saying that it is full; it sets no error number.
            state.failure = FileFailure("write", path: path ?? "standard error", errorNumber: count < 0 ? errno : ENOSPC)
            if count > 0 { state.isTorn = true }
        }
    }
}
