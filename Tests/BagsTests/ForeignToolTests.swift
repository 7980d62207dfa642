import Foundation
import Programme
import TestSupport
import Testing

@testable import Bags

@Suite("The programs that offices use")
struct ForeignToolTests {
    private let day = Day("2026-03-02")!
    private let office = OfficeCode("410305")!
    private let moment = Instant("2026-03-02T09:30:00+08:00")!

    private func bag(in folder: TemporaryFolder, key: SSHPrivateKey, isEmpty: Bool = false) throws {
        let writer = try BagWriter(path: folder / "bag.zip", folder: "批次")
        if !isEmpty {
            try writer.add("data/records/party.csv", bytes: Array("uscc\n".utf8))
            try writer.add("data/evidence/合同 1.pdf") { try $0.write([1, 2, 3]) }
            try writer.add("data/evidence/empty", bytes: [])
        }
        _ = try writer.finish(fields: BagFixture().fields, baggingDate: day, key: key, namespace: BatchHeader.namespace)
    }

    @Test("unzip, Python, bagit.py and ssh-keygen accept what is written here", arguments: [false, true])
    func written(isEmpty: Bool) throws {
        let folder = try TemporaryFolder()
        let key = SSHPrivateKey(generatingWithComment: "centre")
        try bag(in: folder, key: key, isEmpty: isEmpty)
        try folder.write("allowed_signers", Array("410305 \(key.publicKey)\n".utf8))
        for command in ["unzip -tq bag.zip", "python3 -m zipfile -t bag.zip", "python3 -m zipfile -e bag.zip out"] {
            let outcome = try Tool.run("sh", "-c", command, in: folder)
            #expect(outcome.status == 0, "\(command): \(outcome.output)")
        }
        let validated = try Tool.run("python3", "-m", "bagit", "--validate", "out/批次", in: folder)
        #expect(validated.status == 0, "\(validated.output)")
        let verified = try Tool.run(
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-I",
            "410305",
            "-n",
            "voucherd-batch",
            "-s",
            "out/批次/tagmanifest-sha256.txt.sig",
            in: folder,
            input: "out/批次/tagmanifest-sha256.txt"
        )
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("ssh-keygen's keys and signatures are read here, and its fingerprint is ours")
    func keygen() throws {
        let folder = try TemporaryFolder()
        #expect(try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "洛龙区", "-f", "key", in: folder).status == 0)
        try folder.write("file", [1, 2, 3])
        for hash in ["sha512", "sha256"] {
            #expect(
                try Tool.run("ssh-keygen", "-Y", "sign", "-n", "voucherd-batch", "-O", "hashalg=\(hash)", "-f", "key", "file", in: folder).status == 0
            )
            let signature = try folder.read("file.sig")
            let signers = try AllowedSigners(Array("410305 ".utf8) + folder.read("key.pub"))
            _ = try signers.verify(signature, over: [1, 2, 3], namespace: "voucherd-batch", office: office, at: moment, revoked: RevokedKeys())
            try FileManager.default.removeItem(atPath: folder / "file.sig")
        }
        let key = try SSHPrivateKey(openSSH: folder.read("key"))
        #expect(Array(key.publicLine.utf8) == (try folder.read("key.pub")))
        #expect(key.comment == "洛龙区")
        #expect(try Tool.run("ssh-keygen", "-l", "-f", "key.pub", in: folder).output.contains(key.publicKey.fingerprint))
        // The bytes that ssh-keygen signs with this key are ours too: Ed25519 has one signature.
        #expect(try Tool.run("ssh-keygen", "-Y", "sign", "-n", "voucherd-batch", "-f", "key", "file", in: folder).status == 0)
        #expect(try folder.read("file.sig") == key.signature(over: [1, 2, 3], namespace: "voucherd-batch").armored)
    }

