import Records
import TestSupport
import Testing

@Suite("CSV encodings")
struct CSVEncodingTests {
    private static let text = "uscc,单位名称\r\n1,洛阳𠀀é\r\n2,\"涧西，，\"\"二\"\"\"\r\n"
    private static let cells = [["1", "洛阳𠀀é"], ["2", "涧西，，\"二\""]]

    private static func truncations(_ bytes: [UInt8]) -> [[UInt8]] {
        (0..<bytes.count).map { Array(bytes[..<$0]) }
    }

    @Test("UTF-8 with and without BOM and UTF-16 of both orders read alike, cut anywhere")
    func unicodeEncodings() {
        let plain = Array(CSVEncodingTests.text.utf8)
        let files: [(bytes: [UInt8], encoding: TextEncoding)] = [
            (plain, .utf8), ([0xEF, 0xBB, 0xBF] + plain, .utf8), (utf16(CSVEncodingTests.text, bigEndian: false), .utf16LittleEndian),
            (utf16(CSVEncodingTests.text, bigEndian: true), .utf16BigEndian),
        ]
        for file in files {
            let bytes = file.bytes
            for cut in 0...bytes.count {
                let outcome = read(bytes, cutAt: [cut])
                #expect(outcome.error == nil)
                #expect(outcome.table.columns == ["uscc", "单位名称"])
                #expect(outcome.table.cells == CSVEncodingTests.cells)
                #expect(probe(bytes, cutAt: cut) == file.encoding)
            }
            #expect(read(bytes, cutAt: Array(0..<bytes.count)) == read(bytes))
            #expect(read(bytes, encoding: file.encoding) == read(bytes), "naming the encoding changes nothing")
        }
    }

    @Test("GB18030 with characters of two and four bytes reads on the second pass, cut anywhere")
    func gb18030() {
        for cut in 0...gb18030Sample.count {
            #expect(probe(gb18030Sample, cutAt: cut) == .gb18030)
            #expect(read(gb18030Sample, cutAt: [cut]).error == .undecodable(.notUTF8, line: 1))
            let outcome = read(gb18030Sample, cutAt: [cut], encoding: .gb18030)
            #expect(outcome.error == nil)
            #expect(outcome.table.columns == ["uscc", "单位名称"])
            #expect(outcome.table.cells == [["1", "洛阳𠀀㐀科技"]])
        }
        let whole = read(gb18030Sample, encoding: .gb18030)
        #expect(read(gb18030Sample, cutAt: Array(0..<gb18030Sample.count), encoding: .gb18030) == whole)
        #expect(read([0x84, 0x31, 0x95, 0x33] + gb18030Sample, encoding: .gb18030) == whole, "its byte order mark is dropped")
    }

    @Test("GB18030 larger than the converter's room comes out whole")
    func longGB18030() {
        let rows = Array(repeating: gb18030Sample[15...], count: 20_000).flatMap { $0 }
        let outcome = read(gb18030Sample[..<15] + rows, encoding: .gb18030)
        #expect(outcome.error == nil)
        #expect(outcome.table.rows.count == 20_000)
        #expect(outcome.table.rows.allSatisfy { $0.cells == ["1", "洛阳𠀀㐀科技"] })
    }

    @Test("GB18030 whose first characters pass for UTF-8 is still recognised")
    func gb18030LikeUTF8() {
        // 一 is D2 BB, which UTF-8 reads as one Cyrillic letter.
        let bytes = Array("a,b\n".utf8) + [0xD2, 0xBB, 0x2C, 0xD2, 0xBB, 0x0A] + [0xC2, 0xE5, 0x2C, 0x31, 0x0A]
        #expect(probe(bytes) == .gb18030)
        #expect(read(bytes).error == .undecodable(.notUTF8, line: 3))
        #expect(read(bytes, encoding: .gb18030).table.cells == [["一", "一"], ["洛", "1"]])
    }

