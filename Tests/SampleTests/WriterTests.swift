import Bags
import Foundation
import Programme
import Records
import Testing

@testable import Sample

@Suite("A written sample world")
struct WriterTests {
    @Test(
        "is made of bags that open, whose signatures hold, and that name the bag before them",
        arguments: [SampleWorld.demo(), .city(seed: 5, parties: 20), .wholeYear(seed: 5, parties: 6)]
    )
    func bagsHold(_ world: SampleWorld) throws {
        let root = try WrittenRoot(world)
        let signers = try AllowedSigners(try root.bytes("config/allowed_signers"))
        var digests: [BatchIdentity: Digest] = [:]
        for batch in world.batches { digests[batch.identity] = root.digest(of: batch.identity) }
        for delivery in world.deliveries {
            let path = root.path("\(world.folder(of: delivery))/\(delivery.fileName)")
            let batch = world.batches[delivery.batch]
            if delivery.damage == .truncated {
                let failure = #expect(throws: BagError.self) { try Bag(contentsOf: path) }
                guard case .notWhole = failure else {
                    Issue.record("\(delivery.fileName): \(String(describing: failure))")
                    continue
                }
                continue
            }
            let bag = try Bag(contentsOf: path)
            try bag.verifyPayload()
            let header = try BatchHeader(bag.info)
            #expect(header.identity == batch.identity && header.exportedAt == batch.exportedAt)
            let predecessor = BatchIdentity(office: batch.identity.office, epoch: 1, sequence: max(1, batch.identity.sequence - 1))
            if batch.identity.sequence == 1 { #expect(header.previous == nil) }
            if batch.identity.sequence > 1, let digest = digests[predecessor] { #expect(header.previous == digest, "\(delivery.fileName)") }
            let isGood =
                (try? signers.verify(
                    bag.signature,
                    over: bag.tagManifest,
                    namespace: BatchHeader.namespace,
                    office: batch.identity.office,
                    at: header.exportedAt,
                    revoked: RevokedKeys()
                )) != nil
            #expect(isGood == (delivery.damage != .foreignSignature), "\(delivery.fileName)")
        }
    }

    @Test("reads back cell by cell, in every encoding, with names in GBK too")
    func tablesReadBack() throws {
        let world = SampleWorld.city(seed: 5, parties: 60)
        let root = try WrittenRoot(world)
        var encodings: Set<SampleBatch.Encoding> = []
        var hasGBKNames = false
        for delivery in world.deliveries where delivery.damage == .none && delivery.wave == .first {
            let batch = world.batches[delivery.batch]
            let bag = try Bag(contentsOf: root.path("inbox/\(delivery.fileName)"))
            for table in batch.tables {
                let bytes = try #require(try bag.content(of: "data/records/\(table.type.name).csv"))
                #expect(
                    try CollectedTable.rows(bytes, columns: table.type.columns.count) == table.rows.map(\.cells),
                    "\(batch.identity) \(table.type.name)"
                )
            }
            for file in batch.files { #expect(try bag.content(of: file.path) == file.bytes) }
            encodings.insert(batch.encoding)
            hasGBKNames = hasGBKNames || batch.hasGBKNames
        }
        #expect(encodings.count == 3 && hasGBKNames)
    }

    @Test("has the same files for the same world")
    func sameFiles() throws {
        let one = try WrittenRoot(.city(seed: 9, parties: 4)).contents()
        #expect(try one == WrittenRoot(.city(seed: 9, parties: 4)).contents())
        #expect(one.keys.contains("expected.csv") && one.keys.contains("inbox/.voucherd-inbox"))
    }

    @Test("goes into an empty folder alone, and says so")
    func refusesFullFolder() throws {
        let root = try WrittenRoot(.demo())
        #expect(throws: SampleWriterError.notEmpty(root.folder)) { try SampleWriter.write(.demo(), to: root.folder, defaultConfig: root.defaults) }
    }

    @Test("keeps private keys to their owner, and OpenSSH's reader takes them")
    func keysAreSecret() throws {
        let root = try WrittenRoot(.demo())
        for name in ["config/centre_key", "keys/410305_key"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: root.path(name))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            _ = try SSHPrivateKey(openSSH: root.bytes(name))
        }
    }

    @Test("says what is missing where the default configuration is not whole")
    func missingConfiguration() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let failure = #expect(throws: SampleWriterError.self) { try SampleWriter.write(.demo(), to: folder, defaultConfig: "\(folder)/none") }
        #expect("\(String(describing: failure))".contains("programme.yaml"))
    }
}

/// A world written to a folder that goes away with the value.
private final class WrittenRoot {
    let folder: String
    let defaults: String

    init(_ world: SampleWorld) throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString)").path
        folder = base + "/root"
        defaults = base + "/defaults"
        try FileManager.default.createDirectory(atPath: defaults, withIntermediateDirectories: true)
        for name in SampleWriter.copied { try Data("# \(name)\n".utf8).write(to: URL(fileURLWithPath: "\(defaults)/\(name)")) }
        try SampleWriter.write(world, to: folder, defaultConfig: defaults)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: String(folder.dropLast(5)))
    }

    func path(_ relative: String) -> String { "\(folder)/\(relative)" }

    func bytes(_ relative: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(relative)))) }

    /// The digest of a batch's bag, where its plain file was delivered whole.
    func digest(of identity: BatchIdentity) -> Digest? {
        let name = "\(identity.office)-B-\(Identifiers.padded(identity.sequence, 6)).zip"
        return (try? Bag(contentsOf: path("inbox/\(name)")))?.tagManifestDigest
    }

    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            contents[name] = FileManager.default.contents(atPath: path(name))
        }
        return contents
    }
}

/// The rows of a CSV file as raw cells.
private struct CollectedTable: CSVSink {
    private var rows: [[String]] = []
    private let columns: Int

    private init(columns: Int) {
        self.columns = columns
    }

    mutating func header(_ names: [String], line: Int) {}

    mutating func row(_ row: borrowing CSVRow) {
        var cells: [String] = []
        for index in 0..<columns { cells.append(FormulaGuard.removed(row[index])) }
        rows.append(cells)
    }

    static func rows(_ bytes: [UInt8], columns: Int) throws -> [[String]] {
        var table = CollectedTable(columns: columns)
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        var reader = CSVReader(encoding: isUTF8 ? nil : .gb18030)
        try bytes.withUnsafeBytes { try reader.consume($0, into: &table) }
        try reader.finish(into: &table)
        return table.rows
    }
}
