@testable import Bags

/// Tables that are none, and rows that cannot be read.
enum TableCases {
    private static let refused = Verdict.quarantined("BAG-TABLE", section: 2)
    private static let header = "id,party_uscc,project_name,summary\n"
    private static let party = "91410305MA8U667107"

    private static func row(_ seat: ForgedBatch.Seat, _ suffix: String = "", name: String = "高速轴承", summary: String = "研究轴承") -> String {
        "\(seat.project)\(suffix),\(party),\(name),\(summary)\n"
    }

    static let all = CaseFamily("tables") { cases in
        headers(&cases)
        encodings(&cases)
        quotes(&cases)
        sizes(&cases)
        rows(&cases)
    }

    private static func headers(_ cases: inout CaseFamily) {
        for (name, text) in [
            ("empty", ""), ("a line end", "\n"), ("commas", ",,,\n"), ("blanks", "  ,\t,\u{3000}\n"), ("a byte order mark", "\u{FEFF}"),
        ] {
            cases.batch("a file that is \(name)", refused) { $0.table(text) }
        }
        cases.batch("a header alone", .applied()) { $0.table(header) }
        cases.batch("a header alone, without a line end", .applied()) { $0.table(String(header.dropLast())) }
        cases.batch("no header", refused) { $0.table(row($0.seat)) }
        cases.batch("no key column", refused) { $0.table("party_uscc,project_name\n\(party),x\n") }
        let doubles = [
            "id,id", "id,ID", "id,项目编号", "项目编号,id", "id,ｉｄ", "id, id", "id,\"id\"", "id,x,x", "id,project_name,项目名称", "id,op,操作", "id,editor,经办人",
            "id,\u{E9},e\u{301}",
        ]
        for columns in doubles { cases.batch("the columns '\(columns)'", refused) { $0.table("\(columns)\n") } }
        cases.batch("Chinese columns", .applied()) { $0.table("项目编号,需求方代码,项目名称,研发内容\n" + row($0.seat)) }
        cases.batch("columns in another order", .applied()) { $0.table("summary,id,project_name,party_uscc\n研究,\($0.seat.project),名称,\(party)\n") }
        cases.batch("an unknown column", .applied()) { $0.table("id,party_uscc,project_name,summary,颜色\n\($0.seat.project),\(party),名称,研究,红\n") }
        cases.batch("columns without a name", .applied()) {
            $0.table("id,,party_uscc,project_name,summary,,\n\($0.seat.project),,\(party),名称,研究,,\n")
        }
        cases.batch("100,000 columns", .applied()) { batch in
            let more = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
            batch.table("id,party_uscc,project_name,summary,\(more)\n\(batch.seat.project),\(party),名称,研究\(String(repeating: ",", count: 100_000))\n")
        }
        cases.batch("a million columns without a name", .applied()) { $0.table("id" + String(repeating: ",", count: 1_000_000) + "\n") }
        cases.batch("more columns than a row can hold", .quarantined("LIMIT-ROW", section: 5)) {
            $0.table("id" + String(repeating: ",", count: 1 << 20) + "\n")
        }
        cases.batch("a header with an open quote", refused) { $0.table("id,\"party_uscc\n") }
        cases.batch("a header with a stray quote", refused) { $0.table("id,par\"ty\n") }
        cases.batch("a header of the old Macintosh", refused) { $0.table((header + row($0.seat)).replacing("\n", with: "\r")) }
        cases.batch("a column name over 64 KiB", refused) { $0.table("id,\(String(repeating: "a", count: (64 << 10) + 1))\n") }
        cases.batch("a column name of 30,000 marks in the wrong order", .applied()) { batch in
            batch.table("id,party_uscc,project_name,summary,a\(String(repeating: "\u{301}\u{327}", count: 15_000))\n")
        }
    }

