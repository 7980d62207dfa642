import Foundation
import TestSupport
import Testing

@testable import Bags

@Suite("A file that is not whole waits")
struct WholenessTests {
    @Test("a good bag is whole, stored and deflated alike")
    func whole() throws {
        try verify(BagFixture().zip.bytes)
        var zip = BagFixture().zip
        zip.entries = zip.entries.map(\.deflated)
        try verify(zip.bytes)
    }

    @Test("a truncated zip waits wherever it is cut; it is not refused")
    func truncated() throws {
        let bytes = BagFixture().zip.bytes
        for length in stride(from: 0, to: bytes.count, by: 7) {
            let state = try #require(try wait(Array(bytes.prefix(length))))
            #expect(state.bytes == Int64(length))
        }
        #expect(try wait(Array(bytes.dropLast()))?.reason == .cutOff)
        #expect(try wait([])?.reason == .notBegun)
    }

    @Test("a zip of full size whose tail is still zero waits, and says how much is there")
    func zeroTail() throws {
        var bytes = BagFixture().zip.bytes
        for index in 400..<bytes.count { bytes[index] = 0 }
        let state = try #require(try wait(bytes))
        #expect(state.bytesPresent <= 400)
        #expect(state.bytesPresent > 300)
        #expect(state.bytes == Int64(bytes.count))
    }

    @Test("a zip with a hole of zeros in its middle waits, wherever the hole is", arguments: [false, true])
    func hole(isDeflated: Bool) throws {
        var fixture = BagFixture()
        fixture.payload[0].bytes = Array(repeating: 65, count: 300)
        var zip = fixture.zip
        if isDeflated { zip.entries = zip.entries.map(\.deflated) }
        let whole = zip.bytes
        for start in stride(from: 0, to: 1300, by: 37) {
            var bytes = whole
            for index in start..<start + 200 { bytes[index] = 0 }
            #expect(try wait(bytes) != nil, "a hole at \(start)")
        }
    }

    @Test("an all-zero file waits; it may not have been written yet")
    func zeros() throws {
        #expect(try wait([UInt8](repeating: 0, count: 10_000))?.reason == .notBegun)
    }

