@testable import Bags

/// bagit.txt and bag-info.txt as texts.
enum TagFileCases {
    private static let declaration = Verdict.quarantined("BAG-DECLARATION", section: 2)
    private static let info = Verdict.quarantined("BAG-INFO-LINE", section: 2)

    static let all = CaseFamily("tag files") { cases in
        let version = "BagIt-Version: 1.0\n"
        let encoding = "Tag-File-Character-Encoding: UTF-8\n"
        let wrong: [(String, String)] = [
            ("empty", ""), ("one line", version), ("in the other order", encoding + version), ("of version 0.97", "BagIt-Version: 0.97\n" + encoding),
            ("of version 1.1", "BagIt-Version: 1.1\n" + encoding), ("of GBK", version + "Tag-File-Character-Encoding: GBK\n"),
            ("of UTF-16", version + "Tag-File-Character-Encoding: UTF-16\n"), ("with a third line", version + encoding + "x: y\n"),
            ("with a byte order mark", "\u{FEFF}" + version + encoding), ("with two blanks", "BagIt-Version:  1.0\n" + encoding),
        ]
        for (name, text) in wrong { cases.batch("bagit.txt \(name)", declaration) { $0.declaration = Array(text.utf8) } }
        cases.batch("bagit.txt that is not UTF-8", declaration) { $0.declaration = Array((version + encoding).utf8) + [0xFF] }
        cases.batch("bagit.txt with CRLF", .applied()) { $0.declaration = Array((version + encoding).replacing("\n", with: "\r\n").utf8) }
        cases.batch("bagit.txt that says utf-8 in small letters", .applied()) { $0.declaration = Array((version + encoding.lowercased()).utf8) }

        func text(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (String) -> String) {
            cases.batch("bag-info.txt \(name)", verdict) { batch in
                batch.info = Array(change(String(decoding: BagInfo(fields: batch.fields).bytes, as: UTF8.self)).utf8)
            }
        }
        text("with a byte order mark", info) { "\u{FEFF}" + $0 }
        text("with a line that is no field", info) { $0 + "no field\n" }
        text("with an empty label", info) { $0 + ": x\n" }
        text("with a blank before the colon", info) { $0 + "Note : x\n" }
        text("that begins with a continuation", info) { " x\n" + $0 }
        text("with CRLF", .applied()) { $0.replacing("\n", with: "\r\n") }
        text("with CR alone", .applied()) { $0.replacing("\n", with: "\r") }
        text("with blank lines", .applied()) { "\n\n" + $0 + "\n \n" }
        text("with folded lines", .applied()) { $0.replacing("Batch-Office: ", with: "Batch-Office:\n  ") }
        text("with a value folded in its middle", .quarantined("BAG-FIELD-VALUE", section: 2)) { $0.replacing("410305", with: "410\n 305") }
        text("with labels in small letters", .applied()) { text in
            text.split(separator: "\n").map { line in
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                return line[..<colon].lowercased() + line[colon...] + "\n"
            }.joined()
        }
        text("with tabs for blanks", .applied()) { $0.replacing(": ", with: ":\t\t") }
        text("with no blank behind the colon", .applied()) { $0.replacing(": ", with: ":") }
        text("with other fields, repeated", .applied()) { $0 + "Contact-Name: a\nContact-Name: b\nContact-Name:\n" }
        text("with a long value", .applied()) { $0 + "Note: \(String(repeating: "长", count: 100_000))\n" }
        text("with a terminal's commands in a value", .applied()) { $0 + "Note: \u{1B}]0;x\u{07}\u{1B}[2J\n" }
        text("with a NUL in a value", .applied()) { $0 + "Note: a\0b\n" }
        cases.batch("bag-info.txt that is not UTF-8", info) {
            $0.info = BagInfo(fields: $0.fields).bytes + Array("Note: ".utf8) + [0xD6, 0xD0, 0x0A]
        }
        cases.batch("bag-info.txt in UTF-16", info) { $0.info = [0xFF, 0xFE] + BagInfo(fields: $0.fields).bytes.flatMap { [$0, 0] } }
        cases.batch("bag-info.txt that is empty", .quarantined("BAG-PROFILE", section: 2)) { $0.info = [] }
    }
}

/// The fields of bag-info.txt that make a bag a batch.
enum BatchHeaderCases {
    private static let value = Verdict.quarantined("BAG-FIELD-VALUE", section: 2)
    private static let office = Verdict.quarantined("SIGN-OFFICE", section: 3)

