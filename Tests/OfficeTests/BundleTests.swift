import Bags
import Foundation
import Programme
import TestSupport
import Testing

@testable import Office

@Suite("Opening a bundle")
struct BundleTests {
    private let folder: TemporaryFolder
    private let key = SSHPrivateKey(generatingWithComment: "centre")

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("allowed_signers", "410300 namespaces=\"voucherd-bundle\" \(key.publicKey)\n")
        try folder.write("office/party.csv", "uscc\n")
    }

    private func open(_ name: String = "b.zip") throws -> BundleOpening.Opened {
        try BundleOpening(officeFolder: folder / "office", trust: Trust(allowedSigners: folder / "allowed_signers")).open(folder / name)
    }

    private func kind(_ body: () throws -> Void) -> OfficeError.Kind? {
        do {
            try body()
            return nil
        } catch {
            return (error as? OfficeError)?.kind
        }
    }

    @Test("a bundle is verified, unpacked, summed up, and acknowledged by the next batch")
    func opened() throws {
        let digest = try BundleFixture().write(to: folder / "b.zip", key: key)
        let opened = try open()
        #expect(opened.signer == key.publicKey.fingerprint)
        #expect(!opened.isRepeat)
        #expect(try folder.read("office/410305-D-000001/index.html") == Array("<!doctype html>".utf8))
        #expect(folder.has("office/410305-D-000001/letters/410305-C1.html"))
        let summary = opened.summary
        #expect(summary.batches.map(\.outcome) == ["APPLIED"])
        #expect(summary.batches[0].counts.map(\.outcome) == ["ACCEPTED", "RETURNED", "REJECTED"])
        #expect(summary.actionCount == 1)
        #expect(summary.actions[0].reason == "缺少发票")
        #expect(summary.actions[0].fix == "补交发票")
        #expect(summary.decisions.map(\.kind) == ["INITIAL_REVIEW"])
        #expect(try OfficeState.load(from: folder / "office")?.bundle == OfficeState.Link(sequence: 1, digest: digest))
        let report = try Packing(folder: folder / "office").check(PackRequest(exportedAt: OfficeFixture.moment))
        #expect(report.header.acknowledges == 1)
        #expect(report.header.identity.description == "410305-1-1")
    }

    @Test("bundles are taken in their order: a repeat changes nothing, a gap and a broken chain are refused")
    func chain() throws {
        let first = try BundleFixture().write(to: folder / "1.zip", key: key)
        try BundleFixture(sequence: 2, previous: first).write(to: folder / "2.zip", key: key)
        try BundleFixture(sequence: 2, previous: Digest(of: [9])).write(to: folder / "other.zip", key: key)
        #expect(kind { _ = try open("2.zip") } == .data)
        _ = try open("1.zip")
        #expect(kind { _ = try open("other.zip") } == .data)
        _ = try open("2.zip")
        #expect(kind { _ = try open("other.zip") } == .data)
        #expect(try open("1.zip").isRepeat)
        #expect(try open("2.zip").isRepeat)
        #expect(try OfficeState.load(from: folder / "office")?.bundle?.sequence == 2)
    }

    @Test("another office's bundle, a bundle of a stranger's key and a batch are refused and leave no trace")
    func refused() throws {
        try OfficeState(office: OfficeCode("410306")!).save(in: folder / "office")
        try BundleFixture().write(to: folder / "b.zip", key: key)
        #expect(kind { _ = try open() } == .data)
        try BundleFixture().write(to: folder / "b.zip", key: SSHPrivateKey(generatingWithComment: ""))
        #expect { try open() } throws: { ($0 as? BagRefusal)?.code == .signKeyUnknown }
        try BundleFixture().write(to: folder / "b.zip", key: key, namespace: BatchHeader.namespace)
        #expect { try open() } throws: { ($0 as? BagRefusal)?.code == .signNamespace }
        #expect(!folder.has("office/410305-D-000001"))
    }

    @Test("payload that the exchange format does not know stays in the zip")
    func strangers() throws {
        var bundle = BundleFixture()
        let strange = ["data/run.sh", "data/letters/.hidden.html", "data/letters/a b.html", "data/letters/x/y.html", "data/records/other.csv"]
        for path in strange { bundle.payload.append((path, "x")) }
        try bundle.write(to: folder / "b.zip", key: key)
        #expect(try open().leftInZip == strange)
        #expect(!folder.has("office/410305-D-000001/run.sh"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder / "office/410305-D-000001/letters") == ["410305-C1.html"])
    }

    @Test("a folder with other content in the bundle's place is not touched")
    func occupied() throws {
        try folder.write("office/410305-D-000001/index.html", "mine")
        try BundleFixture().write(to: folder / "b.zip", key: key)
        #expect(kind { _ = try open() } == .cannotCreate)
        #expect(try folder.read("office/410305-D-000001/index.html") == Array("mine".utf8))
        #expect(try OfficeState.load(from: folder / "office") == nil)
    }

    @Test("what a crash left of an unpacking is cleared away")
    func leftover() throws {
        try folder.write("office/.410305-D-000001.part/index.html", "half")
        try BundleFixture().write(to: folder / "b.zip", key: key)
        _ = try open()
        #expect(!folder.has("office/.410305-D-000001.part"))
        #expect(try folder.read("office/410305-D-000001/index.html") == Array("<!doctype html>".utf8))
    }
}
