import Glibc
import Programme
import Records

@testable import Bags

/// The inputs that a fuzzer begins with: good ones of every kind, since what is nearly right goes deepest.
enum StartCorpus {
    static func write(_ target: FuzzTarget, below folder: String) throws {
        let place = "\(folder)/\(target.rawValue)"
        mkdir(folder, 0o755)
        mkdir(place, 0o755)
        for (index, bytes) in try inputs(of: target).enumerated() { try DurableFile.write(bytes, to: "\(place)/start-\(index)") }
    }

    private static func inputs(of target: FuzzTarget) throws -> [[UInt8]] {
        switch target {
        case .zip: try zips()
        case .bag: bags
        case .table: tables
        case .signature: signatures
        case .keys: keys
        case .tags: tags
        case .values: values
        case .programme: programmes
        }
    }

    private static let fields = [
        BagInfo.Field("BagIt-Profile-Identifier", BatchHeader.profile), BagInfo.Field("Batch-Office", "410305"), BagInfo.Field("Batch-Epoch", "1"),
        BagInfo.Field("Batch-Sequence", "1"), BagInfo.Field("Batch-Previous", "none"),
        BagInfo.Field("Batch-Exported-At", "2026-03-02T09:30:00+08:00"), BagInfo.Field("Batch-Acknowledges", "0"),
    ]

    private static func zips() throws -> [[UInt8]] {
        let payloads: [[String: [UInt8]]] = [
            [:], ["data/records/party.csv": Array("uscc,name\n".utf8)],
            ["data/records/party.csv": Array("uscc\n".utf8), "data/evidence/合同.pdf": [UInt8](repeating: 65, count: 3000)],
        ]
        let written = payloads.map { ZipTarget.Content(fields: fields, payload: $0).written() }
        let stored = PlainZip.bytes([(Array("b/bagit.txt".utf8), BagDeclaration.bytes)], namesAreUTF8: true)
        return written + [stored, [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)]
    }

    private static var bags: [[UInt8]] {
        let info = BagInfo(fields: fields).bytes
        let files: [(String, String)] = [
            ("data/records/party.csv", "uscc,name\n"), ("data/evidence/a.pdf", "pdf"), ("notes.txt", "x"),
        ]
        let pieces = files.flatMap { Array($0.0.utf8).asPiece + Array($0.1.utf8).asPiece }
        let line = Array("\(String(repeating: "0", count: 64))  data/evidence/b.pdf\n".utf8)
        return (0..<8).map { [UInt8($0)] + info.asPiece + line.asPiece + pieces } + [[4] + info.asPiece + [0, 0]]
    }

    private static var tables: [[UInt8]] {
        RecordType.all.enumerated().map { index, type in
            let header = type.columns.map(\.name).joined(separator: ",")
            let row = type.columns.map { example(of: $0.format) }.joined(separator: ",")
            return [UInt8(index * 7), UInt8(index)] + Array("\(header),op,base,edited_at\n\(row),upsert,1,2026-03-02T09:30:00+08:00\n".utf8)
        } + ["uscc,name\r\n\"a\"\"b\",\"c\nd\"\r\n", "\u{FEFF}编号,名称\n一,二\n", "a\n\"", "a,a\n"].map { [3, 0] + Array($0.utf8) }
            + [[5, 0, 0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x62, 0, 0x0A, 0], [9, 0, 0x61, 0x0A, 0xD6, 0xD0, 0x0A]]
    }

    private static func example(of format: Format) -> String {
        switch format {
        case .uscc: "91410305MA8U667107"
        case .id: "410305-A1"
        case .office: "410305"
        case .enumeration(let words), .set(let words): words[0]
        case .integer(let range), .decimal(let range): String(range.lowerBound)
        case .yuan: "\"1,234.50\""
        case .date: "2026年3月2日"
        case .instant: "2026-03-02T09:30:00+08:00"
        case .bool: "是"
        case .path: "data/evidence/a.pdf"
        case .reference(let type), .referenceList(let type): RecordType.named(type).map { example(of: $0.key.format) } ?? ""
        case .text, .textList: "'=甲；乙"
        case .code: "13800000001"
        }
    }

    private static var signatures: [[UInt8]] {
        let armored = SignatureTarget.good.armored
        let blob = SSHArmor.signature.decode(armored) ?? []
        return [[0] + armored, [1] + blob]
    }

    private static var keys: [[UInt8]] {
        let key = SignatureTarget.key
        let signers =
            "# keys\n410305 \(key.publicKey) a\n\"4103*,!410306\" namespaces=\"voucherd-*\",valid-after=\"20260101\",valid-before=\"20270101Z\" \(key.publicKey)\n"
        return [
            [0] + Array(signers.utf8), [1] + Array("\(key.publicKey) lost\n".utf8), [2] + key.openSSH,
            [2] + (SSHArmor.privateKey.decode(key.openSSH) ?? []),
        ]
    }

    private static var tags: [[UInt8]] {
        let line = "\(String(repeating: "a", count: 64))  "
        return [
            [0] + BagInfo(fields: fields).bytes, [0] + Array("A: b\r\n c\r\n\td\rE:\n".utf8), [1] + Array("\(line)data/a\n\(line)*data/b\r\n".utf8),
            [2] + Array("\(line)bagit.txt\n".utf8), [0] + BagDeclaration.bytes,
        ]
    }

    private static var values: [[UInt8]] {
        let texts = [
            "2026-03-02", "2026年3月2日", "2026/3/2", "2026-03-02T09:30:00+08:00", "2026-03-02 09:30:00.5Z", "1,234.50", "-0.01", "91410305MA8U667107",
            "410305-A1", "410305", "是", "data/evidence/a.pdf", "13800000001", "a;b；c", "'=1+1", "12.50", "e\u{301}\u{327}", "ＡＢ１２",
        ]
        return texts.enumerated().map { [UInt8($0.offset * 5)] + Array($0.element.utf8) }
    }

    private static var programmes: [[UInt8]] {
        [
            "id: a\ncity:\n  division_prefix: \"4103\"\n  division_successors: {}\nversions: []\n", "date,is_workday\n2026-03-02,1\n",
            "a: &x [1]\nb: *x\n",
        ].map {
            Array($0.utf8)
        }
    }
}
