/// The local header that stands before an entry's data (APPNOTE 4.3.7), held against the central directory.
struct ZipLocalHeader {
    static let fixedLength = 30

    let fixed: [UInt8]
    let name: [UInt8]
    let extra: [UInt8]
    let dataOffset: Int64

    /// Reads the header of an entry, or returns `nil` where there is none.
    ///
    /// - Throws: ``BagError/notWhole(_:)`` where nothing has been written there yet.
    init?(of entry: ZipEntry, through window: inout FileWindow, before directory: Int64, fileSize: Int64) throws(BagError) {
        let start = entry.headerOffset
        guard start >= 0, start <= directory - Int64(ZipLocalHeader.fixedLength) else { return nil }
        fixed = try window.bytes(at: start, count: ZipLocalHeader.fixedLength)
        if fixed.beginsInHole(of: [0x50, 0x4B, 3, 4]) { throw .notWhole(NotWhole(bytes: fileSize, .entryDamaged(entry.displayName))) }
        guard fixed.starts(with: [0x50, 0x4B, 3, 4]) else { return nil }
        let nameLength = fixed.littleEndian16(at: 26)
        let extraLength = fixed.littleEndian16(at: 28)
        dataOffset = start + Int64(ZipLocalHeader.fixedLength + nameLength + extraLength)
        guard dataOffset <= directory else { return nil }
        let variable = try window.bytes(at: start + Int64(ZipLocalHeader.fixedLength), count: nameLength + extraLength)
        name = Array(variable[..<nameLength])
        extra = Array(variable[nameLength...])
    }

    /// The first field in which the header and the directory disagree, in English and Chinese, or `nil`.
    func disagreement(with entry: ZipEntry) -> (english: String, chinese: String)? {
        // Bits 1 and 2 only say how hard the compressor tried.
        if (fixed.littleEndian16(at: 6) ^ entry.flags) & 0xFFF9 != 0 { return ("flags", "标志") }
        if fixed.littleEndian16(at: 8) != entry.method { return ("method", "压缩方式") }
        if fixed.littleEndian32(at: 10) != entry.modified { return ("time of modification", "修改时间") }
        if name != entry.name { return ("name", "文件名") }
        // Where a descriptor follows the data, the writer may have left the header's own values at zero.
        let mayBeZero = entry.hasDescriptor
        func differs(_ value: Int64?, from stated: Int64) -> Bool {
            value != stated && !(mayBeZero && value == 0)
        }
        if differs(fixed.littleEndian32(at: 14), from: entry.checksum) { return ("CRC", "校验码") }
        var fields = Zip64Fields(extra)
        if differs(fields.value(fixed.littleEndian32(at: 22)), from: entry.size) { return ("size", "大小") }
        if differs(fields.value(fixed.littleEndian32(at: 18)), from: entry.compressedSize) { return ("compressed size", "压缩后大小") }
        return nil
    }
}
