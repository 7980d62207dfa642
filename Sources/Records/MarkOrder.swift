/// Puts long runs of combining marks into canonical order (UAX #15, section 3.11), which changes nothing that Unicode holds to be different.
///
/// The standard library orders marks by insertion whenever it normalizes, compares or hashes a text, so a cell of 64 KiB of marks in the wrong order
/// would cost it half a second each time. In order, they cost nothing; a run as long as any writing system needs is left as it is.
enum MarkOrder {
    /// The longest run of marks that the Stream-Safe Text Format knows (UAX #15, section 13).
    private static let longestRun = 30

    /// The text, canonically equivalent, in an order that costs no more than linear time to normalize.
    static func applied(to text: String) -> String {
        guard text.utf8.count > 2 * longestRun, hasLongRun(text) else { return text }
        var ordered = String.UnicodeScalarView()
        var run: [(rank: UInt8, scalar: Unicode.Scalar)] = []
        func finishRun() {
            // Marks of one class keep their order.
            let sorted = run.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            ordered.append(contentsOf: sorted.map(\.element.scalar))
            run.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            if isMark(scalar) {
                run += parts(of: scalar).map { ($0.properties.canonicalCombiningClass.rawValue, $0) }
            } else {
                finishRun()
                ordered.append(scalar)
            }
        }
        finishRun()
        return String(ordered)
    }

    private static func hasLongRun(_ text: String) -> Bool {
        var length = 0
        for scalar in text.unicodeScalars {
            length = isMark(scalar) ? length + 1 : 0
            if length > longestRun { return true }
        }
        return false
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        if TextFolding.isStableInNFC(scalar) { return false }
        return scalar.properties.canonicalCombiningClass != .notReordered || parts(of: scalar).count > 1
    }

    /// The three vowels of Tibetan that are no marks themselves and decompose into marks alone; any other scalar as it is.
    private static func parts(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar {
        case "\u{0F73}": ["\u{0F71}", "\u{0F72}"]
        case "\u{0F75}": ["\u{0F71}", "\u{0F74}"]
        case "\u{0F81}": ["\u{0F71}", "\u{0F80}"]
        default: [scalar]
        }
    }
}
