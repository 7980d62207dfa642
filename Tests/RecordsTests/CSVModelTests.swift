import Records
import Testing

/// The grammar again, written for the whole file at once and for clarity alone.
private struct CSVModel {
    private let bytes: [UInt8]
    private var position = 0

    static func outcome(_ bytes: [UInt8]) -> CSVOutcome {
        var model = CSVModel(bytes: bytes)
        var outcome = CSVOutcome()
        do throws(CSVTableError) { try model.read(into: &outcome) } catch { outcome.error = error }
        return outcome
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func line(at position: Int) -> Int {
        1 + bytes[..<position].count { $0 == 0x0A }
    }

    /// The length of the line end here, if there is one.
    private func lineEnd() -> Int? {
        if position == bytes.count { return 0 }
        if bytes[position] == 0x0A { return 1 }
        guard bytes[position] == 0x0D else { return nil }
        if position + 1 == bytes.count { return 1 }
        return bytes[position + 1] == 0x0A ? 2 : nil
    }

    private mutating func read(into outcome: inout CSVOutcome) throws(CSVTableError) {
        while position < bytes.count {
            let line = line(at: position)
            var cells: [String] = []
            var defect: CSVRowDefect?
            var isBlank = true
            repeat {
                if !cells.isEmpty { position += 1 }
                let start = position
                let (cell, found) = try cell(column: cells.count)
                if position > start { isBlank = false }
                cells.append(cell)
                defect = defect ?? found
            } while lineEnd() == nil
            position += lineEnd() ?? 0
            if isBlank {
                outcome.blankRows += 1
            } else if let columns = outcome.table.columns {
                if cells.count != columns.count { defect = defect ?? .cellCount(found: cells.count, expected: columns.count) }
                let kept = cells.enumerated().map { $0.offset < columns.count ? $0.element : "" }
                outcome.table.rows.append(.init(line: line, cells: kept, defect: defect))
            } else {
                if let defect { throw .malformedHeader(defect, line: line) }
                // Of the white space that is trimmed from names, the alphabet has only this.
                let names = cells.map { $0.replacing(/^[\r\n]+|[\r\n]+$/.matchingSemantics(.unicodeScalar), with: "") }
                var seen: Set<String> = []
                for name in names where !name.isEmpty && !seen.insert(name).inserted { throw .doubledColumn(name, line: line) }
                if seen.isEmpty { throw .noHeader }
                outcome.table.header(names, line: line)
            }
        }
        if outcome.table.columns == nil { throw .noHeader }
    }

    private mutating func cell(column: Int) throws(CSVTableError) -> (String, CSVRowDefect?) {
        let start = position
        guard position < bytes.count, bytes[position] == 0x22 else { return unquoted(from: start, column: column, defect: nil) }
        var content: [UInt8] = []
        position += 1
        while true {
            guard position < bytes.count else { throw .openQuote(line: line(at: start), column: column) }
            let byte = bytes[position]
            position += 1
            if byte == 0x22 {
                guard position < bytes.count, bytes[position] == 0x22 else { break }
                position += 1
            }
            content.append(byte)
        }
        if lineEnd() != nil || bytes[position] == 0x2C { return (String(decoding: content, as: UTF8.self), nil) }
        let defect: CSVRowDefect = bytes[position] == 0x0D ? .loneCarriageReturn(column: column) : .textAfterQuote(column: column)
        return unquoted(from: start + 1, column: column, defect: defect)
    }

    private mutating func unquoted(from start: Int, column: Int, defect: CSVRowDefect?) -> (String, CSVRowDefect?) {
        var defect = defect
        while lineEnd() == nil, bytes[position] != 0x2C {
            if bytes[position] == 0x22 { defect = defect ?? .strayQuote(column: column) }
            if bytes[position] == 0x0D { defect = defect ?? .loneCarriageReturn(column: column) }
            position += 1
        }
        return (String(decoding: bytes[start..<position], as: UTF8.self), defect)
    }
}

/// Every text of `length` of these bytes.
private func texts(of alphabet: [UInt8], length: Int) -> some Sequence<[UInt8]> {
    var count = 1
    for _ in 0..<length { count *= alphabet.count }
    return (0..<count).lazy.map { number in
        var rest = number
        return (0..<length).map { _ in
            defer { rest /= alphabet.count }
            return alphabet[rest % alphabet.count]
        }
    }
}

@Suite("CSV reader against a model")
struct CSVModelTests {
    private static let alphabet = Array("a,\"\r\n".utf8)

    @Test("every short file is read as the grammar says, whole and byte by byte", arguments: 0...5)
    func everyFile(length: Int) {
        for bytes in texts(of: CSVModelTests.alphabet, length: length) {
            let expected = CSVModel.outcome(bytes)
            guard read(bytes) == expected, read(bytes, cutAt: Array(0..<length)) == expected else {
                Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(read(bytes)), expected \(expected)")
                return
            }
        }
    }

    @Test("every short body below a header is read as the grammar says, whole and byte by byte", arguments: 1...6)
    func everyBody(length: Int) {
        for body in texts(of: CSVModelTests.alphabet, length: length) {
            let bytes = Array("h,i\n".utf8) + body
            let expected = CSVModel.outcome(bytes)
            guard read(bytes) == expected, read(bytes, cutAt: Array(0..<bytes.count)) == expected else {
                Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(read(bytes)), expected \(expected)")
                return
            }
        }
    }

    @Test("two cuts anywhere change nothing")
    func everyTwoCuts() {
        let samples = [
            "\u{FEFF}统一社会信用代码,名称\r\n1,\"洛阳\"\"启明\"\"（河南）,\r\n有限公司\"\r\n\r\n2,𠀀x\"\n3\n",
            "a,b\n1,2\r\n,,,\n\"\",\"\"\"\"\n\"x\"y,\rz\n4,5\r", "a,b\n1,\"2\n3",
        ]
        for sample in samples {
            let bytes = Array(sample.utf8)
            let expected = read(bytes)
            #expect(expected.table.columns?.count == 2)
            for first in 0...bytes.count {
                for second in first...bytes.count where read(bytes, cutAt: [first, second]) != expected {
                    Issue.record("cut at \(first) and \(second): \(sample.debugDescription)")
                }
            }
        }
    }
}
