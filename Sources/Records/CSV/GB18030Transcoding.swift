import Glibc

/// GB18030 without NUL to UTF-8, by the C library's converter.
///
/// A class, because the converter is a resource of the system that must be closed exactly once.
final class GB18030Transcoding {
    private let converter: iconv_t
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    /// Throws ``TextFlaw/noConverter(_:)`` where the system's converters are not installed.
    init() throws(TextFlaw) {
        guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else {
            room.deallocate()
            throw .noConverter(.gb18030)
        }
        self.converter = converter
    }

    deinit {
        iconv_close(converter)
        room.deallocate()
    }

    /// Hands on the whole characters of `bytes`; says how many bytes they took and what is wrong with the next.
    func convert(
        _ bytes: UnsafeRawBufferPointer,
        into text: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (consumed: Int, flaw: TextFlaw?) {
        // No character of GB18030 but NUL itself has a zero byte.
        let nul = bytes.firstIndex(of: 0)
        let readable = UnsafeRawBufferPointer(rebasing: bytes[..<(nul ?? bytes.endIndex)])
        guard let start = readable.baseAddress, !readable.isEmpty else { return (0, nul == nil ? nil : .nul) }

        // iconv's signature is older than const: it reads the input and does not write to it.
        var input: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: start.assumingMemoryBound(to: CChar.self))
        var left = readable.count
        while left > 0 {
            var output = room.baseAddress?.assumingMemoryBound(to: CChar.self)
            var free = room.count
            let result = iconv(converter, &input, &left, &output, &free)
            let cause = errno
            if free < room.count { try text(UnsafeRawBufferPointer(rebasing: room[..<(room.count - free)])) }
            guard result == -1, cause != E2BIG else { continue }
            let consumed = readable.count - left
            guard cause == EINVAL else { return (consumed, .malformed(.gb18030)) }
            // A character that stops short before a NUL will never be completed.
            return (consumed, nul == nil ? nil : .malformed(.gb18030))
        }
        return (readable.count, nul == nil ? nil : .nul)
    }
}
