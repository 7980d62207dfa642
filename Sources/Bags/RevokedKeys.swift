/// The keys that are refused whatever allowed_signers says: one public key a line.
public struct RevokedKeys: Sendable, Equatable {
    private let blobs: Set<[UInt8]>

    /// No key is revoked.
    public init() {
        blobs = []
    }

    /// Reads the file's text. Keys of other kinds than Ed25519 are taken too, though they could not sign anyway.
    ///
    /// - Throws: ``KeyFileError`` that names the line: a revocation that cannot be read must not be overlooked.
    public init(_ text: [UInt8]) throws(KeyFileError) {
        var blobs = Set<[UInt8]>()
        for (number, line) in try KeyLines(text).lines {
            let parts = line.split(maxSplits: 2, whereSeparator: \.isBlank)
            guard parts.count >= 2, let blob = Base64.decode(parts[1]) else {
                throw KeyFileError(line: number, "the line is not a public key such as 'ssh-ed25519 AAAA…'", "该行不是形如“ssh-ed25519 AAAA…”的公钥")
            }
            var reader = SSHReader(blob)
            guard let type = reader.string(), parts[0].elementsEqual(type) else {
                throw KeyFileError(line: number, "the key is not of the kind that the line says", "公钥与该行所写的类型不符")
            }
            blobs.insert(blob)
        }
        self.blobs = blobs
    }

    /// Whether a key is revoked.
    public func contains(_ key: SSHPublicKey) -> Bool {
        blobs.contains(key.blob)
    }
}
