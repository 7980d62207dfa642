/// The names of zip entries: what their bytes may mean, and which are never accepted.
enum EntryName {
    /// What a name's bytes may say: as UTF-8, then, unless the entry itself says UTF-8, as GB18030. Empty where they say nothing.
    static func readings(of name: [UInt8], isUTF8: Bool) -> [String] {
        guard !name.allSatisfy({ $0 < 0x80 }) else { return [String(decoding: name, as: UTF8.self)] }
        var readings: [String] = []
        if let text = String(validating: name, as: UTF8.self) { readings.append(text) }
        if !isUTF8, let text = GB18030.decode(name) { readings.append(text) }
        return readings
    }

    /// Why a path is never accepted, in English and Chinese, or `nil` (exchange format, section 5).
    static func objection(to path: some StringProtocol) -> (english: String, chinese: String)? {
        if path.utf8.contains(0) { return ("the path holds a NUL", "路径含有空字符") }
        if path.utf8.contains(UInt8(ascii: "\\")) { return ("the path holds a backslash", "路径含有反斜杠") }
        if path.utf8.first == UInt8(ascii: "/") { return ("the path is absolute", "路径为绝对路径") }
        for part in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if part.isEmpty { return ("the path has an empty part", "路径中有空的一段") }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return ("the path holds '.' or '..'", "路径含有 . 或 ..") }
            if part.count >= 2, part.dropFirst().first == UInt8(ascii: ":"), let letter = part.first, (letter | 0x20).isLowerCaseLetter {
                return ("the path has a drive letter", "路径含有盘符")
            }
        }
        return nil
    }

    /// What two names must not share: the case is folded, and `String` compares by canonical equivalence, as NFC would.
    static func key(_ path: String) -> String {
        path.utf8.allSatisfy { $0 < 0x80 } ? path.lowercased() : path.uppercased().lowercased()
    }
}

extension UInt8 {
    fileprivate var isLowerCaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}
