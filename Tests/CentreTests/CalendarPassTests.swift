import Foundation
import Logging
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
            #expect(try await city.rebuild().check().differences == [])
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
            #expect(try await city.rebuild().check().differences == [])
            if next == CalendarPassTests.newYear { #expect(try await city.export() == whole.export()) }
            #expect(try await city.centre().store.read { try $0.first(of: .due).isEmpty })
        }
    }

    @Test(
        "what the closing of a year ends is ended before anything that came later is read, also where the pass that closed it was cut off",
        arguments: [false, true]
    )
    func closing(isCutOffWithFilesLeft: Bool) async throws {
        let whole = try await closedCity(casesPerDrain: 1_000)
        let cutOff = try await closedCity(casesPerDrain: 1)
        try await whole.drain(at: "2026-01-07T09:00:00+08:00")
        try await cutOff.centre().partialDrain(at: "2026-01-07T09:00:00+08:00", isFollowed: isCutOffWithFilesLeft)
        #expect(try await cutOff.centre().hasUnfinishedPass())
        let state = try await cutOff.centre().store.read { try $0.currentDecisions() }.first {
            $0.decision.kind == .void && $0.decision.party == Rows.firm
        }
        #expect(state?.decision.state != .final)
        for city in [whole, cutOff] {
            try city.send(city.next(TestCity.jianxi, at: "2026-01-07T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
            try await city.drain(at: "2026-01-08T09:00:00+08:00")
            #expect(try await city.receipts(TestCity.jianxi)["claim:2"] == "HELD ART24-VOID")
            #expect(try await city.reconcile().faults == [])
            #expect(try await city.rebuild().check().differences == [])
        }
        #expect(try await !cutOff.centre().hasUnfinishedPass())
        #expect(try await voids(cutOff).reduce(0, +) == 3)
    }

    @Test("a rehearsal of the closing of a year shows all that it ends")
    func rehearsal() async throws {
        let city = try await closedCity(casesPerDrain: 1)
        let batches = try FileManager.default.contentsOfDirectory(atPath: city.root.inbox).filter { $0.hasSuffix(".zip") }.map {
            "\(city.root.inbox)/\($0)"
        }
        let contents = try await city.centre().preview(batches, at: Instant("2026-01-07T09:00:00+08:00")!).contents
        let ended = contents.filter { $0.office == TestCity.jianxi }.flatMap(\.decisions).map(\.decision).filter {
            $0.kind == .void && $0.state == .final
        }
        #expect(ended.count == 3)
    }

    @Test("a program that is to end does so after the drain that it is at, and goes on where it stopped")
    func stopping() async throws {
        let city = try await city(casesPerDrain: 1)
        try city.send(city.next(TestCity.luolong, at: "2026-01-04T18:00:00+08:00", ["party": Rows.party(Rows.other, name: "洛阳示例机器人有限公司")]))
        let last = try await city.centre().store.read { try $0.lastDrain() }
        let intake = try Intake(try await city.centre(), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let stopped = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await intake.drain(at: Instant(CalendarPassTests.newYear)!).report.drain
        }
        #expect(try await stopped.value == 0)
        try await city.drain(at: CalendarPassTests.newYear)
        #expect(try await voids(city) == [1, 1, 1])
        #expect(try await city.centre().store.read { try $0.lastDrain() } == last + 3)
        #expect(try await city.reconcile().faults == [])
    }

    /// The same city once the vouchers' year is over, with every district's word that it has nothing more to say of it in the inbox.
    private func closedCity(casesPerDrain: Int) async throws -> TestCity {
        let city = try await city(casesPerDrain: casesPerDrain)
        // Its application waits for its project; it comes before the others.
        let waiting = Rows.application("410305-A9", party: Rows.provider).replacing("410305-P1", with: "410305-P9")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party(Rows.provider), "application": waiting]))
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        try await city.drain(at: CalendarPassTests.newYear)
        for office in [TestCity.jianxi, TestCity.luolong, TestCity.gaoxin] {
            var batch = city.next(office, at: "2026-01-06T18:00:00+08:00")
            batch.closingYear = 2025
            try city.send(batch)
        }
        return city
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
        let offices = [(OfficeCode.centre, "centre")] + [TestCity.jianxi, TestCity.luolong, TestCity.gaoxin].map { ($0, "district") }
        let entries = offices.map { "  - {code: \"\($0)\", name: 单位\($0), role: \($1), active: true, since: \"2020-01-01T00:00:00+08:00\"}\n" }
        try ("offices:\n" + entries.joined()).write(toFile: city.root.config + "/offices.yaml", atomically: true, encoding: .utf8)
        let parties = zip([1, 2, 3], [(Rows.firm, "洛阳试样轴承有限公司"), (Rows.other, "洛阳示例机器人有限公司"), (Rows.platform, "洛阳样本共享平台")])
        let register = parties.map { "410300-S1\($0),\($1.0),\($1.1),20254103050A00013\($0),2025-01-10" }
        try city.send(
            city.next(
                .centre,
                at: "2025-03-03T17:00:00+08:00",
                ["reg_sme": "id,uscc,name,reg_no,announced_on\n\(register.joined(separator: "\n"))\n"]
            )
        )
        for (number, (party, name)) in parties {
            let project = "410305-P\(number)"
            let tables = [
                "party": Rows.party(party, name: name).replacing("A000123", with: "A00013\(number)"),
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
