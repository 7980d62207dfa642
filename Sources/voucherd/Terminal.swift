import Bags
import Glibc
import Records
import Synchronization

/// Prints to standard output and to standard error, written through at once: the C library's buffer is lost where a process is ended.
enum Terminal {
    /// Why standard output could not be written, the first time it could not; nothing is printed after that.
    private static let breakdown = Mutex<FileFailure?>(nil)

    static func print(_ text: String, terminator: String = "\n") {
        breakdown.withLock { breakdown in
            if breakdown == nil { breakdown = write(text + terminator, to: STDOUT_FILENO, named: "standard output") }
        }
    }

    /// Prints to standard error. Where that is gone, there is no one left to tell.
    static func error(_ text: String, terminator: String = "\n") {
        _ = write(text + terminator, to: STDERR_FILENO, named: "standard error")
    }

    /// Warns on standard error, in English and Chinese.
    static func warn(_ english: String, _ chinese: String) { error("voucherd: \(english)\n注意：\(chinese)") }

    /// Whether a person is watching standard error.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// A line that overwrites itself while long work goes on, for a person only.
    static func progress(_ what: String, _ done: Int, of all: Int) {
        if isInteractive { error("\r\(what) \(done)/\(all)", terminator: done == all ? "\n" : "") }
    }

    /// A value as JSON with sorted keys.
    static func printJSON(_ value: some Encodable) throws {
        print(String(decoding: try JSONText.encode(value), as: UTF8.self), terminator: "")
    }

    /// Makes sure that all was printed, at the end of a command: it has not done what it was asked otherwise.
    static func finish() throws(FileFailure) {
        if let failure = breakdown.withLock({ $0 }) { throw failure }
    }

    /// By which our own texts are laid out. Nothing else that a terminal obeys reaches one: what files say must not move its cursor.
    private static let layout: Set<Unicode.Scalar> = ["\n", "\t", "\r"]

    private static func write(_ text: String, to descriptor: Int32, named name: String) -> FileFailure? {
        var bytes = Array((isatty(descriptor) == 1 ? text.escaped(keeping: layout) : text).utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return FileFailure("write", path: name)
            }
        }
        return nil
    }
}
