/// Text for a terminal, in which a Chinese character is two columns wide.
enum TerminalText {
    /// How many columns a text takes.
    static func width(_ text: some StringProtocol) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    /// Lines of at most that many columns; the lines after the first are indented. A word is broken only where it is longer than a line.
    static func wrapped(_ text: String, columns: Int = 100, first: String = "", indent: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var used = width(first)
        var isFresh = true
        for word in words(text) {
            let wide = width(word)
            if used + wide > columns, !isFresh {
                lines.append(trimmed(line))
                line = indent
                used = width(indent)
                isFresh = true
            }
            if isFresh, word == " " { continue }
            line += word
            used += wide
            isFresh = false
        }
        lines.append(trimmed(line))
        return lines
    }

    /// Runs of narrow characters, and wide ones each alone: between those a line may break.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var run = ""
        for character in text {
            let isWide = character.unicodeScalars.contains { width($0) == 2 }
            if isWide || character == " " {
                if !run.isEmpty { words.append(run) }
                run = ""
                // Closing marks stay with what they close.
                if isWide, "，。；：、）”》〕".contains(character), let last = words.last, last != " " {
                    words[words.count - 1] = last + String(character)
                } else {
                    words.append(String(character))
                }
            } else {
                run.append(character)
            }
        }
        if !run.isEmpty { words.append(run) }
        return words
    }

    private static func trimmed(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line = line.dropLast() }
        return String(line)
    }
}
