import Bags
import Foundation
import Glibc
import Programme
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("Bundles and the outbox")
struct PublisherOutboxTests {
    typealias Fixture = PublisherFixture

    private let key = SSHPrivateKey(generatingWithComment: "centre")

    private func cut(_ content: BundleContent, in folder: TemporaryFolder) throws -> CutBundle {
        try BundleCutter(key: key, temporary: folder / "store/tmp").cut(content)
    }

    @Test("bagit.py and ssh-keygen accept a bundle, and it reads back as it was meant")
    func foreignTools() throws {
        let folder = try TemporaryFolder()
        let bundle = try cut(Fixture.full, in: folder)
        try bundle.bytes.write(to: URL(fileURLWithPath: folder / "bundle.zip"))
        try folder.write("allowed_signers", "410300 namespaces=\"voucherd-bundle\" \(key.publicKey)\n")

        let bag = try Bag(contentsOf: folder / "bundle.zip")
        try bag.verifyPayload()
        let header = try BundleHeader(bag.info)
        #expect(header.office == Fixture.office && header.sequence == 17 && header.previous == Fixture.digest("c"))
        #expect(header.programme == "luoyang-draft" && header.programmeDigest.description == String(repeating: "ab", count: 32))
        #expect(bag.tagManifestDigest == bundle.digest)
        #expect(try bag.content(of: "data/index.html") == Fixture.file("data/index.html", Fixture.full))

        #expect(try Tool.shell("python3 -m zipfile -e bundle.zip out", in: folder) == "")
        let validation = try Tool.shell("python3 -m bagit --validate out/410305-D-000017 2>&1 && echo VALID", in: folder)
        #expect(validation.hasSuffix("VALID\n"), "\(validation)")
        let verification = try Tool.shell(
            "cd out/410305-D-000017 && ssh-keygen -Y verify -f ../../allowed_signers -I 410300 -n voucherd-bundle -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt",
            in: folder
        )
        #expect(verification.hasPrefix("Good \"voucherd-bundle\" signature for 410300"), "\(verification)")
    }

    @Test("the same content and key give the same zip, byte for byte, and nothing stays in the temporary folder")
    func deterministic() throws {
        let folder = try TemporaryFolder()
        let first = try cut(Fixture.full, in: folder)
        let second = try cut(Fixture.full, in: folder)
        #expect(first.bytes == second.bytes && first.zip == second.zip && first.digest == second.digest)
        #expect(first.zip == Digest(of: Array(first.bytes)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder / "store/tmp").isEmpty)
        #expect(try cut(Fixture.empty(sequence: 18), in: folder).zip != first.zip)
    }

    @Test("a programme without a digest is refused with what to correct")
    func programme() throws {
        let folder = try TemporaryFolder()
        let content = BundleContent(
            office: Fixture.office,
            sequence: 1,
            previous: nil,
            createdAt: Fixture.moment,
            programme: "luoyang draft",
            officeNames: [:]
        )
        #expect(throws: BundleCutError.programme("luoyang draft")) { try cut(content, in: folder) }
    }

    @Test("a bundle is written to its office's folder once, and writing it again changes nothing")
    func write() throws {
        let folder = try TemporaryFolder()
        let outbox = Outbox(DataRoot(folder.path))
        let bundle = try cut(Fixture.full, in: folder)
        let stored = bundle.stored(drain: 1)
        try outbox.write(stored, content: bundle.bytes)
        let path = folder / "outbox/410305/410305-D-000017.zip"
        #expect(outbox.path(of: stored) == path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bundle.bytes)
        let inode = try Self.inode(path)
        try outbox.write(stored, content: bundle.bytes)
        #expect(try Self.inode(path) == inode)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder / "outbox/410305") == ["410305-D-000017.zip"])
    }

    @Test("a temporary file that a crash left, or a link in its place, is neither kept nor written through")
    func leftover() throws {
        let folder = try TemporaryFolder()
        let outbox = Outbox(DataRoot(folder.path))
        let bundle = try cut(Fixture.full, in: folder)
        try DurableFile.makeFolder(folder / "outbox/410305")
        try folder.write("victim", "untouched")
        symlink(folder / "victim", folder / "outbox/410305/.410305-D-000017.zip.tmp")
        try outbox.write(bundle.stored(drain: 1), content: bundle.bytes)
        #expect(try String(contentsOfFile: folder / "victim", encoding: .utf8) == "untouched")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder / "outbox/410305") == ["410305-D-000017.zip"])
    }

    @Test("content that is not what the digest names is never written")
    func wrongContent() throws {
        let folder = try TemporaryFolder()
        let bundle = try cut(Fixture.full, in: folder)
        let outbox = Outbox(DataRoot(folder.path))
        #expect(throws: StoreError.self) { try outbox.write(bundle.stored(drain: 1), content: bundle.bytes.dropLast()) }
        #expect(!FileManager.default.fileExists(atPath: folder / "outbox/410305/410305-D-000017.zip"))
    }

