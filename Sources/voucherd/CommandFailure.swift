import ArgumentParser
import Foundation
import Glibc

/// Ends a command with a message on standard error and an exit code of sysexits.h.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    init(_ error: any Error, exitCode: Int32) {
        description = "\(error)"
        self.exitCode = exitCode
    }

    init(_ description: String, exitCode: Int32) {
        self.description = description
        self.exitCode = exitCode
    }
}

/// Prints to standard output and to standard error; output to a pipe is written out when the command ends.
enum Terminal {
    static func print(_ text: String) { Swift.print(text) }

    static func error(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    /// Whether a person is watching standard error.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// A line that overwrites itself while long work goes on, for a person only.
    static func progress(_ what: String, _ done: Int, of all: Int) {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data("\r\(what) \(done)/\(all)\(done == all ? "\n" : "")".utf8))
    }

    /// A value as JSON with sorted keys.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
