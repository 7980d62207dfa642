public import Programme

/// What names a bag just written.
public struct WrittenBag: Sendable, Equatable {
    /// SHA-256 of tagmanifest-sha256.txt: what the next batch or bundle names as its previous one.
    public let tagManifestDigest: Digest
    /// SHA-256 of the zip's bytes.
    public let zipDigest: Digest
    /// The zip's size in bytes.
    public let zipBytes: Int64
}

extension BagInfo.Field {
    /// Whether the field reads back as it was: no line breaks, no colon or outer blanks in the label, none around the value.
    var standsInOneLine: Bool {
        let everything = Array(label.utf8) + Array(value.utf8)
        guard !everything.contains(0x0A), !everything.contains(0x0D), !label.isEmpty, !label.utf8.contains(UInt8(ascii: ":")) else { return false }
        return [label, value].allSatisfy { Array($0.utf8)[...].trimmed.count == $0.utf8.count }
    }
}
