/// One header of a zip's central directory (APPNOTE 4.3.12).
struct ZipDirectoryHeader {
    static let signature: [UInt8] = [0x50, 0x4B, 1, 2]
    static let fixedLength = 46

    let name: [UInt8]
    /// Where the next header begins.
    let end: Int64
    private let fixed: [UInt8]
    private let extra: [UInt8]

    /// Reads the header at a place, or returns `nil` where none lies wholly before the directory's end.
    init?(at position: Int64, before limit: Int64, through window: inout FileWindow) throws(BagError) {
        guard position + Int64(ZipDirectoryHeader.fixedLength) <= limit else { return nil }
        fixed = try window.bytes(at: position, count: ZipDirectoryHeader.fixedLength)
        guard fixed.starts(with: ZipDirectoryHeader.signature) else { return nil }
        let nameLength = fixed.littleEndian16(at: 28)
        let extraLength = fixed.littleEndian16(at: 30)
        end = position + Int64(ZipDirectoryHeader.fixedLength + nameLength + extraLength + fixed.littleEndian16(at: 32))
        guard end <= limit else { return nil }
        let variable = try window.bytes(at: position + Int64(ZipDirectoryHeader.fixedLength), count: nameLength + extraLength)
        name = Array(variable[..<nameLength])
        extra = Array(variable[nameLength...])
    }

    /// What the header says of its entry, or `nil` where a 64-bit value that it promises is missing.
    var entry: ZipEntry? {
        var fields = Zip64Fields(extra)
        let size = fields.value(fixed.littleEndian32(at: 24))
        let compressedSize = fields.value(fixed.littleEndian32(at: 20))
        let offset = fields.value(fixed.littleEndian32(at: 42))
        guard let size, let compressedSize, let offset else { return nil }
        return ZipEntry(
            name: name,
            flags: fixed.littleEndian16(at: 8),
            method: fixed.littleEndian16(at: 10),
            modified: fixed.littleEndian32(at: 12),
            checksum: fixed.littleEndian32(at: 16),
            compressedSize: compressedSize,
            size: size,
            headerOffset: offset,
            system: fixed.littleEndian16(at: 4) >> 8,
            attributes: fixed.littleEndian32(at: 38)
        )
    }
}
