/// The CRC-32 of zip and gzip (ISO 3309). Slow and plain: only a file that libarchive found fault with is read through it.
struct Checksum {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private var state: UInt32 = 0xFFFF_FFFF

    var value: Int64 { Int64(~state) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            state = Checksum.table[Int((state ^ UInt32(byte)) & 0xFF)] ^ state >> 8
        }
    }
}
