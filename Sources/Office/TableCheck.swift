import Bags
import Programme
public import Records

/// A finding with the place that it is about.
public struct RowFinding: Sendable, Equatable {
    /// The file, as the office knows it.
    public let file: String
    /// The line on which the row begins; `nil` where the whole file is meant.
    public let line: Int?
    /// The record's key, where it can be read.
    public let key: String
    public let finding: Finding

    /// Whether the centre would refuse the row or the table.
    public var isFault: Bool { finding.effect == .reject }
}

/// What the centre's own readers make of one table of an office.
public struct TableReport: Sendable, Equatable {
    /// The most findings kept of one table; the others are counted.
    public static let findingLimit = 1000

    public let type: RecordType
    public let file: String
    public internal(set) var encoding: TextEncoding?
    /// Rows with content, the header apart.
    public internal(set) var rows = 0
    /// How many rows the centre would refuse.
    public internal(set) var faultyRows = 0
    /// The first findings, in the order of the file.
    public internal(set) var findings: [RowFinding] = []
    /// How many findings there are in all.
    public internal(set) var findingCount = 0
    /// What makes the file no table, so that its batch could not be taken.
    public internal(set) var fault: RowFinding?
    /// The payload paths that its rows in the batch name.
    var paths: Set<String> = []
    /// Further payload paths that rows name which are not in the batch.
    var namedPaths: Set<String> = []

    init(type: RecordType, file: String, encoding: TextEncoding? = nil) {
        self.type = type
        self.file = file
        self.encoding = encoding
    }

    /// Reads a table of a folder as the centre would.
    ///
    /// - Throws: ``FileFailure`` where the file cannot be read.
    static func check(_ table: OfficeFolder.Table, in folder: OfficeFolder, office: OfficeCode, limits: CSVLimits = CSVLimits()) throws -> TableReport
    {
        let path = "\(folder.path)/\(table.name)"
        var probe = EncodingProbe()
        try FileBytes.forEachPiece(of: path) { probe.consume($0) }
        let encoding = probe.finish()
        var sink = TableChecker(TableReport(type: table.type, file: table.name, encoding: encoding), office: office, folder: folder)
        do {
            var reader = CSVReader(encoding: encoding, limits: limits)
            try FileBytes.forEachPiece(of: path) { try reader.consume($0, into: &sink) }
            try reader.finish(into: &sink)
        } catch let error as CSVTableError {
            sink.report.fault = RowFinding(file: table.name, line: error.line, key: "", finding: error.finding)
        } catch let error as HeaderRefusal {
            sink.report.fault = RowFinding(file: table.name, line: 1, key: "", finding: error.finding)
        }
        return sink.report
    }
}

private struct HeaderRefusal: Error {
    let finding: Finding
}

private struct TableChecker: CSVSink {
    var report: TableReport
    private let office: OfficeCode
    private let folder: OfficeFolder
    private var reader: RowReader?

    init(_ report: TableReport, office: OfficeCode, folder: OfficeFolder) {
        self.report = report
        self.office = office
        self.folder = folder
    }

    mutating func header(_ names: [String], line: Int) throws {
        do {
            let reader = try RowReader(report.type, header: names)
            self.reader = reader
            if !reader.unknownColumns.isEmpty { report.keep([.unknownColumns(reader.unknownColumns)], line: line, key: "") }
        } catch {
            throw HeaderRefusal(finding: .header(error, file: report.file))
        }
    }

    mutating func row(_ csv: borrowing CSVRow) throws {
        guard let reader else { return }
        report.rows += 1
        var row: RecordRow
        if let defect = csv.defect {
            row = reader.unreadable(key: csv[reader.keyPosition])
            row.findings = [defect.finding(columns: reader.header)]
        } else {
            row = reader.read { csv[$0] }
        }
        if !WorkingCopy.mayAuthor(report.type, office) { row.findings.append(.authorType(report.type, office)) }
        checkPaths(&row)
        if csv.defect == nil, row.operation == .upsert { row.findings += TableReport.supplements(report.type, row) }
        if row.findings.contains(where: { $0.effect == .reject }) { report.faultyRows += 1 }
        report.keep(row.findings, line: csv.line, key: row.key ?? "")
    }

    private mutating func checkPaths(_ row: inout RecordRow) {
        for (position, column) in report.type.columns.enumerated() where column.format == .path {
            guard let path = row.values[position]?.text else { continue }
            if folder.file(ofPayload: path) == nil {
                row.findings.append(.missingPayload(column, path))
            } else {
                report.paths.insert(path)
            }
        }
    }
}

extension TableReport {
    /// Applications and claims with an empty required cell are taken and sent back for a supplement (Art. 17, Art. 18 item 1).
    static func supplements(_ type: RecordType, _ row: RecordRow) -> [Finding] {
        guard type == .application || type == .claim else { return [] }
        return type.columns.enumerated().dropFirst().compactMap { position, column in
            guard column.mustBeFilled, row.stated.contains(position), row.values[position] == nil else { return nil }
            return Finding(
                rule: type == .application ? "ART17-FORM" : "ART18-1-SIX",
                effect: .return,
                article: type == .application ? "第十七条" : "第十八条第一项",
                column: column.name,
                values: "\(column.name)=",
                reason: "\(column.title)（\(column.name)）未填，报送后将被退回补正",
                fix: "现在补填，或在补正时补填"
            )
        }
    }

    /// Keeps the findings of a row, as far as there is room.
    mutating func keep(_ found: [Finding], line: Int, key: String) {
        findingCount += found.count
        for finding in found where findings.count < TableReport.findingLimit {
            findings.append(RowFinding(file: file, line: line, key: key, finding: finding))
        }
    }
}