    @Test("what the outbox lacks or holds otherwise is made again from the store, byte for byte, and said")
    func remake() throws {
        let folder = try TemporaryFolder()
        let outbox = Outbox(DataRoot(folder.path))
        let store = try CentralStore(path: folder / "voucherd.sqlite")
        let bundles = try (1...3).map { try cut(Fixture.empty(sequence: $0), in: folder) }
        try store.write { transaction in
            try transaction.openDrain(1, at: Fixture.moment, programme: Fixture.programme)
            for bundle in bundles { try transaction.insert(bundle.stored(drain: 1), content: bundle.bytes) }
        }
        #expect(try outbox.remake(store.read { try $0.bundles() }, from: store).made.map(\.sequence) == [1, 2, 3])
        #expect(try outbox.remake(store.read { try $0.bundles() }, from: store).isEmpty)

        let paths = (1...3).map { folder / "outbox/410305/410305-D-00000\($0).zip" }
        try FileManager.default.removeItem(atPath: paths[0])
        try bundles[1].bytes.dropLast(100).write(to: URL(fileURLWithPath: paths[1]))
        let repairs = try outbox.remake(store.read { try $0.bundles() }, from: store)
        #expect(repairs.made.map(\.sequence) == [1] && repairs.replaced.map(\.sequence) == [2] && repairs.failures.isEmpty)
        for (path, bundle) in zip(paths, bundles) { #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bundle.bytes) }
    }

    @Test("a start looks at the names of all files, and at the bytes of those of the last drains")
    func unsure() throws {
        let folder = try TemporaryFolder()
        let outbox = Outbox(DataRoot(folder.path))
        let store = try CentralStore(path: folder / "voucherd.sqlite")
        func unsure() throws -> [StoredBundle] { try outbox.unsure(in: store, provingLast: 2) }
        func missing() throws -> Int { try store.read { try outbox.missingCount($0) } }
        #expect(try unsure().isEmpty)
        let bundles = try (1...4).map { try cut(Fixture.empty(sequence: $0), in: folder) }
        try store.write { transaction in
            for (index, bundle) in bundles.enumerated() {
                try transaction.openDrain(index + 1, at: Fixture.moment, programme: Fixture.programme)
                try transaction.insert(bundle.stored(drain: index + 1), content: bundle.bytes)
            }
        }
        #expect(try missing() == 4)
        #expect(try Set(unsure().map(\.sequence)) == [1, 2, 3, 4])
        #expect(try outbox.remake(unsure(), from: store).made.count == 4)
        #expect(try missing() == 0)
        #expect(try unsure().map(\.sequence) == [3, 4])
        try FileManager.default.removeItem(atPath: folder / "outbox/410305/410305-D-000001.zip")
        for number in [2, 3] { try Data("?".utf8).write(to: URL(fileURLWithPath: folder / "outbox/410305/410305-D-00000\(number).zip")) }
        #expect(try missing() == 1)
        let repairs = try outbox.remake(unsure(), from: store)
        #expect(repairs.made.map(\.sequence) == [1] && repairs.replaced.map(\.sequence) == [3])
    }

    @Test("a file that cannot be made keeps no other from being made")
    func failure() throws {
        let folder = try TemporaryFolder()
        let outbox = Outbox(DataRoot(folder.path))
        let store = try CentralStore(path: folder / "voucherd.sqlite")
        let bundles = try (1...2).map { try cut(Fixture.empty(sequence: $0), in: folder) }
        try store.write { transaction in
            try transaction.openDrain(1, at: Fixture.moment, programme: Fixture.programme)
            for bundle in bundles { try transaction.insert(bundle.stored(drain: 1), content: bundle.bytes) }
        }
        try DurableFile.makeFolder(folder / "outbox/410305/410305-D-000001.zip")
        let repairs = try outbox.remake(store.read { try $0.bundles() }, from: store)
        #expect(repairs.made.map(\.sequence) == [2] && repairs.failures.map(\.bundle.sequence) == [1])
        #expect("\(repairs.failures[0].reason)".contains("410305-D-000001.zip"))
    }

    private static func inode(_ path: String) throws -> UInt64 {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64)
    }
}

@Suite("Durable files")
struct DurableFileTests {
    @Test("a file is replaced whole, with the mode asked for, and no temporary name stays")
    func write() throws {
        let folder = try TemporaryFolder()
        try DurableFile.write(Array("one".utf8), to: folder / "a")
        try DurableFile.write(Array("two".utf8)[...], to: folder / "a", permissions: 0o600)
        #expect(try String(contentsOfFile: folder / "a", encoding: .utf8) == "two")
        #expect(try FileManager.default.attributesOfItem(atPath: folder / "a")[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    }

    @Test("a failure names the call, the path and the system's reason, and leaves what was there")
    func failure() throws {
        let folder = try TemporaryFolder()
        let failure = try #require(throws: FileFailure.self) { try DurableFile.write([1], to: folder / "none/a") }
        #expect(failure.errorNumber == ENOENT && failure.path.hasSuffix("/none/.a.tmp") && failure.description.contains("No such file or directory"))
        try DurableFile.makeFolder(folder / "b/c")
        #expect(throws: FileFailure.self) { try DurableFile.write([1], to: folder / "b") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["b"])
    }

    @Test("folders are made with all that lead to them, and again without complaint")
    func folders() throws {
        let folder = try TemporaryFolder()
        try DurableFile.makeFolder(folder / "a/b/c")
        try DurableFile.makeFolder(folder / "a/b/c")
        try DurableFile.write([], to: folder / "a/file")
        try DurableFile.rename(folder / "a/file", to: folder / "a/b/c/file")
        #expect(FileManager.default.fileExists(atPath: folder / "a/b/c/file"))
        #expect(throws: FileFailure.self) { try DurableFile.makeFolder(folder / "a/b/c/file/d") }
    }

    @Test("a bare name lies in the working folder, a name at the root in the root")
    func names() {
        #expect(DurableFile.folder(of: "a") == "." && DurableFile.folder(of: "/a") == "/" && DurableFile.folder(of: "/a/b") == "/a")
        #expect(DurableFile.temporaryName(for: "a") == ".a.tmp" && DurableFile.temporaryName(for: "/a/b.zip") == "/a/.b.zip.tmp")
    }
}
