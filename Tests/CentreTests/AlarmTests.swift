import Programme
import Records
import TestSupport
import Testing

@testable import Centre

@Suite("Dates that somebody must act on")
struct AlarmTests {
    private func alarms(_ city: TestCity, _ instant: String, _ kind: Alarm.Kind) async throws -> [Alarm] {
        try await city.centre().firstAlarms(100, at: Instant(instant)!).alarms.filter { $0.kind == kind }
    }

    private func withVoucher(_ tables: [String: String] = [:]) async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        if !tables.isEmpty { try city.send(city.next(.centre, at: "2025-03-03T10:00:00+08:00", tables)) }
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        return city
    }

    @Test("the workday file and the regulation's term are told sixty days before they end")
    func ends() async throws {
        let city = try TestCity()
        #expect(try await alarms(city, "2026-11-01T09:00:00+08:00", .workdays).isEmpty)
        #expect(try await alarms(city, "2026-11-02T09:00:00+08:00", .workdays).count == 1)
        #expect(try await alarms(city, "2026-10-31T09:00:00+08:00", .programme).isEmpty)
        let term = try await alarms(city, "2026-11-02T09:00:00+08:00", .programme)
        #expect(term.map(\.due) == [Day("2026-12-31")])
        #expect(term.allSatisfy { !$0.isOverdue })
        #expect(try await alarms(city, "2027-01-01T00:00:00+08:00", .programme).allSatisfy(\.isOverdue))
    }

    @Test("a certificate on which a voucher rests is told thirty days before it ends")
    func certificate() async throws {
        let certificate = """
            id,uscc,name,cert_no,issued_on,valid_to
            410300-H1,\(Rows.firm),洛阳试样轴承有限公司,GR202241000123,2022-05-01,2025-04-30
            410300-H2,\(Rows.other),洛阳示例机器人有限公司,GR202241000124,2022-05-01,2025-04-30

            """
        let city = try await withVoucher(["reg_hte": certificate])
        #expect(try await alarms(city, "2025-03-30T09:00:00+08:00", .certificate).isEmpty)
        let told = try await alarms(city, "2025-03-31T09:00:00+08:00", .certificate)
        #expect(told.map(\.subject) == ["reg_hte \(Rows.firm)"], "whoever holds no voucher is no matter")
        #expect(try await alarms(city, "2025-05-01T09:00:00+08:00", .certificate).isEmpty)
    }

    @Test("a year without its annual round is told in March, and called overdue in April")
    func annualRound() async throws {
        let city = try await withVoucher()
        #expect(try await alarms(city, "2026-02-28T09:00:00+08:00", .annualRound).isEmpty)
        #expect(try await alarms(city, "2026-03-01T09:00:00+08:00", .annualRound).map(\.isOverdue) == [false])
        #expect(try await alarms(city, "2026-04-01T09:00:00+08:00", .annualRound).map(\.isOverdue) == [true])
    }

    @Test("a claim on hold is told the day before its deadline and after it, and a supplement too")
    func waits() async throws {
        let city = try await TestCity.withRegisters()
        var tables = Rows.firstApplication
        tables["application"] = Rows.application(amount: "")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", tables))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        // Fifteen working days after Monday 3 March 2025 end on Monday the 24th.
        #expect(try await alarms(city, "2025-03-20T09:00:00+08:00", .supplement).isEmpty)
        #expect(try await alarms(city, "2025-03-21T09:00:00+08:00", .supplement).map(\.isOverdue) == [false])
        #expect(try await alarms(city, "2025-03-25T09:00:00+08:00", .supplement).map(\.isOverdue) == [true])
    }
}
