import Programme
import Testing

@testable import Bags

@Suite("Signatures")
struct SignatureTests {
    private let key = SSHPrivateKey(generatingWithComment: "410305")
    private let message = Array("tag manifest".utf8)
    private let office = OfficeCode("410305")!
    private let moment = Instant("2026-03-02T09:30:00+08:00")!

    private func code(
        _ signature: [UInt8]?,
        signers: String? = nil,
        revoked: RevokedKeys = RevokedKeys(),
        office: OfficeCode? = nil,
        message: [UInt8]? = nil
    ) throws -> BagRefusalCode? {
        let allowed = try AllowedSigners(Array((signers ?? "410305 \(key.publicKey)\n").utf8))
        do {
            let signer = try allowed.verify(
                signature,
                over: message ?? self.message,
                namespace: "voucherd-batch",
                office: office ?? self.office,
                at: moment,
                revoked: revoked
            )
            #expect(signer == key.publicKey)
            return nil
        } catch {
            return error.code
        }
    }

    private var good: [UInt8] { key.signature(over: message, namespace: "voucherd-batch").armored }

    @Test("a good signature of the office's key is taken; every fault has its own code")
    func codes() throws {
        #expect(try code(good) == nil)
        #expect(try code(nil) == .signMissing)
        #expect(try code([]) == .signFormat)
        #expect(try code(good, message: [1]) == .signBad)
        #expect(try code(good, office: OfficeCode("410306")!) == .signOffice)
        #expect(try code(good, signers: "# nobody\n\n") == .signKeyUnknown)
        #expect(try code(key.signature(over: message, namespace: "file").armored) == .signNamespace)
        #expect(try code(good, signers: "410305 namespaces=\"voucherd-bundle,git\" \(key.publicKey)\n") == .signNamespace)
        #expect(try code(good, revoked: try RevokedKeys(Array("# lost\n\(key.publicLine)".utf8))) == .signRevoked)
    }

    @Test("a key's time is held against the batch's, both ends inclusive, in Luoyang's time unless Z says otherwise")
    func times() throws {
        func options(_ text: String) throws -> BagRefusalCode? { try code(good, signers: "410305 \(text) \(key.publicKey)\n") }
        #expect(try options("valid-after=\"20260302093000\"") == nil)
        #expect(try options("valid-after=\"20260302093001\"") == .signNotYet)
        #expect(try options("valid-after=\"202603020930Z\"") == .signNotYet)
        #expect(try options("valid-before=\"202603020930\"") == nil)
        #expect(try options("valid-before=\"20260302092959\"") == .signExpired)
        #expect(try options("valid-before=\"20260302013000Z\"") == nil)
        #expect(try options("valid-before=\"20260302\"") == .signExpired)
        #expect(try options("namespaces=\"voucherd-*\",valid-after=\"20260101\",valid-before=\"20270101\"") == nil)
    }

    @Test("one line that allows the signature is enough")
    func severalLines() throws {
        #expect(try code(good, signers: "410305 valid-before=\"20200101\" \(key.publicKey)\n4103* \(key.publicKey) renewed\n") == nil)
    }

    @Test("the armor is read with LF or CRLF and with nothing around it")
    func armor() throws {
        let text = String(decoding: good, as: UTF8.self)
        #expect(try code(Array(text.replacing("\n", with: "\r\n").utf8)) == nil)
        #expect(try code(Array(text.dropLast().utf8)) == nil)
        let lines = text.split(separator: "\n")
        for bad in [
            " " + text, "\n" + text, text + "\n", text + "x", text + text, text.replacing("=", with: ""), lines.dropLast().joined(separator: "\n"),
            "\u{FEFF}" + text,
        ] {
            #expect(try code(Array(bad.utf8)) == .signFormat, "\(bad)")
        }
    }

    /// A signature file whose parts can be made wrong.
    private func crafted(
        version: Int = 1,
        type: String = "ssh-ed25519",
        reserved: String = "",
        hash: String = "sha512",
        tail: [UInt8] = [],
        alter: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
        var raw = key.rawSignature(over: SSHSignature.signedBytes(message, namespace: "voucherd-batch", hashName: hash))
        alter(&raw)
        var signature: [UInt8] = []
        signature.appendSSH(type)
        signature.appendSSH(raw)
        var blob = Array("SSHSIG".utf8)
        blob.appendSSH(version)
        blob.appendSSH(key.publicKey.blob)
        blob.appendSSH("voucherd-batch")
        blob.appendSSH(reserved)
        blob.appendSSH(hash)
        blob.appendSSH(signature)
        return SSHArmor.signature.encode(blob + tail)
    }

