import Records
import Testing

@Suite("CSV reader")
struct CSVReaderTests {
    @Test("rows end with LF or CRLF, and the last one with the file")
    func lineEnds() {
        for text in ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\r\n3,4", "a,b\r\n1,2\n3,4\r"] {
            let outcome = read(text)
            #expect(outcome.error == nil)
            #expect(outcome.table.columns == ["a", "b"])
            #expect(outcome.table.cells == [["1", "2"], ["3", "4"]])
            #expect(outcome.table.rows.allSatisfy { $0.defect == nil })
        }
    }

    @Test("a quoted cell holds commas, line breaks and doubled quotes")
    func quotedCells() {
        let outcome = read("a,b,c\n\"1,2\",\"x\r\ny\n\",\"\"\"say \"\"hi\"\"\"\"\"\n\"\",\"\"\"\",z")
        #expect(outcome.error == nil)
        #expect(outcome.table.cells == [["1,2", "x\r\ny\n", "\"say \"hi\"\""], ["", "\"", "z"]])
    }

    @Test("white space belongs to the cell")
    func whiteSpaceStays() {
        #expect(read("a,b\n 1 ,\t2\u{3000}\n").table.cells == [[" 1 ", "\t2\u{3000}"]])
    }

    @Test("a row is named by the physical line on which it begins")
    func lineNumbers() {
        let outcome = read("\na,b\n1,\"x\ny\r\nz\"\n\n,\n2,\n\r\n3,4")
        #expect(outcome.table.headerLine == 2)
        #expect(outcome.table.rows.map(\.line) == [3, 8, 10])
        #expect(outcome.blankRows == 4)
    }

    @Test("rows without content are skipped whatever their width; a quoted nothing is content")
    func blankRows() {
        let outcome = read(",,\na,b\n\n,\n,,,,\n\"\",\n  ,\n")
        #expect(outcome.table.cells == [["", ""], ["  ", ""]])
        #expect(outcome.blankRows == 4)
    }

    @Test("a short or long row is a defect of that row and of no other")
    func widths() {
        let rows = read("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,\n").table.rows
        #expect(
            rows.map(\.defect) == [
                .cellCount(found: 2, expected: 3), nil, .cellCount(found: 4, expected: 3), .cellCount(found: 4, expected: 3),
            ]
        )
        #expect(rows[0].cells == ["1", "2"])
        #expect(rows[2].cells == ["1", "2", "3", ""], "cells beyond the header are counted, not kept")
    }

    @Test("stray quotes, text behind a quote and lone carriage returns are defects of their row")
    func malformedRows() {
        let rows = read("a,b\n1,5\" pipe\n2,\"x\"y\n3,p\rq\n4, \"z\"\n5,\"x\"\ry\n6,fine\n").table.rows
        #expect(
            rows.map(\.defect) == [
                .strayQuote(column: 1), .textAfterQuote(column: 1), .loneCarriageReturn(column: 1), .strayQuote(column: 1),
                .loneCarriageReturn(column: 1), nil,
            ]
        )
        #expect(rows.map(\.cells[0]) == ["1", "2", "3", "4", "5", "6"], "the key of a malformed row can still be cited")
        #expect(rows.map(\.line) == [2, 3, 4, 5, 6, 7])
    }

    @Test("the first defect from the left is the one that is told")
    func firstDefect() {
        #expect(read("a,b\nx\"y,\"z\"!,3\n").table.rows.map(\.defect) == [.strayQuote(column: 0)])
    }

    @Test("a quote open at the end of the file is told by the line where it opens")
    func openQuote() {
        #expect(read("a,b\n1,\"x\n2,y\n3,z\n").error == .openQuote(line: 2, column: 1))
        #expect(read("a,b\n\"x\ny\",\"").error == .openQuote(line: 3, column: 1))
    }

    @Test("a file without a header is no table")
    func noHeader() {
        for text in ["", "\n", "\r\n\r\n", ",,,\n,,\n", "\u{FEFF}", "  ,\u{3000}\n1,2\n"] { #expect(read(text).error == .noHeader, "\(text)") }
    }

    @Test("a header that names a column twice, or is malformed, is no table")
    func badHeaders() {
        #expect(read("a,b, a \n").error == .doubledColumn("a", line: 1))
        #expect(read("\na,e\u{301},\u{E9}\n").error == .doubledColumn("\u{E9}", line: 2))
        #expect(read("a,b\"\n").error == .malformedHeader(.strayQuote(column: 1), line: 1))
        #expect(read("a,b\r1,2\r3,4\r").error == .malformedHeader(.loneCarriageReturn(column: 1), line: 1))
    }

    @Test("columns without a name count, and are no doubles of each other")
    func namelessColumns() {
        let outcome = read("a, ,\"\"\n1,,\n2,3\n")
        #expect(outcome.table.columns == ["a", "", ""])
        #expect(outcome.table.rows.map(\.defect) == [nil, .cellCount(found: 2, expected: 3)])
    }

    @Test("a header alone is a table without rows")
    func headerAlone() {
        let outcome = read("a,b")
        #expect(outcome == CSVOutcome(table: CSVCollector(columns: ["a", "b"], headerLine: 1)))
    }

    @Test("a cell at its limit passes; one byte more refuses its row, and no other")
    func cellLimit() {
        let limits = CSVLimits(cellBytes: 4)
        let rows = read("a,b\n1234,1\n12345,2\n\"\"\"23\"\"\",3\n\"\"\"234\"\"\",4\n洛1,5\n洛阳,6\n", limits: limits).table.rows
        let defect = CSVRowDefect.cellTooLong(column: 0, limit: 4)
        #expect(rows.map(\.defect) == [nil, defect, nil, defect, nil, defect])
    }

    @Test("a row at its limit passes; one byte more ends the table, however the bytes arrive")
    func rowLimit() {
        let limits = CSVLimits(rowBytes: 8)
        for end in ["\n", "\r\n", ""] {
            for cut in 0...12 {
                let longest = Array("a,b\n1234,678\(end)".utf8)
                #expect(read(longest, cutAt: [cut], limits: limits).error == nil)
                let tooLong = Array("a,b\n1234,6789\(end)".utf8)
                #expect(read(tooLong, cutAt: [cut], limits: limits).error == .rowTooLong(line: 2, limit: 8))
            }
        }
        #expect(read("a,b\n\"4,\n\n\n\n\n\n\n", limits: limits).error == .rowTooLong(line: 2, limit: 8))
    }

    @Test("a file over its limit is no table; the limit counts the bytes as sent")
    func fileLimit() {
        #expect(read("a,b\n1,2\n", limits: CSVLimits(fileBytes: 8)).error == nil)
        #expect(read("a,b\n1,2\n3", limits: CSVLimits(fileBytes: 8)).error == .fileTooLong(limit: 8))
        #expect(read(utf16("a\n1\n", bigEndian: true), limits: CSVLimits(fileBytes: 9)).error == .fileTooLong(limit: 9))
    }

    @Test("a row of a million empty cells costs no more than its bytes")
    func manyCells() {
        let outcome = read("a\n1" + String(repeating: ",", count: 1_000_000) + "\n2\n")
        #expect(outcome.table.rows.map(\.defect) == [.cellCount(found: 1_000_001, expected: 1), nil])
    }

    @Test("cells give their bytes and their emptiness without a string")
    func bytesOfCells() throws {
        struct Sink: CSVSink {
            var seen: [[UInt8]] = []
            var empty: [Bool] = []
            func header(_ names: [String], line: Int) {}
            mutating func row(_ row: borrowing CSVRow) {
                for column in 0..<4 {
                    seen.append(row.withBytes(column) { Array($0) })
                    empty.append(row.isEmpty(column))
                }
            }
        }
        var sink = Sink()
        var reader = CSVReader()
        try Array("a,b,c\n\"\"\"\",,\"\"\n".utf8).withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        #expect(sink.seen == [[0x22], [], [], []])
        #expect(sink.empty == [false, true, true, true], "a cell that is not there is empty")
    }

    @Test("records are read straight from the file's bytes")
    func recordRows() throws {
        struct Sink: CSVSink {
            var reader: RowReader?
            var keys: [String?] = []
            mutating func header(_ names: [String], line: Int) throws { reader = try RowReader(.party, header: names) }
            mutating func row(_ row: borrowing CSVRow) { keys.append(reader?.read { row[$0] }.key) }
        }
        var sink = Sink()
        var reader = CSVReader()
        let file = "单位名称,统一社会信用代码\r\n洛阳启明,９１１１００００６０００３７３４１Ｌ\r\n"
        try Array(file.utf8).withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        #expect(sink.reader?.header.count == 2)
        #expect(sink.keys == ["91110000600037341L"])
    }

    @Test("what a sink throws comes through")
    func sinkErrors() {
        struct Refusal: Error {}
        struct Sink: CSVSink {
            func header(_ names: [String], line: Int) {}
            func row(_ row: borrowing CSVRow) throws { throw Refusal() }
        }
        var sink = Sink()
        var reader = CSVReader()
        #expect(throws: Refusal.self) {
            try Array("a\n1\n".utf8).withUnsafeBytes { try reader.consume($0, into: &sink) }
        }
    }

    @Test("every error says in Chinese what is wrong and what to do")
    func messages() {
        let defects: [CSVRowDefect] = [
            .strayQuote(column: 1), .textAfterQuote(column: 1), .loneCarriageReturn(column: 1), .cellTooLong(column: 1, limit: 9),
            .cellCount(found: 1, expected: 2),
        ]
        for defect in defects {
            #expect(!defect.fixInChinese.isEmpty && !defect.description.isEmpty)
            #expect(defect.column == nil || defect.reasonInChinese(columns: ["uscc", "单位名称"]).contains("第 2 格（单位名称）"))
        }
        #expect(CSVRowDefect.cellCount(found: 5, expected: 7).reasonInChinese(columns: []) == "本行有 5 格，表头有 7 格")
        let tooLong = CSVRowDefect.cellTooLong(column: 1, limit: 9).finding(columns: ["uscc", "单位名称"])
        #expect(tooLong.rule == "LIMIT-CELL" && tooLong.effect == .reject && tooLong.article == "交换格式§5" && tooLong.column == "单位名称")
        #expect(CSVRowDefect.cellCount(found: 5, expected: 7).finding(columns: []).values == "cells=5; header=7")
        #expect(CSVTableError.rowTooLong(line: 7, limit: 9).finding.rule == "LIMIT-ROW")
        #expect(CSVTableError.noHeader.finding.rule == "BAG-TABLE" && CSVTableError.noHeader.finding.article == "交换格式§2")
        #expect(CSVTableError.openQuote(line: 7, column: 2).reasonInChinese == "第 7 行第 3 格的英文双引号没有闭合")
        #expect(CSVTableError.undecodable(.truncated(.utf8), line: 7).line == 7)
    }
}
