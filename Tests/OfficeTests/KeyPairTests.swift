import Bags
import Foundation
import Programme
import TestSupport
import Testing

@testable import Office

@Suite("Making keys")
struct KeyPairTests {
    @Test("a key pair is ssh-keygen's own, readable by its owner alone, and never overwrites another")
    func written() throws {
        let folder = try TemporaryFolder()
        let pair = try KeyPair(office: OfficeFixture.office, comment: "涧西区")
        try pair.write(to: folder / "key")
        let mode = try FileManager.default.attributesOfItem(atPath: folder / "key")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let shown = try Tool.run(["ssh-keygen", "-y", "-f", "key"], in: folder)
        #expect(shown.output == pair.key.publicLine)
        #expect(try KeyPair.read(folder / "key").publicKey == pair.key.publicKey)
        #expect { try pair.write(to: folder / "key") } throws: { ($0 as? OfficeError)?.kind == .cannotCreate }
        try FileManager.default.removeItem(atPath: folder / "key")
        #expect { try pair.write(to: folder / "key") } throws: { ($0 as? OfficeError)?.kind == .cannotCreate }
    }

    @Test("the printed line lets the key sign for its office, and the centre's key for bundles too")
    func line() throws {
        for (office, namespace) in [(OfficeFixture.office, BatchHeader.namespace), (.centre, BundleHeader.namespace)] {
            let pair = try KeyPair(office: office, comment: "x")
            let signers = try AllowedSigners(Array(pair.allowedSignersLine.utf8))
            let signature = pair.key.signature(over: [1], namespace: namespace).armored
            _ = try signers.verify(signature, over: [1], namespace: namespace, office: office, at: OfficeFixture.moment, revoked: RevokedKeys())
        }
    }

    @Test("a comment of two lines is refused: it would forge a line of allowed_signers")
    func comment() {
        #expect(throws: OfficeError.self) { try KeyPair(office: OfficeFixture.office, comment: "x\n410300 ssh-ed25519 AAAA") }
    }
}
