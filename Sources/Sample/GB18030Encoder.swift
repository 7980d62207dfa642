import Glibc

/// UTF-8 to GB 18030, by the C library's converter.
enum GB18030Encoder {
    /// The text in GB 18030, or `nil` where the bytes are not UTF-8 or the system has no converter.
    static func encode(_ utf8: [UInt8]) -> [UInt8]? {
        guard let converter = iconv_open("GB18030", "UTF-8"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        // No character of GB 18030 takes more than four bytes, and one of UTF-8 takes at least one.
        var output = [UInt8](repeating: 0, count: utf8.count * 4 + 8)
        var input = utf8.map { CChar(bitPattern: $0) }
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
