import Crypto
import Foundation
import Testing

@testable import Bags

@Suite("Every manifest that a bag carries must be right")
struct OtherManifestTests {
    private static let algorithms: [ManifestAlgorithm] = [.md5, .sha1, .sha384, .sha512]

    private func hex(_ algorithm: ManifestAlgorithm, _ bytes: [UInt8]) -> String {
        var hash = ContentHash(algorithm)
        hash.update(bytes)
        return hash.hex
    }

    private func manifest(_ algorithm: ManifestAlgorithm, _ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
        Manifest.bytes(of: Dictionary(uniqueKeysWithValues: files.map { ($0.path, hex(algorithm, $0.bytes)) }))
    }

    private func refusal(_ change: (inout BagFixture) -> Void) throws -> BagRefusal? {
        var fixture = BagFixture()
        change(&fixture)
        return try BagsTests.refusal(fixture.zip.bytes)
    }

    @Test("the checksums are those of the standards")
    func checksums() {
        let abc = Array("abc".utf8)
        #expect(hex(.md5, abc) == "900150983cd24fb0d6963f7d28e17f72")
        #expect(hex(.sha1, abc) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex(.sha256, abc) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(hex(.sha384, abc).hasPrefix("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"))
        #expect(hex(.sha512, abc).hasPrefix("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2"))
        for algorithm in OtherManifestTests.algorithms { #expect(hex(algorithm, []).utf8.count == algorithm.digits) }
    }

    @Test("a further payload manifest is verified with the payload; the refusal names it and the file", arguments: algorithms)
    func payload(_ algorithm: ManifestAlgorithm) throws {
        let name = "manifest-\(algorithm.rawValue).txt"
        let good = manifest(algorithm, BagFixture().payload)
        #expect(try refusal { $0.tags = [(name, good)] } == nil)
        #expect(
            try refusal {
                $0.tags = [
                    (
                        name,
                        Array(
                            String(decoding: good, as: UTF8.self).uppercased().replacing("DATA/RECORDS/PARTY.CSV", with: "data/records/party.csv")
                                .replacing("DATA/EVIDENCE/合同.PDF", with: "data/evidence/合同.pdf").utf8
                        )
                    )
                ]
            } == nil
        )
        var files = BagFixture().payload
        files[1].bytes = [1]
        let refused = try #require(try refusal { $0.tags = [(name, manifest(algorithm, files))] })
        #expect(refused.code == .digest)
        #expect(refused.file == "data/evidence/合同.pdf")
        #expect(refused.english.hasPrefix("\(name) gives \(algorithm.title) "))
        #expect(refused.chinese.hasPrefix(name))
        #expect(refused.tags != nil)
    }

    @Test("a payload manifest lists every payload file and no other, whatever its algorithm", arguments: ["md5", "sha512", "blake2b"])
    func completeness(_ algorithm: String) throws {
        let name = "manifest-\(algorithm).txt"
        let known = ManifestAlgorithm(rawValue: algorithm)
        func lines(_ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
            if let known { manifest(known, files) } else { Array(files.map { "00ff  \($0.path)\n" }.joined().utf8) }
        }
        let payload = BagFixture().payload
        #expect(try refusal { $0.tags = [(name, lines(payload))] } == nil)
        let short = try #require(try refusal { $0.tags = [(name, lines(Array(payload.dropLast())))] })
        #expect(short.code == .unlisted)
        #expect(short.file == "data/evidence/合同.pdf")
        #expect(short.english.contains(name))
        let long = try #require(try refusal { $0.tags = [(name, lines(payload + [("data/more", [1])]))] })
        #expect(long.code == .absent)
        #expect(long.file == "data/more")
        #expect(long.english.contains(name))
        #expect(try refusal { $0.tags = [(name, Array("nothing\n".utf8))] }?.code == .manifestLine)
        #expect(try refusal { $0.tags = [(name, lines([("notes.txt", [])]))] }?.code == .manifestPath)
    }

    @Test("a further payload manifest that the tag manifest does not list is refused")
    func unlisted() throws {
        #expect(try refusal { $0.late = [("manifest-sha512.txt", manifest(.sha512, BagFixture().payload))] }?.code == .unlisted)
    }

    @Test("a checksum of another algorithm's length is no line of this manifest")
    func length() throws {
        #expect(try refusal { $0.tags = [("manifest-sha512.txt", manifest(.sha256, $0.payload))] }?.code == .manifestLine)
    }

    @Test("a further tag manifest need not be listed, is verified, and lists each payload manifest", arguments: algorithms)
    func tags(_ algorithm: ManifestAlgorithm) throws {
        let name = "tagmanifest-\(algorithm.rawValue).txt"
        let tagFiles = BagFixture().files.filter { !$0.name.hasPrefix("data/") && !$0.name.hasPrefix("tagmanifest-") }.map {
            (path: $0.name, bytes: $0.bytes)
        }
        #expect(try refusal { $0.late = [(name, manifest(algorithm, tagFiles))] } == nil)
        for index in tagFiles.indices {
            var files = tagFiles
            files[index].bytes = [1]
            let refused = try #require(try refusal { $0.late = [(name, manifest(algorithm, files))] })
            #expect(refused.code == .digest)
            #expect(refused.file == tagFiles[index].path)
            #expect(refused.english.hasPrefix(name))
        }
        let without = try #require(try refusal { $0.late = [(name, manifest(algorithm, tagFiles.filter { $0.path != "manifest-sha256.txt" }))] })
        #expect(without.code == .unlisted)
        #expect(without.file == "manifest-sha256.txt")
        let more = try #require(try refusal { $0.late = [(name, manifest(algorithm, tagFiles + [("notes.txt", [])]))] })
        #expect(more.code == .absent)
        #expect(more.file == "notes.txt")
    }

    @Test("a tag manifest of an algorithm not known here proves nothing, so it must be listed like any file")
    func unknownTags() throws {
        let text = Array("00ff  bagit.txt\n".utf8)
        #expect(try refusal { $0.late = [("tagmanifest-blake2b.txt", text)] }?.code == .unlisted)
        #expect(try refusal { $0.tags = [("tagmanifest-blake2b.txt", text)] } == nil)
    }
}
