extension [UInt8] {
    /// The two bytes at `index` as a little-endian number.
    func littleEndian16(at index: Int) -> Int {
        Int(self[index]) | Int(self[index + 1]) << 8
    }

    /// The four bytes at `index` as a little-endian number.
    func littleEndian32(at index: Int) -> Int64 {
        Int64(littleEndian16(at: index)) | Int64(littleEndian16(at: index + 2)) << 16
    }

    /// The eight bytes at `index` as a little-endian number; what is too large for any file becomes the largest number.
    func littleEndian64(at index: Int) -> Int64 {
        let high = littleEndian32(at: index + 4)
        return high > 0x7FFF_FFFF ? .max : littleEndian32(at: index) | high << 32
    }

    /// Whether the bytes begin with a signature of which some bytes are still zero: the edge, or the inside, of a hole that is yet to be written.
    func beginsInHole(of signature: [UInt8]) -> Bool {
        let start = prefix(signature.count)
        return !start.elementsEqual(signature) && zip(start, signature).allSatisfy { $0 == 0 || $0 == $1 }
    }

    /// Appends the lowest `count` bytes of a number, the lowest first.
    mutating func appendLittleEndian(_ number: Int64, bytes count: Int) {
        for index in 0..<count {
            append(UInt8(truncatingIfNeeded: number >> Int64(8 * index)))
        }
    }
}
