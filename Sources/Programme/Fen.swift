/// An amount of money in whole fen (分), the hundredth of a yuan.
///
/// Money is never a floating-point number: amounts are added as integers, and a rate is applied once and rounded down.
///
///     let fee = Fen(parsing: "1,234.50")!   // 123450 fen
///     fee.share(basisPoints: 3000)          // 37035 fen
public struct Fen: Hashable, Comparable, Sendable, Codable {
    /// The amount in fen.
    public var amount: Int64

    /// An amount of `amount` fen.
    public init(_ amount: Int64) {
        self.amount = amount
    }

    public static let zero = Fen(0)

    /// The largest amount that the exchange format can carry: twelve digits of yuan.
    public static let largest = Fen(99_999_999_999_999)

    /// Reads yuan as the exchange format writes them (`-?\d{1,12}(\.\d{1,2})?`), with correctly placed thousands commas allowed.
    ///
    /// Returns `nil` for anything else, among it `1.`, `.5`, `1,23` and three decimals: an amount is never guessed.
    public init?(parsing text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Fen.wholeYuan($0) }) else { return nil }
        var cents: Int64 = 0
        if parts.count == 2 {
            let fraction = parts[1]
            guard (1...2).contains(fraction.count), let value = Fen.digits(fraction) else { return nil }
            cents = fraction.count == 1 ? value * 10 : value
        }
        let magnitude = whole * 100 + cents
        amount = negative ? -magnitude : magnitude
    }

    /// Yuan with two places and no separators, as the exchange format writes them: `1234.50`.
    public var yuan: String {
        let magnitude = amount.magnitude
        let cents = magnitude % 100
        return "\(amount < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// The part that a rate in basis points (hundredths of a percent) gives, rounded down to the fen: public money is never rounded up (Art. 16).
    ///
    /// The amount must not be negative.
    public func share(basisPoints: Int64) -> Fen {
        precondition(amount >= 0 && basisPoints >= 0, "a rate applies to an amount that is not negative")
        let product = amount.multipliedFullWidth(by: basisPoints)
        return Fen((10_000 as Int64).dividingFullWidth(product).quotient)
    }

    public static func < (left: Fen, right: Fen) -> Bool { left.amount < right.amount }
    public static func + (left: Fen, right: Fen) -> Fen { Fen(left.amount + right.amount) }
    public static func - (left: Fen, right: Fen) -> Fen { Fen(left.amount - right.amount) }
    public static func += (left: inout Fen, right: Fen) { left.amount += right.amount }
    public static func -= (left: inout Fen, right: Fen) { left.amount -= right.amount }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    private static func wholeYuan(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let groups = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        if groups.count > 1 {
            guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        }
        let joined = Array(groups.joined())[...]
        guard (1...12).contains(joined.count) else { return nil }
        return digits(joined)
    }
}

extension Sequence where Element == Fen {
    /// The sum of the amounts.
    public func sum() -> Fen { reduce(.zero, +) }
}
