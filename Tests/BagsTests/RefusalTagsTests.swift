import Programme
import Testing

@testable import Bags

/// One way in which a bag is spoilt, and the code with which it is then refused.
struct Spoiling: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: BagRefusalCode
    var limits = BagLimits()
    var zip: @Sendable (inout RawZip) -> Void = { _ in }
    var bytes: @Sendable (inout [UInt8]) -> Void = { _ in }

    private static let party = "data/records/party.csv"

    private static func spoilt(_ code: BagRefusalCode, _ name: String, _ zip: @escaping @Sendable (inout RawZip) -> Void) -> Spoiling {
        Spoiling(testDescription: name, code: code, zip: zip)
    }

    private static func limited(_ code: BagRefusalCode, _ change: (inout BagLimits) -> Void) -> Spoiling {
        var limits = BagLimits()
        change(&limits)
        return Spoiling(testDescription: code.rawValue, code: code, limits: limits)
    }

    static let zips: [Spoiling] = [
        spoilt(.zipEncrypted, "an encrypted file") { $0.change(party) { $0.flags |= 1 } },
        spoilt(.zipMethod, "a foreign method") { $0.change(party) { $0.method = 12 } },
        spoilt(.zipEntryType, "a link") { $0.change(party) { $0.mode = 0o120777 } },
        spoilt(.zipEntryType, "a device") { $0.change(party) { $0.mode = 0o020666 } },
        spoilt(.zipEntrySize, "a size that lies") { zip in
            zip.change(party) { entry in
                entry = entry.deflated
                entry.data += [0, 0]
            }
        },
        spoilt(.zipEntrySize, "a folder with content") { $0.add("410305-B-000031/data/x/", [1]) },
        spoilt(.nameUnsafe, "..") { $0.add("../x") },
        spoilt(.nameUnsafe, "an absolute path") { $0.add("/x") },
        spoilt(.nameUnsafe, "a drive letter") { $0.add("C:/x") },
        spoilt(.nameUnsafe, "a NUL") { $0.add("410305-B-000031/a\0b") },
        spoilt(.nameUnsafe, "backslashes throughout") { zip in
            for index in zip.entries.indices { zip.entries[index].name = zip.entries[index].name.map { $0 == 0x2F ? 0x5C : $0 } }
        },
        spoilt(.nameEncoding, "a name in no encoding") { $0.entries.append(RawZip.Entry(name: [0xFF, 0xFF])) },
        spoilt(.nameDuplicate, "the same file twice") { $0.entries.append($0.entries[$0.place(of: "bagit.txt")]) },
        spoilt(.topFolder, "a file beside the top folder") { $0.add("__MACOSX/._x") },
        spoilt(.topFolder, "no top folder") { zip in
            for index in zip.entries.indices { zip.entries[index].name.removeFirst("410305-B-000031/".utf8.count) }
        },
        spoilt(.zipLayout, "bytes of no entry") { $0.change("bagit.txt") { $0.gapBefore = [1] } },
        spoilt(.zipLayout, "bytes before the directory") { $0.gapBeforeDirectory = [1] },
        spoilt(.zipHeaders, "headers that disagree") { $0.change(party) { $0.localChecksum = 7 } },
        spoilt(.zipDirectory, "a directory of more entries than the end record counts") { $0.count = 2 },
        Spoiling(testDescription: "a part of several", code: .zipSplit, bytes: { $0[$0.count - 18] = 1 }),
        Spoiling(
            testDescription: "entries that overlap",
            code: .zipLayout,
            bytes: { bytes in
                let second = RawZip.directoryHeader(1, in: bytes)
                for index in 42..<46 { bytes[second + index] = 0 }
            }
        ),
        Spoiling(
            testDescription: "no zip at its beginning",
            code: .notZip,
            bytes: { $0[0] = UInt8(ascii: "M") }
        ),
    ]

    static let beyondLimits: [Spoiling] = [
        limited(.limitZipBytes) { $0.zipBytes = 400 },
        limited(.limitEntries) { $0.entries = 5 },
        limited(.limitUncompressed) { $0.uncompressedBytes = 300 },
        limited(.limitPathBytes) { $0.pathBytes = 20 },
        limited(.limitPathLevels) { $0.pathLevels = 3 },
        limited(.limitCSVBytes) { $0.csvFileBytes = 5 },
        spoilt(.limitRatio, "LIMIT-RATIO") { $0.change(party) { $0.size = 2 << 20 } },
    ]

    static let bags: [Spoiling] = [
        spoilt(.fetch, "fetch.txt") { $0.add("410305-B-000031/fetch.txt") },
        spoilt(.unlisted, "a tag file in no manifest") { $0.add("410305-B-000031/notes.txt", [1]) },
        spoilt(.unlisted, "a payload file in no manifest") { $0.add("410305-B-000031/data/notes.txt", [1]) },
        spoilt(.absent, "a payload file that is not there") { $0.entries.remove(at: $0.place(of: party)) },
        spoilt(.declaration, "no bagit.txt") { $0.entries.remove(at: $0.place(of: "bagit.txt")) },
        spoilt(.manifestMissing, "no manifest") { $0.entries.remove(at: $0.place(of: "manifest-sha256.txt")) },
        spoilt(.digest, "a changed bagit.txt") { $0.change("bagit.txt") { $0.data.append(10) } },
        spoilt(.digest, "a changed manifest") { $0.change("manifest-sha256.txt") { $0.data.append(10) } },
        spoilt(.digest, "a changed payload file") { $0.change(party) { $0.data[0] ^= 1 } },
        spoilt(.nameDuplicate, "bag-info.txt twice, once changed") { zip in
            var entry = zip.entries[zip.place(of: "bag-info.txt")]
            entry.data.append(10)
            zip.entries.insert(entry, at: 0)
        },
    ]

    static let signedParts: [Spoiling] = [
        spoilt(.digest, "a changed bag-info.txt") { $0.change("bag-info.txt") { $0.data.append(10) } },
        spoilt(.infoMissing, "no bag-info.txt") { $0.entries.remove(at: $0.place(of: "bag-info.txt")) },
        spoilt(.manifestMissing, "no tag manifest") { $0.entries.remove(at: $0.place(of: "tagmanifest-sha256.txt")) },
        spoilt(.fetch, "a changed tag manifest") { zip in
            zip.change("tagmanifest-sha256.txt") { $0.data.append(10) }
            zip.add("410305-B-000031/fetch.txt")
        },
        spoilt(.fetch, "no signature") { zip in
            zip.entries.remove(at: zip.place(of: "tagmanifest-sha256.txt.sig"))
            zip.add("410305-B-000031/fetch.txt")
        },
        spoilt(.fetch, "a changed signature") { zip in
            zip.change("tagmanifest-sha256.txt.sig") { $0.data[100] ^= 1 }
            zip.add("410305-B-000031/fetch.txt")
        },
        spoilt(.zipEncrypted, "an encrypted bag-info.txt") { $0.change("bag-info.txt") { $0.flags |= 1 } },
        spoilt(.nameDuplicate, "two tag manifests") { $0.entries.append($0.entries[$0.place(of: "tagmanifest-sha256.txt")]) },
        limited(.limitTagBytes) { $0.tagFileBytes = 40 },
    ]
}

