/// A moment in whole seconds, read and written at Luoyang's offset (+08:00).
///
/// China has had no summer time since 1991, so the offset is fixed and no zone file is needed.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64

    /// Seconds that Asia/Shanghai is ahead of UTC.
    public static let offset: Int64 = 8 * 3600

    /// The moment `seconds` after 1970-01-01T00:00:00Z.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Midnight at the start of a day in Luoyang.
    public init(startOf day: Day) {
        seconds = Int64(day.ordinal) * 86_400 - Instant.offset
    }

    /// Reads RFC 3339 with an offset; a fraction of a second is dropped. Without an offset the moment is unknown, and the result is `nil`.
    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    // Not generic, as for a day.
    public init?(_ text: String) {
        var text = text
        if let seconds = text.withUTF8(Instant.written) {
            self.seconds = seconds
            return
        }
        let bytes = Array(text.utf8)
        guard let (local, rest) = Instant.local(bytes), let zone = Instant.zone(rest) else { return nil }
        seconds = local - zone
        // Near the ends of the calendar the moment may have no date in Luoyang that could be written again.
        guard (1...9999).contains(day.year) else { return nil }
    }

    /// Reads RFC 3339 without an offset as a moment in Luoyang: for places where the reader, not the writer, fixes the zone.
    public init?(localTime text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let (local, rest) = Instant.local(bytes), rest.isEmpty else { return nil }
        seconds = local - Instant.offset
    }

    /// The day in Luoyang on which the moment falls.
    public var day: Day {
        Day(ordinal: Int((seconds + Instant.offset).flooredDivision(by: 86_400)))
    }

    /// `2026-03-02T09:30:00+08:00`.
    public var description: String {
        let day = day
        let time = Int((seconds + Instant.offset) - Int64(day.ordinal) * 86_400)
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        guard (0...9999).contains(day.year) else { return "\(day)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))+08:00" }
        return String(unsafeUninitializedCapacity: 25) { bytes in
            day.write(to: bytes)
            bytes[10] = UInt8(ascii: "T")
            Day.write(hour, 2, to: bytes, at: 11)
            bytes[13] = UInt8(ascii: ":")
            Day.write(minute, 2, to: bytes, at: 14)
            bytes[16] = UInt8(ascii: ":")
            Day.write(second, 2, to: bytes, at: 17)
            for (position, byte) in zip(19..., "+08:00".utf8) { bytes[position] = byte }
            return 25
        }
    }

    /// The moment `seconds` later, or earlier where negative.
    public func adding(seconds: Int64) -> Instant { Instant(seconds: self.seconds + seconds) }

    public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

    /// Reads what ``description`` writes, which is nearly everything that is ever read; `nil` for anything else.
    private static func written(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count == 25, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            bytes[19] == UInt8(ascii: "+"), bytes[20] == UInt8(ascii: "0"), bytes[21] == UInt8(ascii: "8"), bytes[22] == UInt8(ascii: ":"),
            bytes[23] == UInt8(ascii: "0"), bytes[24] == UInt8(ascii: "0"), let day = Day.written(UnsafeBufferPointer(rebasing: bytes[..<10])),
            let hour = Day.number(bytes, 11, 2), hour < 24, let minute = Day.number(bytes, 14, 2), minute < 60,
            let second = Day.number(bytes, 17, 2), second < 60
        else { return nil }
        return Int64(day.ordinal) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - offset
    }

    private static func local(_ bytes: [UInt8]) -> (Int64, ArraySlice<UInt8>)? {
        guard bytes.count >= 19, let day = Day(String(decoding: bytes[0..<10], as: UTF8.self)) else { return nil }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " ") else { return nil }
        guard bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":") else { return nil }
        guard let hour = Day.number(bytes[11..<13]), let minute = Day.number(bytes[14..<16]), let second = Day.number(bytes[17..<19]) else {
            return nil
        }
        // A leap second counts as the second before it.
        guard hour < 24, minute < 60, second <= 60 else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        return (Int64(day.ordinal) * 86_400 + Int64(hour * 3600 + minute * 60 + min(second, 59)), rest)
    }

    private static func zone(_ bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.count == 1, bytes.first == UInt8(ascii: "Z") || bytes.first == UInt8(ascii: "z") { return 0 }
        let zone = Array(bytes)
        guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = Day.number(zone[1..<3]), let minutes = Day.number(zone[4..<6]) else {
            return nil
        }
        guard hours < 24, minutes < 60 else { return nil }
        let magnitude = Int64(hours * 3600 + minutes * 60)
        switch zone[0] {
        case UInt8(ascii: "+"): return magnitude
        case UInt8(ascii: "-"): return -magnitude
        default: return nil
        }
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an instant such as 2026-03-02T09:30:00+08:00")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
