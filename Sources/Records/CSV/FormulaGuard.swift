/// Keeps a spreadsheet from taking text for a formula (交换格式 §6). For cells of text alone; a number is never guarded.
public enum FormulaGuard {
    /// Whether a spreadsheet might run the text, or it begins with the guard itself.
    static func isNeeded(for text: String) -> Bool {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "'"), UInt8(ascii: "\t"),
            UInt8(ascii: "\r"):
            true
        default: false
        }
    }

    /// The text as it is written: with one `'` in front of `=`, `+`, `-`, `@`, `'`, tab and CR.
    public static func added(_ text: String) -> String {
        isNeeded(for: text) ? "'" + text : text
    }

    /// The text as it was meant: without one leading `'`.
    public static func removed(_ text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") ? String(text.unicodeScalars.dropFirst()) : text
    }
}
