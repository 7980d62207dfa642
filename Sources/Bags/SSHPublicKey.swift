import Crypto

/// An Ed25519 public key as OpenSSH writes it (RFC 8709).
public struct SSHPublicKey: Hashable, Sendable, CustomStringConvertible {
    static let type = "ssh-ed25519"

    /// The key's 32 bytes.
    let raw: [UInt8]

    init(raw: [UInt8]) {
        self.raw = raw
    }

    /// Reads the binary form.
    init?(blob: [UInt8]) {
        var reader = SSHReader(blob)
        guard reader.text() == SSHPublicKey.type, let raw = reader.string(), raw.count == 32, reader.isAtEnd else { return nil }
        self.raw = raw
    }

    /// Reads `ssh-ed25519 AAAA… comment`; the comment is dropped.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(maxSplits: 2, whereSeparator: \.isBlank)
        guard parts.count >= 2, parts[0].elementsEqual(SSHPublicKey.type.utf8), let blob = Base64.decode(parts[1]) else { return nil }
        self.init(blob: blob)
    }

    /// The binary form.
    var blob: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendSSH(SSHPublicKey.type)
        bytes.appendSSH(raw)
        return bytes
    }

    /// `ssh-ed25519 AAAA…`, without a comment.
    public var description: String {
        "\(SSHPublicKey.type) \(String(decoding: Base64.encode(blob), as: UTF8.self))"
    }

    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    public var fingerprint: String {
        let text = Base64.encode(Array(SHA256.hash(data: blob))).filter { $0 != UInt8(ascii: "=") }
        return "SHA256:" + String(decoding: text, as: UTF8.self)
    }

    /// Whether the 64 bytes are this key's signature over a message.
    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
