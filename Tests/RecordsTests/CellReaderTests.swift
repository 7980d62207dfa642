import Programme
import Records
import Testing

@Suite("Reading a cell by its column's format")
struct CellReaderTests {
    /// A raw cell and what it is read as; `nil` where it is refused.
    struct Case: Sendable, CustomStringConvertible {
        let format: Format
        let raw: String
        let expected: String?

        init(_ format: Format, _ raw: String, _ expected: String?) {
            self.format = format
            self.raw = raw
            self.expected = expected
        }

        var description: String { "\(format.notation) «\(raw)»" }
    }

    /// A code with its right check character.
    static let uscc = "91410300MA44DWL62" + (USCC.checkCharacter(for: "91410300MA44DWL62").map(String.init) ?? "")

    static let longID = "410305-" + String(repeating: "k", count: 48)

    static let cases: [Case] = [
        Case(.uscc, uscc, uscc), Case(.uscc, uscc.lowercased(), uscc), Case(.uscc, " \(uscc)\t", uscc),
        Case(.uscc, "91410300 MA44DWL62 \(uscc.suffix(1))", uscc), Case(.uscc, "９１" + uscc.dropFirst(2), uscc),
        Case(.uscc, String(uscc.dropLast()), nil), Case(.uscc, uscc.dropLast() + (uscc.hasSuffix("0") ? "1" : "0"), nil),
        Case(.uscc, "91410300MI44DWL62B", nil),

        Case(.id, "410305-K1", "410305-K1"), Case(.id, "４１０３０５－Ｋ１", "410305-K1"), Case(.id, "4103Y1-a.b_c-d", "4103Y1-a.b_c-d"),
        Case(.id, longID, longID), Case(.id, longID + "k", nil), Case(.id, "410305-", nil), Case(.id, "410305K1", nil), Case(.id, "510305-K1", nil),
        Case(.id, "410305-合同", nil), Case(.id, "410305-a b", nil), Case(.id, "410305-a/b", nil),

        Case(.office, "410305", "410305"), Case(.office, "４１０３０５", "410305"), Case(.office, "4103Y1", "4103Y1"),
        Case(.office, "4103y1", nil), Case(.office, "410205", nil), Case(.office, "41030", nil),

        Case(.text(2...4), " 洛阳\u{3000}", "洛阳"), Case(.text(2...4), "洛", nil), Case(.text(2...4), "洛阳轴研科技", nil),
        Case(.text(1...1), "e\u{301}", "\u{E9}"), Case(.text(1...2), "（）", "（）"), Case(.text(1...9), "'=1+1", "=1+1"),
        Case(.text(1...9), "甲\n乙", "甲\n乙"),

        Case(.code(#"^1[3-9]\d{9}$"#), "１３８00000001", "13800000001"), Case(.code(#"^1[3-9]\d{9}$"#), "138 0000 0001", nil),
        Case(.code(#"^\d{4}-R\d{1,2}$"#), "2026－Ｒ1", "2026-R1"),

        Case(.enumeration(["HTE", "SME"]), "ＨＴＥ", "HTE"), Case(.enumeration(["HTE", "SME"]), "TEAM", nil),
        Case(.enumeration(["记", "付"]), "记", "记"),

        Case(.set(["HTE", "SME", "TEAM"]), "TEAM；HTE;TEAM;", "HTE;TEAM"), Case(.set(["HTE", "SME"]), "HTE,SME", nil), Case(.set(["HTE"]), "；", ""),

        Case(.textList, "乙; 甲 ；；乙", "乙;甲;乙"), Case(.textList, ";；", ""), Case(.textList, String(repeating: "长", count: 201), nil),
        Case(.referenceList("expert"), "410300-E2;410300-E1", "410300-E2;410300-E1"), Case(.referenceList("expert"), "410300-E2;张三", nil),

        Case(.integer(2020...2100), "2026", "2026"), Case(.integer(2020...2100), "２０２６", "2026"), Case(.integer(0...9), "007", "7"),
        Case(.integer(2020...2100), "2019", nil), Case(.integer(0...10_000), "1,000", nil), Case(.integer(0...9), "1.0", nil),
        Case(.integer(0...9), "+1", nil), Case(.integer(0...9), "1e1", nil), Case(.integer(0...9), "99999999999999999999", nil),
        Case(.integer(0...9), "٣", nil),

        Case(.decimal(0...100), "12.50", "12.5"), Case(.decimal(0...100), "100.0", "100"), Case(.decimal(0...100), "007.05", "7.05"),
        Case(.decimal(0...100), "100.1", nil), Case(.decimal(0...100), "-0.5", nil), Case(.decimal(0...100), "1.-0", nil),
        Case(.decimal(0...100), ".5", nil), Case(.decimal(0...100), "5.", nil), Case(.decimal(0...100), "1.2.3", nil),
        Case(.decimal(0...100), "12%", nil),

        Case(.yuan, "1234.5", "123450"), Case(.yuan, "1,234.50", "123450"), Case(.yuan, "１，２３４．５０", "123450"), Case(.yuan, "-0.01", "-1"),
        Case(.yuan, "999999999999.99", "99999999999999"), Case(.yuan, "1,23", nil), Case(.yuan, "12,34.00", nil), Case(.yuan, "1.234", nil),
        Case(.yuan, "1.", nil), Case(.yuan, ".5", nil), Case(.yuan, "1000000000000", nil), Case(.yuan, "10万", nil), Case(.yuan, "￥10", nil),
        Case(.yuan, "1e3", nil),

        Case(.date, "2026-03-02", "2026-03-02"), Case(.date, "2026/3/2", "2026-03-02"), Case(.date, "2026.3.2", "2026-03-02"),
        Case(.date, "2026年3月2日", "2026-03-02"), Case(.date, "２０２６／３／2", "2026-03-02"), Case(.date, "46086", nil), Case(.date, "20260302", nil),
        Case(.date, "2026-02-29", nil), Case(.date, "2026/3.2", nil), Case(.date, "2026年3月2", nil), Case(.date, "2026.3.2日", nil),
        Case(.date, "26/3/2", nil), Case(.date, "2026/3/2 00:00", nil), Case(.date, "3/2/2026", nil), Case(.date, "2026-003-02", nil),

        Case(.instant, "2026-03-02T09:30:00+08:00", "2026-03-02T09:30:00+08:00"), Case(.instant, "2026-03-02T01:30:00Z", "2026-03-02T09:30:00+08:00"),
        Case(.instant, "2026-03-02T09:30:00.999+08:00", "2026-03-02T09:30:00+08:00"), Case(.instant, "2026-03-02T09:30:00", nil),
        Case(.instant, "2026-03-02", nil), Case(.instant, "2026-03-02T24:00:00+08:00", nil), Case(.instant, "2026-03-02T09:30+08:00", nil),

        Case(.bool, "true", "1"), Case(.bool, "FALSE", "0"), Case(.bool, "是", "1"), Case(.bool, "否", "0"), Case(.bool, "１", "1"),
        Case(.bool, "0", "0"),
        Case(.bool, "yes", nil), Case(.bool, "2", nil),

        Case(.path, "data/evidence/合同（一）.pdf", "data/evidence/合同（一）.pdf"), Case(.path, " data/a.pdf ", "data/a.pdf"),
        Case(.path, "evidence/a.pdf", nil), Case(.path, "data/", nil), Case(.path, "/data/a.pdf", nil),

        Case(.reference("party"), uscc.lowercased(), uscc), Case(.reference("party"), "410305-K1", nil),
        Case(.reference("contract"), "410305-K1", "410305-K1"), Case(.reference("round"), "2026-R1", "2026-R1"),
    ]

    @Test("a cell is read into one spelling, or refused", arguments: cases)
    func reads(_ test: Case) {
        let found: String?
        do {
            let cell = try CellReader(test.format).read(test.raw)
            found = cell.map { $0.text ?? $0.integer.map(String.init) ?? "" } ?? ""
            #expect(cell == nil || (cell?.integer != nil) == test.format.isInteger, "\(test): the kind of cell")
        } catch {
            found = nil
            #expect(!error.expected.isEmpty && !error.fix.isEmpty, "\(test): a fault says what is asked for")
        }
        #expect(found == test.expected, "\(test)")
    }

    @Test("there is a case for every format of the declaration")
    func complete() {
        func word(_ format: Format) -> String { String(format.notation.prefix { $0 != ":" }) }
        let tried = Set(CellReaderTests.cases.map { word($0.format) })
        for column in RecordType.all.flatMap(\.columns) { #expect(tried.contains(word(column.format)), "\(column.format.notation)") }
    }

    @Test("an empty cell is empty in every format, white space and the ideographic space included", arguments: ["", " ", "\t", "\u{3000} "])
    func empty(_ raw: String) throws {
        for format in Set(RecordType.all.flatMap(\.columns).map(\.format)) { #expect(try CellReader(format).read(raw) == nil, "\(format.notation)") }
    }

    @Test("what is read is written in a spelling that is read as the same")
    func roundTrip() throws {
        for test in CellReaderTests.cases where test.expected != nil {
            let reader = CellReader(test.format)
            let cell = try reader.read(test.raw)
            let written = test.format.written(cell)
            // A text that begins like a formula carries the writer's quote in a file.
            guard !written.hasPrefix("=") else { continue }
            #expect(try reader.read(written) == cell, "\(test) written \(written)")
        }
    }
}
