import Programme
import Testing

@Suite("Instants")
struct InstantTests {
    @Test(
        "RFC 3339 is read at any offset and written at Luoyang's",
        arguments: [
            ("2026-03-02T09:30:00+08:00", "2026-03-02T09:30:00+08:00"), ("2026-03-02T01:30:00Z", "2026-03-02T09:30:00+08:00"),
            ("2025-12-31T16:00:00z", "2026-01-01T00:00:00+08:00"), ("2025-12-31t23:59:59.999999999-05:30", "2026-01-01T13:29:59+08:00"),
            ("2026-03-02 09:30:00+08:00", "2026-03-02T09:30:00+08:00"), ("2016-12-31T23:59:60Z", "2017-01-01T07:59:59+08:00"),
            ("1969-12-31T23:59:59Z", "1970-01-01T07:59:59+08:00"), ("1900-01-01T00:00:00+08:00", "1900-01-01T00:00:00+08:00"),
        ]
    )
    func reads(_ text: String, _ written: String) {
        #expect(Instant(text)?.description == written)
        #expect(Instant(written)?.description == written)
    }

    @Test(
        "without an offset the moment is unknown, and a broken one is none",
        arguments: [
            "2026-03-02T09:30:00", "2026-03-02", "2026-03-02T09:30+08:00", "2026-03-02T24:00:00Z", "2026-03-02T09:60:00Z", "2026-03-02T09:30:61Z",
            "2026-02-30T09:30:00Z", "2026-03-02T09:30:00+0800", "2026-03-02T09:30:00+08", "2026-03-02T09:30:00.Z", "2026-03-02T09:30:00Zx",
            "2026-03-02T09:30:00+24:00", "2026-03-02T9:30:00Z", "",
        ]
    )
    func refuses(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("a local time is Luoyang's where the reader fixes the zone, and has no offset")
    func local() {
        #expect(Instant(localTime: "2026-03-02T09:30:00") == Instant("2026-03-02T09:30:00+08:00"))
        #expect(Instant(localTime: "2026-03-02T09:30:00Z") == nil)
    }

    @Test("a day begins at midnight in Luoyang")
    func day() throws {
        let midnight = Instant(startOf: try #require(Day("2026-01-01")))
        #expect(midnight.description == "2026-01-01T00:00:00+08:00")
        #expect(midnight.day.description == "2026-01-01")
        #expect(midnight.adding(seconds: -1).day.description == "2025-12-31")
        #expect(midnight.adding(seconds: 86_399).day == midnight.day)
        #expect(Instant(seconds: -1).day.description == "1970-01-01")
        #expect(Instant(seconds: -8 * 3600 - 1).day.description == "1969-12-31")
    }
}

@Suite("The ends of the calendar")
struct InstantRangeTests {
    @Test(
        "a moment that has no date in Luoyang between the years 1 and 9999 is none",
        arguments: ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-12-31T16:00:00Z"]
    )
    func outside(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("the last moment of the calendar is read and written")
    func last() {
        #expect(Instant("9999-12-31T15:59:59Z")?.description == "9999-12-31T23:59:59+08:00")
    }
}
