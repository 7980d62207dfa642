import Bags
import Foundation
import Logging
import Programme
import Records
import Sample
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("The synthetic city comes out as its ground truth says")
struct SampleWorldTests {
    @Test("the demonstration: every file, row and decision")
    func demonstration() async throws {
        try await hold(.demo())
    }

    @Test("a city of sixteen offices and eighty parties, with every kind of error injected")
    func city() async throws {
        try await hold(.city(seed: 7, parties: 80))
    }

    /// Drains a world in one pass and holds everything that the offices are told against what they should be told.
    private func hold(_ world: SampleWorld) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("voucherd-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SampleWriter.write(world, to: folder, defaultConfig: Repository.configuration)
        let configuration = try await CentreConfiguration.load(DataRoot(folder), environment: ["VOUCHERD_INTAKE_MINIMUM_FREE_BYTES": "0"])
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let centre = try Centre(configuration: configuration, logger: logger)
        let intake = try Intake(centre, logger: logger)
        var bundles = try await intake.drain(at: Instant("2026-01-20T09:00:00+08:00")!).report.bundles
        // Files that come after the first drain: what was sent again, or changed.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder + "/later")) ?? [] {
            try FileManager.default.moveItem(atPath: "\(folder)/later/\(name)", toPath: "\(folder)/inbox/\(name)")
        }
        bundles += try await intake.drain(at: Instant("2026-01-20T10:00:00+08:00")!).report.bundles
        let told = try Told(bundles, in: folder)
        var wrong: [String] = []
        for expected in world.expected {
            if let difference = told.difference(from: expected) { wrong.append(difference) }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(world.expected.count) differ: \(wrong.prefix(10).joined(separator: "\n"))")
        #expect(try Reconciliation(centre).run().faults == [])
    }
}

/// What the bundles of one drain told all offices.
private struct Told {
    private var files: [String: Set<String>] = [:]
    private var rows: [String: (outcome: String, key: String, rules: Set<String>)] = [:]
    private var decisions: [String: (outcome: String, amount: String, rules: Set<String>)] = [:]

    init(_ bundles: [StoredBundle], in folder: String) throws {
        for bundle in bundles {
            let bag = try Bag(contentsOf: "\(folder)/outbox/\(bundle.file)")
            func table(_ name: String) throws -> [[String: String]] { try CSVTable(try bag.content(of: "data/\(name)") ?? []).rows }
            for row in try table("receipts/batches.csv") {
                files[row["file"]!.components(separatedBy: "/").last!, default: []].insert(row["outcome"]!)
            }
            for row in try table("receipts/records.csv") {
                let name = "\(bundle.office)-\(row["epoch"]!)-\(row["sequence"]!) \(row["type"]!):\(row["line"]!)"
                rows[name, default: (row["outcome"]!, row["key"]!, [])].rules.insert(row["rule"]!)
            }
            for row in try table("decisions.csv") {
                let name = "\(row["kind"]!) \(row["subject_key"]!)"
                decisions[name, default: (row["outcome"]!, row["amount"]!, [])].rules.formUnion(row["rule"]!.components(separatedBy: ";"))
            }
        }
    }

    /// How what was told differs from what was expected, or `nil`.
    func difference(from expected: ExpectedOutcome) -> String? {
        switch expected.subject {
        case .file(let name):
            let outcomes = files[name] ?? []
            if expected.outcome == "NOT-WHOLE" { return outcomes.isEmpty ? nil : "\(name): \(outcomes)" }
            // Of two files with the same bytes, the one that is looked at first is the batch.
            let twins: Set<String> = ["APPLIED", "DUPLICATE"]
            if twins.contains(expected.outcome), !twins.isDisjoint(with: outcomes) { return nil }
            return outcomes.contains(expected.outcome) ? nil : "\(name): \(expected.outcome), told \(outcomes)"
        case .row(let type, let line):
            let name = "\(expected.batch) \(type):\(line)"
            guard let row = rows[name] else { return expected.outcome == "NOT-READ" ? nil : "\(name): \(expected.outcome), not told" }
            guard row.outcome == expected.outcome, row.key == expected.key, row.rules.isSuperset(of: expected.rules) else {
                return "\(name) \(expected.key): \(expected.outcome) \(expected.rules), told \(row)"
            }
        case .decision(let kind, _):
            let name = "\(kind) \(expected.key)"
            guard let decision = decisions[name] else { return "\(name): \(expected.outcome), not told" }
            guard decision.outcome == expected.outcome, expected.amount.map({ $0.yuan == decision.amount }) ?? true,
                decision.rules.isSuperset(of: expected.rules)
            else { return "\(name): \(expected.outcome) \(expected.amount?.yuan ?? "") \(expected.rules), told \(decision)" }
        }
        return nil
    }
}
