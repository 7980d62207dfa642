/// Strict UTF-8 (RFC 3629) without NUL, checked piece by piece and never copied.
struct UTF8Scan {
    enum Stop: Equatable {
        /// Everything was read, apart from up to three bytes that may begin a character.
        case end
        case malformed
        case nul
    }

    /// How many three-byte characters, the size of a Chinese one, were read so far.
    private(set) var threeByteCharacters = 0

    /// The length of the longest prefix of whole characters, and why it ends there.
    mutating func prefix(of bytes: UnsafeRawBufferPointer) -> (length: Int, stop: Stop) {
        let end = bytes.count
        var position = 0
        while position < end {
            position = UTF8Scan.skipASCII(bytes, from: position)
            guard position < end else { break }
            let lead = bytes[position]
            if lead == 0 { return (position, .nul) }
            let length: Int
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0...0xEF: length = 3
            case 0xF0...0xF4: length = 4
            default: return (position, .malformed)
            }
            let present = min(length, end - position)
            if present > 1, !UTF8Scan.second(after: lead).contains(bytes[position + 1]) { return (position, .malformed) }
            if present > 2, bytes[position + 2] & 0xC0 != 0x80 { return (position, .malformed) }
            if present > 3, bytes[position + 3] & 0xC0 != 0x80 { return (position, .malformed) }
            guard present == length else { return (position, .end) }
            if length == 3 { threeByteCharacters &+= 1 }
            position += length
        }
        return (position, .end)
    }

    /// What may follow the lead: excludes overlong forms, surrogates and what lies beyond U+10FFFF.
    private static func second(after lead: UInt8) -> ClosedRange<UInt8> {
        switch lead {
        case 0xE0: 0xA0...0xBF
        case 0xED: 0x80...0x9F
        case 0xF0: 0x90...0xBF
        case 0xF4: 0x80...0x8F
        default: 0x80...0xBF
        }
    }

    private static func skipASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let end = bytes.count
        var position = start
        while position + 8 <= end {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            // The subtraction borrows into the high bit of a byte that is zero.
            guard (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 else { break }
            position += 8
        }
        while position < end, bytes[position] & 0x80 == 0, bytes[position] != 0 { position += 1 }
        return position
    }
}
