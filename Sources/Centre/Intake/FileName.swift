/// A file's name as the file system has it: bytes, which need not be UTF-8 where an old archiver wrote them.
public struct FileName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Reads a ``description`` back.
    public init?(description text: some StringProtocol) {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        self.bytes = bytes
    }

    /// The name as text, if it is UTF-8.
    public var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The name for people and for file names of our own: percent signs, control characters and bytes that are no UTF-8 become `%XX`, so that
    /// no two names look alike and each can be read back.
    public var description: String {
        var shown = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = FileName.scalarLength(rest)
            if length == 0 || first < 0x20 || first == 0x7F || first == UInt8(ascii: "%") {
                shown += first < 16 ? "%0\(String(first, radix: 16))" : "%\(String(first, radix: 16))"
                rest = rest.dropFirst()
            } else {
                shown += String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
            }
        }
        return shown
    }

    /// Whether the name is one of the temporary names of browsers, transfer programs and editors (exchange format, section 7).
    public var isTemporary: Bool {
        let lower = lowered
        if bytes.first == UInt8(ascii: ".") || bytes.starts(with: "~$".utf8) { return true }
        return [".filepart", ".part", ".partial", ".crdownload", ".tmp"].contains { lower.ends(with: $0) } || isZipScratch
    }

    /// Whether the name is `zi??????`, as the zip program names what it is still writing.
    public var isZipScratch: Bool { bytes.count == 8 && bytes.starts(with: "zi".utf8) }

    /// Whether the name ends in `.zip`, in whatever case.
    public var isZip: Bool { lowered.ends(with: ".zip") }

    public static func < (left: FileName, right: FileName) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    private var lowered: [UInt8] { bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }

    // The length of the well-formed scalar at the front, or 0.
    private static func scalarLength(_ bytes: ArraySlice<UInt8>) -> Int {
        for length in 1...4 where bytes.count >= length {
            if String(validating: bytes.prefix(length), as: UTF8.self)?.unicodeScalars.count == 1 { return length }
        }
        return 0
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String) -> Bool { self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}
