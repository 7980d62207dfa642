import Programme
import TestSupport
import Testing

@testable import Bags

@Suite("A whole zip against the format is refused")
struct ZipRefusalTests {
    /// The code for the fixture's zip with one entry changed, the last payload file.
    private func code(_ change: (inout RawZip.Entry) -> Void) throws -> BagRefusalCode? {
        var zip = BagFixture().zip
        change(&zip.entries[1])
        return try refusal(zip.bytes)?.code
    }

    @Test("encrypted entries, foreign methods, links and devices")
    func kinds() throws {
        #expect(try code { $0.flags |= 1 } == .zipEncrypted)
        #expect(try code { $0.method = 12 } == .zipMethod)
        #expect(try code { $0.mode = 0o120777 } == .zipEntryType)
        #expect(try code { $0.mode = 0o020666 } == .zipEntryType)
        #expect(
            try code {
                $0.system = 0
                $0.attributes = 0x400
            } == .zipEntryType
        )
        #expect(
            try code {
                $0.system = 0
                $0.attributes = 0x20
            } == nil
        )
    }

    @Test(
        "unsafe names",
        arguments: ["../x", "/x", "a/../b", "./x", "C:/x", "c:x", "a\\b", "a\0b", "a//b", "data/../../x"]
    )
    func names(_ name: String) throws {
        var zip = BagFixture().zip
        zip.entries.append(RawZip.Entry("410305-B-000031/\(name)"))
        if name == "/x" || name == "../x" || name.hasPrefix("C:") { zip.entries[zip.entries.count - 1] = RawZip.Entry(name) }
        #expect(try refusal(zip.bytes)?.code == .nameUnsafe)
    }

    @Test("names that are neither UTF-8 nor GB18030")
    func encoding() throws {
        var zip = BagFixture().zip
        zip.entries.append(RawZip.Entry(name: Array("410305-B-000031/".utf8) + [0xFF, 0xFF]))
        #expect(try refusal(zip.bytes)?.code == .nameEncoding)
    }

    @Test("names equal but for case or composition, and a file where another needs a folder")
    func duplicates() throws {
        for name in ["data/records/party.csv", "data/records/PARTY.csv", "data/evidence/é.pdf", "data/records/party.csv/x", "BAGIT.txt"] {
            var fixture = BagFixture()
            fixture.payload.append(("data/evidence/E\u{301}.pdf", [1]))
            var zip = fixture.zip
            if name == "BAGIT.txt" {
                fixture.tags.append((name, [1]))
            } else {
                fixture.payload.append((name, [1]))
            }
            // A manifest lists a name once; the zip then holds the file twice.
            if name == "data/records/party.csv" {
                zip.entries.append(zip.entries[0])
            } else {
                zip = fixture.zip
            }
            let code = try refusal(zip.bytes)?.code
            #expect(code == .nameDuplicate, "\(name): \(String(describing: code))")
        }
    }

    @Test("entries outside the single top folder")
    func topFolder() throws {
        for name in ["__MACOSX/._x", "readme.txt", "410305-B-000032/x"] {
            var zip = BagFixture().zip
            zip.entries.append(RawZip.Entry(name))
            #expect(try refusal(zip.bytes)?.code == .topFolder)
        }
        #expect(try refusal(RawZip().bytes)?.code == .topFolder)
    }

    @Test("bytes that belong to no entry, before an entry and before the directory")
    func gaps() throws {
        #expect(try code { $0.gapBefore = [1, 2, 3] } == .zipLayout)
        var zip = BagFixture().zip
        zip.gapBeforeDirectory = [1, 2, 3]
        #expect(try refusal(zip.bytes)?.code == .zipLayout)
    }

    @Test("local headers that contradict the directory")
    func headers() throws {
        #expect(try code { $0.localName = Array("410305-B-000031/data/other.pdf".utf8) } == .zipHeaders)
        #expect(try code { $0.localChecksum = 7 } == .zipHeaders)
        #expect(try code { $0.descriptor = .signed } == nil)
        var zip = BagFixture().zip
        var bytes = zip.bytes
        bytes[6] ^= 8
        #expect(try refusal(bytes)?.code == .zipHeaders)
        zip.count = zip.entries.count - 1
        #expect(try refusal(zip.bytes)?.code == .zipDirectory)
    }

    @Test("two entries that share their bytes")
    func overlap() throws {
        let zip = BagFixture().zip
        let bytes = zip.bytes
        // The directory's second header is made to point where the first one does.
        let directory = try #require(bytes.firstRange(of: [0x50, 0x4B, 1, 2] as [UInt8])).lowerBound
        let second = directory + 46 + zip.entries[0].name.count
        var changed = bytes
        for index in 0..<4 { changed[second + 42 + index] = 0 }
        #expect(try refusal(changed)?.code == .zipLayout)
    }

    @Test("sizes that lie under a right CRC; what is inflated never passes the stated size")
    func lyingSizes() throws {
        let data = BagFixture().files[1].bytes
        for size in [data.count - 1, data.count + 1] {
            #expect(
                try code { entry in
                    entry = entry.deflated
                    entry.size = size
                } == .zipEntrySize
            )
        }
        #expect(
            try code { entry in
                entry = entry.deflated
                entry.data += [0, 0]
            } == .zipEntrySize
        )
        #expect(try code { $0.size = 2 } == .zipEntrySize)
    }

    @Test("folders are allowed, if they are empty")
    func folders() throws {
        var zip = BagFixture().zip
        zip.entries.append(RawZip.Entry("410305-B-000031/"))
        zip.entries.append(RawZip.Entry("410305-B-000031/data/"))
        zip.entries.append(RawZip.Entry("410305-B-000031/data/evidence/").deflated)
        try verify(zip.bytes)
        zip.entries[zip.entries.count - 1] = RawZip.Entry("410305-B-000031/data/evidence/", [1])
        #expect(try refusal(zip.bytes)?.code == .zipEntrySize)
    }

    @Test("each limit is named in its refusal")
    func limits() throws {
        let bytes = BagFixture().zip.bytes
        func code(_ change: (inout BagLimits) -> Void) throws -> BagRefusalCode? {
            var limits = BagLimits()
            change(&limits)
            return try refusal(bytes, limits: limits)?.code
        }
        #expect(try code { $0.zipBytes = Int64(bytes.count) } == nil)
        #expect(try code { $0.zipBytes = Int64(bytes.count) - 1 } == .limitZipBytes)
        #expect(try code { $0.entries = 5 } == .limitEntries)
        #expect(try code { $0.uncompressedBytes = 300 } == .limitUncompressed)
        #expect(try code { $0.pathBytes = 20 } == .limitPathBytes)
        #expect(try code { $0.pathLevels = 3 } == .limitPathLevels)
        #expect(try code { $0.tagFileBytes = 40 } == .limitTagBytes)
        #expect(try code { $0.csvFileBytes = 5 } == .limitCSVBytes)
    }

    @Test("an entry that inflates beyond the ratio is refused, once it is past the floor")
    func ratio() throws {
        let folder = try TemporaryFolder()
        for (size, expected) in [(1 << 20, nil), (2 << 20, BagRefusalCode.limitRatio)] as [(Int, BagRefusalCode?)] {
            let writer = try BagWriter(path: folder / "bomb.zip", folder: "b")
            try writer.add("data/evidence/zeros", bytes: [UInt8](repeating: 0, count: size))
            _ = try writer.finish(fields: BagFixture().fields, baggingDate: .init(2026, 3, 2)!, key: nil, namespace: "")
            #expect(try refusal(try folder.read("bomb.zip"))?.code == expected)
        }
    }

    @Test("a split zip is refused")
    func split() throws {
        var bytes = BagFixture().zip.bytes
        bytes[bytes.count - 18] = 1
        #expect(try refusal(bytes)?.code == .zipSplit)
    }

    @Test("every code has a Chinese way out and a section")
    func codes() {
        for code in BagRefusalCode.allCases {
            #expect(code.fixChinese.hasSuffix("。"))
            #expect(code.rawValue.hasPrefix("SIGN-") == (code.section == 3))
            #expect(!code.rawValue.hasPrefix("LIMIT-") || code.section == 5)
        }
        #expect(Set(BagRefusalCode.allCases.map(\.rawValue)).count == BagRefusalCode.allCases.count)
    }
}
