import Foundation
import Records

/// Findings as the store keeps them: JSON as Foundation's encoder writes it with sorted keys, byte for byte, which takes it ten times as long.
enum FindingText {
    static func write(_ findings: [Finding]) -> String {
        var text = "["
        for (index, finding) in findings.enumerated() {
            if index > 0 { text += "," }
            write(finding, to: &text)
        }
        return text + "]"
    }

    static func write(_ finding: Finding) -> String {
        var text = ""
        write(finding, to: &text)
        return text
    }

    /// - Throws: `DecodingError` where the text holds no findings.
    static func read(_ text: String) throws -> [Finding] {
        var text = text
        if let findings = text.withUTF8({ utf8 in
            var reader = FindingReader(utf8)
            return reader.findings()
        }) {
            return findings
        }
        // Whatever else is JSON.
        return try JSONDecoder().decode([Finding].self, from: Data(text.utf8))
    }

    private static func write(_ finding: Finding, to text: inout String) {
        text += "{\"article\":"
        quote(finding.article, to: &text)
        if let column = finding.column {
            text += ",\"column\":"
            quote(column, to: &text)
        }
        if let conflict = finding.conflict {
            text += ",\"conflict\":"
            quote(conflict, to: &text)
        }
        text += ",\"effect\":\"\(finding.effect.rawValue)\",\"fix\":"
        quote(finding.fix, to: &text)
        text += ",\"reason\":"
        quote(finding.reason, to: &text)
        text += ",\"rule\":"
        quote(finding.rule, to: &text)
        text += ",\"values\":"
        quote(finding.values, to: &text)
        text += "}"
    }

    /// Writes a text as JSON has it.
    static func quote(_ value: String, to text: inout String) {
        text += "\""
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x2F && $0 != 0x5C }) {
            text += value
        } else {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "/": text += "\\/"
                case "\u{8}": text += "\\b"
                case "\u{C}": text += "\\f"
                case "\n": text += "\\n"
                case "\r": text += "\\r"
                case "\t": text += "\\t"
                case "\0"..<" ":
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }
}

/// Reads findings in exactly the form that ``FindingText`` writes; gives up at anything else.
private struct FindingReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func findings() -> [Finding]? {
        var findings: [Finding] = []
        guard take("[") else { return nil }
        if !take("]") {
            repeat {
                guard let finding = finding() else { return nil }
                findings.append(finding)
            } while take(",")
            guard take("]") else { return nil }
        }
        return position == bytes.count ? findings : nil
    }

    private mutating func finding() -> Finding? {
        guard take("{\"article\":"), let article = string() else { return nil }
        var column: String?
        var conflict: String?
        if take(",\"column\":") {
            column = string()
            if column == nil { return nil }
        }
        if take(",\"conflict\":") {
            conflict = string()
            if conflict == nil { return nil }
        }
        guard take(",\"effect\":"), let effect = string().flatMap({ Finding.Effect(rawValue: $0) }), take(",\"fix\":"), let fix = string(),
            take(",\"reason\":"), let reason = string(), take(",\"rule\":"), let rule = string(), take(",\"values\":"), let values = string(),
            take("}")
        else { return nil }
        return Finding(rule: rule, effect: effect, article: article, column: column, values: values, reason: reason, fix: fix, conflict: conflict)
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x5C { position += 1 }
        guard position < bytes.count else { return nil }
        if bytes[position] == 0x22 {
            defer { position += 1 }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        }
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == 0x22 { return String(decoding: unescaped, as: UTF8.self) }
            guard byte == 0x5C else {
                unescaped.append(byte)
                continue
            }
            guard position < bytes.count else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(bytes[position])
            case UInt8(ascii: "b"): unescaped.append(0x08)
            case UInt8(ascii: "f"): unescaped.append(0x0C)
            case UInt8(ascii: "n"): unescaped.append(0x0A)
            case UInt8(ascii: "r"): unescaped.append(0x0D)
            case UInt8(ascii: "t"): unescaped.append(0x09)
            // Rare enough for Foundation.
            default: return nil
            }
            position += 1
        }
        return nil
    }
}
