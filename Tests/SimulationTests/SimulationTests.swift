import Centre
import Foundation
import Store
import TestSupport
import Testing

@testable import Simulation

@Suite("Simulated seasons of many offices and the centre")
struct SimulationTests {
    /// `VOUCHERD_TEST_ROUNDS` plays more.
    private static let seeds = 1...(ProcessInfo.processInfo.environment["VOUCHERD_TEST_ROUNDS"].flatMap { UInt64($0) } ?? 4)

    private static func season(_ seed: UInt64, offices: Int = 4, days: Int, _ faults: Set<FaultKind>) async throws -> SimulatedSeason {
        let settings = SeasonSettings(seed: seed, offices: offices, days: days, faults: faults, configuration: Repository.configuration)
        return try await SimulatedSeason(#require(settings))
    }

    @Test("without a fault everything is taken, and a season says what it was")
    func quiet() async throws {
        let report = try await SimulationTests.season(1, days: 3, []).play()
        #expect(report.faults == [])
        #expect(report.batches > 10 && report.files == report.batches && report.drains > 3 && report.bundles > 5 && report.comparedDays > 0)
        #expect(report.crashes == 0 && report.errors == 0 && report.delayed + report.doubled + report.cut + report.dropped == 0)
    }

    @Test("whatever goes wrong on the way, nothing is lost and order does not matter", arguments: seeds)
    func everything(_ seed: UInt64) async throws {
        let report = try await SimulationTests.season(seed, days: 4, Set(FaultKind.allCases)).play()
        #expect(report.faults == [], "\(report.command)")
        #expect(report.lost == 0 && report.crashes > 0)
    }

    @Test("a season that is long enough has redemption rounds: firms are listed and paid")
    func rounds() async throws {
        let season = try await SimulationTests.season(3, offices: 3, days: SeasonSettings.fewestDaysOfRounds + 1, [])
        var overdrawn: [String] = []
        season.beforeAudit = { root in
            let store = try CentralStore(readingAt: root.database)
            let claims = try store.read { try $0.claims(ofRound: "2025-R1") }
            // The round as if its budget had been one yuan.
            let lines: [[String: Any]] = claims.map { claim in
                ["claim": claim, "party": "", "outcome": "FULL", "amount": "", "confirmed": "", "paid": "", "stage": "", "isEnded": true]
            }
            let round: [String: Any] = [
                "version": 1, "id": "2025-R1", "state": "PAYING", "available": "1.00", "granted": "", "paid": "", "digest": "00", "obstacles": [],
                "lines": lines,
            ]
            var knowledge = RoundKnowledge()
            knowledge.rounds = [try JSONDecoder().decode(RoundReport.self, from: JSONSerialization.data(withJSONObject: round))]
            overdrawn = try RoundAudit(knowledge).run(store).faults
        }
        let report = try await season.play()
        #expect(report.faults == [] && report.rounds > 0 && report.payments > 0 && report.paid != "0.00")
        #expect(overdrawn.count == 1 && overdrawn.allSatisfy { $0.hasPrefix("2025-R1: grants ") && $0.hasSuffix(" of 1.00") })
    }

    @Test("whatever goes wrong while rounds are held, the books stay right")
    func disturbedRounds() async throws {
        let seeds: ClosedRange<UInt64> = SimulationTests.seeds.upperBound > 4 ? SimulationTests.seeds : 16...16
        for seed in seeds {
            let report = try await SimulationTests.season(seed, days: SeasonSettings.fewestDaysOfRounds + 1, Set(FaultKind.allCases)).play()
            #expect(report.faults == [], "\(report.command)")
            #expect(report.lost == 0)
        }
    }

    @Test("a seed plays the same season again, file operation by file operation")
    func again() async throws {
        let one = try await SimulationTests.season(11, days: 2, Set(FaultKind.allCases)).play()
        let other = try await SimulationTests.season(11, days: 2, Set(FaultKind.allCases)).play()
        #expect(one.fingerprint == other.fingerprint && one.calls == other.calls && one.crashes == other.crashes && one.errors == other.errors)
        let another = try await SimulationTests.season(12, days: 2, Set(FaultKind.allCases)).play()
        #expect(one.fingerprint != another.fingerprint)
    }

    @Test("a season that was spoilt is not called sound: its folder is kept, and the command that plays it again is told")
    func spoilt() async throws {
        let season = try await SimulationTests.season(5, days: 1, [])
        season.beforeAudit = { root in
            let names = FileManager.default.enumerator(atPath: root.archive)?.compactMap { $0 as? String } ?? []
            let zips = names.filter { $0.hasSuffix(".zip") }.sorted()
            try FileManager.default.removeItem(atPath: "\(root.archive)/\(try #require(zips.first))")
            try Data("other".utf8).write(to: URL(fileURLWithPath: "\(root.inbox)/forgotten.zip"))
        }
        let report = try await season.play()
        let folder = try #require(report.folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(!report.isSound && report.lost == 1)
        #expect(report.faults.contains { $0.contains("inbox/forgotten.zip") })
        #expect(report.command == "voucherd simulate --seed 5 --offices 4 --days 1 --faults none")
    }

    @Test("every change of a file goes by the calls into which faults are injected")
    func seam() throws {
        let raw = try Regex("(^|[^.A-Za-z_])(rename|unlink|fsync|mkdir|rmdir|link)\\(")
        for module in ["Bags", "Store", "Centre", "Office"] {
            let folder = "\(Repository.path)/Sources/\(module)"
            for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] where name.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                for line in text.split(separator: "\n") where line.contains(raw) && !line.contains("//") && !line.contains("func ") {
                    // DurableFile's own.
                    #expect(line.contains("try rename(temporary, to: path)"), "\(module)/\(name): \(line)")
                }
            }
        }
    }

    @Test("kinds of faults are read by name, all or none")
    func kinds() {
        #expect(FaultKind.list("all") == Set(FaultKind.allCases))
        #expect(FaultKind.list("none") == [])
        #expect(FaultKind.list("crash,cut") == [.crash, .cut])
        #expect(FaultKind.list("crash,fire") == nil)
        #expect(FaultKind.text([.cut, .crash]) == "cut,crash")
    }
}
