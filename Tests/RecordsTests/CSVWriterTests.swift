import Records
import TestSupport
import Testing

@Suite("CSV writer")
struct CSVWriterTests {
    private static func written(_ columns: [String], _ rows: [[String]], asText: Bool = false) -> String {
        var writer = CSVWriter(columns: columns)
        for row in rows {
            for cell in row { if asText { writer.append(text: cell) } else { writer.append(plain: cell) } }
            writer.endRow()
        }
        return String(decoding: writer.takeBytes(), as: UTF8.self)
    }

    @Test("quotes stand only where they are needed")
    func quoting() {
        let text = CSVWriterTests.written(["a", "b", "c"], [["1.50", "x y", "洛阳，二"], ["1,5", "say \"hi\"", "p\nq"], [" x", "x ", "\r"]])
        #expect(text == "a,b,c\n1.50,x y,洛阳，二\n\"1,5\",\"say \"\"hi\"\"\",\"p\nq\"\n\" x\",\"x \",\"\r\"\n")
    }

    @Test("a row of empty cells is written so that it is read as a row")
    func emptyRows() {
        #expect(CSVWriterTests.written(["a"], [[""], ["x"]]) == "a\n\"\"\nx\n")
        let text = CSVWriterTests.written(["a", "b"], [["", ""], ["", "x"]])
        #expect(text == "a,b\n\"\",\n,x\n")
        #expect(read(text).table.cells == [["", ""], ["", "x"]])
    }

    @Test("bytes can be taken as they are written")
    func streaming() {
        var writer = CSVWriter(columns: ["a", "b"])
        var bytes = writer.takeBytes()
        #expect(writer.count == 0)
        for number in 0..<3 {
            writer.append(plain: "")
            writer.append(plain: number == 1 ? "" : "\(number)")
            writer.endRow()
            bytes += writer.takeBytes()
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "a,b\n,0\n\"\",\n,2\n")
    }

    @Test("text that a spreadsheet might run gets one apostrophe; numbers never")
    func formulaGuard() {
        for text in ["=1+1", "+86", "-x", "@SUM(A1)", "'quoted", "\tx", "\rx", "'", "\r\nx"] {
            #expect(FormulaGuard.added(text) == "'" + text)
            #expect(Array(FormulaGuard.removed("'" + text).utf8) == Array(text.utf8))
            #expect(read(CSVWriterTests.written(["a"], [[text]], asText: true)).table.cells == [["'" + text]])
        }
        for text in ["", "x=1", "洛阳", "＝1", "1-2", "\nx", "\"="] {
            #expect(FormulaGuard.added(text) == text)
            #expect(FormulaGuard.removed(text) == text)
        }
        #expect(CSVWriterTests.written(["a"], [["-12.50"]]) == "a\n-12.50\n")
        #expect(CSVWriterTests.written(["a"], [["=\"1,2\""]], asText: true) == "a\n\"'=\"\"1,2\"\"\"\n")
    }

    @Test("whatever is written is read back, cut anywhere", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet: [String] = ["a", "\"", ",", "\n", "\r", " ", "'", "=", "洛", "𠀀", "e\u{301}", "\t", ";", "0"]
        let columns = (0..<Int.random(in: 1...4, using: &random)).map { "c\($0)" }
        let rows = (0..<Int.random(in: 0...9, using: &random)).map { _ in
            columns.map { _ in (0..<Int.random(in: 0...5, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined() }
        }
        for asText in [false, true] {
            let bytes = Array(CSVWriterTests.written(columns, rows, asText: asText).utf8)
            let outcome = read(bytes, cutAt: [Int.random(in: 0...bytes.count, using: &random)])
            #expect(outcome.error == nil && outcome.table.rows.allSatisfy { $0.defect == nil })
            #expect(outcome.table.columns == columns)
            let found = outcome.table.cells.map { $0.map { Array((asText ? FormulaGuard.removed($0) : $0).utf8) } }
            #expect(found == rows.map { $0.map { Array($0.utf8) } })
        }
    }
}
