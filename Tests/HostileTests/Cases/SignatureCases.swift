import Programme

@testable import Bags

/// Signatures: every field of SSHSIG, the armor, the key and what was signed.
enum SignatureCases {
    private static func refused(_ code: String) -> Verdict { .quarantined("SIGN-\(code)", section: 3) }
    private static let format = refused("FORMAT")

    static let all = CaseFamily("signatures") { cases in
        func signed(_ name: String, _ verdict: Verdict, _ make: @escaping @Sendable (ForgedBatch.Seat, [UInt8]) -> [UInt8]?) {
            cases.batch(name, verdict) { $0.signature = make }
        }
        fields(signed)
        armors(signed)
        signed("none", refused("MISSING")) { _, _ in nil }
        signed("an empty file", format) { _, _ in [] }
        signed("by another office's key", refused("OFFICE")) { $0.otherOfficesKey.signature(over: $1, namespace: "voucherd-batch").armored }
        signed("by a key that nobody knows", refused("KEY-UNKNOWN")) { _, message in
            SSHPrivateKey(generatingWithComment: "").signature(over: message, namespace: "voucherd-batch").armored
        }
        for namespace in ["voucherd-bundle", "file", "git", "", "voucherd-batch ", "VOUCHERD-BATCH", "voucherd-batch\0"] {
            signed("for '\(namespace.escaped)'", refused("NAMESPACE")) { $0.key.signature(over: $1, namespace: namespace).armored }
        }
        signed("of nothing", refused("BAD")) { seat, _ in seat.key.signature(over: [], namespace: "voucherd-batch").armored }
        signed("of another file", refused("BAD")) { seat, _ in seat.key.signature(over: BagDeclaration.bytes, namespace: "voucherd-batch").armored }
        signed("of the same lines with CRLF, as a pipe on Windows makes them", refused("BAD")) { seat, message in
            seat.key.signature(over: message.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, namespace: "voucherd-batch").armored
        }
        signed("of the digest", refused("BAD")) {
            $0.key.signature(over: Digest(of: $1).description.utf8.map { $0 }, namespace: "voucherd-batch").armored
        }
        signed("with sha256", .applied()) { Blob($0, $1, hash: "sha256").armored }
    }

    /// The parts of an SSHSIG blob (PROTOCOL.sshsig), each of which can be made wrong.
    private struct Blob {
        var magic = Array("SSHSIG".utf8)
        var version = 1
        var key: [UInt8]
        var namespace = Array("voucherd-batch".utf8)
        var reserved: [UInt8] = []
        var hash: [UInt8]
        var type = Array("ssh-ed25519".utf8)
        var raw: [UInt8]
        var innerTail: [UInt8] = []
        var tail: [UInt8] = []

        init(_ seat: ForgedBatch.Seat, _ message: [UInt8], hash: String = "sha512") {
            key = seat.key.publicKey.blob
            self.hash = Array(hash.utf8)
            raw = seat.key.rawSignature(over: SSHSignature.signedBytes(message, namespace: "voucherd-batch", hashName: hash))
        }

        var bytes: [UInt8] {
            var signature: [UInt8] = []
            signature.appendSSH(type)
            signature.appendSSH(raw)
            signature += innerTail
            var blob = magic
            blob.appendSSH(version)
            blob.appendSSH(key)
            blob.appendSSH(namespace)
            blob.appendSSH(reserved)
            blob.appendSSH(hash)
            blob.appendSSH(signature)
            return blob + tail
        }

        var armored: [UInt8] { SSHArmor.signature.encode(bytes) }
    }

    private typealias Signed = (String, Verdict, @escaping @Sendable (ForgedBatch.Seat, [UInt8]) -> [UInt8]?) -> Void

