/// A key or a file of keys that cannot be read, and why: the operator's concern.
public struct KeyFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1, where the file has lines of its own meaning.
    public let line: Int?
    /// What is wrong, in English.
    public let english: String
    /// What is wrong, in Chinese.
    public let chinese: String

    init(line: Int? = nil, _ english: String, _ chinese: String) {
        self.line = line
        self.english = english
        self.chinese = chinese
    }

    /// `line 3: … / 第 3 行：…`.
    public var description: String {
        guard let line else { return "\(english) / \(chinese)" }
        return "line \(line): \(english) / 第 \(line) 行：\(chinese)"
    }
}
