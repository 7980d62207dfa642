extension String {
    /// The most of a foreign text that a message repeats, in Unicode scalars.
    private static let longestExcerpt = 120

    /// A foreign text as a message shows it: not longer than a person reads, and nothing in it that a terminal obeys.
    var excerpt: String {
        let start = unicodeScalars.prefix(String.longestExcerpt)
        let rest = start.endIndex == unicodeScalars.endIndex ? "" : "…"
        return String(start).escaped + rest
    }

    /// The text with control characters, and marks that turn the direction of writing, spelt as `\\u{1b}`.
    var escaped: String { escaped(keeping: []) }

    /// The same, but for the characters by which a text is laid out.
    public func escaped(keeping layout: Set<Unicode.Scalar>) -> String {
        func isSpelt(_ scalar: Unicode.Scalar) -> Bool { String.isObeyed(scalar) && !layout.contains(scalar) }
        guard unicodeScalars.contains(where: isSpelt) else { return self }
        return unicodeScalars.map { isSpelt($0) ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
