import Crypto
import Programme
import Records

/// A conflict's id: `C-` and the first sixteen hexadecimal digits of SHA-256 of `type|key|group` (exchange format, section 8).
enum ConflictID {
    static func id(of key: RecordKey, group: String) -> String {
        let digest = Digest(bytes: SHA256.hash(data: Array("\(key.type.name)|\(key.key)|\(group)".utf8)))
        return "C-\(digest.description.prefix(16))"
    }

    /// The id in the one spelling that is kept, or `nil` where the text is none.
    static func full(_ text: String) -> String? {
        guard let prefix = prefix(text), prefix.utf8.count == 18 else { return nil }
        return prefix
    }

    /// The beginning of an id in the one spelling that is kept, or `nil` where the text begins none.
    static func prefix(_ text: String) -> String? {
        let text = text.lowercased()
        guard text.hasPrefix("c-"), text.utf8.count <= 18, text.utf8.dropFirst(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            return nil
        }
        return "C-\(text.dropFirst(2))"
    }
}
