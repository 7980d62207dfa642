import Foundation
import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("A changed programme, before it is put in force")
struct ProgrammeCheckTests {
    private let now = Instant("2025-03-05T09:00:00+08:00")!

    /// The shipped file with some of its text exchanged, as a file of its own.
    private func changed(_ city: TestCity, _ exchange: [String: String]) throws -> ProgrammeFile {
        var text = try String(contentsOfFile: city.root.config + "/programme.yaml", encoding: .utf8)
        for (old, new) in exchange {
            try #require(text.contains(old))
            text = text.replacing(old, with: new)
        }
        let path = city.root.config + "/changed.yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try CentreConfiguration.programme(path)
    }

    private func applied() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        return city
    }

    @Test("the file in force would change nothing")
    func same() async throws {
        let city = try await applied()
        let check = try await city.centre().check(try changed(city, [:]), at: now)
        #expect(check.cases == 1 && check.changes.isEmpty && check.standing.isEmpty)
    }

    @Test("a lower cap and rate change what is tentative, with the amounts and rules, and nothing is written")
    func tentative() async throws {
        let city = try await applied()
        let before = try await city.export()
        let drains = try await city.centre().store.read { try $0.lastDrain() }
        let programme = try changed(city, ["cap: \"100000.00\"": "cap: \"80000.00\"", "SME: 3000": "SME: 2500"])
        let check = try await city.centre().check(programme, at: now)
        #expect(check.standing.isEmpty)
        let told = check.changes.map { change in
            [change.kind.rawValue, change.before?.amount?.yuan ?? "", change.after?.amount?.yuan ?? "", change.rules.joined(separator: " ")]
        }
        #expect(
            told == [
                ["APPLICATION", "100000.00", "80000.00", ""], ["VOUCHER", "100000.00", "80000.00", "ART16-RATE ART17-FACE"],
            ]
        )
        #expect(check.changes.last?.after?.outcome == .reduced)
        #expect(check.difference(of: .voucher) == Fen(-2_000_000) && check.difference(of: .initialReview) == .zero)
        #expect(check.changes.allSatisfy { $0.party == "洛阳试样轴承有限公司" })
        #expect(try await city.export() == before)
        #expect(try await city.centre().store.read { try $0.lastDrain() } == drains)
        #expect(try await city.centre().check(programme, at: now).changes.count == 2)
    }

    @Test("a file that no longer covers the day holds the application, and its voucher would be gone")
    func noVersion() async throws {
        let city = try await applied()
        let programme = try changed(city, ["effective_from: 2024-01-01": "effective_from: 2025-06-01"])
        let check = try await city.centre().check(programme, at: now)
        #expect(check.changes.map { $0.after?.outcome } == [.held, nil])
        #expect(check.changes.first?.rules.contains("ART01-POLICY") == true)
        #expect(check.difference(of: .voucher) == Fen(-10_000_000))
    }

    @Test("what is FINAL stands, and is listed as what the changed file would have made of it")
    func final() async throws {
        let city = try await applied()
        // Ten working days have passed; an empty batch of the centre's opens a drain.
        try city.send(city.next(.centre, at: "2025-04-01T09:00:00+08:00"))
        try await city.drain(at: "2025-04-01T10:00:00+08:00")
        let states = try await city.centre().store.read { try $0.currentDecisions().map(\.decision.state) }
        #expect(states == [.final, .final])
        let programme = try changed(city, ["cap: \"100000.00\"": "cap: \"80000.00\""])
        let check = try await city.centre().check(programme, at: now)
        #expect(check.changes.isEmpty)
        #expect(check.standing.map(\.kind) == [.application, .voucher])
        #expect(check.standing.allSatisfy { $0.before?.amount == Fen(10_000_000) && $0.after?.amount == Fen(8_000_000) })
    }

    @Test("a file that cannot be read is refused with its line and key")
    func unreadable() async throws {
        let city = try await applied()
        #expect {
            _ = try changed(city, ["cap: \"100000.00\"": "cap: \"many\""])
        } throws: { error in
            "\(error)".contains("changed.yaml") && "\(error)".contains("cap")
        }
    }
}
