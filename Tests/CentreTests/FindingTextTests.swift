import Foundation
import Records
import Testing

@testable import Store

@Suite("Findings as the store keeps them")
struct FindingTextTests {
    private static let texts = ["", "plain", "第二十四条", "a\"b\\c/d", "line\nfeed\rtab\t", "\u{8}\u{C}\u{0}\u{1F}\u{7F}\u{2028}𬺈", "e\u{301}"]

    @Test("are the bytes that Foundation's encoder writes, and read back the same", arguments: texts)
    func sameBytes(_ text: String) throws {
        let findings = [
            Finding(rule: "ART24-YEAR", effect: .reject, article: text, column: text, values: text, reason: text, fix: text, conflict: text),
            Finding(rule: text, effect: .info, article: "第一条", reason: text),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let written = FindingText.write(findings)
        #expect(written == String(decoding: try encoder.encode(findings), as: UTF8.self))
        #expect(try FindingText.read(written) == findings)
        #expect(FindingText.write(findings[0]) == String(decoding: try encoder.encode(findings[0]), as: UTF8.self))
    }

    @Test("are read from any other JSON that says the same, and refused where it says something else")
    func otherForms() throws {
        let finding = Finding(rule: "R", effect: .hold, article: "A", reason: "原因")
        let text = #" [ {"rule":"R","effect":"HOLD","article":"A","values":"","reason":"\u539f因","fix":""} ] "#
        #expect(try FindingText.read(text) == [finding])
        #expect(try FindingText.read("[]") == [])
        #expect(throws: DecodingError.self) { try FindingText.read(#"[{"rule":"R"}]"#) }
        #expect(throws: DecodingError.self) { try FindingText.read(#"[{"article":"A"#) }
    }
}
