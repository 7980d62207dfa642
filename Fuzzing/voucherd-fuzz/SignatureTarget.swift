import Programme

@testable import Bags

/// A signature is read strictly, and no other bytes than those that the key made are taken for its signature.
///
/// The first byte says whether the rest is the armored text or what the armor holds.
enum SignatureTarget {
    static let message = Array("tag manifest".utf8)
    static let moment = Instant(seconds: 1_772_415_000)
    static let key = seeded(1)
    static let good = key.signature(over: message, namespace: BatchHeader.namespace)

    private static let signers = allowed(key)

    static func seeded(_ byte: UInt8) -> SSHPrivateKey {
        guard let key = SSHPrivateKey(seed: [UInt8](repeating: byte, count: 32), comment: "") else { preconditionFailure("32 bytes are a seed") }
        return key
    }

    private static func allowed(_ key: SSHPrivateKey) -> AllowedSigners {
        do {
            return try AllowedSigners(Array("410305 \(key.publicKey)\n".utf8))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static func run(_ bytes: [UInt8]) {
        guard let mode = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        let text = mode & 1 == 0 ? rest : SSHArmor.signature.encode(rest)
        if let parsed = try? SSHSignature(armored: text) {
            guard let again = try? SSHSignature(armored: parsed.armored) else { preconditionFailure("a signature that was written cannot be read") }
            precondition(again == parsed, "a signature that was written reads otherwise")
        }
        do throws(BagRefusal) {
            let signer = try signers.verify(
                text,
                over: message,
                namespace: BatchHeader.namespace,
                office: office,
                at: moment,
                revoked: RevokedKeys()
            )
            precondition(signer == key.publicKey, "another key was taken for the office's")
            // Ed25519 is deterministic and S canonical: of one key, message and hash there is one signature.
            let taken = try SSHSignature(armored: text)
            precondition(taken == good, "a signature that the key did not make was taken")
        } catch {
            precondition(error.code.section == 3)
        }
    }

    private static let office: OfficeCode = {
        guard let office = OfficeCode("410305") else { preconditionFailure("a code") }
        return office
    }()
}

/// The key files of the centre are read or refused; a private key that is read can be written and reads the same.
enum KeysTarget {
    static func run(_ bytes: [UInt8]) {
        guard let mode = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        switch mode % 3 {
        case 0:
            guard let signers = try? AllowedSigners(rest) else { return }
            precondition((try? AllowedSigners(rest)) == signers)
            for signer in signers.signers {
                guard let again = try? AllowedSigners(Array("410305 \(signer.key)\n".utf8)) else { preconditionFailure("a key cannot be written") }
                precondition(again.signers.first?.key == signer.key)
            }
        case 1:
            _ = try? RevokedKeys(rest)
        default:
            let text = SSHArmor.privateKey.decode(rest) == nil ? SSHArmor.privateKey.encode(rest) : rest
            guard let key = try? SSHPrivateKey(openSSH: text) else { return }
            guard let again = try? SSHPrivateKey(openSSH: key.openSSH) else { preconditionFailure("a key that was written cannot be read") }
            precondition(again.publicKey == key.publicKey && again.comment == key.comment, "a key that was written reads otherwise")
        }
    }
}
