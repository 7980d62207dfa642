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
@testable import Simulation

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
        try FileManager.default.createDirectory(atPath: root.path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Repository.configuration, toPath: root.config)
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

    func sheet(_ office: OfficeCode, _ type: RecordType) throws -> ClerkSheet { try ClerkSheet("\(path(office))/\(type.name).csv", type) }

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
