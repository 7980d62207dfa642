/// Writes HTML in which whatever is data is escaped: text and attribute values go through one place, and nothing else takes a `String`.
///
///     html.element("td", ["class": "amount"]) { $0.text("1,200.00") }
struct HTMLWriter {
    /// The page so far.
    private(set) var bytes: [UInt8] = []

    /// Begins a page.
    init() {
        literal("<!DOCTYPE html>\n")
    }

    /// Writes an element with what `content` writes inside it.
    mutating func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ content: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// Writes an element that holds a text.
    mutating func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// Writes an element that holds nothing and has no end tag, such as `meta`.
    mutating func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        open(name, attributes)
        literal("\n")
    }

    /// Writes a text: markup as references; what is invisible or turns the reading direction is shown by its number, so that no text passes for
    /// another.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { content in
            // Whatever may stand as it is goes over in runs.
            var start = 0
            var position = 0
            while position < content.count {
                let length = HTMLWriter.length(ofScalarFrom: content[position])
                if let substitute = HTMLWriter.substitute(for: content[position..<position + length]) {
                    bytes.append(contentsOf: content[start..<position])
                    bytes.append(contentsOf: substitute.utf8)
                    start = position + length
                }
                position += length
            }
            bytes.append(contentsOf: content[start...])
        }
    }

    /// Writes markup of the program's own, such as its style sheet; never data.
    mutating func literal(_ markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        literal("<")
        literal(name)
        for (name, value) in attributes {
            literal(" ")
            literal(name)
            literal("=\"")
            text(value)
            literal("\"")
        }
        literal(">")
    }

    private mutating func close(_ name: StaticString) {
        literal("</")
        literal(name)
        literal(">")
        if HTMLWriter.endsLine(name) { literal("\n") }
    }

    private static let inlineElements = ["a", "b", "small", "code", "span", "strong"].map { Array($0.utf8) }

    private static func endsLine(_ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in !inlineElements.contains { $0.count == name.count && $0.elementsEqual(name) } }
    }

    // MARK: Escaping

    private static func length(ofScalarFrom byte: UInt8) -> Int {
        switch byte {
        case 0..<0x80: 1
        case 0x80..<0xE0: 2
        case 0xE0..<0xF0: 3
        default: 4
        }
    }

    /// What stands for a scalar, given as its bytes; `nil` where it stands for itself.
    private static func substitute(for scalar: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        switch scalar[scalar.startIndex] {
        case 0x26: return "&amp;"
        case 0x3C: return "&lt;"
        case 0x3E: return "&gt;"
        case 0x22: return "&quot;"
        case 0x27: return "&#39;"
        case 0x09, 0x0A, 0x20..<0x7F: return nil
        // Most of all is Chinese: ideographs, and their punctuation.
        case 0xE3..<0xEF: return nil
        default:
            let value = String(decoding: scalar, as: UTF8.self).unicodeScalars.first?.value ?? 0
            return isHidden(value) ? "[U+\(String(value, radix: 16, uppercase: true))]" : nil
        }
    }

    private static func isHidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x00...0x1F, 0x7F...0x9F, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xE0000...0xE0FFF: true
        default: false
        }
    }
}