    private static func fields(_ signed: Signed) {
        func blob(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout Blob) -> Void) {
            signed(name, verdict) { seat, message in
                var blob = Blob(seat, message)
                change(&blob)
                return blob.armored
            }
        }
        blob("another magic", format) { $0.magic = Array("SSHSIH".utf8) }
        for version in [0, 2, 0x0100_0000, 0xFFFF_FFFF] { blob("version \(version)", format) { $0.version = version } }
        blob("a reserved field that is not empty", format) { $0.reserved = [0] }
        for hash in ["sha1", "sha384", "SHA512", "md5", "", "sha512 "] { blob("the hash '\(hash)'", format) { $0.hash = Array(hash.utf8) } }
        blob("a hash that was not used", refused("BAD")) { $0.hash = Array("sha256".utf8) }
        blob("a namespace that is not UTF-8", format) { $0.namespace = [0xFF] }
        blob("a byte after it", format) { $0.tail = [0] }
        blob("a second one after it", format) { $0.tail = $0.bytes }
        blob("a byte after the signature inside", format) { $0.innerTail = [0] }
        for type in ["ssh-rsa", "rsa-sha2-512", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com", "ssh-dss", "", "ssh-ed448"] {
            blob("a signature of type '\(type)'", format) { $0.type = Array(type.utf8) }
            blob("a key of type '\(type)'", format) { blob in
                var key: [UInt8] = []
                key.appendSSH(type)
                key.appendSSH([UInt8](repeating: 1, count: 32))
                blob.key = key
            }
        }
        blob("a key of 31 bytes", format) { $0.key = key(31) }
        blob("a key of 33 bytes", format) { $0.key = key(33) }
        blob("a key with a byte after it", format) { $0.key += [0] }
        blob("no key", format) { $0.key = [] }
        for count in [0, 63, 65, 128] { blob("a signature of \(count) bytes", format) { $0.raw = [UInt8](repeating: 1, count: count) } }
        for index in [0, 31, 32, 62] { blob("byte \(index) of the signature changed", refused("BAD")) { $0.raw[index] ^= 1 } }
        blob("S plus the group's order: the second spelling of one signature", format) { blob in
            let order: [UInt8] = [
                0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0x10,
            ]
            var carry = 0
            for index in 0..<32 {
                let sum = Int(blob.raw[32 + index]) + Int(order[index]) + carry
                blob.raw[32 + index] = UInt8(sum & 0xFF)
                carry = sum >> 8
            }
        }
        blob("S of all ones", format) { $0.raw.replaceSubrange(32..<64, with: [UInt8](repeating: 0xFF, count: 32)) }
        blob("S of zero", refused("BAD")) { $0.raw.replaceSubrange(32..<64, with: [UInt8](repeating: 0, count: 32)) }
        // Points of small order: for them one signature fits many messages. None is in allowed_signers.
        let small: [(String, [UInt8])] = [
            ("the neutral element", [1] + [UInt8](repeating: 0, count: 31)), ("order 2", [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]),
            ("order 4", [UInt8](repeating: 0, count: 32)),
            (
                "order 8",
                [
                    0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3,
                    0xC6, 0x33, 0x39,
                    0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
                ]
            ),
        ]
        for (name, point) in small {
            blob("a key of \(name), with a signature that fits everything", refused("KEY-UNKNOWN")) { blob in
                blob.key = key(point)
                blob.raw = [1] + [UInt8](repeating: 0, count: 63)
            }
            blob("R of \(name)", refused("BAD")) { $0.raw.replaceSubrange(0..<32, with: point) }
        }
        for cut in stride(from: 0, to: 180, by: 20) {
            signed("cut after \(cut) bytes", format) { SSHArmor.signature.encode(Array(Blob($0, $1).bytes.prefix(cut))) }
        }
        for place in [6, 10, 14, 29, 65, 83, 87, 97] {
            signed("a length of 2^32 - 1 at byte \(place)", format) { seat, message in
                var bytes = Blob(seat, message).bytes
                for index in place..<place + 4 { bytes[index] = 0xFF }
                return SSHArmor.signature.encode(bytes)
            }
        }
    }

    private static func key(_ count: Int) -> [UInt8] { key([UInt8](repeating: 1, count: count)) }

    private static func key(_ raw: [UInt8]) -> [UInt8] {
        var key: [UInt8] = []
        key.appendSSH("ssh-ed25519")
        key.appendSSH(raw)
        return key
    }

    private static func armors(_ signed: Signed) {
        func text(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (String) -> String) {
            signed(name, verdict) { Array(change(String(decoding: Blob($0, $1).armored, as: UTF8.self)).utf8) }
        }
        text("armor with CRLF", .applied()) { $0.replacing("\n", with: "\r\n") }
        text("armor without a last line end", .applied()) { String($0.dropLast()) }
        text("armor in one line", .applied()) { text in
            let lines = text.split(separator: "\n")
            return "\(lines[0])\n\(lines[1..<(lines.count - 1)].joined())\n\(lines[lines.count - 1])\n"
        }
        text("armor with CR alone", format) { $0.replacing("\n", with: "\r") }
        text("a line end after the footer's", format) { $0 + "\n" }
        text("text after the footer", format) { $0 + "x" }
        text("text before the header", format) { "x\n" + $0 }
        text("a blank before the header", format) { " " + $0 }
        text("a byte order mark", format) { "\u{FEFF}" + $0 }
        text("two signatures", format) { $0 + $0 }
        text("no header", format) { String($0.drop { $0 != "\n" }.dropFirst()) }
        text("no footer", format) { $0.replacing("-----END SSH SIGNATURE-----\n", with: "") }
        text("an empty line", format) { $0.replacing("SIGNATURE-----\nU", with: "SIGNATURE-----\n\nU") }
        text("no padding, or one too many", format) {
            $0.contains("=") ? $0.replacing("=", with: "") : $0.replacing("\n-----END", with: "=\n-----END")
        }
        text("another alphabet", format) { $0.replacing("U1NI", with: "U1N_") }
        text("a blank inside", format) { $0.replacing("U1NI", with: "U1 NI") }
        text("a PGP header", format) { $0.replacing("SSH SIGNATURE", with: "PGP SIGNATURE") }
        text("a private key's header", format) { $0.replacing("SSH SIGNATURE", with: "OPENSSH PRIVATE KEY") }
        text("not Base64", format) { _ in "-----BEGIN SSH SIGNATURE-----\n????\n-----END SSH SIGNATURE-----\n" }
        text("nothing between header and footer", format) { _ in "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n" }
        signed("the blob without its armor", format) { Blob($0, $1).bytes }
        signed("armor cut in its middle", format) { seat, message in Array(Blob(seat, message).armored.prefix(150)) }
    }
}
