import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

/// A daemon that was down over a deadline decides what it would have decided awake.
@Suite("A deadline that passed while the daemon slept")
struct SleptOverTests {
    /// A city with an approved application, whose claim comes on 20 January: the tenth working day of 2026 was the 19th.
    private func city(awake: Bool) async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try await city.drain(at: "2025-04-04T09:00:00+08:00")
        if awake { for day in 1...20 { try await city.drain(at: "2026-01-\(day < 10 ? "0" : "")\(day)T00:00:00+08:00") } }
        try city.send(city.next(TestCity.jianxi, at: "2026-01-19T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2026-01-20T09:00:00+08:00")
        return city
    }

    @Test("has passed, whatever comes with the drain that notices it")
    func voucherYear() async throws {
        let awake = try await city(awake: true)
        let asleep = try await city(awake: false)
        func decisions(_ city: TestCity) async throws -> [Decision] {
            try await city.centre().store.read { try $0.currentDecisions().map(\.decision) }
        }
        let told = try await decisions(asleep)
        #expect(told.first { $0.kind == .void }?.outcome == .final)
        #expect(told.first { $0.kind == .initialReview }?.against == ["ART24-VOID"])
        #expect(try await decisions(awake) == told)
    }
}

extension Decision {
    fileprivate var against: [String] { findings.filter { [.reject, .return, .hold].contains($0.effect) }.map(\.rule) }
}
