/// A SHA-256 digest: names a file, a bag or a piece of evidence by its content.
public struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Sixty-four lower-case hexadecimal digits.
    public let description: String

    /// Reads sixty-four hexadecimal digits; upper-case digits are lowered.
    public init?(hex text: some StringProtocol) {
        self.init(hex: String(text))
    }

    // Not generic, as for a day.
    public init?(hex text: String) {
        // The store keeps them in lower case.
        let lower = Digest.isWritten(text) ? text : text.lowercased()
        guard Digest.isWritten(lower) else { return nil }
        description = lower
    }

    private static func isWritten(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The digest with these 32 bytes.
    public init(bytes: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        precondition(text.count == 64, "a SHA-256 digest has 32 bytes")
        description = String(decoding: text, as: UTF8.self)
    }

    public static func < (left: Digest, right: Digest) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

extension Digest: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(hex: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a SHA-256 of 64 hexadecimal digits")
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
