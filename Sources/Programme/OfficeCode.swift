/// The code of an office that may drop a batch (`^4103[0-9A-Z]{2}$`): a district office (县区), a service platform, or the centre itself.
public struct OfficeCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let description: String

    /// The code of the centre (管理机构, Art. 5).
    public static let centre = OfficeCode(unchecked: "410300")

    /// Reads a code, or returns `nil` where the text is none.
    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    // Not generic, as for a day: every row of every batch names offices.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 6, bytes.starts(with: "4103".utf8) else { return nil }
        guard bytes.dropFirst(4).allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else { return nil }
        description = text
    }

    private init(unchecked text: String) {
        description = text
    }

    public static func < (left: OfficeCode, right: OfficeCode) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

extension OfficeCode: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let code = OfficeCode(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an office code such as 410305")
        }
        self = code
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
