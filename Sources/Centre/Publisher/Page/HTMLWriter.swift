/// Writes HTML in which whatever is data is escaped: text and attribute values go through one place, and nothing else takes a `String`.
///
///     html.element("td", ["class": "amount"]) { $0.text("1,200.00") }
struct HTMLWriter {
    private var output = ""

    /// The page so far.
    var bytes: [UInt8] { Array(output.utf8) }

    /// Begins a page.
    init() {
        output = "<!DOCTYPE html>\n"
    }

    /// Writes an element with what `content` writes inside it.
    mutating func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ content: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes)
        content(&self)
        output += "</\(name)>"
        if HTMLWriter.endsLine(name) { output += "\n" }
    }

    /// Writes an element that holds a text.
    mutating func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// Writes an element that holds nothing and has no end tag, such as `meta`.
    mutating func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        open(name, attributes)
        output += "\n"
    }

    /// Writes a text.
    mutating func text(_ text: String) {
        HTMLWriter.escape(text, into: &output)
    }

    /// Writes markup of the program's own, such as its style sheet; never data.
    mutating func literal(_ markup: StaticString) {
        output += "\(markup)"
    }

    private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        output += "<\(name)"
        for (name, value) in attributes {
            output += " \(name)=\""
            HTMLWriter.escape(value, into: &output)
            output += "\""
        }
        output += ">"
    }

    private static func endsLine(_ name: StaticString) -> Bool {
        switch "\(name)" {
        case "a", "b", "small", "code", "span", "strong": false
        default: true
        }
    }

    /// Markup as references; what is invisible or turns the reading direction is shown by its number, so that no text passes for another.
    private static func escape(_ text: String, into output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: output += "&amp;"
            case 0x3C: output += "&lt;"
            case 0x3E: output += "&gt;"
            case 0x22: output += "&quot;"
            case 0x27: output += "&#39;"
            case 0x09, 0x0A: output.unicodeScalars.append(scalar)
            case 0x00...0x1F, 0x7F...0x9F, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xE0000...0xE0FFF:
                output += "[U+\(String(scalar.value, radix: 16, uppercase: true))]"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}
