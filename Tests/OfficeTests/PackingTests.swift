import Bags
import Foundation
import Programme
import Records
import TestSupport
import Testing

@testable import Office

@Suite("Packing a batch")
struct PackingTests {
    @Test("a packed folder is a batch that the centre's reader, unzip, bagit.py and ssh-keygen accept")
    func accepted() throws {
        let fixture = try OfficeFixture()
        let report = try fixture.pack()
        let packed = try #require(report.packed)
        #expect(packed.path == fixture.folder / "410305-B-000001.zip")
        let bag = try Bag(contentsOf: packed.path)
        try bag.verifyPayload()
        #expect(try BatchHeader(bag.info) == report.header)
        #expect(Set(bag.payload.map(\.path)) == ["data/records/project.csv", "data/records/evidence.csv", "data/evidence/发票 1.pdf"])
        #expect(bag.tagManifestDigest == packed.digest)
        try fixture.folder.write("allowed_signers", "410305 namespaces=\"voucherd-batch\" \(fixture.key.publicKey)\n")
        let script = """
            unzip -q 410305-B-000001.zip -d out && python3 -m bagit --validate out/410305-B-000001 &&
            ssh-keygen -Y verify -f allowed_signers -I 410305 -n voucherd-batch -s out/410305-B-000001/tagmanifest-sha256.txt.sig \
            < out/410305-B-000001/tagmanifest-sha256.txt
            """
        let outcome = try Tool.run(["sh", "-c", script], in: fixture.folder)
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test("two packs are a chain, and the state lives in the folder between them")
    func chain() throws {
        let fixture = try OfficeFixture()
        let first = try #require(try fixture.pack().packed)
        try fixture.folder.write("project.csv", OfficeFixture.projects(2))
        let second = try fixture.pack { $0.office = nil }
        #expect(second.header.identity.sequence == 2)
        #expect(second.header.previous == first.digest)
        let state = try #require(try OfficeState.load(from: fixture.folder.path))
        #expect(state.batch == OfficeState.Link(sequence: 2, digest: second.packed!.digest))
        #expect(state.pending == nil)
    }

    @Test("a new epoch begins at sequence 1 without a previous batch")
    func epoch() throws {
        let fixture = try OfficeFixture()
        try fixture.pack()
        // The file of the first epoch bears the same name.
        try FileManager.default.removeItem(atPath: fixture.folder / "410305-B-000001.zip")
        let report = try fixture.pack { $0.epoch = 2 }
        #expect(report.header.identity.description == "410305-2-1")
        #expect(report.header.previous == nil)
    }

    @Test("options win over the state, but a batch never names a previous one that nobody knows")
    func overrides() throws {
        let fixture = try OfficeFixture()
        #expect(throws: OfficeError.self) { try fixture.pack { $0.sequence = 7 } }
        let digest = Digest(of: [1])
        let report = try fixture.pack {
            $0.sequence = 7
            $0.previous = digest
            $0.acknowledges = 3
            $0.closingYear = 2025
        }
        #expect(report.header.previous == digest)
        #expect(report.header.acknowledges == 3)
        #expect(report.header.closingYear == 2025)
        #expect(try fixture.packing.check(fixture.request()).header.identity.sequence == 8)
    }

    @Test("a pack overwrites nothing and uses up no number where it fails")
    func occupied() throws {
        let fixture = try OfficeFixture()
        try fixture.folder.write("410305-B-000001.zip", "mine")
        #expect { try fixture.pack() } throws: { ($0 as? OfficeError)?.kind == .cannotCreate }
        #expect(try fixture.folder.read("410305-B-000001.zip") == Array("mine".utf8))
        #expect(try OfficeState.load(from: fixture.folder.path) == nil)
    }

    @Test("a batch whose name the power cut took is named by the next command")
    func settled() throws {
        let fixture = try OfficeFixture()
        try fixture.pack()
        var state = try #require(try OfficeState.load(from: fixture.folder.path))
        try FileManager.default.moveItem(atPath: fixture.folder / "410305-B-000001.zip", toPath: fixture.folder / ".410305-B-000001.zip.part")
        state.pending = OfficeState.Pending(
            temporary: fixture.folder / ".410305-B-000001.zip.part",
            final: fixture.folder / "410305-B-000001.zip"
        )
        try state.save(in: fixture.folder.path)
        let report = try fixture.pack()
        #expect(report.header.identity.sequence == 2)
        #expect(fixture.folder.has("410305-B-000001.zip"))
        #expect(!fixture.folder.has(".410305-B-000001.zip.part"))
    }

    @Test("a command that finds the last batch's disk away says so, and forgets nothing")
    func away() throws {
        let fixture = try OfficeFixture()
        try fixture.pack { $0.output = fixture.folder / "stick" }
        var state = try #require(try OfficeState.load(from: fixture.folder.path))
        let away = fixture.folder / "away"
        state.pending = OfficeState.Pending(temporary: away + "/.410305-B-000001.zip.part", final: away + "/410305-B-000001.zip")
        try state.save(in: fixture.folder.path)
        #expect { try fixture.pack() } throws: { ($0 as? OfficeError)?.kind == .noInput }
        #expect(try OfficeState.load(from: fixture.folder.path) == state)
    }

    @Test("a row that the centre would refuse is named with file, line, column and fix, and stops the pack")
    func rowFault() throws {
        let fixture = try OfficeFixture()
        try fixture.folder.write("项目.txt", "")
        try fixture.folder.write("project.csv", OfficeFixture.projects(1) + "410305-P2,123,项目,内容\n")
        let report = try fixture.pack()
        #expect(report.packed == nil)
        let finding = try #require(report.findings.first)
        #expect(finding.file == "project.csv")
        #expect(finding.line == 3)
        #expect(finding.key == "410305-P2")
        #expect(finding.finding.column == "party_uscc")
        #expect(finding.finding.rule == "FORMAT-VALUE")
        #expect(!finding.finding.fix.isEmpty)
        #expect(report.faultyRows == 1)
        #expect(try fixture.pack { $0.isForced = true }.packed != nil)
    }

    @Test("a file that is no table is not packed even by force", arguments: ["name\nx\n", "id,id\n", "", "id,summary\n1,\"open\n"])
    func tableFault(text: String) throws {
        let fixture = try OfficeFixture()
        try fixture.folder.write("project.csv", text)
        let report = try fixture.pack { $0.isForced = true }
        #expect(report.packed == nil)
        #expect(report.hasTableFault)
        #expect(report.findings.first?.finding.rule == "BAG-TABLE")
    }

    @Test("tables may bear Chinese names and any accepted encoding, and go in byte for byte")
    func encodings() throws {
        let fixture = try OfficeFixture()
        try FileManager.default.removeItem(atPath: fixture.folder / "project.csv")
        let text = "项目编号,需求方代码,项目名称,研发内容\n410305-P1,\(OfficeFixture.uscc),轴承,内容\n"
        try fixture.folder.write("text", text)
        let outcome = try Tool.run(["sh", "-c", "iconv -f UTF-8 -t GB18030 text > 研发项目.csv"], in: fixture.folder)
        #expect(outcome.status == 0)
        let report = try fixture.pack()
        #expect(report.tables.first { $0.type == .project }?.encoding == .gb18030)
        let bag = try Bag(contentsOf: try #require(report.packed).path)
        #expect(try bag.content(of: "data/records/project.csv") == fixture.folder.read("研发项目.csv"))
    }

    @Test("two tables of one type, a missing file of evidence and a type of the centre's are faults; a stray file is a warning")
    func folderFaults() throws {
        let fixture = try OfficeFixture()
        try fixture.folder.write("evidence/other.pdf", "x")
        try fixture.folder.write("notes.csv", "x\n")
        #expect(try fixture.packing.check(fixture.request()).warnings.count == 2)
        try FileManager.default.removeItem(atPath: fixture.folder / "evidence/发票 1.pdf")
        try fixture.folder.write("ruling.csv", "id\n410300-R1\n")
        let rules = try fixture.packing.check(fixture.request()).findings.map(\.finding.rule)
        #expect(rules.contains("AUTHOR-TYPE"))
        #expect(rules.contains("FORMAT-VALUE"))
        try fixture.folder.write("研发项目.csv", "id\n")
        #expect(throws: OfficeError.self) { try fixture.pack() }
    }

    @Test("evidence is never taken from outside the folder", arguments: ["data/../secret", "data/evidence/../../secret", "data//secret"])
    func outside(path: String) throws {
        let parent = try TemporaryFolder()
        try parent.write("secret", "x")
        try parent.write("office/evidence/x", "x")
        #expect(try OfficeFolder(parent / "office").file(ofPayload: path) == nil)
    }

    @Test("a dry run makes nothing")
    func dryRun() throws {
        let fixture = try OfficeFixture()
        let report = try fixture.packing.check(fixture.request())
        #expect(report.rows == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path).sorted() == ["evidence", "evidence.csv", "project.csv"])
    }

    @Test("a state file that cannot be read is said to be so, and never replaced")
    func brokenState() throws {
        let fixture = try OfficeFixture()
        try fixture.folder.write(OfficeState.fileName, "{")
        #expect { try fixture.pack() } throws: { ($0 as? OfficeError)?.kind == .configuration }
        #expect(try fixture.folder.read(OfficeState.fileName) == Array("{".utf8))
    }
}
