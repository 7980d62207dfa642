import Foundation

/// The foldings under which differently typed text is read as the same.
public enum TextFolding {
    /// Full-width digits, Latin letters and punctuation (U+FF01 to U+FF5E) and the ideographic space as ASCII; all else unchanged.
    ///
    /// For codes, numbers, dates and lists (交换格式 §4), never for free text.
    public static func asciiFolded(_ text: String) -> String {
        // Both blocks lie in U+3000 to U+FFFF; of those, what is folded begins with byte E3 or EF.
        guard text.utf8.contains(where: { $0 == 0xEF || $0 == 0xE3 }) else { return text }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3000: folded.append(" ")
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }

    /// The text without white space around it, the ideographic space and line breaks included.
    public static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, isWhiteSpace(first) || isWhiteSpace(last) else { return text }
        guard let start = scalars.firstIndex(where: { !isWhiteSpace($0) }), let end = scalars.lastIndex(where: { !isWhiteSpace($0) }) else {
            return ""
        }
        return String(scalars[start...end])
    }

    /// Normalization form C (UAX #15): the form in which text is stored.
    public static func nfc(_ text: String) -> String {
        text.unicodeScalars.allSatisfy(isStableInNFC) ? text : MarkOrder.applied(to: text).precomposedStringWithCanonicalMapping
    }

    /// What a name is compared by: NFKC, brackets of every kind as parentheses, all white space removed. Never shown, never stored
    /// in place of the name.
    ///
    /// `洛阳启明（河南）有限公司`, `洛阳启明(河南)有限公司` and `洛阳启明【河南】 有限公司` have one key.
    public static func comparisonKey(_ name: String) -> String {
        // Most names are of Chinese characters alone.
        if name.unicodeScalars.allSatisfy(isOwnKey) { return name }
        // Nearly all others have Chinese punctuation, full-width letters or spaces beside them.
        if let key = plainKey(name) { return key }
        var folded = String.UnicodeScalarView()
        for scalar in nfkc(name).unicodeScalars where !isWhiteSpace(scalar) { folded.append(bracketFolded(scalar)) }
        // Without the white space, what stood on both sides of it may compose.
        return nfkc(String(folded))
    }

    /// The key of a text of which NFKC makes nothing but ASCII of full-width forms; `nil` for any other text.
    private static func plainKey(_ name: String) -> String? {
        var key: [UInt8] = []
        key.reserveCapacity(name.utf8.count)
        for scalar in name.unicodeScalars {
            let isFullWidth = (0xFF01...0xFF5E).contains(scalar.value)
            guard isFullWidth || scalar.value == 0x3000 || isStableInNFKC(scalar) else { return nil }
            let folded = bracketFolded(isFullWidth ? Unicode.Scalar(UInt8(scalar.value - 0xFEE0)) : scalar)
            if !isWhiteSpace(folded) { key.append(contentsOf: UTF8.encode(folded) ?? UTF8.encodedReplacementCharacter) }
        }
        return String(decoding: key, as: UTF8.self)
    }

    /// Scalars that stay as they are, beside whatever stands: ideographs, Latin letters, digits, parentheses and Chinese quotes.
    private static func isOwnKey(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x28...0x39, 0x41...0x5A, 0x61...0x7A, 0x2018...0x201D: true
        default: false
        }
    }

    private static func nfkc(_ text: String) -> String {
        text.unicodeScalars.allSatisfy(isStableInNFKC) ? text : text.precomposedStringWithCompatibilityMapping
    }

    private static func bracketFolded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "[", "{", "〔", "【", "〖", "〘", "〚": "("
        case "]", "}", "〕", "】", "〗", "〙", "〛": ")"
        default: scalar
        }
    }

    private static func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
        // Beyond the ideographic space there is none.
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x3000: true
        case 0x80..<0x3000: scalar.properties.isWhitespace
        default: false
        }
    }

    /// Scalars that no neighbour can change in NFC, so that text of these alone need not be normalized: Latin up to U+02FF, dashes and
    /// quotes, the punctuation, ideographs and full-width forms of Chinese text. Marks that combine are in none of the ranges.
    static func isStableInNFC(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x2010...0x2027, 0x3000...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF01...0xFF5E: true
        default: false
        }
    }

    /// As ``isStableInNFC(_:)``, for NFKC.
    static func isStableInNFKC(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0xA0, 0x2012...0x2016, 0x2018...0x2023, 0x3001...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF: true
        default: false
        }
    }
}