    private static func encodings(_ cases: inout CaseFamily) {
        @Sendable func text(_ seat: ForgedBatch.Seat) -> String { header + row(seat) }
        @Sendable func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
            text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
        cases.batch("UTF-8 with a byte order mark", .applied()) { $0.table("\u{FEFF}" + text($0.seat)) }
        cases.batch("UTF-16, little end first", .applied()) { $0.table([0xFF, 0xFE] + utf16(text($0.seat), bigEndian: false)) }
        cases.batch("UTF-16, big end first", .applied()) { $0.table([0xFE, 0xFF] + utf16(text($0.seat), bigEndian: true)) }
        cases.batch("GB18030", .applied()) { $0.table(GB18030.encode(Array(text($0.seat).utf8)) ?? []) }
        cases.batch("CRLF", .applied()) { $0.table(text($0.seat).replacing("\n", with: "\r\n")) }
        cases.batch("UTF-16 of an odd length", refused) { $0.table([0xFF, 0xFE] + utf16(text($0.seat), bigEndian: false) + [0x61]) }
        cases.batch("UTF-16 that ends in half a pair", refused) { $0.table([0xFF, 0xFE] + utf16(text($0.seat), bigEndian: false) + [0x3D, 0xD8]) }
        cases.batch("UTF-16 with a low surrogate alone", refused) {
            $0.table([0xFF, 0xFE] + utf16(text($0.seat), bigEndian: false) + [0, 0xDC, 0x0A, 0])
        }
        cases.batch("UTF-16 without a byte order mark", refused) { $0.table(utf16(text($0.seat), bigEndian: false)) }
        cases.batch("UTF-16 with a NUL", refused) { $0.table([0xFF, 0xFE] + utf16(text($0.seat) + "\0\n", bigEndian: false)) }
        cases.batch("UTF-32", refused) {
            $0.table([0xFF, 0xFE, 0, 0] + text($0.seat).unicodeScalars.flatMap { [UInt8($0.value & 0xFF), UInt8($0.value >> 8 & 0xFF), 0, 0] })
        }
        cases.batch("GB18030 that is cut", refused) { batch in
            batch.table((GB18030.encode(Array(text(batch.seat).utf8)) ?? []).dropLast() + [0xD6])
        }
        cases.batch("GB18030 with a byte that is none", refused) { $0.table((GB18030.encode(Array(text($0.seat).utf8)) ?? []) + [0xFF, 0x0A]) }
        cases.batch("UTF-8 with a damaged byte late in it", refused) { $0.table(Array(text($0.seat).utf8) + [0xE4, 0xB8, 0x0A]) }
        cases.batch("UTF-8 that is cut in a character", refused) { $0.table(Array(text($0.seat).utf8.dropLast(2))) }
        cases.batch("an overlong form", refused) { $0.table(Array(text($0.seat).utf8) + [0xC0, 0xAC, 0x0A]) }
        cases.batch("a surrogate in UTF-8", refused) { $0.table(Array(text($0.seat).utf8) + [0xED, 0xA0, 0x80, 0x0A]) }
        cases.batch("a NUL", refused) { $0.table(text($0.seat) + "\0\n") }
        cases.batch("a spreadsheet", refused) { $0.table([0x50, 0x4B, 3, 4, 20, 0, 6, 0, 8, 0] + [UInt8](repeating: 0, count: 40)) }
        cases.batch("a picture", refused) { $0.table([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]) }
        cases.batch("half a byte order mark", refused) { $0.table([0xEF, 0xBB]) }
        cases.batch("a byte order mark twice", refused) { $0.table("\u{FEFF}\u{FEFF}" + text($0.seat)) }
    }

    private static func quotes(_ cases: inout CaseFamily) {
        cases.batch("a quote that is never closed", refused) { $0.table(header + row($0.seat) + "\"") }
        cases.batch("a quote that is closed by two", refused) { $0.table(header + "\"\($0.seat.project)\"\",\(party),名称,研究\n") }
        cases.batch("a stray quote", .applied(rejected: [2: "FORMAT-VALUE"])) { $0.table(header + row($0.seat, name: "高\"速") + row($0.seat, "b")) }
        cases.batch("text behind a closing quote", .applied(rejected: [2: "FORMAT-VALUE"])) {
            $0.table(header + row($0.seat, name: "\"高速\"x") + row($0.seat, "b"))
        }
        cases.batch("a carriage return alone", .applied(rejected: [2: "FORMAT-VALUE"])) {
            $0.table(header + row($0.seat, name: "高\r速") + row($0.seat, "b"))
        }
        cases.batch("line ends inside quotes", .applied()) { $0.table(header + row($0.seat, name: "\"高\r\n速\n轴\"")) }
        cases.batch("a cell too few", .applied(rejected: [2: "FORMAT-VALUE"])) {
            $0.table(header + "\($0.seat.project),\(party),名称\n" + row($0.seat, "b"))
        }
        cases.batch("a cell too many", .applied(rejected: [2: "FORMAT-VALUE"])) {
            $0.table(header + "\($0.seat.project),\(party),名称,研究,x\n" + row($0.seat, "b"))
        }
        cases.batch("rows of nothing", .applied()) { $0.table("\n\n" + header + ",,,\n\n" + row($0.seat) + "\r\n,,,\n") }
    }

