import Bags
import Centre
import Foundation
import Programme
import TestSupport
import Testing

@Suite("A clock that is set while the daemon runs", .enabled(if: Program.folder != nil, "voucherd was not built"))
struct ClockTests {
    @Test("what comes in is taken whatever the clock says, the log says that it was set back, and archive and journal replay to the same store")
    func backAndForward() async throws {
        let city = try await TestCity.withRegisters()
        let folder = try TemporaryFolder()
        let rules = try FaultRules(in: folder)
        func set(_ instant: String) throws { try rules.set(["now \(Instant(instant)!.seconds)"]) }
        try set("2025-03-04T09:00:00+08:00")
        let daemon = try await RunningDaemon(city, environment: rules.environment)
        let first = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        try city.send(first)
        try await daemon.takes(first)
        // Back by three weeks, then forward by a season.
        try set("2025-02-10T09:00:00+08:00")
        let second = city.next(TestCity.luolong, at: "2025-03-04T18:00:00+08:00", ["party": Rows.party(mobile: "13900000001")])
        try city.send(second)
        try await daemon.takes(second)
        try await daemon.logs("the clock is behind the last drain")
        try set("2025-06-26T09:00:00+08:00")
        let third = city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles)
        try city.send(third)
        try await daemon.takes(third)
        #expect(daemon.stop() == 0)
        #expect(try city.dealings().suffix(3) == ["410305-1-1 APPLIED", "410311-1-1 APPLIED", "410305-1-2 APPLIED"])
        #expect(try await Standing(city.root).faults == [])
    }

    @Test("a run as of an earlier instant than the last takes what is there, and nothing is lost")
    func asOfEarlier() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        for (instant, status) in [("2025-01-15T09:00:00+08:00", Int32(0)), ("2025-03-04T09:00:00+08:00", 0)] {
            let outcome = try Program.run("run", "--once", "--as-of", instant, "--root", city.root.path)
            #expect(outcome.status == status, "\(outcome.errors)")
        }
        #expect(try city.dealings().suffix(1) == ["410305-1-1 APPLIED"])
        #expect(try await Standing(city.root).faults == [])
    }
}
