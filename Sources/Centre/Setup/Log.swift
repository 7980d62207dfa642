public import Bags
import Glibc
public import Logging
import Synchronization

/// The daemon's log: JSON lines in `log/voucherd.log`, and lines of text on standard error for whoever watches.
///
///     let logger = try Log.logger(for: root, level: settings.log.level, console: true)
///
/// Messages are in English, then in Chinese; personal numbers are masked in both places.
public enum Log {
    /// A logger that writes to the data root's log.
    ///
    /// - Parameter console: whether lines go to standard error too; `nil`: where that is a terminal.
    /// - Throws: `FileFailure` where the log cannot be opened.
    public static func logger(for root: DataRoot, level: Logger.Level, console: Bool? = nil) throws(FileFailure) -> Logger {
        let file = try LogFile(root.log + "/voucherd.log")
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
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        let line = LogLine(
            seconds: Int64(now.tv_sec),
            milliseconds: now.tv_nsec / 1_000_000,
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
final class LogFile: Sendable {
    static let standardError = LogFile(descriptor: STDERR_FILENO, closes: false)

    private let descriptor: Int32
    private let closes: Bool
    /// Whether a full disk cut the last line short.
    private let isTorn = Mutex(false)

    private init(descriptor: Int32, closes: Bool) {
        self.descriptor = descriptor
        self.closes = closes
    }

    convenience init(_ path: String) throws(FileFailure) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        self.init(descriptor: descriptor, closes: true)
    }

    deinit {
        if closes { close(descriptor) }
    }

    /// Appends a line in one call, so that lines of several threads never mix. Gives whether it was written whole.
    @discardableResult
    func append(_ line: String) -> Bool {
        isTorn.withLock { isTorn in
            // What follows half a line must be a line of its own, or both are lost to whoever reads them.
            var line = isTorn ? "\n" + line : line
            return line.withUTF8 { bytes in
                var count: Int
                repeat { count = write(descriptor, bytes.baseAddress, bytes.count) } while count < 0 && errno == EINTR
                if count > 0 { isTorn = count < bytes.count }
                return count == bytes.count
            }
        }
    }
}
