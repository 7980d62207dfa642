import Bags
import Foundation
import Programme
import TestSupport
import Testing

@testable import Office

@Suite("Inspecting a zip")
struct InspectionTests {
    @Test("a batch is told with its header, signature, files and rows")
    func batch() throws {
        let fixture = try OfficeFixture()
        let packed = try #require(try fixture.pack().packed)
        let plain = try Inspection(contentsOf: packed.path)
        #expect(plain.verdict == .acceptable)
        #expect(plain.kind == .batch)
        #expect(plain.digest == packed.digest.description)
        #expect(plain.signature == .unchecked(fingerprint: fixture.key.publicKey.fingerprint, fits: true))
        #expect(plain.payload.first { $0.path == "data/records/project.csv" }?.rows == 1)
        let trust = try Trust(allowedSigners: try fixture.folder.write("signers", "410305 \(fixture.key.publicKey)\n"))
        #expect(try Inspection(contentsOf: packed.path, trust: trust).signature == .good(fingerprint: fixture.key.publicKey.fingerprint))
        let stranger = SSHPrivateKey(generatingWithComment: "")
        let others = try Trust(allowedSigners: try fixture.folder.write("signers", "410305 \(stranger.publicKey)\n"))
        let refused = try Inspection(contentsOf: packed.path, trust: others)
        #expect(refused.verdict == .refused)
        #expect(refused.problems.map(\.code) == ["SIGN-KEY-UNKNOWN"])
    }

    @Test("a bundle is told as one")
    func bundle() throws {
        let folder = try TemporaryFolder()
        try BundleFixture().write(to: folder / "b.zip", key: SSHPrivateKey(generatingWithComment: ""))
        let inspection = try Inspection(contentsOf: folder / "b.zip")
        #expect(inspection.verdict == .acceptable)
        #expect(inspection.kind == .bundle)
        #expect(inspection.payload.first { $0.path == "data/receipts/records.csv" }?.rows == 3)
    }

    @Test("a truncated zip would wait; it is not refused")
    func truncated() throws {
        let fixture = try OfficeFixture()
        let packed = try #require(try fixture.pack().packed)
        let bytes = try fixture.folder.read("410305-B-000001.zip")
        try fixture.folder.write("410305-B-000001.zip", Array(bytes.dropLast(100)))
        guard case .notWhole = try Inspection(contentsOf: packed.path).verdict else {
            Issue.record("the zip is taken for whole")
            return
        }
    }

    @Test("an unsigned batch and one whose table is none are refused, with all reasons")
    func refused() throws {
        let folder = try TemporaryFolder()
        let writer = try BagWriter(path: folder / "b.zip", folder: "b")
        try writer.add("data/records/party.csv", bytes: Array("name\nx\n".utf8))
        try writer.add("data/records/project.csv", bytes: Array("id,summary\n1,\"x\n".utf8))
        let header = BatchHeader(
            identity: BatchIdentity(office: OfficeFixture.office, epoch: 1, sequence: 1),
            previous: nil,
            exportedAt: OfficeFixture.moment,
            acknowledges: 0
        )
        _ = try writer.finish(fields: header.fields, baggingDate: OfficeFixture.moment.day, key: nil, namespace: BatchHeader.namespace)
        let inspection = try Inspection(contentsOf: folder / "b.zip")
        #expect(inspection.verdict == .refused)
        #expect(inspection.problems.map(\.code) == ["SIGN-MISSING", "BAG-TABLE", "BAG-TABLE"])
    }
}
