import Glibc

/// The Chinese character set GB 18030, a superset of GBK, in which older Windows tools write names and tables.
public enum GB18030 {
    /// The text of some bytes, or `nil` where they are not GB18030.
    static func decode(_ bytes: [UInt8]) -> String? {
        // Two bytes become at most three, four become at most four.
        convert(bytes, from: "GB18030", to: "UTF-8", room: bytes.count * 2 + 8).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// UTF-8 bytes in GB18030, or `nil` where they are not UTF-8 or the system has no converter.
    public static func encode(_ utf8: [UInt8]) -> [UInt8]? {
        // No character of GB18030 takes more than four bytes, and one of UTF-8 takes at least one.
        convert(utf8, from: "UTF-8", to: "GB18030", room: utf8.count * 4 + 8)
    }

    private static func convert(_ bytes: [UInt8], from source: String, to target: String, room: Int) -> [UInt8]? {
        guard let converter = iconv_open(target, source), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var output = [UInt8](repeating: 0, count: room)
        var input = bytes.map { CChar(bitPattern: $0) }
        let written: Int? = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBytes { target in
                var sourcePointer = source.baseAddress
                var sourceLeft = source.count
                var targetPointer = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var targetLeft = target.count
                let result = iconv(converter, &sourcePointer, &sourceLeft, &targetPointer, &targetLeft)
                return result == Int(bitPattern: UInt.max) || sourceLeft > 0 ? nil : target.count - targetLeft
            }
        }
        return written.map { Array(output[..<$0]) }
    }
}
