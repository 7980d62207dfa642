import Programme
import Testing

@Suite("Days")
struct DayTests {
    @Test("day 0 is 1 January 1970, and every day of four centuries follows the one before")
    func succession() throws {
        #expect(Day(ordinal: 0).description == "1970-01-01")
        var day = try #require(Day(1800, 1, 1))
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for year in 1800..<2200 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month in 1...12 {
                for dayOfMonth in 1...(lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)) {
                    guard day.year == year, day.month == month, day.dayOfMonth == dayOfMonth, Day(year, month, dayOfMonth) == day else {
                        Issue.record("\(year)-\(month)-\(dayOfMonth) is not \(day)")
                        return
                    }
                    day = day.adding(days: 1)
                }
            }
        }
        #expect(day == Day(2200, 1, 1))
    }

    @Test(
        "a day is read in one spelling",
        arguments: ["2026-3-2", "2026/03/02", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01", "２026-03-02", "2026-03-02 "]
    )
    func strict(_ text: String) {
        #expect(Day(text) == nil)
    }

    @Test("what is written is read as the same day")
    func roundTrip() {
        for ordinal in stride(from: -700_000, to: 2_900_000, by: 997) {
            let day = Day(ordinal: ordinal)
            #expect(Day(day.description) == day)
        }
    }

    @Test("years are added to the date; 29 February becomes 28 where there is none")
    func years() throws {
        let leap = try #require(Day("2024-02-29"))
        #expect(leap.adding(years: 1).description == "2025-02-28")
        #expect(leap.adding(years: 4).description == "2028-02-29")
        #expect(leap.adding(years: -1).description == "2023-02-28")
        #expect(Day.first(of: 2026).description == "2026-01-01")
        #expect(Day.last(of: 2024).description == "2024-12-31")
        #expect(Day.first(of: 2026) > Day.last(of: 2025))
    }
}
