import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("Acts that met a state which did not allow them")
struct HeldActTests {
    @Test("a round that a missing batch held back is told when the batch has come, though no decision came with it (Art. 6)")
    func gap() async throws {
        let city = try await TestCity.withRegisters()
        let missing = try city.pack(city.next(TestCity.jianxi, at: "2026-01-07T10:00:00+08:00"))
        try city.send(city.next(TestCity.jianxi, at: "2026-01-08T10:00:00+08:00"))
        try city.send(city.next(.centre, at: "2026-01-08T11:00:00+08:00", ["round": Rows.round("2025-R1", cutOff: "2026-01-08T00:00:00+08:00")]))
        try await city.drain(at: "2026-01-08T12:00:00+08:00")
        #expect(try await city.receipts(.centre) == ["round:2": "HELD ART06-ORDER"])
        try city.drop(missing)
        try await city.drain(at: "2026-01-08T13:00:00+08:00")
        #expect(try await city.receipts(.centre) == ["round:2": "ACCEPTED"])
        #expect(try await city.centre().store.read { try $0.cutOffRound("2025-R1") } != nil)
    }
}