@Suite("A refusal tells whose bag it is, where the bag itself proves it")
struct RefusalTagsTests {
    private func refusal(_ spoiling: Spoiling) throws -> BagRefusal? {
        var zip = try SignedBag.zip()
        spoiling.zip(&zip)
        var bytes = zip.bytes
        spoiling.bytes(&bytes)
        return try BagsTests.refusal(bytes, limits: spoiling.limits)
    }

    @Test("a bag spoilt after it was signed still tells its office and its number", arguments: Spoiling.zips + Spoiling.beyondLimits + Spoiling.bags)
    func spoilt(_ spoiling: Spoiling) throws {
        let refusal = try #require(try refusal(spoiling))
        // Payload-Oxum is cheap and comes before the manifest's own word on what is missing.
        #expect(refusal.code == spoiling.code || (refusal.code == .oxum && [.absent, .unlisted].contains(spoiling.code)))
        #expect(try SignedBag.signer(of: refusal) == SignedBag.office)
        #expect(try BatchHeader(#require(refusal.tags).info).identity == BatchIdentity(office: SignedBag.office, epoch: 1, sequence: 1))
    }

    @Test(
        "where the signed part itself is spoilt nobody is named",
        arguments: Spoiling.signedParts
    )
    func forged(_ spoiling: Spoiling) throws {
        let refusal = try #require(try refusal(spoiling))
        #expect(refusal.code == spoiling.code)
        #expect(try SignedBag.signer(of: refusal) == nil)
    }

