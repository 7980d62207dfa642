import Programme
import TestSupport
import Testing

@testable import Bags

@Suite("Writing bags")
struct BagWriterTests {
    private let day = Day("2026-03-02")!

    private func write(_ path: String, key: SSHPrivateKey?) throws -> WrittenBag {
        let writer = try BagWriter(path: path, folder: "洛龙区-000031")
        try writer.add("data/records/party.csv", bytes: Array("uscc\n".utf8))
        try writer.add("data/evidence/合同.pdf") { sink in
            for piece in 0..<100 { try sink.write([UInt8](repeating: UInt8(piece), count: 1000)) }
        }
        return try writer.finish(fields: BagFixture().fields, baggingDate: day, key: key, namespace: BatchHeader.namespace)
    }

    @Test("what is written is read back, names in Chinese included")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let written = try write(folder / "a.zip", key: SSHPrivateKey(generatingWithComment: ""))
        let bag = try Bag(contentsOf: folder / "a.zip")
        try bag.verifyPayload()
        #expect(bag.tagManifestDigest == written.tagManifestDigest)
        #expect(bag.payload.map(\.path) == ["data/records/party.csv", "data/evidence/合同.pdf"])
        #expect(bag.payload[1].size == 100_000)
        #expect(bag.info.values(of: "Payload-Oxum") == ["100005.2"])
        #expect(bag.info.values(of: "Bagging-Date") == ["2026-03-02"])
        #expect(try BatchHeader(bag.info).identity.description == "410305-1-1")
        #expect(try Digest(ofFileAt: folder / "a.zip") == written.zipDigest)
        #expect(bag.zipBytes == written.zipBytes)
    }

    @Test("the same content gives the same bytes, in any time zone")
    func deterministic() throws {
        let folder = try TemporaryFolder()
        let key = SSHPrivateKey(generatingWithComment: "")
        #expect(try write(folder / "a.zip", key: key) == write(folder / "b.zip", key: key))
        #expect(try folder.read("a.zip") == folder.read("b.zip"))
        // Every entry is of the zip format's first moment, which no clock or zone went into.
        let bytes = try folder.read("a.zip")
        for place in bytes.ranges(of: [0x50, 0x4B, 1, 2] as [UInt8]) {
            #expect(Array(bytes[place.lowerBound + 12..<place.lowerBound + 16]) == [0, 0, 0x21, 0])
        }
    }

    @Test("a file of the system is streamed in")
    func fromFile() throws {
        let folder = try TemporaryFolder()
        let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 2_654_435_761) >> 13) }
        let source = try folder.write("scan.pdf", content)
        let writer = try BagWriter(path: folder / "a.zip", folder: "b")
        try writer.add("data/evidence/scan.pdf", contentsOf: source)
        #expect(throws: BagWriterError.self) { try writer.add("data/evidence/none", contentsOf: folder / "none") }
        _ = try writer.finish(fields: [], baggingDate: day, key: nil, namespace: "")
        #expect(try Bag(contentsOf: folder / "a.zip").content(of: "data/evidence/scan.pdf") == content)
    }

    @Test("paths and fields that no reader takes are not written")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let writer = try BagWriter(path: folder / "a.zip", folder: "b")
        try writer.add("data/a", bytes: [])
        for path in ["data/A", "data/100%", "data/a\nb", "records/a", "data/../a", "/data/a", "data/"] {
            #expect(throws: BagWriterError.self) { try writer.add(path, bytes: []) }
        }
        #expect(throws: BagWriterError.self) { try BagWriter(path: folder / "b.zip", folder: "a/b") }
        for field in [BagInfo.Field("A", "b\nc"), .init("A:", "b"), .init("A", " b"), .init("", "b")] {
            #expect(throws: BagWriterError.self) { try writer.finish(fields: [field], baggingDate: day, key: nil, namespace: "") }
        }
        #expect(throws: BagWriterError.self) { try BagWriter(path: folder / "none/b.zip", folder: "b") }
    }
}
