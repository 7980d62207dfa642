/// A calendar day of the Gregorian calendar, as the regulation counts days: no time, no zone.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let ordinal: Int

    /// The day `ordinal` days after 1970-01-01.
    public init(ordinal: Int) {
        self.ordinal = ordinal
    }

    /// The day of that year, month and day of the month, or `nil` if the calendar has none.
    public init?(_ year: Int, _ month: Int, _ day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, in: year) else { return nil }
        self.init(ordinal: Day.ordinal(year, month, day))
    }

    /// Reads `2026-03-02` exactly; other spellings are the business of the CSV reader.
    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    // What other modules call must not be generic: they would run it unspecialized, many times slower.
    public init?(_ text: String) {
        var text = text
        guard let day = text.withUTF8(Day.written) else { return nil }
        self = day
    }

    /// The day that ten bytes say.
    static func written(_ bytes: UnsafeBufferPointer<UInt8>) -> Day? {
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let year = number(bytes, 0, 4),
            let month = number(bytes, 5, 2), let day = number(bytes, 8, 2)
        else { return nil }
        return Day(year, month, day)
    }

    public var year: Int { civil.year }
    public var month: Int { civil.month }
    public var dayOfMonth: Int { civil.day }

    /// `2026-03-02`.
    public var description: String {
        let year = year
        // No day that can be written in a file has another year.
        guard (0...9999).contains(year) else { return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))" }
        return String(unsafeUninitializedCapacity: 10) { bytes in
            write(to: bytes)
            return 10
        }
    }

    /// Writes ``description`` of a year of four digits.
    func write(to bytes: UnsafeMutableBufferPointer<UInt8>) {
        let (year, month, day) = civil
        Day.write(year, 4, to: bytes, at: 0)
        bytes[4] = UInt8(ascii: "-")
        Day.write(month, 2, to: bytes, at: 5)
        bytes[7] = UInt8(ascii: "-")
        Day.write(day, 2, to: bytes, at: 8)
    }

    /// The first day of a year.
    public static func first(of year: Int) -> Day { Day(ordinal: ordinal(year, 1, 1)) }

    /// The last day of a year.
    public static func last(of year: Int) -> Day { Day(ordinal: ordinal(year, 12, 31)) }

    /// The day `days` later, or earlier where negative.
    public func adding(days: Int) -> Day { Day(ordinal: ordinal + days) }

    /// The same day `years` later; 29 February becomes 28 February where the year has none.
    public func adding(years: Int) -> Day {
        let (year, month, day) = civil
        return Day(ordinal: Day.ordinal(year + years, month, min(day, Day.length(ofMonth: month, in: year + years))))
    }

    public static func < (left: Day, right: Day) -> Bool { left.ordinal < right.ordinal }

    static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBufferPointer { $0.isEmpty ? nil : number($0, 0, $0.count) }
    }

    /// The number that some of the bytes say; `nil` where one is no digit.
    static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for byte in bytes[start..<start + count] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// Writes a number of no more than so many digits, with the zeros that lead it.
    static func write(_ number: Int, _ digits: Int, to bytes: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        var rest = number
        for position in (start..<start + digits).reversed() {
            bytes[position] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Howard Hinnant's `days_from_civil`: eras of 400 years that begin on 1 March, so that the leap day ends a year.
    private static func ordinal(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = ordinal + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Day: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a date such as 2026-03-02")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
