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

    /// A failure told in English, for the log, and in Chinese, for the office.
    init(_ exitCode: Int32, _ english: String, _ chinese: String) {
        self.init("\(english)\n出错：\(chinese)", exitCode: exitCode)
    }
}
