import Foundation
import Logging
import Programme
import Sample
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("The synthetic year, two rounds and its end, comes out as its ground truth says")
struct WholeYearTests {
    /// `VOUCHERD_TEST_YEAR_PARTIES` raises it for a soak; `VOUCHERD_TEST_YEAR_SEED` tries another year.
    private static let environment = ProcessInfo.processInfo.environment
    private static let parties = environment["VOUCHERD_TEST_YEAR_PARTIES"].flatMap { Int($0) } ?? 60
    private static let seed = environment["VOUCHERD_TEST_YEAR_SEED"].flatMap { UInt64($0) } ?? 5

    @Test("every decision in force on 31 March is the expected one, and the money of rounds and vouchers adds up to the fen")
    func groundTruth() async throws {
        let world = SampleWorld.wholeYear(seed: WholeYearTests.seed, parties: WholeYearTests.parties)
        let year = try await PlayedYear(world)
        try await year.play()
        let export = try ExportedYear(try CanonicalExport(year.centre.store).text())
        let differences = export.differences(from: world)
        #expect(differences.isEmpty, "\(differences.count) differ: \(differences.prefix(10).joined(separator: "\n"))")
        let faults = export.moneyFaults(world)
        #expect(faults.isEmpty, "\(faults.count) balances: \(faults.prefix(10).joined(separator: "\n"))")
        #expect(try Reconciliation(year.centre).run().faults == [])
    }

    @Test(
        "where each drain takes one file and settles three cases, and the registers' is called last, the export is that of one drain for all, byte for byte"
    )
    func smallDrains() async throws {
        let world = SampleWorld.wholeYear(seed: WholeYearTests.seed + 2, parties: 10)
        let (one, other) = (try await PlayedYear(world), try await PlayedYear(world, drainTableBytes: 1))
        try await one.play()
        try await other.play(centreLast: true)
        let (wanted, told) = (try CanonicalExport(one.centre.store).text(), try CanonicalExport(other.centre.store).text())
        let differing = Set(wanted.split(separator: "\n")).symmetricDifference(told.split(separator: "\n")).sorted().prefix(5)
        #expect(wanted == told, "\(differing.joined(separator: "\n"))")
        #expect(try other.centre.store.read { try $0.lastDrain() } > one.centre.store.read { try $0.lastDrain() })
        #expect(try Reconciliation(other.centre).run().faults == [])
    }

    @Test("where the files of each phase come in another order, in pieces, and some twice, the export is the same, byte for byte")
    func anyOrder() async throws {
        let world = SampleWorld.wholeYear(seed: WholeYearTests.seed + 1, parties: 20)
        let (one, other) = (try await PlayedYear(world), try await PlayedYear(world))
        try await one.play()
        try await other.play(shuffledBy: 99)
        let (wanted, told) = (try CanonicalExport(one.centre.store).text(), try CanonicalExport(other.centre.store).text())
        let (before, after) = (Set(wanted.split(separator: "\n")), Set(told.split(separator: "\n")))
        let differing = before.symmetricDifference(after).sorted().prefix(5).joined(separator: "\n")
        #expect(differing.isEmpty, "\(differing)")
        #expect(wanted.utf8.count == told.utf8.count)
    }
}

/// The decisions and balances of a canonical export.
private struct ExportedYear {
    private struct Line: Decodable {
        var kind: String
        var type: String
        var key: String
        var outcome: String?
        var amount: String?
        var rules: [String]?
        var values: [String: String]?
    }

    private var decisions: [String: Line] = [:]
    private var balances: [String: [String: Fen]] = [:]

    init(_ text: String) throws {
        for line in text.split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            switch line.kind {
            case "decision": decisions["\(line.type) \(line.key)"] = line
            case "ledger": balances[line.key] = (line.values ?? [:]).compactMapValues { Fen(parsing: $0) }
            default: break
            }
        }
    }

    /// How the decisions in force differ from the expected ones, in either direction.
    func differences(from world: SampleWorld) -> [String] {
        var differences: [String] = []
        var left = decisions
        for expected in world.expected {
            guard case .decision(let kind, _) = expected.subject else { continue }
            let name = "\(kind) \(expected.key)"
            let wanted = "\(expected.outcome) \(expected.amount?.yuan ?? "") \(expected.rules) \(expected.injection?.rawValue ?? "")"
            guard let told = left.removeValue(forKey: name) else {
                differences.append("\(name): \(wanted), not told")
                continue
            }
            guard told.outcome == expected.outcome, expected.amount.map({ $0.yuan == told.amount }) ?? true,
                Set(told.rules ?? []).isSuperset(of: expected.rules)
            else {
                differences.append("\(name): \(wanted), told \(told.outcome ?? "") \(told.amount ?? "") \(told.rules ?? [])")
                continue
            }
            // What nobody meddled with after it was FINAL stands as it was.
            if told.rules?.contains("FINAL-STANDS") == true, !expected.rules.contains("FINAL-STANDS") {
                differences.append("\(name): \(wanted), stands against the records")
            }
        }
        // A voucher that was free for a while at the year's end, and is bound since, has nothing void.
        for (name, line) in left where !(line.type == "VOID" && line.amount == "0.00") {
            differences.append("\(name): not expected, told \(line.outcome ?? "") \(line.amount ?? "") \(line.rules ?? [])")
        }
        return differences.sorted()
    }

    /// Where the money of rounds and vouchers does not add up.
    func moneyFaults(_ world: SampleWorld) -> [String] {
        var faults: [String] = []
        let expected = Dictionary(uniqueKeysWithValues: world.balances.map { ($0.voucher, $0) })
        if Set(expected.keys) != Set(balances.keys) { faults.append("\(expected.count) vouchers expected, \(balances.count) told") }
        for (voucher, told) in balances.sorted(by: { $0.key < $1.key }) {
            guard let wanted = expected[voucher] else { continue }
            let accounts = [
                ("face", wanted.face), ("reserved", wanted.reserved), ("approved", wanted.approved), ("paid", wanted.paid), ("voided", wanted.voided),
                ("free", wanted.free),
            ]
            for (account, amount) in accounts where told[account] != amount {
                faults.append("\(voucher) \(account): \(amount.yuan), told \(told[account]?.yuan ?? "none")")
            }
        }
        return faults
    }
}