    @Test("a share that sets the full size first shows the first bytes before zeros: it waits", arguments: 0...64)
    func preallocated(count: Int) throws {
        let whole = BagFixture().zip.bytes
        let bytes = Array(whole.prefix(count)) + [UInt8](repeating: 0, count: whole.count - count)
        let state = try #require(try wait(bytes))
        #expect(state.reason == .notBegun || state.bytesPresent <= Int64(count))
        if (1...3).contains(count) { #expect(state.reason == .zeroTail(zeros: Int64(whole.count - count))) }
    }

    @Test("a zip any of whose first bytes are still zero waits, whatever follows them")
    func zeroHead() throws {
        let whole = BagFixture().zip.bytes
        for mask in 1..<16 {
            var bytes = whole
            for index in 0..<4 where mask & 1 << index != 0 { bytes[index] = 0 }
            #expect(try wait(bytes) != nil, "mask \(mask)")
            #expect(try wait(Array(bytes.prefix(600))) != nil, "mask \(mask), cut")
            #expect(try wait(Array(bytes.prefix(100)) + [UInt8](repeating: 0, count: 5000)) != nil, "mask \(mask), zero tail")
            for length in 1...3 { #expect(try wait(Array(bytes.prefix(length))) != nil, "mask \(mask), \(length) bytes") }
        }
        #expect(try wait([0x50, 0x4B, 5] + [UInt8](repeating: 0, count: 30)) != nil)
    }

    @Test(
        "a head that is provably no zip's is refused, zeros or not",
        arguments: [[0x4D, 0x5A], [0x50, 0x00, 0x07, 0x08], [0, 1, 0, 0], [0x50, 0x4C], [0x51]]
    )
    func otherHead(_ head: [UInt8]) throws {
        #expect(try refusal(head + [UInt8](repeating: 0, count: 5000))?.code == .notZip)
        #expect(try refusal(head)?.code == .notZip)
    }

    @Test("a file that begins as no zip does is refused")
    func notZip() throws {
        #expect(try refusal(Array("uscc,name\n".utf8))?.code == .notZip)
        #expect(try wait([0x50])?.reason == .notBegun)
        #expect(try refusal(Array("junk".utf8) + BagFixture().zip.bytes)?.code == .notZip)
    }

    @Test("bytes after the end record mean that the end record does not end the file: it waits")
    func bytesAfterEnd() throws {
        #expect(try wait(BagFixture().zip.bytes + Array("junk".utf8))?.reason == .bytesAfterEnd(4))
    }

    @Test("a comment is taken if it ends the file exactly")
    func comment() throws {
        var zip = BagFixture().zip
        zip.comment = Array("from the office".utf8)
        try verify(zip.bytes)
        #expect(try wait(Array(zip.bytes.dropLast()))?.reason == .cutOff)
    }

    @Test("a copy cut exactly at the end of a zip stored inside it waits")
    func nestedZip() throws {
        var fixture = BagFixture()
        let inner = RawZip(entries: [RawZip.Entry("word/document.xml", Array("<w/>".utf8))]).bytes
        fixture.payload.append(("data/evidence/contract.docx", inner))
        let bytes = fixture.zip.bytes
        try verify(bytes)
        let place = try #require(bytes.firstRange(of: inner))
        #expect(try wait(Array(bytes[..<place.upperBound]))?.reason == .directoryMissing)
    }

    @Test("a wrong CRC means damage on the way: it waits", arguments: [false, true])
    func checksum(isDeflated: Bool) throws {
        let fixture = BagFixture()
        for index in fixture.zip.entries.indices {
            var zip = fixture.zip
            if isDeflated { zip.entries[index] = zip.entries[index].deflated }
            zip.entries[index].data[zip.entries[index].data.count - 1] ^= 1
            zip.entries[index].checksum = RawZip.Entry.checksum(of: fixture.files[index].bytes)
            let expected = "410305-B-000031/\(fixture.files[index].name)"
            #expect(try wait(zip.bytes)?.reason == .entryDamaged(expected))
        }
    }

    @Test("a file both damaged and against the format waits: what is missing may be the cause")
    func damagedAndWrong() throws {
        var zip = BagFixture().zip
        zip.entries.append(RawZip.Entry("elsewhere/a.txt", [1]))
        zip.entries[0].data[0] ^= 1
        zip.entries[0].checksum = RawZip.Entry.checksum(of: BagFixture().files[0].bytes)
        #expect(try wait(zip.bytes) != nil)
    }

    @Test("zip64 records are read, and a cut one waits")
    func zip64() throws {
        var zip = BagFixture().zip
        zip.isZip64 = true
        zip.entries[0].isZip64 = true
        try verify(zip.bytes)
        #expect(try wait(Array(zip.bytes.dropLast(3)))?.reason == .cutOff)
    }

    @Test("sizes that follow the data are read, signed or not, short or long")
    func descriptors() throws {
        for descriptor in [RawZip.Descriptor.signed, .unsigned, .signed64, .unsigned64] {
            var zip = BagFixture().zip
            for index in zip.entries.indices {
                zip.entries[index] = zip.entries[index].deflated
                zip.entries[index].descriptor = descriptor
                zip.entries[index].isZip64 = descriptor == .signed64
            }
            try verify(zip.bytes)
        }
    }

    @Test("a file that changed while it was read waits")
    func changing() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("batch.zip", BagFixture().zip.bytes)
        let bag = try Bag(contentsOf: path)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
        try handle.close()
        #expect {
            try bag.verifyPayload()
        } throws: { error in
            if case BagError.notWhole(let state) = error { state.reason == .changing } else { false }
        }
    }

    @Test("no change of a byte makes the reader fail otherwise, or lets other content through")
    func everyByte() throws {
        let folder = try TemporaryFolder()
        var fixture = BagFixture()
        fixture.key = SSHPrivateKey(generatingWithComment: "")
        var zip = fixture.zip
        zip.entries[1] = zip.entries[1].deflated
        zip.entries[1].descriptor = .signed
        zip.isZip64 = true
        let whole = zip.bytes
        let original = try open(whole).tags.tagManifest
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= [0x01, 0x80, 0xFF][index % 3]
            // A new name each time: ext4 flushes a file that is truncated and written again.
            let path = try folder.write("\(index).zip", bytes)
            do {
                let bag = try Bag(contentsOf: path)
                try bag.verifyPayload()
                #expect(bag.tags.tagManifest == original)
            } catch BagError.unreadable(let failure) {
                Issue.record("byte \(index): \(failure)")
            } catch {
                continue
            }
        }
    }

    @Test("a missing file and a folder are the operator's concern")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        for path in [folder / "none.zip", folder.path] {
            #expect {
                try Bag(contentsOf: path)
            } throws: { error in
                if case BagError.unreadable = error { true } else { false }
            }
        }
    }
}
