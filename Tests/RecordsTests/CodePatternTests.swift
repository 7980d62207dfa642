import Foundation
import Records
import TestSupport
import Testing

@Suite("Patterns of codes")
struct CodePatternTests {
    /// Codes that each pattern of the declaration takes.
    static let samples: [String: [String]] = [
        #"^(\d{10}|\d{12})$"#: ["4100251130", "041002200111"],
        #"^1[3-9]\d{9}$"#: ["13800000001", "19912345678"],
        #"^20\d{2}\d{6}[0-9A-Z]{2}\d{6}$"#: ["202541030500001234", "2025410305A0001234"],
        #"^G[RFS]\d{4}\d{2}\d{6}$"#: ["GR202441000123", "GS202341000001"],
        #"^[0-9a-f]{64}$"#: [String(repeating: "0a", count: 32)],
        #"^\d{1,6}$"#: ["1", "000123"],
        #"^\d{12}$"#: ["102493001234"],
        #"^\d{20}$"#: ["26412000000012345678"],
        #"^\d{4}-R\d{1,2}$"#: ["2026-R1", "2026-R12"],
        #"^\d{6}$"#: ["410305"],
        #"^\d{8,32}$"#: ["62220001", String(repeating: "9", count: 32)],
        #"^\d{8}$"#: ["12345678"],
        #"^\d{8}(\d{12})?$"#: ["12345678", "26412000000012345678"],
    ]

    static let declared: [String] = Set(
        RecordType.all.flatMap(\.columns).compactMap { column in
            if case .code(let pattern) = column.format { pattern } else { nil }
        }
    ).sorted()

    @Test("each pattern of the declaration takes codes of its shape", arguments: declared)
    func accepts(_ pattern: String) throws {
        let code = try #require(CodePattern(pattern))
        let samples = try #require(CodePatternTests.samples[pattern], "no samples for \(pattern)")
        for sample in samples { #expect(code.matches(sample), "\(sample)") }
    }

    @Test("each pattern of the declaration refuses codes that are cut, run on, or hold another character", arguments: declared)
    func refuses(_ pattern: String) throws {
        let code = try #require(CodePattern(pattern))
        #expect(!code.matches(""))
        for sample in CodePatternTests.samples[pattern] ?? [] {
            for wrong in [sample + "\n", " " + sample, sample + " ", sample + "Z", "-" + sample, sample.replacing(/[0-9]/, with: "٣"), "一" + sample] {
                #expect(!code.matches(wrong), "\(wrong)")
            }
        }
    }

    @Test("each pattern of the declaration agrees with the standard library on random strings", arguments: declared)
    func agrees(_ pattern: String) throws {
        let code = try #require(CodePattern(pattern))
        let regex = try Regex(pattern).asciiOnlyDigits()
        var generator = SplitMix64(seed: 20_260_302)
        let alphabet = Array("0123456789012345678901234567893AFGRSZafz-")
        var taken = 0
        for round in 0..<2000 {
            var text = Array((CodePatternTests.samples[pattern] ?? []).randomElement(using: &generator) ?? "")
            for _ in 0..<(round % 4) {
                let position = Int.random(in: 0...text.count, using: &generator)
                let character = alphabet.randomElement(using: &generator) ?? "0"
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: text.insert(character, at: position)
                case 1 where position < text.count: text.remove(at: position)
                case 2: text.append(contentsOf: text.suffix(Int.random(in: 0...12, using: &generator)))
                default: if position < text.count { text[position] = character }
                }
            }
            let candidate = String(text)
            let expected = try regex.wholeMatch(in: candidate) != nil
            taken += expected ? 1 : 0
            #expect(code.matches(candidate) == expected, "\(candidate), round \(round)")
        }
        #expect(taken > 500)
        #expect(taken < 2000)
    }

    @Test("a choice is tried again when what follows it fails")
    func backtracking() throws {
        let pattern = try #require(CodePattern(#"^(a|ab)(c|bcd)d?$"#))
        for (text, isTaken) in [("abcd", true), ("ac", true), ("abc", true), ("abcdd", true), ("abbcd", true), ("ad", false), ("abcddd", false)] {
            #expect(pattern.matches(text) == isTaken, "\(text)")
        }
    }

    @Test(
        "what is not of the small language is no pattern",
        arguments: [
            "", "^$$", "a", "^a", "a$", "^a+$", "^a*$", "^.$", #"^\w$"#, "^(a$", "^a)$", "^[$", "^[]$", "^[z-a]$", "^a{3,1}$", "^a{2$", "^a{x}$",
            "^a{}$",
        ]
    )
    func foreign(_ pattern: String) {
        #expect(CodePattern(pattern) == nil)
    }
}
