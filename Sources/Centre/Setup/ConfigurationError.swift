public import Bags

/// A configuration file, or a variable of the environment, that cannot be used: which, where, what is wrong, and what to do.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's path, or `environment`.
    public let file: String
    /// The line, from 1, where one is at fault.
    public let line: Int?
    /// The key, such as `intake.stale_after`, or the variable's name.
    public let key: String?
    /// What is wrong and what to do.
    public let english: String
    /// The same in Chinese.
    public let chinese: String
    /// Where the system would not let the file be read: why.
    public let failure: FileFailure?

    public init(file: String, line: Int? = nil, key: String? = nil, english: String, chinese: String, failure: FileFailure? = nil) {
        self.file = file
        self.line = line
        self.key = key
        self.english = english
        self.chinese = chinese
        self.failure = failure
    }

    /// `config/voucherd.yaml, line 12, intake.signatures: … / 第 12 行：…`.
    public var description: String {
        var place = file
        if let line { place += ", line \(line)" }
        if let key { place += ", \(key)" }
        return "\(place): \(english) / \(line.map { "第 \($0) 行：" } ?? "")\(chinese)"
    }
}
