import Bags
import Foundation
import Programme
import Store
import TestSupport
import Testing

@testable import Centre

/// A centre under the corpus's settings, with the keys that its cases are signed with.
struct HostileCity {
    private let city: TestCity

    init() throws {
        city = try TestCity()
        let limits = LimitCases.settings
        let settings = """
            intake:
              minimum_free_bytes: 0
            limits:
              zip_bytes: \(limits.zipBytes)
              uncompressed_bytes: \(limits.uncompressedBytes)
              entries: \(limits.entries)
              csv_bytes: \(limits.csvFileBytes)

            """
        try settings.write(toFile: city.root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
    }

    func gate() async throws -> Gate { Gate(configuration: try await CentreConfiguration.load(city.root)) }

    func seat(_ sequence: Int, previous: Digest?) -> ForgedBatch.Seat {
        // The first of a chain has no predecessor, and no other has none.
        let sequence = previous == nil ? 1 : max(2, sequence)
        return ForgedBatch.Seat(
            sequence: sequence,
            previous: previous,
            key: city.keys[TestCity.jianxi]!,
            otherOfficesKey: city.keys[TestCity.luolong]!
        )
    }

    func drop(_ bytes: [UInt8], as name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(city.root.inbox)/\(name)"))
    }

    func drain() async throws -> Centre.Report { try await city.drain(at: "2025-03-04T09:00:00+08:00") }

    func waiting() async throws -> [String] {
        try await city.centre().store.read { try $0.waitingFiles() }.map(\.name)
    }

    func reconcile() async throws -> Reconciliation.Report { try await city.reconcile() }

    /// The rows that the office's bundles say are refused, by batch, against those that the cases state.
    func checkRows(_ batches: Int, _ cases: [HostileCase]) async throws {
        var found: [Int: [Int: String]] = [:]
        for row in try await city.everyBundle(TestCity.jianxi, "receipts/records.csv") where row["outcome"] == "REJECTED" && row["effect"] == "REJECT"
        {
            let sequence = Int(row["sequence"] ?? "") ?? 0
            let line = Int(row["line"] ?? "") ?? 0
            if found[sequence]?[line] == nil { found[sequence, default: [:]][line] = row["rule"] }
        }
        var sequence = 0
        for hostile in cases {
            guard case .applied(let rejected) = hostile.verdict else { continue }
            sequence += 1
            #expect(found[sequence] ?? [:] == rejected, "\(hostile)")
        }
        #expect(sequence == batches)
    }

    /// Every file of the data root but those that the centre makes itself, under names of its own: digests, numbers, and its own words.
    func outside() throws -> [String] {
        let root = city.root.path
        let own = try Regex(
            "^(config/.*|inbox/case-[0-9]+[.]zip|inbox/[.]voucherd-inbox|log/.*|outbox/[0-9A-Z]{6}/.*|store/voucherd[.]sqlite.*|store/archive/journal[.]jsonl|store/archive/configuration/[^/]+|store/(archive|evidence|quarantine)/([0-9a-f]{2}/)?[0-9a-f]{64}([.]zip|[.]txt)?|store/[a-z.]*lock.*|outbox/[.].*)$"
        )
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder)
            return !isFolder.boolValue && (try? own.wholeMatch(in: name)) == nil
        }.sorted()
    }
}
