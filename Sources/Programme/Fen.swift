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
        self.init(parsing: String(text))
    }

    // Not generic, as for a day.
    public init?(parsing text: String) {
        var text = text
        guard let amount = text.withUTF8(Fen.written) else { return nil }
        self.amount = amount
    }

    /// Yuan with two places and no separators, as the exchange format writes them: `1234.50`.
    public var yuan: String {
        let magnitude = amount.magnitude
        let cents = magnitude % 100
        return (amount < 0 ? "-" : "") + String(magnitude / 100) + (cents < 10 ? ".0" : ".") + String(cents)
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

    private static func written(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        var rest = bytes[(isNegative ? 1 : 0)...]
        guard let whole = wholeYuan(&rest) else { return nil }
        var cents: Int64 = 0
        if rest.popFirst() != nil {
            guard (1...2).contains(rest.count), let fraction = digits(rest) else { return nil }
            cents = rest.count == 1 ? fraction * 10 : fraction
        }
        let magnitude = whole * 100 + cents
        return isNegative ? -magnitude : magnitude
    }

    /// Takes the digits and commas up to the point: the first comma after one to three digits, the others after three each.
    private static func wholeYuan(_ bytes: inout Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        var sinceComma = 0
        var hasComma = false
        while let byte = bytes.first, byte != UInt8(ascii: ".") {
            bytes.removeFirst()
            if byte == UInt8(ascii: ",") {
                guard hasComma ? sinceComma == 3 : (1...3).contains(sinceComma) else { return nil }
                hasComma = true
                sinceComma = 0
            } else {
                guard byte >= 0x30, byte <= 0x39, digits < 12 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
                digits += 1
                sinceComma += 1
            }
        }
        return digits > 0 && (!hasComma || sinceComma == 3) ? value : nil
    }

    private static func digits(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }
}

extension Sequence where Element == Fen {
    /// The sum of the amounts.
    public func sum() -> Fen { reduce(.zero, +) }
}
