/// The text of a tag file: UTF-8 without a byte order mark, its lines ended by LF, CR or CRLF (RFC 8493, sections 2.1 and 2.2).
struct TagText {
    private let bytes: [UInt8]

    /// - Throws: ``BagError/refused(_:)`` with `code` where the bytes are no such text.
    init(_ bytes: [UInt8], file: String, code: BagRefusalCode) throws(BagError) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw .refused(code, file: file, line: 1, "the file begins with a byte order mark", "文件开头带有 BOM 字节序标记")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .refused(code, file: file, "the file is not UTF-8", "文件不是 UTF-8 编码")
        }
        self.bytes = bytes
    }

    /// Takes any bytes for what they seem to say; a byte order mark is passed over.
    init(lenient bytes: [UInt8]) {
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The lines that are not empty, with their numbers from 1.
    var lines: [(number: Int, bytes: ArraySlice<UInt8>)] {
        var lines: [(number: Int, bytes: ArraySlice<UInt8>)] = []
        var number = 1
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x0A || byte == 0x0D else {
                index += 1
                continue
            }
            if index > start { lines.append((number, bytes[start..<index])) }
            if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
            index += 1
            start = index
            number += 1
        }
        if start < bytes.count { lines.append((number, bytes[start...])) }
        return lines
    }
}

extension UInt8 {
    /// A space or a tab: BagIt's linear whitespace.
    var isBlank: Bool { self == 0x20 || self == 0x09 }
}

extension ArraySlice<UInt8> {
    /// Without blanks at either end.
    var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else { return self[endIndex...] }
        return self[first...last]
    }
}
