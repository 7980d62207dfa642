/// Where the end record of a whole zip says that its central directory lies (APPNOTE 4.3.14 to 4.3.16).
///
/// The record proves wholeness only if it ends the file exactly and its directory ends where it begins. A record inside the file, of a zip that was
/// stored inside this one, proves nothing.
struct ZipEndRecord: Equatable {
    let directoryOffset: Int64
    let directorySize: Int64
    let entryCount: Int

    private static let localSignature: [UInt8] = [0x50, 0x4B, 3, 4]
    private static let endSignature: [UInt8] = [0x50, 0x4B, 5, 6]
    private static let endLength = 22
    private static let longestComment = 65_535
    private static let locatorLength = 20
    private static let zip64Length = 56
    /// Zeros at the end are counted for the report only; the count stops here.
    private static let zeroScan: Int64 = 64 << 20

    static func locate(in file: ReadableFile, limits: BagLimits) throws(BagError) -> ZipEndRecord {
        try checkBeginning(of: file)
        guard file.size <= limits.zipBytes else {
            throw .refused(
                .limitZipBytes,
                "the zip has \(file.size) bytes, more than the limit of \(limits.zipBytes)",
                "压缩包 \(file.size) 字节，超过上限 \(limits.zipBytes) 字节"
            )
        }
        let (located, objection) = try find(in: file)
        if let objection { throw .refused(objection) }
        guard located.entryCount <= limits.entries else {
            throw .refused(
                .limitEntries,
                "the zip has \(located.entryCount) entries, more than the limit of \(limits.entries)",
                "压缩包含 \(located.entryCount) 个条目，超过上限 \(limits.entries) 个"
            )
        }
        return located
    }

    /// The end record, with what is wrong with it: where a zip is refused, its directory still tells whose it is.
    static func find(in file: ReadableFile) throws(BagError) -> (record: ZipEndRecord, objection: BagRefusal?) {
        let position = try endPosition(in: file)
        let record = try file.bytes(at: position, count: endLength)
        let plain = ZipEndRecord(
            directoryOffset: record.littleEndian32(at: 16),
            directorySize: record.littleEndian32(at: 12),
            entryCount: record.littleEndian16(at: 10)
        )
        guard plain.directoryOffset + plain.directorySize == position else {
            if try plain.liesBefore(position, in: file) { return (plain, gap) }
            return try zip64(in: file, before: position, plain: plain)
        }
        let isSingle = isSingleDisk(record.littleEndian16(at: 4), record.littleEndian16(at: 6), record.littleEndian16(at: 8), plain.entryCount)
        return (plain, isSingle ? nil : split)
    }

    // MARK: - The beginning

    /// A file that begins as no zip begins can never become one. One of whose first bytes some are missing, or are zeros not yet overwritten, can.
    private static func checkBeginning(of file: ReadableFile) throws(BagError) {
        let start = try file.bytes(at: 0, count: Int(min(file.size, 4)))
        if start == localSignature || start == endSignature { return }
        if start.beginsInHole(of: localSignature) || start.beginsInHole(of: endSignature) {
            // A share that sets the full size first shows the few bytes that are there before zeros.
            let zeros = try trailingZeros(of: file)
            let isBegun = zeros >= endLength && start.contains { $0 != 0 }
            throw .notWhole(NotWhole(bytes: file.size, isBegun ? .zeroTail(zeros: zeros) : .notBegun))
        }
        throw .refused(.notZip, "the file does not begin as a zip does", "文件开头不是 zip 压缩包的格式")
    }

    // MARK: - The end

    /// The place of the end record that ends the file exactly, its comment included.
    private static func endPosition(in file: ReadableFile) throws(BagError) -> Int64 {
        let tail = try file.bytes(
            at: max(0, file.size - Int64(endLength + longestComment)),
            count: Int(min(file.size, Int64(endLength + longestComment)))
        )
        var nearest: Int?
        var index = tail.count - endLength
        while index >= 0 {
            if tail[index] == 0x50, tail[index...].starts(with: endSignature) {
                let end = index + endLength + tail.littleEndian16(at: index + 20)
                if end == tail.count { return file.size - Int64(tail.count - index) }
                if end < tail.count, nearest == nil { nearest = tail.count - end }
            }
            index -= 1
        }
        let zeros = try trailingZeros(of: file)
        if zeros >= endLength { throw .notWhole(NotWhole(bytes: file.size, .zeroTail(zeros: zeros))) }
        if let nearest { throw .notWhole(NotWhole(bytes: file.size, .bytesAfterEnd(Int64(nearest)))) }
        throw .notWhole(NotWhole(bytes: file.size, .cutOff))
    }

