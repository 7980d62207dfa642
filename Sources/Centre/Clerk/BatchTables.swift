import Bags
import Programme
import Records

/// The tables of records that a bag carries, read as streams.
struct BatchTables: Sendable {
    let bag: Bag
    let limits: CSVLimits
    /// The most rows that all tables may have together.
    let mostRows: Int
    /// The encoding of each table, found while the payload was proven.
    let encodings: [String: TextEncoding]
    /// The tables of known types, in the order of the exchange format.
    let tables: [(type: RecordType, file: PayloadFile)]
    /// The rows of small tables, which are read once.
    private var kept: [ReadRow]?

    init(bag: Bag, limits: CSVLimits, mostRows: Int, encodings: [String: TextEncoding]) {
        self.bag = bag
        self.limits = limits
        self.mostRows = mostRows
        self.encodings = encodings
        let files = Dictionary(bag.payload.map { ($0.path, $0) }) { first, _ in first }
        tables = RecordType.all.compactMap { type in files[BatchTables.path(of: type)].map { (type, $0) } }
    }

    /// A table that cannot be read as one: it quarantines its batch.
    struct Fault: Error {
        let file: String
        let finding: Finding
        /// For the log.
        let english: String

        static func tooManyRows(_ most: Int, in file: String) -> Fault {
            let finding = Finding.format(
                "LIMIT-ROWS",
                .reject,
                section: 5,
                values: "batch_rows=\(most)",
                reason: "本批次各表合计超过 \(most) 行",
                fix: "请分成几个批次，依次编号报送"
            )
            return Fault(file: file, finding: finding, english: "the batch has more than \(most) rows (limits.batch_rows)")
        }
    }

    /// Whether a payload path is a table of records.
    static func isTable(_ path: String) -> Bool { path.hasPrefix("data/records/") && path.hasSuffix(".csv") }

    static func path(of type: RecordType) -> String { "data/records/\(type.name).csv" }

    /// Reads every row of a table, with the reader that its header makes.
    ///
    /// - Throws: ``Fault`` where the file is no table; what `body` throws; ``BagError`` where the zip cannot be read.
    func read(_ type: RecordType, _ body: @escaping (RowReader, borrowing CSVRow) throws -> Void) throws {
        let path = BatchTables.path(of: type)
        var receiver = TableReceiver(
            csv: CSVReader(encoding: encodings[path], limits: limits),
            sink: TableSink(type: type, path: path, body: body)
        )
        try bag.readPayload(where: { $0.path == path }, into: &receiver)
    }

    /// A row of a table, read, with the line on which it begins and the reader that its header made.
    struct ReadRow: Sendable {
        let reader: RowReader
        let line: Int
        let row: RecordRow

        init(_ reader: RowReader, _ csv: borrowing CSVRow) {
            self.reader = reader
            line = csv.line
            if let defect = csv.defect {
                var row = reader.unreadable(key: csv[reader.keyPosition])
                row.findings = [defect.finding(columns: reader.header)]
                self.row = row
            } else {
                row = reader.read { csv[$0] }
            }
        }
    }

    /// The most bytes of tables whose rows are kept from the check on. Larger ones are read again beside the writing of their rows: what a drain keeps
    /// in memory is bounded by that.
    private static let mostKept: Int64 = 16 << 10

    /// Gives every row of every table, in their order.
    ///
    /// - Throws: as ``read(_:_:)`` does.
    func rows(_ take: (ReadRow) throws -> Void) throws {
        if let kept { return try kept.forEach(take) }
        try ReadAhead.run(
            { put in
                try withoutActuallyEscaping(put) { put in
                    for (type, _) in tables { try read(type) { try put(ReadRow($0, $1)) } }
                }
            },
            take
        )
    }

    /// Reads every table, to learn whether all are tables, and not too many rows.
    mutating func check() throws {
        let look = Look()
        let isKept = tables.reduce(0) { $0 + $1.file.size } <= BatchTables.mostKept
        for (type, file) in tables {
            try read(type) { [mostRows] reader, row in
                Heartbeat.beat()
                look.count += 1
                if look.count > mostRows { throw Fault.tooManyRows(mostRows, in: file.path) }
                if isKept { look.rows.append(ReadRow(reader, row)) }
            }
        }
        kept = isKept ? look.rows : nil
    }

    /// What a check finds. A class, since the reader's closure escapes.
    private final class Look {
        var count = 0
        var rows: [ReadRow] = []
    }
}

/// Feeds a payload file to the CSV reader.
private struct TableReceiver: PayloadReceiver {
    var csv: CSVReader
    var sink: TableSink

    mutating func begin(_ file: PayloadFile) {}

    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws {
        do {
            try csv.consume(chunk, into: &sink)
        } catch let error as CSVTableError {
            throw BatchTables.Fault(file: sink.path, finding: error.finding, english: "\(error)")
        }
    }

    mutating func end(_ file: PayloadFile) throws {
        do {
            try csv.finish(into: &sink)
        } catch let error as CSVTableError {
            throw BatchTables.Fault(file: sink.path, finding: error.finding, english: "\(error)")
        }
    }
}

private struct TableSink: CSVSink {
    let type: RecordType
    let path: String
    let body: (RowReader, borrowing CSVRow) throws -> Void
    private var reader: RowReader?

    init(type: RecordType, path: String, body: @escaping (RowReader, borrowing CSVRow) throws -> Void) {
        self.type = type
        self.path = path
        self.body = body
    }

    mutating func header(_ names: [String], line: Int) throws {
        do {
            reader = try RowReader(type, header: names)
        } catch {
            throw BatchTables.Fault(file: path, finding: .header(error, file: path), english: "the header is no table's: \(error)")
        }
    }

    mutating func row(_ row: borrowing CSVRow) throws {
        guard let reader else { return }
        try body(reader, row)
    }
}

/// Proves a bag's payload, learns the encoding of its tables on the way, and hands on its evidence.
struct ProvingReceiver: PayloadReceiver {
    private(set) var encodings: [String: TextEncoding] = [:]
    private(set) var evidence: StagingReceiver?
    private var probe: EncodingProbe?

    init(evidence: StagingReceiver? = nil) {
        self.evidence = evidence
    }

    mutating func begin(_ file: PayloadFile) throws {
        probe = BatchTables.isTable(file.path) ? EncodingProbe() : nil
        try evidence?.begin(file)
    }

    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws {
        Heartbeat.beat()
        probe?.consume(chunk)
        try evidence?.receive(chunk)
    }

    mutating func end(_ file: PayloadFile) throws {
        if var probe { encodings[file.path] = probe.finish() }
        probe = nil
        try evidence?.end(file)
    }
}