    @Test("the blob is read strictly: version, reserved field, hash, type, nothing after it, a canonical signature")
    func strictness() throws {
        #expect(try code(crafted()) == nil)
        #expect(try code(crafted(hash: "sha256")) == nil)
        #expect(try code(crafted(version: 2)) == .signFormat)
        #expect(try code(crafted(reserved: "x")) == .signFormat)
        #expect(try code(crafted(hash: "sha1")) == .signFormat)
        #expect(try code(crafted(type: "rsa-sha2-512")) == .signFormat)
        #expect(try code(crafted(tail: [0])) == .signFormat)
        #expect(try code(crafted { $0.removeLast() }) == .signFormat)
        #expect(try code(crafted { $0[0] ^= 1 }) == .signBad)
        // The same point with S + L for S: the classic second spelling of one signature.
        let order: [UInt8] =
            [0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14] + [UInt8](repeating: 0, count: 15) + [
                0x10
            ]
        let malleated = crafted { raw in
            var carry = 0
            for index in 0..<32 {
                carry += Int(raw[32 + index]) + Int(order[index])
                raw[32 + index] = UInt8(carry & 255)
                carry >>= 8
            }
        }
        #expect(try code(malleated) == .signFormat)
    }

    @Test("an allowed_signers file with one line that cannot be read is refused whole, and the line named")
    func unreadableSigners() throws {
        let key = key.publicKey
        for bad in [
            "410305", "410305 ", "410305 ssh-ed25519", "410305 ssh-ed25519 AAAA", "410305 ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==",
            "410305 cert-authority \(key)",
            "410305 cert-authority,namespaces=\"a\" \(key)", "410305 unknown=\"x\" \(key)", "410305 namespaces=x \(key)",
            "410305 namespaces=\"x \(key)",
            "410305 namespaces=\"a\",namespaces=\"b\" \(key)", "410305 valid-after=\"2026\" \(key)", "410305 valid-after=\"20261301\" \(key)",
            "410305 valid-after=\"20260102\",valid-before=\"20260101\" \(key)", "410305 namespaces=\"a\", \(key)", "\"410305 \(key)",
        ] {
            #expect {
                try AllowedSigners(Array("# ours\n410305 \(key)\n\(bad)\n".utf8))
            } throws: { error in
                (error as? KeyFileError)?.line == 3
            }
        }
        #expect(throws: KeyFileError.self) { try AllowedSigners(Array("\u{FEFF}410305 \(key)\n".utf8)) }
        #expect(throws: KeyFileError.self) { try RevokedKeys(Array("\(key)\nnot a key\n".utf8)) }
    }

    @Test("principals are patterns: lists, wildcards, exclusions, quotes")
    func principals() throws {
        let cases: [(String, Bool)] = [
            ("410305", true), ("410304,410305", true), ("4103*", true), ("41030?", true), ("*", true), ("4103*,!410305", false), ("!410305,*", false),
            ("!410306", false), ("410304", false), ("41030", false), ("4103055", false), ("*5", true), ("4*0*5", true), ("*4", false),
            ("\"410304,410305\"", true),
        ]
        for (pattern, matches) in cases {
            #expect(try code(good, signers: "\(pattern) \(key.publicKey) comment here\r\n") == (matches ? nil : .signOffice), "\(pattern)")
        }
    }

    @Test("a private key reads back from its file; a changed one does not")
    func privateKey() throws {
        let read = try SSHPrivateKey(openSSH: key.openSSH)
        #expect(read.publicKey == key.publicKey)
        #expect(read.comment == "410305")
        #expect(read.signature(over: message, namespace: "n") == key.signature(over: message, namespace: "n"))
        #expect(SSHPublicKey(key.publicLine) == key.publicKey)
        var changed = try #require(SSHArmor.privateKey.decode(key.openSSH))
        // A byte of the seed.
        let seed = changed.count - 32 - 32 - 20
        changed[seed] ^= 1
        #expect(throws: KeyFileError.self) { try SSHPrivateKey(openSSH: SSHArmor.privateKey.encode(changed)) }
        #expect(throws: KeyFileError.self) { try SSHPrivateKey(openSSH: Array("hello".utf8)) }
        #expect(!"\(key)".contains(String(decoding: key.openSSH, as: UTF8.self)))
    }

    @Test("Base64 has one text for one value")
    func base64() {
        for length in 0..<20 {
            let bytes = (0..<length).map { UInt8($0 * 37 & 255) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        for bad in ["A", "AA=", "AB==", "AAB=", "A===", "====", "AA==AAAA", "AA\nA", "AAA*"] {
            #expect(Base64.decode(Array(bad.utf8)) == nil, "\(bad)")
        }
    }
}
