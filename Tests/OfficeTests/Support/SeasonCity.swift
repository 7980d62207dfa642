import Bags
import Foundation
import Logging
import Merging
import Programme
import Records
import Store
import TestSupport

@testable import Centre
@testable import Office

/// A centre on a data root of its own and offices with folders of theirs; what goes between them are zips.
final class SeasonCity {
    static let jianxi = OfficeCode("410305")!
    static let luolong = OfficeCode("410311")!
    static let offices = [jianxi, luolong]

    let folder: TemporaryFolder
    let root: DataRoot
    let keys: [OfficeCode: SSHPrivateKey]
    /// The last bundle that each office opened.
    private(set) var opened: [OfficeCode: Int] = [:]

    init() throws {
        folder = try TemporaryFolder()
        root = DataRoot(folder / "centre")
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        try FileManager.default.createDirectory(atPath: root.path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: repository.path + "/config", toPath: root.config)
        try folder.write("centre/inbox/.voucherd-inbox", "")
        var keys: [OfficeCode: SSHPrivateKey] = [:]
        var signers = ""
        for office in [OfficeCode.centre] + SeasonCity.offices {
            let pair = try KeyPair(office: office, comment: office.description)
            try pair.write(to: office == .centre ? root.config + "/centre_key" : folder / "\(office)_key")
            keys[office] = pair.key
            signers += pair.allowedSignersLine
        }
        self.keys = keys
        try folder.write("centre/config/allowed_signers", signers)
        // A small machine is no reason to refuse a test's batch.
        try folder.write("centre/config/voucherd.yaml", "intake:\n  minimum_free_bytes: 0\n")
        for office in SeasonCity.offices { try FileManager.default.createDirectory(atPath: path(office), withIntermediateDirectories: true) }
    }

    func path(_ office: OfficeCode) -> String { folder / "\(office)" }

    // MARK: Offices

    /// Packs what is new; the zip's path, or `nil` where nothing is.
    func pack(
        _ office: OfficeCode,
        at instant: String,
        _ change: (inout PackRequest) -> Void = { _ in }
    ) throws -> (report: PackReport, path: String?) {
        var request = PackRequest(exportedAt: Instant(instant)!)
        request.office = office
        request.output = folder / "mail"
        change(&request)
        let report = try Packing(folder: path(office)).pack(request, key: keys[office]!)
        return (report, report.packed?.path)
    }

    /// The bundles in an office's part of the outbox, in order.
    func bundles(_ office: OfficeCode) -> [String] {
        let place = "\(root.outbox)/\(office)"
        return ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).sorted().filter { $0.hasSuffix(".zip") }.map { "\(place)/\($0)" }
    }

    /// Opens the office's next bundle; `nil` where there is none.
    @discardableResult
    func openNext(_ office: OfficeCode) throws -> BundleOpening.Opened? {
        let all = bundles(office)
        let next = opened[office] ?? 0
        guard next < all.count else { return nil }
        opened[office] = next + 1
        return try open(office, all[next])
    }

    @discardableResult
    func open(_ office: OfficeCode, _ bundle: String) throws -> BundleOpening.Opened {
        let trust = try Trust(allowedSigners: root.config + "/allowed_signers")
        return try BundleOpening(officeFolder: path(office), trust: trust).open(bundle)
    }

    @discardableResult
    func openAll(_ office: OfficeCode) throws -> [BundleOpening.Opened] {
        var all: [BundleOpening.Opened] = []
        while let opened = try openNext(office) { all.append(opened) }
        return all
    }

    func sheet(_ office: OfficeCode, _ type: RecordType) throws -> Sheet { try Sheet("\(path(office))/\(type.name).csv", type) }

    // MARK: The centre

    func drop(_ path: String) throws {
        try FileManager.default.copyItem(atPath: path, toPath: "\(root.inbox)/\(UUID().uuidString).zip")
    }

    func centre() async throws -> Centre {
        try await Centre(configuration: CentreConfiguration.load(root), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    @discardableResult
    func drain(at instant: String) async throws -> Centre.Report {
        let intake = try Intake(await centre(), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await intake.drain(at: Instant(instant)!).report
    }

    /// The rows of each record of a type, by key.
    func histories(_ type: RecordType, _ keys: Set<String>) async throws -> [String: [HistoryRow]] {
        try await centre().store.read { transaction in
            var histories: [String: [HistoryRow]] = [:]
            for key in keys {
                guard let record = try transaction.record(RecordKey(type, key)) else { continue }
                histories[key] = try transaction.history(of: record).map(\.row)
            }
            return histories
        }
    }

    /// Each record of a type as the centre merges it, by key.
    func merged(_ type: RecordType, _ keys: Set<String>) async throws -> [String: MergedRecord] {
        var merged: [String: MergedRecord] = [:]
        for (key, rows) in try await histories(type, keys) { merged[key] = RecordMerge.merge(RecordKey(type, key), rows) }
        return merged
    }
}

/// A table as a clerk works on it in a spreadsheet.
struct Sheet {
    private(set) var header: [String]
    private(set) var rows: [[String]]
    private let path: String
    private let type: RecordType

    init(_ path: String, _ type: RecordType) throws {
        self.path = path
        self.type = type
        header = type.columns.map(\.name)
        rows = []
        guard let data = FileManager.default.contents(atPath: path) else { return }
        var sink = Sink()
        var reader = CSVReader()
        try [UInt8](data).withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        (header, rows) = (sink.header, sink.rows)
    }

    private struct Sink: CSVSink {
        var header: [String] = []
        var rows: [[String]] = []

        mutating func header(_ names: [String], line: Int) { header = names }

        mutating func row(_ row: borrowing CSVRow) {
            var cells: [String] = []
            for column in header.indices { cells.append(row[column]) }
            rows.append(cells)
        }
    }

    private func place(_ column: String) -> Int? {
        header.firstIndex { name in
            name == column || name == type.columns.first { $0.name == column }?.title
                || name == RowReader.envelopeColumns.first { $0.name == column }?.title
        }
    }

    var keys: [String] { rows.map { $0[place(type.key.name) ?? 0] } }

    func row(_ key: String) -> Int? { keys.firstIndex(of: key) }

    /// A cell; empty where the table has no such row or column.
    subscript(_ key: String, _ column: String) -> String {
        get { row(key).flatMap { row in place(column).map { rows[row][$0] } } ?? "" }
        set {
            if row(key) == nil {
                rows.append(Array(repeating: "", count: header.count))
                if let place = place(type.key.name) { rows[rows.count - 1][place] = key }
            }
            if place(column) == nil {
                header.append(column)
                for index in rows.indices { rows[index].append("") }
            }
            if let row = row(key), let place = place(column) { rows[row][place] = newValue }
        }
    }

    mutating func remove(_ key: String) { row(key).map { _ = rows.remove(at: $0) } }

    func save() throws {
        var writer = CSVWriter(columns: header)
        for row in rows {
            for cell in row { writer.append(plain: cell) }
            writer.endRow()
        }
        try Data(writer.takeBytes()).write(to: URL(fileURLWithPath: path))
    }
}
