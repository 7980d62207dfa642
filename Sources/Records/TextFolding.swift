import Foundation

/// Provisional.
public enum TextFolding {
    public static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
    public static func asciiFolded(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    (0xFF01...0xFF5E).contains($0.value) ? UnicodeScalar($0.value - 0xFEE0) ?? $0 : $0.value == 0x3000 ? " " : $0
                }
            )
        )
    }
    public static func nfc(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
    public static func comparisonKey(_ text: String) -> String { text.precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace } }
}
public enum FormulaGuard {
    public static func removed(_ text: String) -> String { text.hasPrefix("'") ? String(text.dropFirst()) : text }
}
