import Bags
import Foundation
import Glibc
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("Hostile files")
struct CorpusTests {
    @Test("the corpus has hundreds of cases, and each its own name")
    func corpus() {
        #expect(HostileCorpus.cases.count > 900)
        let doubled = Dictionary(grouping: HostileCorpus.cases.map(\.description)) { $0 }.filter { $1.count > 1 }
        #expect(Array(doubled.keys) == [])
    }

    @Test("each file alone, through the readers: it waits, is refused by the stated rule, or is read with the stated rows refused")
    func readers() async throws {
        let city = try HostileCity()
        let gate = try await city.gate()
        let folder = try TemporaryFolder()
        for (index, hostile) in HostileCorpus.cases.enumerated() {
            let path = try folder.write("\(index).zip", hostile.forged(city.seat(index, previous: Digest(of: [1]))).bytes)
            let found = try verdict(gate.admit(Source(archived: path, name: "x.zip")))
            #expect(found == hostile.verdict, "\(hostile)")
            unlink(path)
        }
    }

    /// What the readers make of a file; rows are refused here for their form alone.
    private func verdict(_ admission: Admission) throws -> Verdict {
        switch admission {
        case .notWhole: return .waits
        case .refused(let refused): return try verdict(refused.refusal)
        case .batch(let batch):
            do {
                var rejected: [Int: String] = [:]
                for (type, _) in batch.tables.tables {
                    try batch.tables.read(type) { reader, row in
                        let defect = row.defect?.finding(columns: reader.header).rule
                        let finding = defect ?? reader.read { row[$0] }.findings.first { $0.effect == .reject }?.rule
                        if let finding { rejected[row.line] = finding }
                    }
                }
                return .applied(rejected: rejected)
            } catch let fault as BatchTables.Fault {
                return try verdict(Refusal(fault))
            }
        }
    }

    private func verdict(_ refusal: Refusal) throws -> Verdict {
        #expect(!refusal.chinese.isEmpty && !refusal.fix.isEmpty && refusal.chinese.utf8.count < 4000 && refusal.english.utf8.count < 4000)
        return .quarantined(refusal.code, section: try #require(Int(refusal.article.drop { !$0.isNumber })))
    }

    @Test("all of them in one drain: each has its own outcome, nothing is lost, and nothing is written outside the data root's own places")
    func intake() async throws {
        let city = try HostileCity()
        var expected: [String: HostileCase] = [:]
        var previous: Digest?
        var sequence = 0
        for (index, hostile) in HostileCorpus.cases.enumerated() {
            let name = "case-\(index).zip"
            expected[name] = hostile
            var isApplied = false
            if case .applied = hostile.verdict { isApplied = true }
            if isApplied { sequence += 1 }
            // Whatever is refused never uses up a number; far ahead, it cannot stand in the way of the chain either.
            let seat = city.seat(isApplied ? sequence : 100_000 + index, previous: isApplied ? previous : Digest(of: [1]))
            let (bytes, digest) = hostile.forged(seat)
            if isApplied { previous = digest }
            try city.drop(bytes, as: name)
        }
        let before = try city.outside()
        let report = try await city.drain()
        var found: [String: String] = [:]
        for file in report.files { found[file.name] = "\(file.outcome.rawValue) \(file.reason.prefix { $0 != ":" && $0 != " " })" }
        let waiting = Set(try await city.waiting())
        for (name, hostile) in expected {
            switch hostile.verdict {
            case .waits: #expect(waiting.contains(name) && found[name] == nil, "\(hostile)")
            case .quarantined(let code, _): #expect(found[name] == "QUARANTINED \(code)", "\(hostile)")
            case .applied: #expect(found[name] == "APPLIED ", "\(hostile)")
            }
        }
        try await city.checkRows(expected.values.filter { if case .applied = $0.verdict { true } else { false } }.count, HostileCorpus.cases)
        #expect(try city.outside() == before)
        let reconciliation = try await city.reconcile()
        #expect(reconciliation.faults == [])
        // A second look changes nothing: what waits still waits, and nothing is taken twice.
        #expect(try await city.drain().files.isEmpty)
    }
}
