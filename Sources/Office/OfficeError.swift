/// Why an office's command cannot go on: what is wrong, and what to do next.
public struct OfficeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whose concern it is.
    public enum Kind: Sendable {
        /// The command was given something that does not fit together.
        case usage
        /// A file's content is wrong.
        case data
        /// A file or folder is not there.
        case noInput
        /// A file cannot be made, because another is in its place.
        case cannotCreate
        /// The office's own state file is wrong.
        case configuration
        /// Another command is at work in the folder; try again.
        case busy
    }

    public let kind: Kind
    public let english: String
    public let chinese: String

    public init(_ kind: Kind, _ english: String, _ chinese: String) {
        self.kind = kind
        self.english = english
        self.chinese = chinese
    }

    public var description: String { "\(english) / \(chinese)" }
}
