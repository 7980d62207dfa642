/// UTF-16 without NUL to UTF-8; a surrogate without its partner is an error (RFC 2781).
struct UTF16Transcoding {
    let bigEndian: Bool

    /// Appends the whole characters of `bytes` to `text`; says how many bytes they took and what is wrong with the next.
    func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) -> (consumed: Int, flaw: TextFlaw?) {
        let malformed = TextFlaw.malformed(bigEndian ? .utf16BigEndian : .utf16LittleEndian)
        var position = 0
        while position + 2 <= bytes.count {
            let unit = unit(bytes, position)
            switch unit {
            case 0:
                return (position, .nul)
            case 0xD800...0xDBFF:
                guard position + 4 <= bytes.count else { return (position, nil) }
                let low = self.unit(bytes, position + 2)
                guard (0xDC00...0xDFFF).contains(low) else { return (position, malformed) }
                append(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00), to: &text)
                position += 4
            case 0xDC00...0xDFFF:
                return (position, malformed)
            default:
                append(UInt32(unit), to: &text)
                position += 2
            }
        }
        return (position, nil)
    }

    private func unit(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt16 {
        let unit = bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self)
        return bigEndian ? UInt16(bigEndian: unit) : UInt16(littleEndian: unit)
    }

    private func append(_ scalar: UInt32, to text: inout [UInt8]) {
        switch scalar {
        case 0..<0x80:
            text.append(UInt8(scalar))
        case 0x80..<0x800:
            text.append(UInt8(0xC0 | scalar >> 6))
            text.append(UInt8(0x80 | scalar & 0x3F))
        case 0x800..<0x10000:
            text.append(UInt8(0xE0 | scalar >> 12))
            text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(0x80 | scalar & 0x3F))
        default:
            text.append(UInt8(0xF0 | scalar >> 18))
            text.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(0x80 | scalar & 0x3F))
        }
    }
}
