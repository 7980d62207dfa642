import Programme
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("A pass of several drains decides once, at its end")
struct PassTests {
    private static let sentAt = "2025-03-03T18:00:00+08:00"
    private static let takenAt = "2025-03-04T09:00:00+08:00"

    @Test("a drain that is followed takes and merges, and leaves what it concerns to the end of the pass")
    func followed() async throws {
        let city = try await cutOff()
        let store = try await city.centre().store
        #expect(try store.read { try $0.postponedCases().map(\.party) } == [Rows.firm])
        #expect(try store.read { try $0.currentDecisions().isEmpty })
        #expect(try await city.receipts(TestCity.jianxi)["application:2"] == "ACCEPTED")
    }

    @Test("a pass that was cut off after its first drain is ended by the next one, which finds no file")
    func ended() async throws {
        let whole = try await TestCity.withRegisters()
        try whole.send(whole.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        try await whole.drain(at: PassTests.takenAt)
        let city = try await cutOff()
        try await city.drain(at: PassTests.takenAt)
        #expect(try await city.centre().store.read { try !$0.hasPostponedCases() && !$0.currentDecisions().isEmpty })
        #expect(try await city.export() == whole.export())
        #expect(try await city.reconcile().faults == [])
    }

    /// A city with an application, whose centre went down between the first drain of a pass and the next.
    private func cutOff() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: PassTests.sentAt, Rows.firstApplication))
        let centre = try await city.centre()
        let taking = TakingFolder(centre.root, lastClaim: try centre.store.read { try $0.lastClaim() })
        guard case .found(let listing) = Inbox(centre.root, offices: centre.configuration.offices.codes).look() else {
            throw Missing(description: "the inbox is away")
        }
        let files = try listing.candidates.map { try taking.claim($0, leaving: false) }
        _ = try centre.drain(files, at: Instant(PassTests.takenAt)!, isFollowed: true)
        return city
    }
}
