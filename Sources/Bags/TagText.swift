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

    /// The lines that are not empty, with their numbers from 1; found one by one, since a hostile file may be nothing but line ends.
    var lines: Lines { Lines(bytes) }

    /// The lines of a text, as they are asked for.
    struct Lines: Sequence, IteratorProtocol {
        private let bytes: [UInt8]
        private var start = 0
        private var number = 0

        fileprivate init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func next() -> (number: Int, bytes: ArraySlice<UInt8>)? {
            while start < bytes.count {
                number += 1
                let line = bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
                start = line.endIndex
                if start < bytes.count {
                    let isPair = bytes[start] == 0x0D && start + 1 < bytes.count && bytes[start + 1] == 0x0A
                    start += isPair ? 2 : 1
                }
                if !line.isEmpty { return (number, line) }
            }
            return nil
        }
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
