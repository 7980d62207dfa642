import Crypto

/// An Ed25519 private key in OpenSSH's own format, without a passphrase: what `ssh-keygen -t ed25519 -N ""` writes.
///
/// A description never shows the secret.
public struct SSHPrivateKey: Sendable, CustomStringConvertible {
    private static let magic = Array("openssh-key-v1\0".utf8)
    private static let blockSize = 8

    private let seed: [UInt8]
    private let key: Curve25519.Signing.PrivateKey

    /// The comment that the key file carries.
    public let comment: String
    /// The public half.
    public let publicKey: SSHPublicKey

    /// A new key from the system's random generator.
    public init(generatingWithComment comment: String) {
        let key = Curve25519.Signing.PrivateKey()
        self.init(key, seed: Array(key.rawRepresentation), comment: comment)
    }

    /// The key that a seed of 32 bytes determines (RFC 8032, section 5.1.5), or `nil` where there are not 32: for worlds that must come out the
    /// same each time. A key is as secret as its seed.
    public init?(seed: [UInt8], comment: String) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.init(key, seed: seed, comment: comment)
    }

    /// Reads a key file.
    ///
    /// - Throws: ``KeyFileError`` that says what the file is instead: protected by a passphrase, of another kind, or damaged.
    public init(openSSH text: [UInt8]) throws(KeyFileError) {
        let unreadable = KeyFileError("the file is not an OpenSSH private key", "文件不是 OpenSSH 格式的私钥")
        guard let bytes = SSHArmor.privateKey.decode(text), bytes.starts(with: SSHPrivateKey.magic) else { throw unreadable }
        var reader = SSHReader(Array(bytes.dropFirst(SSHPrivateKey.magic.count)))
        guard let cipher = reader.text(), let derivation = reader.text(), let options = reader.string() else { throw unreadable }
        guard cipher == "none", derivation == "none", options.isEmpty else {
            throw KeyFileError(
                "the key is protected by a passphrase, which a daemon cannot type: ssh-keygen -p -N '' -f FILE removes it",
                "私钥设有口令，后台程序无法输入：请用 ssh-keygen -p -N '' -f 文件 去掉口令"
            )
        }
        guard reader.number() == 1, let blob = reader.string(), let secret = reader.string(), reader.isAtEnd else { throw unreadable }
        guard let publicKey = SSHPublicKey(blob: blob) else {
            throw KeyFileError("the key is not an Ed25519 key: ssh-keygen -t ed25519 makes one", "私钥不是 Ed25519 密钥：请用 ssh-keygen -t ed25519 生成")
        }
        guard let (seed, comment) = SSHPrivateKey.secret(secret, of: publicKey), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else {
            throw unreadable
        }
        guard Array(key.publicKey.rawRepresentation) == publicKey.raw else {
            throw KeyFileError("the key's two halves do not belong together", "私钥与其中的公钥不匹配")
        }
        self.init(key, seed: seed, comment: comment)
    }

    private init(_ key: Curve25519.Signing.PrivateKey, seed: [UInt8], comment: String) {
        self.key = key
        self.seed = seed
        self.comment = comment
        publicKey = SSHPublicKey(raw: Array(key.publicKey.rawRepresentation))
    }

    /// The public key's fingerprint.
    public var description: String { publicKey.fingerprint }

    /// The key file's bytes, to be kept at mode 0600. The check number, random in OpenSSH, is made from the public key: it only serves passphrases.
    public var openSSH: [UInt8] {
        var secret: [UInt8] = []
        let check = publicKey.raw.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        secret.appendSSH(check)
        secret.appendSSH(check)
        secret.appendSSH(SSHPublicKey.type)
        secret.appendSSH(publicKey.raw)
        secret.appendSSH(seed + publicKey.raw)
        secret.appendSSH(comment)
        var padding: UInt8 = 1
        while secret.count % SSHPrivateKey.blockSize != 0 {
            secret.append(padding)
            padding += 1
        }
        var bytes = SSHPrivateKey.magic
        bytes.appendSSH("none")
        bytes.appendSSH("none")
        bytes.appendSSH("")
        bytes.appendSSH(1)
        bytes.appendSSH(publicKey.blob)
        bytes.appendSSH(secret)
        return SSHArmor.privateKey.encode(bytes)
    }

    /// The line of a `.pub` file: the public key, the comment, a line feed.
    public var publicLine: String {
        comment.isEmpty ? "\(publicKey)\n" : "\(publicKey) \(comment)\n"
    }

    /// The 64 bytes of a signature over a message.
    func rawSignature(over message: [UInt8]) -> [UInt8] {
        // Signing fails only where memory does; an empty signature is none.
        (try? key.signature(for: message)).map { Array($0) } ?? []
    }

    private static func secret(_ bytes: [UInt8], of publicKey: SSHPublicKey) -> (seed: [UInt8], comment: String)? {
        var reader = SSHReader(bytes)
        guard bytes.count % blockSize == 0, let check = reader.number(), check == reader.number() else { return nil }
        guard reader.text() == SSHPublicKey.type, reader.string() == publicKey.raw, let pair = reader.string(), pair.count == 64 else { return nil }
        guard Array(pair.suffix(32)) == publicKey.raw, let comment = reader.text() else { return nil }
        var padding: UInt8 = 1
        while !reader.isAtEnd {
            guard padding < blockSize, reader.take(1) == [padding] else { return nil }
            padding += 1
        }
        return (Array(pair.prefix(32)), comment)
    }
}
