import Programme
import Testing

@testable import Bags

@Suite("A bag is what its manifests say")
struct BagContentTests {
    private func code(_ change: (inout BagFixture) -> Void) throws -> BagRefusalCode? {
        var fixture = BagFixture()
        change(&fixture)
        return try refusal(fixture.zip.bytes)?.code
    }

    private func line(_ path: String, _ bytes: [UInt8] = Array("pdf".utf8)) -> String { "\(Digest(of: bytes))  \(path)\n" }

    @Test("a bag gives its fields, digests, payload and signature")
    func opening() throws {
        var fixture = BagFixture()
        fixture.key = SSHPrivateKey(generatingWithComment: "410305")
        let bag = try open(fixture.zip.bytes)
        #expect(bag.info.fields == fixture.fields)
        #expect(bag.tagManifestDigest == Digest(of: bag.tagManifest))
        #expect(bag.payload.map(\.path) == ["data/records/party.csv", "data/evidence/合同.pdf"])
        #expect(bag.payload[1].size == 3)
        #expect(try bag.content(of: "data/evidence/合同.pdf") == Array("pdf".utf8))
        #expect(try bag.content(of: "data/none") == nil)
        let signature = try #require(bag.signature)
        #expect(try SSHSignature(armored: signature).isValid(over: bag.tagManifest))
    }

    @Test("a batch without records is a bag, with or without its data folder")
    func empty() throws {
        var fixture = BagFixture()
        fixture.payload = []
        try verify(fixture.zip.bytes)
        var zip = fixture.zip
        zip.entries.append(RawZip.Entry("410305-B-000031/data/"))
        try verify(zip.bytes)
    }

    @Test("missing tag files are named")
    func missing() throws {
        #expect(try code { $0.without = ["bagit.txt"] } == .declaration)
        #expect(try code { $0.without = ["bag-info.txt"] } == .infoMissing)
        #expect(try code { $0.without = ["manifest-sha256.txt"] } == .manifestMissing)
        #expect(try code { $0.without = ["tagmanifest-sha256.txt"] } == .manifestMissing)
        #expect(try code { $0.without = ["data/evidence/合同.pdf"] } == .absent)
    }

    @Test("only BagIt 1.0 in UTF-8 is declared")
    func declaration() throws {
        for text in ["BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", "BagIt-Version: 1.0\nTag-File-Character-Encoding: GBK\n", ""] {
            #expect(try code { $0.tags = [("bagit.txt", Array(text.utf8))] } == .declaration)
        }
        #expect(try code { $0.tags = [("bagit.txt", Array("BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8".utf8))] } == nil)
    }

    @Test("a file in neither manifest is refused; another tag file is taken if listed")
    func unlisted() throws {
        #expect(try code { $0.late = [("notes.txt", [1])] } == .unlisted)
        #expect(try code { $0.late = [("data/notes.txt", [1])] } == .unlisted)
        #expect(try code { $0.late = [("tagmanifest-md5.txt", [1])] } == .unlisted)
        #expect(try code { $0.tags = [("notes.txt", [1])] } == nil)
        #expect(try code { $0.tags = [("fetch.txt", [])] } == .fetch)
    }

