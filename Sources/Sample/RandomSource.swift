/// A seeded source of chance (SplitMix64): the same seed gives the same numbers on every machine and with every version of Swift.
///
/// Nothing here calls the standard library's `random(in:using:)`, whose way from bits to numbers is no promise, nor the C library's
/// mathematics, whose last bits differ from machine to machine.
public struct RandomSource: Sendable {
    private var state: UInt64

    /// - Parameter purpose: sources of one seed but different purposes are independent, so that a change to one part of the world leaves
    ///   the others as they were.
    public init(seed: UInt64, purpose: String = "") {
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ hash
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of the range, each as likely as the others.
    public mutating func integer(_ range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
    }

    /// True this many times in ten thousand.
    public mutating func chance(_ perTenThousand: Int) -> Bool {
        integer(1...10_000) <= perTenThousand
    }

    /// One of the elements, of which there is at least one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[integer(0...(elements.count - 1))]
    }

    /// One of the elements, in proportion to its weight.
    public mutating func pick<Element>(_ elements: [(Element, weight: Int)]) -> Element {
        var left = integer(1...elements.reduce(0) { $0 + $1.weight })
        for (element, weight) in elements {
            left -= weight
            if left <= 0 { return element }
        }
        return elements[elements.count - 1].0
    }

    /// That many decimal digits.
    mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(integer(0...9)) }.joined()
    }

    /// That many bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
    }

    /// That many bytes, eight of each number drawn.
    mutating func words(_ count: Int) -> [UInt8] {
        var words = (0..<(count + 7) / 8).map { _ in next().littleEndian }
        return words.withUnsafeMutableBytes { Array($0.prefix(count)) }
    }

    /// A value whose logarithm is normal about the median's, with this spread.
    mutating func logNormal(median: Double, sigma: Double) -> Double {
        // The sum of twelve even numbers less six is normal enough for a city, and needs no logarithm.
        var sum = -6.0
        for _ in 0..<12 { sum += Double(next() >> 11) / 9_007_199_254_740_992 }
        return median * RandomSource.exponential(sigma * sum)
    }

    /// Puts the elements in another order, each as likely as the others.
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        for index in elements.indices.dropLast() { elements.swapAt(index, integer(index...(elements.count - 1))) }
    }

    private static func exponential(_ power: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        let eighth = power / 8
        for index in 1...24 {
            term *= eighth / Double(index)
            sum += term
        }
        let square = sum * sum
        return square * square * square * square
    }
}
