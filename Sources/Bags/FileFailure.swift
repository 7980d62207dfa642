import Glibc

/// A file that the system could not open, read or write.
public struct FileFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What was asked of the system: `open`, `read`, `write`, …
    public let operation: String
    /// The system's error number.
    public let errorNumber: Int32

    /// A failed call, by default with the error number that the calling thread met last.
    public init(_ operation: String, path: String, errorNumber: Int32? = nil) {
        self.path = path
        self.operation = operation
        self.errorNumber = errorNumber ?? errno
    }

    /// `/inbox/a.zip: open: No such file or directory (2)`.
    public var description: String {
        "\(path): \(operation): \(String(cString: strerror(errorNumber))) (\(errorNumber))"
    }
}