    @Test("content that differs from its digest is refused, tag file or payload")
    func digests() throws {
        let refused = try #require(
            try refusal(
                {
                    var fixture = BagFixture()
                    fixture.late = [("data/evidence/合同.pdf", Array("PDF".utf8))]
                    return fixture.zip.bytes
                }()
            )
        )
        #expect(refused.code == .digest)
        #expect(refused.file == "data/evidence/合同.pdf")
        #expect(refused.tags?.info == BagInfo(fields: BagFixture().fields))
        #expect(try code { $0.late = [("bag-info.txt", Array("A: b\n".utf8))] } == .digest)
        #expect(try code { $0.late = [("bagit.txt", BagDeclaration.bytes + [0x0A])] } == .digest)
        #expect(
            try code {
                $0.tags = [("notes.txt", [1])]
                $0.late = [("notes.txt", [2])]
            } == .digest
        )
    }

    @Test("the tag manifest lists the three tag files, and nothing below data/")
    func tagManifest() throws {
        let files = BagFixture().files
        for missing in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"] {
            let text = files.filter { !$0.name.hasPrefix("data/") && !$0.name.hasPrefix("tag") && $0.name != missing }.map { line($0.name, $0.bytes) }
                .joined()
            #expect([.tagManifest, .unlisted].contains(try code { $0.tagManifest = Array(text.utf8) }))
        }
        #expect(try code { $0.tagManifest = Array(line("data/evidence/合同.pdf").utf8) } == .manifestPath)
        #expect(try code { $0.tagManifest = Array(line("tagmanifest-sha256.txt").utf8) } == .manifestPath)
    }

    @Test("manifest lines are read as RFC 8493 and sha256sum write them")
    func lines() throws {
        let digest = Digest(of: Array("pdf".utf8)).description
        for text in [
            "\(digest) data/a", "\(digest)  data/a\n", "\(digest)\tdata/a\r\n", "\(digest.uppercased())   data/a\n", "\(digest) *data/a\n",
            "\n\(digest) data/a\r",
        ] {
            let manifest = try Manifest(Array(text.utf8), file: "m", isPayload: true)
            #expect(manifest.lines.map(\.path) == ["data/a"])
        }
    }

    @Test("manifest lines that are none are refused with their number")
    func badLines() throws {
        let digest = Digest(of: Array("pdf".utf8)).description
        let cases: [(String, BagRefusalCode, Int?)] = [
            ("\u{FEFF}\(digest) data/a\n", .manifestLine, 1),
            ("\(digest) data/a\n# comment\n", .manifestLine, 2),
            ("\(digest.dropLast()) data/a\n", .manifestLine, 1),
            ("\(digest)\n", .manifestLine, 1),
            ("\(digest) data/a\n\(digest) data/a\n", .manifestRepeated, 2),
            ("\(digest) data/e\u{301}\n\(digest) data/é\n", .manifestRepeated, 2),
            ("\(digest) data/100%\n", .manifestPath, 1),
            ("\(digest) data/../x\n", .manifestPath, 1),
            ("\(digest) /data/x\n", .manifestPath, 1),
            ("\(digest) notes.txt\n", .manifestPath, 1),
        ]
        for (text, code, number) in cases {
            #expect {
                try Manifest(Array(text.utf8), file: "m", isPayload: true)
            } throws: { error in
                if case BagError.refused(let refusal) = error { refusal.code == code && refusal.line == number } else { false }
            }
        }
        #expect(throws: BagError.self) { try Manifest([0xFF], file: "m", isPayload: true) }
        // What would be read otherwise once it is written anew.
        for text in ["\(digest) * ta/b\n", "\(digest)  **tag.txt\n", "\(digest) *\ttag.txt\n"] {
            #expect {
                try Manifest(Array(text.utf8), file: "m", isPayload: false)
            } throws: { error in
                if case BagError.refused(let refusal) = error { refusal.code == .manifestPath } else { false }
            }
        }
    }

    @Test("Payload-Oxum is checked where it is there, and must not stand twice")
    func oxum() throws {
        #expect(try code { $0.fields.append(.init("Payload-Oxum", "13.2")) } == nil)
        #expect(try code { $0.fields.append(.init("payload-oxum", "14.2")) } == .oxum)
        #expect(try code { $0.fields.append(.init("Payload-Oxum", "13")) } == .oxum)
        #expect(try code { $0.fields += [.init("Payload-Oxum", "13.2"), .init("Payload-Oxum", "13.2")] } == .oxum)
    }

    @Test("a name in GB18030 is settled by the manifest, with the same reading for the top folder")
    func gbk() throws {
        let gbk: [UInt8] = [0xBA, 0xCF, 0xCD, 0xAC]
        var zip = BagFixture().zip
        zip.entries[1].name = Array("410305-B-000031/data/evidence/".utf8) + gbk + Array(".pdf".utf8)
        zip.entries[1].flags = 0
        try verify(zip.bytes)
        // Said to be UTF-8, it is no name at all.
        zip.entries[1].flags = 0x0800
        #expect(try refusal(zip.bytes)?.code == .nameEncoding)
        zip = BagFixture().zip
        for index in zip.entries.indices {
            let inner = index == 1 ? Array("data/evidence/".utf8) + gbk + Array(".pdf".utf8) : Array(zip.entries[index].name.dropFirst(16))
            zip.entries[index].name = gbk + Array("/".utf8) + inner
            zip.entries[index].flags = 0
        }
        try verify(zip.bytes)
    }

    @Test("bytes that are UTF-8 by chance are still read as GB18030 where the manifest says so")
    func chance() throws {
        // 涓枃: valid UTF-8 for 中文 read as GB18030.
        var fixture = BagFixture()
        let name = try #require(GB18030.decode(Array("中文".utf8)))
        fixture.payload = [("data/\(name)", [1])]
        var zip = fixture.zip
        zip.entries[0].name = Array("410305-B-000031/data/中文".utf8)
        zip.entries[0].flags = 0
        try verify(zip.bytes)
        zip.entries[0].flags = 0x0800
        #expect(try refusal(zip.bytes)?.code == .unlisted)
    }

    @Test("a decomposed name in the zip is the composed one of the manifest")
    func composition() throws {
        var fixture = BagFixture()
        fixture.payload = [("data/\u{E9}", [1])]
        var zip = fixture.zip
        zip.entries[0].name = Array("410305-B-000031/data/e\u{301}".utf8)
        let bag = try open(zip.bytes)
        #expect(Array(bag.payload[0].path.utf8) == Array("data/\u{E9}".utf8))
    }

    @Test("only chosen files are read, and a receiver sees each begin, its chunks and its end")
    func receiving() throws {
        struct Log: PayloadReceiver {
            var events: [String] = []
            mutating func begin(_ file: PayloadFile) { events.append("begin \(file.path)") }
            mutating func receive(_ chunk: UnsafeRawBufferPointer) { events.append("\(chunk.count)") }
            mutating func end(_ file: PayloadFile) { events.append("end") }
        }
        var log = Log()
        try open(BagFixture().zip.bytes).readPayload(where: { $0.path.hasPrefix("data/records/") }, into: &log)
        #expect(log.events == ["begin data/records/party.csv", "10", "end"])
    }
}
