import Records

/// A table reads the same however it is cut, and its cells, written again, read the same.
///
/// The first byte chooses where the file is cut, the second the record type; the rest is the file.
enum TableTarget {
    private static let limits = CSVLimits(fileBytes: 1 << 20, rowBytes: 4 << 10, cellBytes: 512)

    static func run(_ bytes: [UInt8]) {
        guard bytes.count >= 2 else { return }
        let file = Array(bytes.dropFirst(2))
        var probe = EncodingProbe()
        file.withUnsafeBytes { probe.consume($0) }
        let encoding = probe.finish()
        let whole = read(file, encoding, step: max(1, file.count))
        let cut = read(file, encoding, step: Int(bytes[0]) % 61 + 1)
        precondition(whole == cut, "a table reads otherwise when it is cut")
        if whole.error == nil { writeAgain(whole.table) }
        readRecords(file, encoding, RecordType.all[Int(bytes[1]) % RecordType.all.count])
    }

    /// A table's cells as they were read, and where it ended.
    struct Outcome: Equatable {
        var table = Collector()
        var error: CSVTableError?
    }

    struct Collector: CSVSink, Equatable {
        var names: [String] = []
        var rows: [[String]] = []
        var defects: [CSVRowDefect?] = []

        mutating func header(_ names: [String], line: Int) { self.names = names }

        mutating func row(_ row: borrowing CSVRow) {
            var cells: [String] = []
            for column in 0..<names.count { cells.append(row[column]) }
            rows.append(cells)
            defects.append(row.defect)
        }
    }

    static func read(_ file: [UInt8], _ encoding: TextEncoding?, step: Int) -> Outcome {
        var outcome = Outcome()
        consume(file, encoding, step: step, into: &outcome.table) { outcome.error = $0 }
        return outcome
    }

    private static func consume<Sink: CSVSink>(
        _ file: [UInt8],
        _ encoding: TextEncoding?,
        step: Int,
        into sink: inout Sink,
        _ fail: (CSVTableError) -> Void
    ) {
        var reader = CSVReader(encoding: encoding, limits: limits)
        do {
            for start in stride(from: 0, to: file.count, by: step) {
                try file[start..<min(file.count, start + step)].withUnsafeBytes { try reader.consume($0, into: &sink) }
            }
            try reader.finish(into: &sink)
        } catch let error as CSVTableError {
            precondition(!error.finding.reason.isEmpty)
            fail(error)
        } catch is RowReader.HeaderFault {
            return
        } catch {
            preconditionFailure("an error of another kind: \(error)")
        }
    }

    private static func writeAgain(_ table: Collector) {
        var writer = CSVWriter(columns: table.names)
        var expected = Collector(names: table.names)
        for (row, defect) in zip(table.rows, table.defects) where defect == nil {
            for cell in row { writer.append(plain: cell) }
            writer.endRow()
            expected.rows.append(row)
            expected.defects.append(nil)
        }
        var again = Collector()
        let bytes = writer.takeBytes()
        var reader = CSVReader(encoding: .utf8)
        do {
            try bytes.withUnsafeBytes { try reader.consume($0, into: &again) }
            try reader.finish(into: &again)
        } catch {
            preconditionFailure("a table that was written cannot be read: \(error)")
        }
        precondition(again == expected, "a table that was written reads otherwise")
    }

    private static func readRecords(_ file: [UInt8], _ encoding: TextEncoding, _ type: RecordType) {
        var sink = RecordSink(type: type)
        consume(file, encoding, step: max(1, file.count), into: &sink) { _ in }
    }

    /// Reads each row as a record, writes its cells, and reads them again.
    private struct RecordSink: CSVSink {
        let type: RecordType
        var reader: RowReader?

        mutating func header(_ names: [String], line: Int) throws { reader = try RowReader(type, header: names) }

        mutating func row(_ row: borrowing CSVRow) throws {
            guard let reader, row.defect == nil else { return }
            var cells: [String] = []
            for column in 0..<row.count { cells.append(row[column]) }
            let record = reader.read { cells[$0] }
            let names = type.columns.map(\.name)
            let again = try RowReader(type, header: names).read { position in
                let column = type.columns[position]
                let text = column.format.written(record.values[position])
                return column.format.isFreeText ? FormulaGuard.added(text) : text
            }
            precondition(again.values == record.values, "cells that were written read otherwise: \(record.values) \(again.values)")
        }
    }
}
