import Foundation
import Programme
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What the calendar moves at once is decided in drains of bounded size")
struct CalendarPassTests {
    private static let newYear = "2026-01-05T09:00:00+08:00"

    @Test("it comes out as in one drain, and before anything new is read")
    func divided() async throws {
        let whole = try await city(casesPerDrain: 1_000)
        let divided = try await city(casesPerDrain: 1)
        for city in [whole, divided] {
            try city.send(city.next(TestCity.luolong, at: "2026-01-04T18:00:00+08:00", ["party": Rows.party(Rows.other, name: "洛阳示例机器人有限公司")]))
            try await city.drain(at: CalendarPassTests.newYear)
            #expect(try await city.reconcile().faults == [])
        }
        #expect(try await divided.export() == whole.export())
        #expect(try await voids(whole) == [3])
        #expect(try await voids(divided) == [1, 1, 1])
        // The batch came with the last of them.
        let store = try await divided.centre().store
        let batch = try #require(try store.read { try $0.takenBatch(BatchIdentity(office: TestCity.luolong, epoch: 1, sequence: 1)) })
        #expect(try store.read { try $0.drain(ofBatch: batch.id) == $0.lastDrain() })
    }

    @Test("it goes on after a crash where it stopped, on the same day and on the next")
    func interrupted() async throws {
        let whole = try await city(casesPerDrain: 1_000)
        try await whole.drain(at: CalendarPassTests.newYear)
        for next in [CalendarPassTests.newYear, "2026-01-06T09:00:00+08:00"] {
            let city = try await city(casesPerDrain: 1)
            let first = try #require(try await city.centre().passTime(at: Instant(CalendarPassTests.newYear)!))
            #expect(first.drain > 0)
            #expect(try await voids(city) == [1])
            try await city.drain(at: next)
            #expect(try await voids(city) == [1, 1, 1])
            #expect(try await city.reconcile().faults == [])
            if next == CalendarPassTests.newYear { #expect(try await city.export() == whole.export()) }
            #expect(try await city.centre().store.read { try $0.first(of: .due).isEmpty })
        }
    }

    @Test("where nothing is due no drain takes place")
    func nothing() async throws {
        let city = try await city(casesPerDrain: 1)
        try await city.drain(at: CalendarPassTests.newYear)
        let last = try await city.centre().store.read { try $0.lastDrain() }
        #expect(try await city.centre().passTime(at: Instant(CalendarPassTests.newYear)!) == nil)
        try await city.drain(at: CalendarPassTests.newYear)
        #expect(try await city.centre().store.read { try $0.lastDrain() } == last)
    }

    /// A city in which three parties have a voucher of 2025.
    private func city(casesPerDrain: Int) async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        let settings = "intake: {minimum_free_bytes: 0}\nfinality: {cases_per_drain: \(casesPerDrain)}\n"
        try settings.write(toFile: city.root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
        let parties = [Rows.firm, Rows.other, Rows.platform].enumerated()
        let register = parties.map { "410300-S1\($0),\($1),洛阳示例\($0)科技有限公司,20254103050A00013\($0),2025-01-10" }
        try city.send(
            city.next(
                .centre,
                at: "2025-03-03T17:00:00+08:00",
                ["reg_sme": "id,uscc,name,reg_no,announced_on\n\(register.joined(separator: "\n"))\n"]
            )
        )
        for (number, party) in parties {
            let project = "410305-P\(number)"
            let tables = [
                "party": Rows.party(party, name: "洛阳示例\(number)科技有限公司").replacing("A000123", with: "A00013\(number)"),
                "project": Rows.project(project, party: party),
                "application": Rows.application("410305-A\(number)", party: party).replacing("410305-P1", with: project),
            ]
            try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:0\(number):00+08:00", tables))
        }
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        return city
    }

    /// How many vouchers each drain voided.
    private func voids(_ city: TestCity) async throws -> [Int] {
        let voids = try await city.centre().store.read { try $0.currentDecisions() }.filter { $0.decision.kind == .void }
        return Dictionary(grouping: voids, by: \.drain).sorted { $0.key < $1.key }.map(\.value.count)
    }
}
