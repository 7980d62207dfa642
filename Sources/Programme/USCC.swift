/// The unified social credit code (统一社会信用代码) of a legal person, as GB 32100-2015 defines it.
///
/// Eighteen characters of a 31-letter alphabet, the last a check character; upper case.
public struct USCC: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let description: String

    /// Reads a code of eighteen characters whose check character is right; lower-case letters are raised.
    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    // Not generic, as for a day.
    public init?(_ text: String) {
        // Nearly all come in capitals.
        if USCC.holds(text) {
            description = text
        } else {
            description = text.uppercased()
            guard USCC.holds(description) else { return nil }
        }
    }

    /// Whether eighteen capitals and digits end in the right check character.
    private static func holds(_ text: String) -> Bool {
        guard text.utf8.count == 18 else { return false }
        var sum = 0
        for (byte, weight) in zip(text.utf8, weights) {
            guard let value = values[Int(byte)] else { return false }
            sum += value * weight
        }
        // The check character makes up for the remainder of the others.
        return sum % 31 == 0
    }

    /// The check character for the first seventeen characters, or `nil` where they are not of the alphabet.
    public static func checkCharacter(for seventeen: String) -> Character? {
        let values = seventeen.utf8.compactMap { USCC.values[Int($0)] }
        guard seventeen.utf8.count == 17, values.count == 17 else { return nil }
        return Character(UnicodeScalar(alphabet[checkValue(values)]))
    }

    /// Whether characters 9 to 17 are a well-checked organisation code (GB 11714-1997). Real codes exist that are not: a warning at most.
    public var organisationCodeHolds: Bool {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let part = Array(description.utf8)[8..<17]
        var sum = 0
        for (byte, weight) in zip(part, weights) {
            let value = (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : Int(byte) - 0x41 + 10
            sum += value * weight
        }
        let check = (11 - sum % 11) % 11
        return part.last == (check == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + UInt8(check))
    }

    public static func < (left: USCC, right: USCC) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    /// Of the eighteen characters, the check character last.
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]

    /// What each byte stands for.
    private static let values: [Int?] = (0...UInt8.max).map { alphabet.firstIndex(of: $0) }

    private static func checkValue(_ values: [Int]) -> Int {
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return (31 - sum % 31) % 31
    }
}