    @Test("what an office signed with a fault in it is told to that office")
    func signedFaults() throws {
        let files = BagFixture().files
        let digests = Dictionary(
            uniqueKeysWithValues: files.filter { !$0.name.hasPrefix("data/") && !$0.name.hasPrefix("tag") }.map { ($0.name, Digest(of: $0.bytes)) }
        )
        let good = Manifest.bytes(of: digests)
        let cases: [(BagRefusalCode, (inout BagFixture) -> Void)] = [
            (.manifestLine, { $0.tagManifest = [0xEF, 0xBB, 0xBF] + good }),
            (.manifestLine, { $0.tagManifest = good + Array("# the end\n".utf8) }),
            (.manifestPath, { $0.tagManifest = good + Array("\(Digest(of: []))  data/x\n".utf8) }),
            (
                .unlisted,
                {
                    $0.tagManifest = Manifest.bytes(of: digests.filter { $0.key != "bagit.txt" })
                }
            ),
            (.declaration, { $0.tags = [("bagit.txt", [1])] }),
            (.manifestLine, { $0.manifest = [1] }),
            (.oxum, { $0.fields.append(.init("Payload-Oxum", "1.1")) }),
            (.infoLine, { $0.tags = [("bag-info.txt", BagInfo(fields: $0.fields).bytes + Array("no field\n of two lines\n".utf8))] }),
            (.infoLine, { $0.tags = [("bag-info.txt", [0xEF, 0xBB, 0xBF] + BagInfo(fields: $0.fields).bytes)] }),
            (.infoLine, { $0.tags = [("bag-info.txt", BagInfo(fields: $0.fields).bytes + Array("Contact-Name: ".utf8) + [0xC0, 0xEE, 0x0A])] }),
        ]
        for (index, (code, change)) in cases.enumerated() {
            var fixture = BagFixture()
            fixture.key = SignedBag.key
            change(&fixture)
            let refusal = try #require(try BagsTests.refusal(fixture.zip.bytes), "case \(index)")
            #expect(refusal.code == code, "case \(index): \(refusal)")
            #expect(try SignedBag.signer(of: refusal) == SignedBag.office, "case \(index)")
        }
    }

    @Test("a tag manifest that gives two digests for bag-info.txt proves neither")
    func twoDigests() throws {
        var fixture = BagFixture()
        fixture.key = SignedBag.key
        let info = BagInfo(fields: fixture.fields).bytes
        fixture.tagManifest = Array("\(Digest(of: info))  bag-info.txt\n\(Digest(of: []))  bag-info.txt\n".utf8)
        let refusal = try #require(try BagsTests.refusal(fixture.zip.bytes))
        #expect(refusal.code == .manifestRepeated)
        #expect(refusal.tags == nil)
    }

    @Test("a bag inside the bag does not speak for it")
    func nested() throws {
        var zip = try SignedBag.zip()
        for name in ["bag-info.txt", "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig"] {
            var entry = zip.entries[zip.place(of: name)]
            entry.name = Array("410305-B-000031/data/evidence/\(name)".utf8)
            zip.entries.insert(entry, at: 0)
        }
        zip.change("bag-info.txt") { $0.data = Array("Batch-Office: 410311\n".utf8) }
        zip.change("tagmanifest-sha256.txt") { $0.data = Manifest.bytes(of: ["bag-info.txt": Digest(of: Array("Batch-Office: 410311\n".utf8))]) }
        let refusal = try #require(try BagsTests.refusal(zip.bytes))
        #expect(refusal.tags?.info.values(of: "Batch-Office") == ["410311"])
        #expect(try SignedBag.signer(of: refusal) == nil)
    }

    @Test("no more is inflated for it than the limit of a tag file, whatever the directory states")
    func bounded() throws {
        var limits = BagLimits()
        limits.entries = 3
        for size in [nil, 20] as [Int?] {
            var zip = try SignedBag.zip()
            zip.change("bag-info.txt") { entry in
                entry.data = [UInt8](repeating: 65, count: 2 << 20)
                entry = entry.deflated
                entry.size = size ?? entry.size
            }
            #expect(try BagsTests.refusal(zip.bytes, limits: limits)?.tags == nil)
        }
        // A directory longer than what is looked through: the tag files at its end are not found.
        var zip = try SignedBag.zip()
        for index in 0..<40 { zip.entries.insert(RawZip.Entry("410305-B-000031/data/\(index)"), at: 0) }
        let refusal = try #require(try BagsTests.refusal(zip.bytes, limits: limits))
        #expect(refusal.code == .limitEntries)
        #expect(refusal.tags == nil)
        limits.pathBytes = 4096
        #expect(try SignedBag.signer(of: #require(try BagsTests.refusal(zip.bytes, limits: limits))) == SignedBag.office)
    }
}

extension RawZip {
    /// Where the directory header of that number begins, in a zip without zip64 records and comment.
    static func directoryHeader(_ number: Int, in bytes: [UInt8]) -> Int {
        var position = Int(bytes.littleEndian32(at: bytes.count - 6))
        for _ in 0..<number { position += 46 + bytes.littleEndian16(at: position + 28) }
        return position
    }
}
