/// Why a whole file is refused: what is wrong, where, and what the office does next.
public struct BagRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The stable name of the reason.
    public let code: BagRefusalCode
    /// The entry or tag file concerned, as its path in the bag or the zip; `nil` where the zip as a whole is concerned.
    public let file: String?
    /// The line of a tag file, from 1.
    public let line: Int?
    /// For the log, in English.
    public let english: String
    /// For the office, in Chinese.
    public let chinese: String
    /// What the bag says of itself, where bag-info.txt and a tag manifest that gives its digest can be read, whatever else is wrong with the zip.
    /// The signature in it is not verified.
    public internal(set) var tags: SignedTags?

    /// A refusal.
    public init(_ code: BagRefusalCode, file: String? = nil, line: Int? = nil, _ english: String, _ chinese: String) {
        self.code = code
        self.file = file?.escaped
        self.line = line
        self.english = english
        self.chinese = chinese
    }

    /// What the office does so that the next copy is taken, in Chinese.
    public var fixChinese: String { code.fixChinese }

    /// `BAG-DIGEST data/records/party.csv: …`, with the line where there is one.
    public var description: String {
        let place = [file, line.map { "line \($0)" }].compactMap(\.self).joined(separator: " ")
        return place.isEmpty ? "\(code.rawValue): \(english)" : "\(code.rawValue) \(place): \(english)"
    }
}

extension BagError {
    /// A refusal, thrown.
    static func refused(
        _ code: BagRefusalCode,
        file: String? = nil,
        line: Int? = nil,
        _ english: String,
        _ chinese: String
    ) -> BagError {
        .refused(BagRefusal(code, file: file, line: line, english, chinese))
    }
}
