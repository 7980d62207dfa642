import Foundation
import Programme
import Records
import Rules
import Testing

/// The shipped workday file ends with 2026: nothing that needs a working day of 2027 is guessed.
@Suite("A year without workdays")
struct UnknownYearTests {
    private func shipped() throws -> Workdays {
        try Workdays(csv: try String(contentsOf: packageRoot.appending(path: "config/workdays.csv"), encoding: .utf8))
    }

    /// A claim of Christmas 2026, whose ten working days reach into January.
    private func december() -> CaseBuilder {
        var builder = CaseBuilder(bare: ())
        builder.addApplication("410305-A1", at: "2026-12-25T09:00:00+08:00")
        return builder
    }

    private func state(_ horizon: Horizon) throws -> Decision.State? {
        try december().adjudicated(at: horizon).decision(.application, RecordKey(.application, "410305-A1"))?.state
    }

    @Test("a window that ends in it stays open, however late it is, until every district has spoken")
    func finality() throws {
        let calendar = try shipped()
        for now in ["2027-01-11T00:00:00+08:00", "2027-12-31T00:00:00+08:00", "2030-01-01T00:00:00+08:00"] {
            #expect(try state(Horizon(now: instant(now), workdays: calendar)) == .tentative)
        }
        let spoken = Horizon(
            now: instant("2027-01-11T00:00:00+08:00"),
            allHaveSpokenUntil: instant("2026-12-25T09:00:01+08:00"),
            workdays: calendar
        )
        #expect(try state(spoken) == .final)
    }

    @Test("a window that ends before it closes as always")
    func before() throws {
        var builder = CaseBuilder(bare: ())
        builder.addApplication("410305-A1", at: "2026-12-01T09:00:00+08:00")
        let horizon = Horizon(now: instant("2026-12-16T00:00:00+08:00"), workdays: try shipped())
        #expect(try builder.adjudicated(at: horizon).decisions.allSatisfy { $0.state == .final })
    }

    @Test("no question about it is answered")
    func questions() throws {
        let calendar = try shipped()
        let last = try #require(calendar.lastDay)
        #expect(last == Day.last(of: 2026))
        #expect(calendar.isWorking(last.adding(days: 1)) == nil)
        #expect(calendar.day(1, after: last) == nil && calendar.day(5, after: last.adding(days: -3)) == nil)
        #expect(calendar.count(after: last.adding(days: -1), through: last.adding(days: 1)) == nil)
        #expect(calendar.isWorking(Day(2023, 12, 31)!) == nil)
    }

    @Test("the alarm begins when sixty days of workdays are left, and says what to do")
    func alarm() throws {
        let calendar = try shipped()
        #expect(calendar.shortage(on: Day(2026, 11, 1)!) == nil)
        let told = try #require(calendar.shortage(on: Day(2026, 11, 2)!))
        #expect(told.contains("2026-12-31") && told.contains("workdays.csv") && told.contains("工作日"))
        #expect(calendar.shortage(on: Day(2027, 2, 1)!) != nil)
        #expect(Workdays([:]).shortage(on: Day(2026, 1, 1)!) != nil)
    }
}
