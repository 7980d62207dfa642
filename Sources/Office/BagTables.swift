import Bags
import Records

extension Bag {
    /// The tables of a bag with their encodings, found while the whole payload is proven.
    func provenTables() throws -> [String: TextEncoding] {
        var prover = EncodingProver()
        try readPayload(into: &prover)
        return prover.encodings
    }

    /// Reads a table of a proven bag.
    ///
    /// - Throws: ``CSVTableError``, what the sink throws, ``BagError``.
    func readTable(_ path: String, _ encoding: TextEncoding?, into sink: inout some CSVSink) throws {
        var receiver = TableReceiver(reader: CSVReader(encoding: encoding), sink: sink)
        try readPayload(where: { $0.path == path }, into: &receiver)
        sink = receiver.sink
    }
}

private struct EncodingProver: PayloadReceiver {
    private(set) var encodings: [String: TextEncoding] = [:]
    private var probe: EncodingProbe?

    mutating func begin(_ file: PayloadFile) { probe = file.path.hasSuffix(".csv") ? EncodingProbe() : nil }
    mutating func receive(_ chunk: UnsafeRawBufferPointer) { probe?.consume(chunk) }
    mutating func end(_ file: PayloadFile) {
        encodings[file.path] = probe?.finish()
        probe = nil
    }
}

private struct TableReceiver<Sink: CSVSink>: PayloadReceiver {
    var reader: CSVReader
    var sink: Sink

    mutating func begin(_ file: PayloadFile) {}
    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws { try reader.consume(chunk, into: &sink) }
    mutating func end(_ file: PayloadFile) throws { try reader.finish(into: &sink) }
}

/// Hands on some columns of a table by name; a column that is not there reads as empty. Text comes without the guard of spreadsheets.
struct NamedColumns: CSVSink {
    private let names: [String]
    private let take: ([String]) -> Void
    private var positions: [Int?] = []
    private(set) var rows = 0

    init(_ names: [String] = [], _ take: @escaping ([String]) -> Void = { _ in }) {
        self.names = names
        self.take = take
    }

    mutating func header(_ header: [String], line: Int) {
        positions = names.map { header.firstIndex(of: $0) }
    }

    mutating func row(_ row: borrowing CSVRow) {
        rows += 1
        guard !names.isEmpty, row.defect == nil else { return }
        var cells: [String] = []
        for position in positions { cells.append(position.map { FormulaGuard.removed(row[$0]) } ?? "") }
        take(cells)
    }
}
