import Programme
import Testing

@testable import Bags

@Suite("bag-info.txt and the headers in it")
struct HeaderTests {
    private let digest = Digest(of: [1])

    private func change(_ label: String, _ value: String?, of fields: [BagInfo.Field]) -> BagInfo {
        var fields = fields.filter { $0.label != label }
        if let value { fields.append(BagInfo.Field(label, value)) }
        return BagInfo(fields: fields)
    }

    private func refusal(_ body: () throws -> Void) -> BagRefusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? BagRefusal
        }
    }

    @Test("folded values, CRLF and any case of a label are read")
    func parsing() throws {
        let info = try BagInfo(Array("Source-Organization: 洛龙区\r\n  科技局\r\nEmpty:\nbatch-office:410305\n\ttail\n".utf8))
        #expect(info.fields == [.init("Source-Organization", "洛龙区 科技局"), .init("Empty", ""), .init("batch-office", "410305 tail")])
        #expect(info.values(of: "BATCH-OFFICE") == ["410305 tail"])
    }

    @Test("a line that is no field is refused with its number")
    func badLines() throws {
        for text in ["A: b\nno colon\n", "A: b\n: x\n", "A: b\nLabel : x\n"] {
            #expect {
                try BagInfo(Array(text.utf8))
            } throws: { error in
                if case BagError.refused(let refusal) = error { refusal.code == .infoLine && refusal.line == 2 } else { false }
            }
        }
        #expect(throws: BagError.self) { try BagInfo(Array("  folded: first\n".utf8)) }
        #expect(throws: BagError.self) { try BagInfo(Array("\u{FEFF}A: b\n".utf8)) }
    }

    @Test("a batch header reads back as it was written")
    func batch() throws {
        let header = BatchHeader(
            identity: BatchIdentity("410305-2-42")!,
            previous: digest,
            exportedAt: Instant("2026-03-02T09:30:00+08:00")!,
            acknowledges: 7,
            closingYear: 2025
        )
        #expect(try BatchHeader(BagInfo(fields: header.fields)) == header)
        let reread = try BagInfo(BagInfo(fields: header.fields).bytes)
        #expect(try BatchHeader(reread) == header)
    }

    @Test("each wrong or missing field of a batch is named")
    func batchFaults() throws {
        let fields = BagFixture().fields
        let wrong: [(String, String)] = [
            ("Batch-Office", "410105"), ("Batch-Office", "４１０３０５"), ("Batch-Epoch", "0"), ("Batch-Epoch", "-1"), ("Batch-Sequence", "0"),
            ("Batch-Sequence", "1.0"), ("Batch-Sequence", "99999999999999999999"), ("Batch-Previous", "abc"), ("Batch-Previous", digest.description),
            ("Batch-Exported-At", "2026-03-02 09:30:00"), ("Batch-Acknowledges", ""), ("Batch-Closing-Year", "26"),
        ]
        for (label, value) in wrong {
            let refused = refusal { _ = try BatchHeader(change(label, value, of: fields)) }
            #expect(refused?.code == .fieldValue, "\(label): \(value)")
            #expect(refused?.chinese.contains(label) == true)
        }
        for label in ["Batch-Office", "Batch-Epoch", "Batch-Sequence", "Batch-Previous", "Batch-Exported-At", "Batch-Acknowledges"] {
            let refused = refusal { _ = try BatchHeader(change(label, nil, of: fields)) }
            #expect(refused?.code == .fieldMissing)
            #expect(refused?.english.contains(label) == true)
        }
        #expect(refusal { _ = try BatchHeader(change("Batch-Sequence", "2", of: fields)) }?.code == .fieldValue)
        #expect(refusal { _ = try BatchHeader(change("BagIt-Profile-Identifier", BundleHeader.profile, of: fields)) }?.code == .profile)
        #expect(refusal { _ = try BatchHeader(change("BagIt-Profile-Identifier", nil, of: fields)) }?.code == .profile)
    }

    @Test("a repeated Batch-* field is refused in any case of its letters; other extra fields mean nothing")
    func repeated() throws {
        let fields = BagFixture().fields
        #expect(refusal { _ = try BatchHeader(BagInfo(fields: fields + [.init("batch-office", "410305")])) }?.code == .fieldRepeated)
        #expect(refusal { _ = try BatchHeader(BagInfo(fields: fields + [.init("X", "1"), .init("X", "2")])) } == nil)
    }

    @Test("epoch 0 is the centre's alone")
    func epochZero() throws {
        let fields = change("Batch-Office", "410300", of: BagFixture().fields).fields
        #expect(try BatchHeader(change("Batch-Epoch", "0", of: fields)).identity.epoch == 0)
    }

    @Test("a bundle header reads back as it was written, and its faults are named")
    func bundle() throws {
        let header = BundleHeader(
            office: OfficeCode("410305")!,
            sequence: 17,
            previous: digest,
            createdAt: Instant("2026-03-02T09:30:00+08:00")!,
            programme: "luoyang-2024",
            programmeDigest: digest
        )
        #expect(try BundleHeader(BagInfo(fields: header.fields)) == header)
        for label in ["Bundle-Office", "Bundle-Sequence", "Bundle-Previous", "Bundle-Created-At", "Bundle-Programme"] {
            #expect(refusal { _ = try BundleHeader(change(label, nil, of: header.fields)) }?.code == .fieldMissing)
            #expect(refusal { _ = try BundleHeader(change(label, "?", of: header.fields)) }?.code == .fieldValue)
        }
        #expect(refusal { _ = try BundleHeader(change("Bundle-Previous", "none", of: header.fields)) }?.code == .fieldValue)
    }
}
