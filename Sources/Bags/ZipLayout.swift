/// Proves that the entries of a zip fill it without gap or overlap from its first byte to its directory, and that both headers of each agree.
///
/// What one reader takes for an entry and another does not is where attacks on zips live; here every byte has one reading.
struct ZipLayout {
    private let file: ReadableFile
    private let directoryOffset: Int64
    private var window: FileWindow

    /// The first thing found against the layout, if any.
    private(set) var refusal: BagRefusal?

    init(_ file: ReadableFile, directoryOffset: Int64) {
        self.file = file
        self.directoryOffset = directoryOffset
        window = FileWindow(file)
    }

    /// Gives each entry, sorted by offset, its data's place; a gap or a disagreement is noted in ``refusal``.
    ///
    /// - Throws: ``BagError/refused(_:)`` at once where entries overlap or a header is missing, since what follows cannot then be placed;
    ///   ``BagError/notWhole(_:)`` where a piece has not been written yet.
    mutating func place(_ entries: inout [ZipEntry]) throws(BagError) {
        var expected: Int64 = 0
        for index in entries.indices {
            let entry = entries[index]
            guard entry.headerOffset >= expected else {
                throw .refused(.zipLayout, file: entry.displayName, "the entry overlaps the one before it", "该条目与前一条目重叠")
            }
            if entry.headerOffset > expected { note(gapBefore: entry.displayName, entry.headerOffset - expected) }
            guard let header = try ZipLocalHeader(of: entry, through: &window, before: directoryOffset, fileSize: file.size) else {
                throw .refused(.zipHeaders, file: entry.displayName, "the entry has no local header where the directory says", "该条目在目录所指位置没有文件头")
            }
            if let (english, chinese) = header.disagreement(with: entry) {
                note(
                    .zipHeaders,
                    entry.displayName,
                    "the entry's local header and the central directory give a different \(english)",
                    "该条目的文件头与目录中的\(chinese)不一致"
                )
            }
            let next = index + 1 < entries.count ? entries[index + 1].headerOffset : directoryOffset
            guard entry.compressedSize <= next - header.dataOffset else {
                throw .refused(.zipLayout, file: entry.displayName, "the entry overlaps what follows it", "该条目与其后的内容重叠")
            }
            entries[index].dataOffset = header.dataOffset
            expected = try end(of: entries[index], next: next)
        }
        if expected != directoryOffset { note(gapBefore: nil, directoryOffset - expected) }
    }

    /// Where an entry ends, its data descriptor included (APPNOTE 4.3.9): with or without signature, with 32-bit or 64-bit sizes.
    private mutating func end(of entry: ZipEntry, next: Int64) throws(BagError) -> Int64 {
        guard entry.hasDescriptor else { return entry.dataEnd }
        let available = Int(min(24, next - entry.dataEnd))
        let bytes = try window.bytes(at: entry.dataEnd, count: available)
        for isSigned in [true, false] {
            for width in [4, 8] {
                var descriptor: [UInt8] = isSigned ? [0x50, 0x4B, 7, 8] : []
                descriptor.appendLittleEndian(entry.checksum, bytes: 4)
                descriptor.appendLittleEndian(entry.compressedSize, bytes: width)
                descriptor.appendLittleEndian(entry.size, bytes: width)
                // The longer reading of the same bytes would leave a gap, so the one that meets the next header is right.
                if bytes.starts(with: descriptor), entry.dataEnd + Int64(descriptor.count) == next { return next }
            }
        }
        note(.zipHeaders, entry.displayName, "the entry's data descriptor contradicts the central directory", "该条目的数据描述符与目录不一致")
        return next
    }

    private mutating func note(gapBefore name: String?, _ count: Int64) {
        note(.zipLayout, name, "\(count) bytes before \(name ?? "the directory") belong to no entry", "有 \(count) 字节不属于任何条目")
    }

    private mutating func note(_ code: BagRefusalCode, _ name: String?, _ english: String, _ chinese: String) {
        refusal = refusal ?? BagRefusal(code, file: name, english, chinese)
    }
}
