/// The order of ids that people and programs count up: runs of digits are compared as numbers, so `L9-2` comes before `L10-1`; everything else
/// by its UTF-8 bytes.
///
/// Total, and the same wherever it is asked: ids that differ in leading zeros only are told apart by their bytes.
public struct IDOrder: Comparable, Hashable, Sendable {
    public let id: String

    public init(_ id: String) { self.id = id }

    public static func < (left: IDOrder, right: IDOrder) -> Bool {
        var (one, other) = (left.id.utf8[...], right.id.utf8[...])
        while let first = one.first, let second = other.first {
            if isDigit(first), isDigit(second) {
                let (number, another) = (takeNumber(&one), takeNumber(&other))
                if number.count != another.count { return number.count < another.count }
                if !number.elementsEqual(another) { return number.lexicographicallyPrecedes(another) }
            } else {
                if first != second { return first < second }
                one.removeFirst()
                other.removeFirst()
            }
        }
        if one.isEmpty != other.isEmpty { return one.isEmpty }
        return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }

    public static func == (left: IDOrder, right: IDOrder) -> Bool { left.id.utf8.elementsEqual(right.id.utf8) }

    public func hash(into hasher: inout Hasher) {
        for byte in id.utf8 { hasher.combine(byte) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// The digits of a number, without the zeros that lead it.
    private static func takeNumber(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = text.prefix(while: isDigit)
        text = text[digits.endIndex...]
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
