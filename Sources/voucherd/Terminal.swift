import Bags
import Glibc
import Records

/// Prints to standard output and to standard error; output to a pipe is written out when the command ends.
enum Terminal {
    static func print(_ text: String, terminator: String = "\n") { Swift.print(text, terminator: terminator) }

    /// Prints to standard error, at once. Where standard error is gone, there is no one left to tell.
    static func error(_ text: String, terminator: String = "\n") {
        var bytes = Array((text + terminator).utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return
            }
        }
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

    /// Writes out what the C library still holds.
    ///
    /// - Throws: ``FileFailure`` where it cannot be written: the command did not do what it was asked.
    static func flush() throws(FileFailure) {
        guard fflush(nil) == 0 else { throw FileFailure("write", path: "standard output") }
    }
}
