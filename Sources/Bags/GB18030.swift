import Glibc

/// The Chinese character set GB 18030, a superset of GBK, in which older Windows tools write names.
enum GB18030 {
    /// The text of some bytes, or `nil` where they are not GB18030.
    static func decode(_ bytes: [UInt8]) -> String? {
        guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        // Two bytes become at most three, four become at most four.
        var output = [UInt8](repeating: 0, count: bytes.count * 2 + 8)
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
        return written.flatMap { String(validating: output[..<$0], as: UTF8.self) }
    }
}
