import Glibc
import Logging
import Programme

/// One event as it is written: a line of JSON for the file, a line of text for people.
struct LogLine {
    /// The keys of the line itself; metadata of the same name is written with `metadata.` before it.
    static let ownKeys: Set<String> = ["time", "level", "message", "error"]

    /// Seconds since 1970 and thousandths.
    let seconds: Int64
    let milliseconds: Int
    let level: Logger.Level
    let message: String
    let error: String?
    let metadata: Logger.Metadata

    /// An event that happens now.
    init(level: Logger.Level, message: String, error: String? = nil, metadata: Logger.Metadata) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        seconds = Int64(now.tv_sec)
        milliseconds = now.tv_nsec / 1_000_000
        self.level = level
        self.message = message
        self.error = error
        self.metadata = metadata
    }

    /// `{"time":"2026-03-02T09:30:00.123+08:00","level":"info","message":"…","batch":"410305-1-42"}` and a line feed.
    var json: String {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"message\":"
        line.appendJSON(message.maskingPersonalNumbers)
        if let error {
            line += ",\"error\":"
            line.appendJSON(error.maskingPersonalNumbers)
        }
        for (key, value) in sorted {
            line += ","
            line.appendJSON(LogLine.ownKeys.contains(key) ? "metadata.\(key)" : key)
            line += ":"
            line.appendJSON(value)
        }
        return line + "}\n"
    }

    /// `09:30:00 info    … batch=410305-1-42` and a line feed.
    var plain: String {
        let name = level.rawValue
        var line = "\(time.dropFirst(11).prefix(8)) \(name)\(String(repeating: " ", count: max(1, 9 - name.count)))"
        line += message.maskingPersonalNumbers
        if let error { line += " error=\(error.maskingPersonalNumbers)" }
        for (key, value) in sorted { line += " \(key)=\(LogLine.text(value))" }
        return line.escapingControls + "\n"
    }

    private var time: String {
        let whole = Instant(seconds: seconds).description
        let digits = String(milliseconds + 1000).dropFirst()
        return "\(whole.prefix(19)).\(digits)\(whole.dropFirst(19))"
    }

    private var sorted: [(key: String, value: Logger.MetadataValue)] { metadata.sorted { $0.key < $1.key } }

    private static func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text.maskingPersonalNumbers
        case .stringConvertible(let value): isNumber(value) ? "\(value)" : "\(value)".maskingPersonalNumbers
        case .array(let values): "[\(values.map(text).joined(separator: ", "))]"
        case .dictionary(let values): "{\(values.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }.joined(separator: ", "))}"
        }
    }

    /// Counts and sizes are no personal numbers, however many digits they have; those are text.
    fileprivate static func isNumber(_ value: any CustomStringConvertible) -> Bool { value is any BinaryInteger }
}

extension String {
    fileprivate mutating func appendJSON(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): appendJSON(text.maskingPersonalNumbers)
        case .stringConvertible(let value):
            if LogLine.isNumber(value) {
                self += "\(value)"
            } else {
                appendJSON("\(value)".maskingPersonalNumbers)
            }
        case .array(let values):
            self += "["
            for (index, value) in values.enumerated() {
                if index > 0 { self += "," }
                appendJSON(value)
            }
            self += "]"
        case .dictionary(let values):
            self += "{"
            for (index, entry) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { self += "," }
                appendJSON(entry.key)
                self += ":"
                appendJSON(entry.value)
            }
            self += "}"
        }
    }

    fileprivate mutating func appendJSON(_ text: String) {
        self += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": self += "\\\""
            case "\\": self += "\\\\"
            case "\n": self += "\\n"
            case "\r": self += "\\r"
            case "\t": self += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                self += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: unicodeScalars.append(scalar)
            }
        }
        self += "\""
    }

    /// File names and cells are other people's: none of them may move the cursor or begin a line of its own.
    fileprivate var escapingControls: String {
        var line = ""
        for scalar in unicodeScalars {
            if scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}" {
                line += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