    static let all = CaseFamily("batch header") { cases in
        let profiles: [String?] = [nil, "", "urn:voucherd:batch:2", "urn:voucherd:bundle:1", "URN:VOUCHERD:BATCH:1", "urn:voucherd:batch:1 "]
        for profile in profiles {
            // Blanks around a value are not part of it.
            let verdict = profile == "urn:voucherd:batch:1 " ? Verdict.applied() : .quarantined("BAG-PROFILE", section: 2)
            cases.batch("the profile '\(profile ?? "none")'", verdict) { $0.set("BagIt-Profile-Identifier", profile) }
        }
        cases.batch("the profile twice", .quarantined("BAG-PROFILE", section: 2)) { $0.fields.append($0.fields[0]) }
        let labels = ["Batch-Office", "Batch-Epoch", "Batch-Sequence", "Batch-Previous", "Batch-Exported-At", "Batch-Acknowledges"]
        for label in labels {
            cases.batch("no \(label)", .quarantined("BAG-FIELD-MISSING", section: 2)) { $0.set(label, nil) }
            cases.batch("an empty \(label)", value) { $0.set(label, "") }
            cases.batch("\(label) twice", .quarantined("BAG-FIELD-REPEATED", section: 2)) { batch in
                batch.fields.append(BagInfo.Field(label, batch.fields.first { $0.label == label }?.value ?? ""))
            }
            cases.batch("\(label) twice, in other letters", .quarantined("BAG-FIELD-REPEATED", section: 2)) { batch in
                batch.fields.append(BagInfo.Field(label.uppercased(), "other"))
            }
        }
        cases.batch("an unknown Batch- field twice", .quarantined("BAG-FIELD-REPEATED", section: 2)) { batch in
            batch.fields += [BagInfo.Field("Batch-Note", "a"), BagInfo.Field("batch-note", "b")]
        }
        cases.batch("an unknown Batch- field", .applied()) { $0.fields.append(BagInfo.Field("Batch-Note", "a")) }
        for text in ["410205", "41030", "4103055", "4103a5", "４１０３０５", "410305;410311", "-"] {
            cases.batch("the office '\(text)'", value) { $0.set("Batch-Office", text) }
        }
        for text in ["4103ZZ", "410399"] { cases.batch("the office '\(text)', which nobody knows", office) { $0.set("Batch-Office", text) } }
        cases.batch("the office of another", office) { $0.set("Batch-Office", "410311") }
        cases.batch("the centre's code", office) { batch in
            batch.set("Batch-Office", "410300")
        }
        for label in ["Batch-Epoch", "Batch-Sequence"] {
            for text in ["0", "-1", "1.0", "0x1", "１", "+1", "1 2", "9999999999", "99999999999999999999", "NaN", "一"] {
                cases.batch("\(label) '\(text)'", value) { $0.set(label, text) }
            }
        }
        for text in ["-1", "1.5", "10000000000", "none", "１"] {
            cases.batch("Batch-Acknowledges '\(text)'", value) { $0.set("Batch-Acknowledges", text) }
        }
        let digest = String(repeating: "a", count: 63)
        for text in ["None", "", "0", digest, digest + "aa", digest + "g", "ａ" + digest] {
            cases.batch("Batch-Previous '\(text.prefix(8))' of \(text.count)", value) { $0.set("Batch-Previous", text) }
        }
        cases.batch("no predecessor, though not the first", value) { batch in
            batch.set("Batch-Sequence", "2")
            batch.set("Batch-Previous", "none")
        }
        cases.batch("a predecessor of the first", value) { batch in
            batch.set("Batch-Sequence", "1")
            batch.set("Batch-Previous", digest + "a")
        }
        let times = [
            "2025-03-03", "2025-03-03T18:00:00", "2025-03-03T18:00+08:00", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-03-03T24:00:00Z",
            "2025-03-03T18:00:00+8:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "yesterday", "1740996000", "2025-03-03T18:00:00.+08:00",
        ]
        for text in times { cases.batch("exported at '\(text)'", value) { $0.set("Batch-Exported-At", text) } }
        for text in ["2025-03-03T10:00:00Z", "2025-03-03t18:00:00+08:00", "2025-03-03 18:00:00.999999999+08:00"] {
            cases.batch("exported at '\(text)'", .applied()) { $0.set("Batch-Exported-At", text) }
        }
        for text in ["1999", "25", "2025年", "10000", "-2025"] { cases.batch("closing '\(text)'", value) { $0.set("Batch-Closing-Year", text) } }
        oxum(&cases)
    }

    private static func oxum(_ cases: inout CaseFamily) {
        let wrong = Verdict.quarantined("BAG-OXUM", section: 2)
        for text in ["", "0.0", "1", "1.1.1", "-1.1", "9223372036854775807.1", "99999999999999999999.1", " 5 . 1 ", "５.１", "5,1"] {
            cases.batch("Payload-Oxum '\(text)'", wrong) { $0.set("Payload-Oxum", text) }
        }
        cases.batch("a right Payload-Oxum", .applied()) { $0.set("Payload-Oxum", "\($0.payload[0].bytes.count).1") }
        cases.batch("a Payload-Oxum with a zero before it", wrong) { $0.set("Payload-Oxum", "0\($0.payload[0].bytes.count).1") }
        cases.batch("a file too many by Payload-Oxum", wrong) { $0.set("Payload-Oxum", "\($0.payload[0].bytes.count).2") }
        cases.batch("a right Payload-Oxum twice", wrong) { batch in
            let text = "\(batch.payload[0].bytes.count).1"
            batch.fields += [BagInfo.Field("Payload-Oxum", text), BagInfo.Field("payload-oxum", text)]
        }
    }
}
