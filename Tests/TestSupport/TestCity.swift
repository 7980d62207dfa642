public import Bags
public import Centre
import Foundation
import Logging
public import Programme
import Records
import Store

/// A centre on a data root of its own, with keys for three districts: batches are dropped as real zips, and bundles are read back.
public final class TestCity {
    public let root: DataRoot
    public let keys: [OfficeCode: SSHPrivateKey]
    public private(set) var chains: [OfficeCode: (sequence: Int, digest: Digest)] = [:]
    private let folder: String

    public static let jianxi = OfficeCode("410305")!
    public static let luolong = OfficeCode("410311")!
    public static let gaoxin = OfficeCode("410371")!

    /// - Parameter suffix: ends the name of the data root's folder; a shell must bear whatever stands in it.
    public init(_ suffix: String = "") throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("voucherd-\(UUID().uuidString)\(suffix)").path
        root = DataRoot(folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Repository.configuration, toPath: root.config)
        try FileManager.default.createDirectory(atPath: root.inbox, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: root.inboxMarker, contents: Data())
        var keys: [OfficeCode: SSHPrivateKey] = [:]
        var signers = ""
        for office in [OfficeCode.centre, TestCity.jianxi, TestCity.luolong, TestCity.gaoxin] {
            let key = SSHPrivateKey(generatingWithComment: office.description)
            keys[office] = key
            signers += "\(office) \(key.publicKey)\n"
        }
        self.keys = keys
        try signers.write(toFile: root.config + "/allowed_signers", atomically: true, encoding: .utf8)
        let centreKey = root.config + "/centre_key"
        _ = FileManager.default.createFile(atPath: centreKey, contents: Data(keys[.centre]!.openSSH), attributes: [.posixPermissions: 0o600])
        // A small machine is no reason to refuse a test's batch.
        try "intake:\n  minimum_free_bytes: 0\n".write(toFile: root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A city whose registers, provider and platform are in, so that what the rules read is there.
    public static func withRegisters(_ suffix: String = "") async throws -> TestCity {
        let city = try TestCity(suffix)
        try city.send(city.next(.centre, at: "2025-02-01T09:00:00+08:00", Rows.registers))
        try await city.drain(at: "2025-02-01T10:00:00+08:00")
        return city
    }

    // MARK: Batches

    /// A batch in the making.
    public struct Batch {
        public var office: OfficeCode
        public var epoch = 1
        public var sequence: Int
        public var previous: Digest?
        public var exportedAt: Instant
        public var acknowledges = 0
        public var closingYear: Int?
        public var tables: [String: String] = [:]
        public var evidence: [String: String] = [:]
        public var signedBy: OfficeCode?
    }

    /// The next batch of an office's chain.
    public func next(_ office: OfficeCode, at exportedAt: String, _ tables: [String: String] = [:], evidence: [String: String] = [:]) -> Batch {
        let last = chains[office]
        return Batch(
            office: office,
            sequence: (last?.sequence ?? 0) + 1,
            previous: last?.digest,
            exportedAt: Instant(exportedAt)!,
            tables: tables,
            evidence: evidence
        )
    }

    /// Packs a batch as a zip outside the inbox and advances the office's chain; gives the zip's path.
    public func pack(_ batch: Batch) throws -> String {
        let name = "\(batch.office)-\(batch.epoch)-\(batch.sequence)-\(UUID().uuidString.prefix(8))"
        let path = "\(folder)/\(name).zip"
        let writer = try BagWriter(path: path, folder: name)
        for (type, text) in batch.tables.sorted(by: { $0.key < $1.key }) { try writer.add("data/records/\(type).csv", bytes: Array(text.utf8)) }
        for (file, text) in batch.evidence.sorted(by: { $0.key < $1.key }) { try writer.add("data/evidence/\(file)", bytes: Array(text.utf8)) }
        let header = BatchHeader(
            identity: BatchIdentity(office: batch.office, epoch: batch.epoch, sequence: batch.sequence),
            previous: batch.previous,
            exportedAt: batch.exportedAt,
            acknowledges: batch.acknowledges,
            closingYear: batch.closingYear
        )
        let written = try writer.finish(
            fields: header.fields,
            baggingDate: batch.exportedAt.day,
            key: keys[batch.signedBy ?? batch.office]!,
            namespace: BatchHeader.namespace
        )
        chains[batch.office] = (batch.sequence, written.tagManifestDigest)
        return path
    }

    /// Drops a packed zip into the inbox under a name of its own.
    public func drop(_ path: String, as name: String? = nil) throws {
        let name = name ?? "\(UUID().uuidString).zip"
        try FileManager.default.copyItem(atPath: path, toPath: "\(root.inbox)/\(name)")
    }

    /// Packs and drops a batch.
    @discardableResult
    public func send(_ batch: Batch) throws -> String {
        let path = try pack(batch)
        try drop(path)
        return path
    }

    // MARK: The centre

    public func centre() async throws -> Centre {
        try await Centre(configuration: CentreConfiguration.load(root), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// One drain by a centre that has just started.
    @discardableResult
    public func drain(at instant: String) async throws -> Centre.Report {
        let intake = try Intake(await centre(), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await intake.drain(at: Instant(instant)!).report
    }

    public func export() async throws -> String {
        try CanonicalExport(await centre().store).text()
    }

    public func reconcile() async throws -> Reconciliation.Report {
        try Reconciliation(await centre()).run()
    }

    // MARK: Bundles

    /// The rows of a table of an office's last bundle, as dictionaries by column.
    public func lastBundle(_ office: OfficeCode, _ file: String) async throws -> [[String: String]] {
        let centre = try await centre()
        let last = try centre.store.read { transaction in try transaction.lastBundle(to: office) }
        let bundle = try last.orMissing("no bundle to \(office)")
        let content = try Bag(contentsOf: "\(root.outbox)/\(bundle.file)").content(of: "data/\(file)")
        let bytes = try content.orMissing("no data/\(file) in \(bundle.file)")
        return try CSVTable(bytes).rows
    }

    /// The rows of a table of all bundles of an office that have it: a pass may take several drains.
    public func everyBundle(_ office: OfficeCode, _ file: String) async throws -> [[String: String]] {
        let bundles = try await centre().store.read { transaction in try transaction.bundles().filter { $0.office == office } }
        return try bundles.flatMap { bundle in
            try Bag(contentsOf: "\(root.outbox)/\(bundle.file)").content(of: "data/\(file)").map { try CSVTable($0).rows } ?? []
        }
    }

    /// `outcome` of each row of a batch as the last bundle tells it, by type and line, with the rules found.
    public func receipts(_ office: OfficeCode) async throws -> [String: String] {
        var outcomes: [String: String] = [:]
        for row in try await lastBundle(office, "receipts/records.csv") {
            let key = "\(row["type"]!):\(row["line"]!)"
            let rule = row["rule"]!.isEmpty || ["WARN", "INFO"].contains(row["effect"]!) ? "" : " \(row["rule"]!)"
            outcomes[key] = outcomes[key].map { $0 + rule } ?? row["outcome"]! + rule
        }
        return outcomes
    }
}

/// That a test looked for something which is not there.
public struct Missing: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}

extension Optional {
    fileprivate func orMissing(_ description: String) throws -> Wrapped {
        guard let self else { throw Missing(description: description) }
        return self
    }
}
