/// A configuration file that cannot be used: which, where, and why.
public struct ProgrammeError: Error, CustomStringConvertible, Sendable, Equatable {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
