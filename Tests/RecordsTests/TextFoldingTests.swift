import Foundation
import Testing

@testable import Records

@Suite("text folding")
struct TextFoldingTests {
    @Test("full-width digits, letters and punctuation become ASCII; Chinese stays")
    func asciiFolded() {
        #expect(TextFolding.asciiFolded("９１４１０３００ＭＡ４Ｋｘ") == "91410300MA4Kx")
        #expect(TextFolding.asciiFolded("２０２６年３月２日") == "2026年3月2日")
        #expect(TextFolding.asciiFolded("１，２３４．５０　；：（）～！") == "1,234.50 ;:()~!")
        for text in ["", "plain", "洛阳。、￥「」", "①㎡Ⅷ", "ﾊ"] { #expect(TextFolding.asciiFolded(text) == text) }
        let folded = (0xFF01...0xFF5E as ClosedRange<UInt32>).compactMap { Unicode.Scalar($0).map { TextFolding.asciiFolded(String($0)) } }
        #expect(folded.joined() == String((0x21...0x7E as ClosedRange<UInt8>).map { Character(Unicode.Scalar($0)) }))
    }

    @Test("outer white space goes, inner stays")
    func trimmed() {
        #expect(TextFolding.trimmed("\u{3000} a b\u{A0}\r\n\t") == "a b")
        #expect(TextFolding.trimmed(" \u{3000}\r\n") == "")
        #expect(TextFolding.trimmed("") == "")
        #expect(Array(TextFolding.trimmed("\r\n\u{301}x\r").unicodeScalars) == ["\u{301}", "x"])
    }

    @Test("NFC composes what is decomposed and leaves the rest alone")
    func nfc() {
        #expect(Array(TextFolding.nfc("e\u{301}").unicodeScalars) == ["\u{E9}"])
        #expect(Array(TextFolding.nfc("か\u{3099}").unicodeScalars) == ["が"])
        #expect(Array(TextFolding.nfc("\u{F900}").unicodeScalars) == ["\u{8C48}"])
        for text in ["", "ASCII", "洛阳（河南）有限公司", "１２３"] { #expect(Array(TextFolding.nfc(text).utf8) == Array(text.utf8)) }
    }

    @Test("scalars that skip normalization are ones that it never changes")
    func fastPaths() {
        for value: UInt32 in 0...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(scalar)
            if TextFolding.isStableInNFC(scalar) {
                #expect(scalar.properties.canonicalCombiningClass == .notReordered)
                if Array(text.precomposedStringWithCanonicalMapping.unicodeScalars) != [scalar] {
                    Issue.record("NFC of U+\(String(value, radix: 16))")
                }
            }
            if TextFolding.isStableInNFKC(scalar) {
                #expect(scalar.properties.canonicalCombiningClass == .notReordered)
                if Array(text.precomposedStringWithCompatibilityMapping.unicodeScalars) != [scalar] {
                    Issue.record("NFKC of U+\(String(value, radix: 16))")
                }
            }
        }
    }

    @Test("the quick way to a key gives what Unicode's tables give")
    func quickKeys() {
        let brackets: [Unicode.Scalar: Unicode.Scalar] = [
            "[": "(", "{": "(", "〔": "(", "【": "(", "〖": "(", "〘": "(", "〚": "(", "]": ")", "}": ")", "〕": ")", "】": ")", "〗": ")", "〙": ")",
            "〛": ")",
        ]
        for value: UInt32 in 0...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let name = "洛（\(scalar)Ａ”"
            var folded = String.UnicodeScalarView()
            for scalar in name.precomposedStringWithCompatibilityMapping.unicodeScalars where !scalar.properties.isWhitespace {
                folded.append(brackets[scalar] ?? scalar)
            }
            let key = String(folded).precomposedStringWithCompatibilityMapping
            if !TextFolding.comparisonKey(name).utf8.elementsEqual(key.utf8) { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test("names that differ in brackets, width or spaces alone have one key")
    func comparisonKey() {
        let key = "洛阳ABC(河南)有限公司"
        for name in [
            "洛阳ABC(河南)有限公司", "洛阳ＡＢＣ（河南）有限公司", "洛阳ABC【河南】有限公司", "洛阳ABC〔河南〕 有限公司", "洛阳ABC［河南］有限\u{3000}公司",
            "洛阳 ABC﹙河南﹚有限公司\n", "洛阳ABC﹝河南﹞有限公司",
        ] {
            #expect(Array(TextFolding.comparisonKey(name).utf8) == Array(key.utf8), "\(name)")
        }
        #expect(TextFolding.comparisonKey("\u{2F83}") == "自", "a Kangxi radical is its ideograph")
        #expect(TextFolding.comparisonKey("洛阳《河南》") != TextFolding.comparisonKey("洛阳(河南)"))
        #expect(TextFolding.comparisonKey("abc") != TextFolding.comparisonKey("ABC"), "case tells names apart")
    }

    @Test("a key is its own key", arguments: ["e \u{301}", "か \u{3099}", "洛阳 （河南）", "\u{A8}", "㈱ ①", "\u{1100} \u{1161}"])
    func idempotent(name: String) {
        let key = TextFolding.comparisonKey(name)
        #expect(Array(TextFolding.comparisonKey(key).utf8) == Array(key.utf8))
    }
}
