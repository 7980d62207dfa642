import Glibc
public import Logging

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