    @Test("a flaw in Chinese UTF-8 text is an error with its line, never read as GB18030")
    func damagedUTF8() {
        let good = Array("名称,地址\n洛阳,涧西\n".utf8)
        for flaw: [UInt8] in [[0xFF], [0x80], [0xC3, 0x28], [0xE6, 0xB4, 0x41], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80]] {
            let bytes = good + Array("2,".utf8) + flaw + Array("\n".utf8)
            #expect(probe(bytes) == .utf8)
            #expect(read(bytes).error == .undecodable(.malformed(.utf8), line: 3))
            #expect(read(bytes).table.cells == [["洛阳", "涧西"]])
        }
        for missing in 1...2 {
            #expect(read(Array("名称,地址\n1,洛".utf8.dropLast(missing))).error == .undecodable(.truncated(.utf8), line: 2))
        }
    }

    @Test("a BOM binds: what follows it is that encoding or an error")
    func markBinds() {
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + gb18030Sample
        #expect(probe(marked) == .utf8)
        #expect(read(marked).error == .undecodable(.malformed(.utf8), line: 1))
    }

    @Test("a file that ends inside a character is an error")
    func truncated() {
        #expect(read(gb18030Sample.dropLast(3), encoding: .gb18030).error == .undecodable(.truncated(.gb18030), line: 2))
        #expect(read([0x61, 0x0A, 0x81, 0x39, 0xEE], encoding: .gb18030).error == .undecodable(.truncated(.gb18030), line: 2))
        let little = utf16("a\n1\n𠀀", bigEndian: false)
        for missing in 1...3 {
            #expect(read(little.dropLast(missing)).error == .undecodable(.truncated(.utf16LittleEndian), line: 3))
        }
    }

    @Test("surrogates without their partner are an error")
    func loneSurrogates() {
        for units: [UInt8] in [[0xD8, 0x40, 0x00, 0x61], [0xDC, 0x00, 0x00, 0x61], [0xD8, 0x40, 0xD8, 0x40]] {
            let bytes = utf16("a\n", bigEndian: true) + units
            #expect(read(bytes).error == .undecodable(.malformed(.utf16BigEndian), line: 2))
        }
    }

    @Test("bytes that GB18030 does not have are an error with their line")
    func malformedGB18030() {
        for flaw: [UInt8] in [[0xFF], [0xB0, 0x20], [0x81, 0x30, 0x41], [0xE3, 0x39, 0xFE, 0x39]] {
            let bytes = gb18030Sample + flaw + [0x2C, 0x31, 0x0A]
            #expect(read(bytes, encoding: .gb18030).error == .undecodable(.malformed(.gb18030), line: 3), "\(flaw)")
        }
    }

    @Test("NUL is refused in every encoding")
    func nul() {
        for cut in 0...6 {
            #expect(read([0x61, 0x0A, 0x31, 0x00, 0x32, 0x0A], cutAt: [cut]).error == .undecodable(.nul, line: 2))
            #expect(read([0x61, 0x0A, 0x31, 0x00, 0x32, 0x0A], cutAt: [cut], encoding: .gb18030).error == .undecodable(.nul, line: 2))
        }
        #expect(read(utf16("a\n\0", bigEndian: true)).error == .undecodable(.nul, line: 2))
        #expect(read(Array("0123456789abcdef\n\0".utf8)).error == .undecodable(.nul, line: 2))
        #expect(read(Array(utf16("a\n1", bigEndian: true).dropFirst(2))).error == .undecodable(.nul, line: 1), "UTF-16 without BOM")
    }

    @Test("every scalar comes through UTF-8 and UTF-16 unchanged")
    func everyScalar() {
        var content = String.UnicodeScalarView()
        for value: UInt32 in 0x30...0x10FFFF { if let scalar = Unicode.Scalar(value), scalar != ",", value & 7 < 3 { content.append(scalar) } }
        let limits = CSVLimits(rowBytes: 1 << 30, cellBytes: 1 << 30)
        let text = "a\n" + String(content)
        for bytes in [Array(text.utf8), utf16(text, bigEndian: true), utf16(text, bigEndian: false)] {
            let cell = read(bytes, cutAt: [99_999], limits: limits).table.cells.first?.first
            #expect(cell.map { Array($0.unicodeScalars) } == Array(content))
        }
    }

    @Test("a file cut off anywhere never crashes and never yields a replacement character")
    func cutOffAnywhere() {
        let files = [Array(CSVEncodingTests.text.utf8), utf16(CSVEncodingTests.text, bigEndian: true), gb18030Sample]
        for bytes in files.flatMap(CSVEncodingTests.truncations) {
            let outcome = read(bytes, encoding: probe(bytes))
            #expect(outcome.table.cells.joined().allSatisfy { !$0.unicodeScalars.contains("\u{FFFD}") })
        }
    }

    @Test("noise of every kind comes to the same end however it arrives", arguments: 1...400 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces: [[UInt8]] = [
            [0x61], [0x2C], [0x22], [0x0A], [0x0D], [0x0D, 0x0A], [0x20], Array("洛".utf8), Array("𠀀".utf8), [0xC2, 0xE5], [0x95, 0x32, 0x82, 0x36],
            [0x61, 0x00], [0x00, 0x0A], [0xD8, 0x40, 0xDC, 0x00], [UInt8.random(in: 0...255, using: &random)],
        ]
        let marks: [[UInt8]] = [[], [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]
        let usual = Int.random(in: 1...pieces.count, using: &random)
        var bytes = marks.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...60, using: &random) { bytes += pieces[..<usual].randomElement(using: &random) ?? [] }
        let limits = CSVLimits(fileBytes: 100, rowBytes: Int.random(in: 10...60, using: &random), cellBytes: Int.random(in: 4...20, using: &random))
        for encoding in [nil, .utf8, .utf16LittleEndian, .utf16BigEndian, .gb18030] as [TextEncoding?] {
            let whole = read(bytes, encoding: encoding, limits: limits)
            #expect(read(bytes, cutAt: Array(0..<bytes.count), encoding: encoding, limits: limits) == whole)
            let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
            #expect(read(bytes, cutAt: cuts, encoding: encoding, limits: limits) == whole)
        }
    }
}