    private static func sizes(_ cases: inout CaseFamily) {
        let limit = Verdict.quarantined("LIMIT-ROW", section: 5)
        cases.batch("a row over 1 MiB", limit) { $0.table(header + row($0.seat, summary: String(repeating: "a", count: 1 << 20))) }
        cases.batch("a quote that is closed after 1 MiB", limit) {
            $0.table(header + row($0.seat, summary: "\"" + String(repeating: "a\n", count: 600_000) + "\""))
        }
        cases.batch("a cell of 64 KiB", .applied(rejected: [2: "FORMAT-VALUE"])) {
            $0.table(header + row($0.seat, summary: String(repeating: "a", count: 64 << 10)))
        }
        cases.batch("a cell over 64 KiB", .applied(rejected: [2: "LIMIT-CELL"])) { batch in
            batch.table(header + row(batch.seat, summary: String(repeating: "a", count: (64 << 10) + 1)) + row(batch.seat, "b"))
        }
        cases.batch("sixteen cells of marks in the wrong order", .applied(rejected: [2: "FORMAT-VALUE"])) { batch in
            let marks = "a" + String(repeating: "\u{301}\u{327}", count: 15_000)
            batch.table(
                header.dropLast() + ",started_on,ended_on,op,base,edited_at,editor,ticket\n"
                    + Array(repeating: marks, count: 11).joined(separator: ",") + "\n"
            )
        }
    }

    private static func rows(_ cases: inout CaseFamily) {
        func bad(_ name: String, _ rule: String = "FORMAT-VALUE", _ line: @escaping @Sendable (ForgedBatch.Seat) -> String) {
            cases.batch(name, .applied(rejected: [2: rule])) { $0.table(header + line($0.seat) + row($0.seat, "b")) }
        }
        bad("no key", "FORMAT-REQUIRED") { _ in ",\(party),名称,研究\n" }
        bad("a key of no office") { _ in "P1,\(party),名称,研究\n" }
        bad("a key that goes up") { _ in "410305-../../x,\(party),名称,研究\n" }
        bad("a key with a quote for SQL") { _ in "410305-P';DROP TABLE record;--,\(party),名称,研究\n" }
        bad("a key of 49 characters") { _ in "410305-\(String(repeating: "a", count: 49)),\(party),名称,研究\n" }
        bad("a credit code whose check is wrong") { "\($0.project),91410305MA8U667108,名称,研究\n" }
        bad("an empty required cell", "FORMAT-REQUIRED") { "\($0.project),\(party),,研究\n" }
        bad("a name of one character") { row($0, name: "轴") }
        bad("a name of 201 characters") { row($0, name: String(repeating: "轴", count: 201)) }
        cases.batch("an operation that is none", .applied(rejected: [2: "FORMAT-VALUE"])) {
            $0.table("id,party_uscc,project_name,summary,op\n\($0.seat.project),\(party),名称,研究,delete\n")
        }
        for base in ["0", "-1", "x", "9999999999999999999"] {
            cases.batch("the base '\(base)'", .applied(rejected: [2: "FORMAT-VALUE"])) {
                $0.table("id,party_uscc,project_name,summary,base\n\($0.seat.project),\(party),名称,研究,\(base)\n")
            }
        }
        cases.batch("an instant without an offset", .applied(rejected: [2: "FORMAT-VALUE"])) { batch in
            batch.table("id,party_uscc,project_name,summary,edited_at\n\(batch.seat.project),\(party),名称,研究,2025-03-03T18:00:00\n")
        }
        for date in ["2025-02-29", "45000", "3/3/2025", "2025-3", "2025.3/3", "2025年3月3"] {
            cases.batch("the date '\(date)'", .applied(rejected: [2: "FORMAT-VALUE"])) { batch in
                batch.table("id,party_uscc,project_name,summary,started_on\n\(batch.seat.project),\(party),名称,研究,\(date)\n")
            }
        }
        for formula in ["=1+1", "+cmd|' /C calc'!A0", "-1", "@SUM(A1)", "'=1", "\t=1"] {
            cases.batch("a formula: \(formula.escaped)", .applied()) { $0.table(header + row($0.seat, name: "轴承\(formula)", summary: formula)) }
        }
        cases.batch("full-width codes", .applied()) { batch in
            batch.table(header + "４１０３０５－P\(batch.seat.sequence),９１４１０３０５ＭＡ８Ｕ６６７１０７,名称,研究\n")
        }
        cases.batch("markup in text", .applied()) {
            $0.table(header + row($0.seat, name: "<script>alert(1)</script>", summary: "<img src=x onerror=alert(1)>"))
        }
        cases.batch("a terminal's commands in text", .applied()) { $0.table(header + row($0.seat, name: "轴\u{1B}[2J承")) }
        cases.batch("the same row twice", .applied()) { $0.table(header + row($0.seat) + row($0.seat)) }
    }
}
