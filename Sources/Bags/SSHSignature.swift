import Crypto

/// A detached signature in OpenSSH's SSHSIG format, made by an Ed25519 key.
///
/// `ssh-keygen -Y sign -n NAMESPACE -f KEY FILE` makes one, and `ssh-keygen -Y verify` accepts those made here. Reading is stricter than ssh-keygen's:
/// version 1, empty reserved field, sha512 or sha256, a canonical signature, and nothing beside the armor.
public struct SSHSignature: Sendable, Equatable {
    private static let magic = Array("SSHSIG".utf8)
    private static let version = 1
    /// The order of Ed25519's group, lowest byte first: the second half of a canonical signature is below it (RFC 8032, section 5.1.7).
    private static let order: [UInt8] = [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]

    /// The key that the signature says it is by.
    public let publicKey: SSHPublicKey
    /// What the signature is for.
    public let namespace: String
    private let hashName: String
    private let raw: [UInt8]

    init(publicKey: SSHPublicKey, namespace: String, hashName: String, raw: [UInt8]) {
        self.publicKey = publicKey
        self.namespace = namespace
        self.hashName = hashName
        self.raw = raw
    }

    /// Reads the armored text.
    ///
    /// - Throws: ``BagRefusal`` with `SIGN-FORMAT` that says which part is wrong.
    public init(armored text: [UInt8]) throws(BagRefusal) {
        guard let bytes = SSHArmor.signature.decode(text) else {
            throw SSHSignature.malformed("the file is not one armored SSH signature", "文件不是单个 SSH 签名")
        }
        var reader = SSHReader(bytes)
        guard reader.take(6) == SSHSignature.magic, let version = reader.number() else {
            throw SSHSignature.malformed("the armor holds no SSHSIG", "文件内容不是 SSHSIG 签名")
        }
        guard version == SSHSignature.version else {
            throw SSHSignature.malformed("the version is \(version), not 1", "签名版本为 \(version)，应为 1")
        }
        guard let blob = reader.string(), let namespace = reader.text(), let reserved = reader.string(), let hashName = reader.text(),
            let signature = reader.string(), reader.isAtEnd
        else { throw SSHSignature.malformed("the signature is cut off or followed by more", "签名内容残缺或有多余") }
        guard let publicKey = SSHPublicKey(blob: blob) else {
            throw SSHSignature.malformed("the key is not an Ed25519 key", "签名密钥不是 Ed25519 密钥")
        }
        guard reserved.isEmpty else { throw SSHSignature.malformed("the reserved field is not empty", "签名的保留字段不为空") }
        guard hashName == "sha512" || hashName == "sha256" else {
            throw SSHSignature.malformed("the hash is neither sha512 nor sha256", "签名的摘要算法不是 sha512 或 sha256")
        }
        var inner = SSHReader(signature)
        guard inner.text() == SSHPublicKey.type, let raw = inner.string(), raw.count == 64, inner.isAtEnd else {
            throw SSHSignature.malformed("the signature is not an Ed25519 signature", "签名不是 Ed25519 签名")
        }
        guard SSHSignature.isCanonical(raw) else {
            throw SSHSignature.malformed("the signature is not in its canonical form", "签名不是规范形式")
        }
        self.init(publicKey: publicKey, namespace: namespace, hashName: hashName, raw: raw)
    }

    /// The armored text, as ssh-keygen writes it.
    public var armored: [UInt8] {
        var signature: [UInt8] = []
        signature.appendSSH(SSHPublicKey.type)
        signature.appendSSH(raw)
        var bytes = SSHSignature.magic
        bytes.appendSSH(SSHSignature.version)
        bytes.appendSSH(publicKey.blob)
        bytes.appendSSH(namespace)
        bytes.appendSSH("")
        bytes.appendSSH(hashName)
        bytes.appendSSH(signature)
        return SSHArmor.signature.encode(bytes)
    }

    /// Whether the key named in the signature made it over exactly these bytes. Whether that key may sign is another question.
    public func isValid(over message: [UInt8]) -> Bool {
        publicKey.isValid(raw, over: SSHSignature.signedBytes(message, namespace: namespace, hashName: hashName))
    }

    /// What is signed: not the message but a preamble, the namespace and the message's hash.
    static func signedBytes(_ message: [UInt8], namespace: String, hashName: String) -> [UInt8] {
        var bytes = magic
        bytes.appendSSH(namespace)
        bytes.appendSSH("")
        bytes.appendSSH(hashName)
        bytes.appendSSH(hashName == "sha256" ? Array(SHA256.hash(data: message)) : Array(SHA512.hash(data: message)))
        return bytes
    }

    private static func isCanonical(_ raw: [UInt8]) -> Bool {
        raw[32...].reversed().lexicographicallyPrecedes(order.reversed())
    }

    private static func malformed(_ english: String, _ chinese: String) -> BagRefusal {
        BagRefusal(.signFormat, file: Manifest.signatureName, english, chinese)
    }
}

extension SSHPrivateKey {
    /// Signs bytes for a namespace, hashed with sha512 as ssh-keygen does.
    public func signature(over message: [UInt8], namespace: String) -> SSHSignature {
        let signed = SSHSignature.signedBytes(message, namespace: namespace, hashName: "sha512")
        return SSHSignature(publicKey: publicKey, namespace: namespace, hashName: "sha512", raw: rawSignature(over: signed))
    }
}