    private static func trailingZeros(of file: ReadableFile) throws(BagError) -> Int64 {
        var zeros: Int64 = 0
        while zeros < min(file.size, zeroScan) {
            let count = Int(min(file.size - zeros, 64 << 10))
            let block = try file.bytes(at: file.size - zeros - Int64(count), count: count)
            guard let last = block.lastIndex(where: { $0 != 0 }) else {
                zeros += Int64(count)
                continue
            }
            return zeros + Int64(count - 1 - last)
        }
        return zeros
    }

    // MARK: - Zip64

    private static func zip64(
        in file: ReadableFile,
        before position: Int64,
        plain: ZipEndRecord
    ) throws(BagError) -> (record: ZipEndRecord, objection: BagRefusal?) {
        let missing = BagError.notWhole(NotWhole(bytes: file.size, .directoryMissing))
        let locatorPosition = position - Int64(locatorLength)
        let recordPosition = locatorPosition - Int64(zip64Length)
        guard recordPosition >= 0 else { throw missing }
        let locator = try file.bytes(at: locatorPosition, count: locatorLength)
        guard locator.starts(with: [0x50, 0x4B, 6, 7]), locator.littleEndian64(at: 8) == recordPosition else { throw missing }
        let record = try file.bytes(at: recordPosition, count: zip64Length)
        guard record.starts(with: [0x50, 0x4B, 6, 6]), record.littleEndian64(at: 4) == Int64(zip64Length - 12) else { throw missing }
        let size = record.littleEndian64(at: 40)
        let offset = record.littleEndian64(at: 48)
        let count = record.littleEndian64(at: 32)
        guard size <= recordPosition, offset <= recordPosition - size else { throw missing }
        let agrees =
            [plain.directoryOffset, offset].isZip64Pair(0xFFFF_FFFF) && [plain.directorySize, size].isZip64Pair(0xFFFF_FFFF)
            && [Int64(plain.entryCount), count].isZip64Pair(0xFFFF)
        let located = ZipEndRecord(directoryOffset: offset, directorySize: size, entryCount: Int(clamping: count))
        guard offset == recordPosition - size else {
            guard try located.liesBefore(recordPosition, in: file) else { throw missing }
            return (located, gap)
        }
        guard agrees else {
            return (located, BagRefusal(.zipDirectory, "the zip's two end records contradict each other", "压缩包的两个结尾记录互相矛盾"))
        }
        let here = Int(clamping: record.littleEndian64(at: 24))
        let isSingle = isSingleDisk(Int(record.littleEndian32(at: 16)), Int(record.littleEndian32(at: 20)), here, Int(clamping: count))
        return (located, isSingle ? nil : split)
    }

    private static func isSingleDisk(_ disk: Int, _ directoryDisk: Int, _ here: Int, _ all: Int) -> Bool {
        disk == 0 && directoryDisk == 0 && here == all
    }

    /// Whether the directory is where this record says although it does not reach up to the record: then bytes were put between the two. The record of
    /// a zip inside a file that is cut off points elsewhere.
    private func liesBefore(_ position: Int64, in file: ReadableFile) throws(BagError) -> Bool {
        let end = directoryOffset + directorySize
        guard entryCount > 0, end < position else { return false }
        var window = FileWindow(file)
        var place = directoryOffset
        // What a plain record can count; of a longer directory that is proof enough.
        for _ in 0..<min(entryCount, 0xFFFF) {
            guard let header = try ZipDirectoryHeader(at: place, before: end, through: &window) else { return false }
            place = header.end
        }
        return place == end || entryCount > 0xFFFF
    }

    private static let gap = BagRefusal(
        .zipLayout,
        "bytes between the zip's directory and its end record belong to no entry",
        "压缩包目录与结尾记录之间有不属于任何条目的字节"
    )

    private static let split = BagRefusal(.zipSplit, "the zip is one part of several", "压缩包是分卷压缩包的一部分")
}

extension [Int64] {
    /// Whether a 32-bit field says "see the zip64 record", or the same as the zip64 record.
    fileprivate func isZip64Pair(_ marker: Int64) -> Bool {
        self[0] == marker || self[0] == self[1]
    }
}