    @Test("a key under a passphrase and a key of another kind are told apart")
    func otherKeys() throws {
        let folder = try TemporaryFolder()
        try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", "locked", in: folder)
        try Tool.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "ecdsa", in: folder)
        for (name, word) in [("locked", "passphrase"), ("ecdsa", "Ed25519")] {
            let text = try folder.read(name)
            #expect {
                try SSHPrivateKey(openSSH: text)
            } throws: { error in
                (error as? KeyFileError)?.english.contains(word) == true
            }
        }
        try folder.write("file", [1])
        try Tool.run("ssh-keygen", "-Y", "sign", "-n", "voucherd-batch", "-f", "ecdsa", "file", in: folder)
        let signature = try folder.read("file.sig")
        #expect {
            try SSHSignature(armored: signature)
        } throws: { error in
            (error as? BagRefusal)?.code == .signFormat
        }
    }

    @Test("ssh-keygen reads the keys generated here")
    func generated() throws {
        let folder = try TemporaryFolder()
        let key = SSHPrivateKey(generatingWithComment: "410300 centre")
        try folder.write("key", key.openSSH)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder / "key")
        let shown = try Tool.run("ssh-keygen", "-y", "-f", "key", in: folder)
        #expect(shown.status == 0)
        #expect(shown.output == key.publicLine)
    }

    /// Writes the fixture as a folder and zips it by a command.
    private func zipped(_ fixture: BagFixture, by command: String) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        for (name, bytes) in fixture.files {
            let path = "\(fixture.top)/\(name)"
            let parent = (folder / path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try folder.write(path, bytes)
        }
        let outcome = try Tool.run("sh", "-c", command.replacingOccurrences(of: "TOP", with: fixture.top), in: folder)
        #expect(outcome.status == 0, "\(outcome.output)")
        return try folder.read("bag.zip")
    }

    @Test(
        "bags zipped by Info-ZIP and Python are read, to a file and to a pipe",
        arguments: [
            "zip -qr bag.zip TOP",
            "zip -qr - TOP | cat > bag.zip",
            "zip -q0r bag.zip TOP",
            "zip -qfzr bag.zip TOP",
            "zip -qrD bag.zip TOP",
            "python3 -m zipfile -c bag.zip TOP",
            """
            python3 -c '
            import zipfile, os, sys
            with zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED) as z:
                for d, _, fs in os.walk("TOP"):
                    for f in fs: z.write(os.path.join(d, f))
            ' | cat > bag.zip
            """,
            """
            python3 -c '
            import zipfile, os
            with zipfile.ZipFile("bag.zip", "w") as z:
                for d, _, fs in os.walk("TOP"):
                    for f in fs:
                        with z.open(zipfile.ZipInfo(os.path.join(d, f)), "w", force_zip64=True) as o: o.write(open(os.path.join(d, f), "rb").read())
            '
            """,
        ]
    )
    func zipTools(_ command: String) throws {
        var fixture = BagFixture()
        fixture.payload.append(("data/evidence/long.txt", [UInt8](repeating: 65, count: 100_000)))
        fixture.payload.append(("data/evidence/empty", []))
        try verify(try zipped(fixture, by: command))
    }

    @Test("a bag made by bagit.py and signed by ssh-keygen is read")
    func bagit() throws {
        let folder = try TemporaryFolder()
        let script = """
            mkdir -p bag/records && printf 'uscc\\n' > bag/records/party.csv && ssh-keygen -q -t ed25519 -N '' -f key &&
            python3 -c 'import bagit; bagit.make_bag("bag", {"Batch-Office": "410305"}, checksums=["sha256"])' 2>/dev/null &&
            sed -i s/0.97/1.0/ bag/bagit.txt && python3 -c 'import bagit; bagit.Bag("bag").save()' 2>/dev/null &&
            ssh-keygen -q -Y sign -n voucherd-batch -f key bag/tagmanifest-sha256.txt && zip -qr bag.zip bag
            """
        let made = try Tool.run("sh", "-c", script, in: folder)
        #expect(made.status == 0, "\(made.output)")
        let bag = try Bag(contentsOf: folder / "bag.zip")
        try bag.verifyPayload()
        #expect(bag.info.values(of: "Payload-Oxum") == ["5.1"])
        let signers = try AllowedSigners(Array("410305 ".utf8) + folder.read("key.pub"))
        _ = try signers.verify(bag.signature, over: bag.tagManifest, namespace: "voucherd-batch", office: office, at: moment, revoked: RevokedKeys())
    }

    @Test("a bag made by bagit.py with two checksums is read and held against both", arguments: [false, true])
    func bagitWithTwoChecksums(isSpoilt: Bool) throws {
        let folder = try TemporaryFolder()
        let spoiling = """
            python3 - <<'END'
            import hashlib
            def digest(name): return hashlib.new("sha512", open("bag/" + name, "rb").read()).hexdigest()
            text = open("bag/manifest-sha512.txt").read()
            open("bag/manifest-sha512.txt", "w").write("0" * 128 + text[128:])
            for algorithm in ["sha256", "sha512"]:
                lines = open(f"bag/tagmanifest-{algorithm}.txt").read().splitlines()
                names = [line.split("  ", 1)[1] if "  " in line else line.split(" ", 1)[1] for line in lines]
                with open(f"bag/tagmanifest-{algorithm}.txt", "w") as out:
                    for name in names: out.write(hashlib.new(algorithm, open("bag/" + name, "rb").read()).hexdigest() + " " + name + "\\n")
            END
            """
        let script = """
            mkdir -p bag/records && printf 'uscc\\n' > bag/records/party.csv && ssh-keygen -q -t ed25519 -N '' -f key &&
            python3 -c 'import bagit; bagit.make_bag("bag", {"Batch-Office": "410305"}, checksums=["sha256", "sha512"])' 2>/dev/null &&
            sed -i s/0.97/1.0/ bag/bagit.txt && python3 -c 'import bagit; bagit.Bag("bag").save()' 2>/dev/null &&
            python3 -m bagit --validate bag 2>/dev/null
            \(isSpoilt ? spoiling : "")
            ssh-keygen -q -Y sign -n voucherd-batch -f key bag/tagmanifest-sha256.txt && zip -qr bag.zip bag
            """
        let made = try Tool.run("bash", "-c", script, in: folder)
        #expect(made.status == 0, "\(made.output)")
        let bytes = try folder.read("bag.zip")
        let refused = try refusal(bytes)
        guard isSpoilt else {
            #expect(refused == nil)
            return
        }
        #expect(refused?.code == .digest)
        #expect(refused?.file == "data/records/party.csv")
        #expect(refused?.english.hasPrefix("manifest-sha512.txt gives SHA-512 000") == true)
    }
}
