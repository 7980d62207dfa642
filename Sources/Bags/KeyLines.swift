/// The lines of a file of keys: neither empty nor a comment, with their numbers from 1.
struct KeyLines {
    let lines: [(number: Int, bytes: ArraySlice<UInt8>)]

    init(_ text: [UInt8]) throws(KeyFileError) {
        guard String(validating: text, as: UTF8.self) != nil, !text.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw KeyFileError(line: 1, "the file is not UTF-8 without a byte order mark", "文件不是不带 BOM 的 UTF-8 文本")
        }
        var lines: [(number: Int, bytes: ArraySlice<UInt8>)] = []
        for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let content = (line.last == 0x0D ? line.dropLast() : line).trimmed
            if !content.isEmpty, content.first != UInt8(ascii: "#") { lines.append((index + 1, content)) }
        }
        self.lines = lines
    }

    /// Takes the principals off the beginning of a line, in quotes or not, and the blanks after them.
    static func takePrincipals(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let isQuoted = rest.first == UInt8(ascii: "\"")
        if isQuoted { rest = rest.dropFirst() }
        guard let end = rest.firstIndex(where: { isQuoted ? $0 == UInt8(ascii: "\"") : $0.isBlank }) else { return nil }
        let principals = rest[..<end]
        rest = isQuoted ? rest[(end + 1)...] : rest[end...]
        guard rest.first?.isBlank == true else { return nil }
        rest = rest.drop(while: \.isBlank)
        return principals
    }
}
