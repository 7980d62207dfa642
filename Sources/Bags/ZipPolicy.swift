/// What an entry must not be, whatever it holds (exchange format, section 5).
enum ZipPolicy {
    /// Judges the sizes that the directory states; nothing is inflated beyond them later.
    static func checkSizes(_ entries: [ZipEntry], _ limits: BagLimits) throws(BagError) {
        var total: Int64 = 0
        for entry in entries {
            if exceedsRatio(entry.size, of: entry.compressedSize, limits) { throw .refused(ratioRefusal(entry, limits)) }
            guard entry.size <= limits.uncompressedBytes - total else {
                throw .refused(
                    .limitUncompressed,
                    "the entries inflate to more than the limit of \(limits.uncompressedBytes) bytes",
                    "解压后总大小超过上限 \(limits.uncompressedBytes) 字节"
                )
            }
            total += entry.size
        }
    }

    static func exceedsRatio(_ size: Int64, of compressedSize: Int64, _ limits: BagLimits) -> Bool {
        size > limits.ratioFloorBytes && size / limits.ratio >= compressedSize && size > compressedSize * limits.ratio
    }

    static func ratioRefusal(_ entry: ZipEntry, _ limits: BagLimits) -> BagRefusal {
        BagRefusal(
            .limitRatio,
            file: entry.displayName,
            "the entry inflates to more than \(limits.ratio) times its \(entry.compressedSize) bytes",
            "该文件解压后超过其压缩大小 \(entry.compressedSize) 字节的 \(limits.ratio) 倍"
        )
    }

    /// The first entry that is of a kind refused outright, if any.
    static func refusal(of entries: [ZipEntry]) -> BagRefusal? {
        for entry in entries {
            if let refusal = refusal(of: entry) { return refusal }
        }
        return nil
    }

    private static func refusal(of entry: ZipEntry) -> BagRefusal? {
        let name = entry.displayName
        if entry.isEncrypted { return BagRefusal(.zipEncrypted, file: name, "the entry is encrypted", "该文件已加密") }
        guard entry.method == ZipEntry.stored || entry.method == ZipEntry.deflated else {
            return BagRefusal(
                .zipMethod,
                file: name,
                "the entry's method is \(entry.method), not stored (0) or deflate (8)",
                "该文件的压缩方式为 \(entry.method)，不是存储（0）或 Deflate（8）"
            )
        }
        guard entry.isRegular else {
            return BagRefusal(.zipEntryType, file: name, "the entry is neither a regular file nor a folder", "该条目不是普通文件或文件夹")
        }
        if entry.isFolder, entry.size != 0 {
            return BagRefusal(.zipEntrySize, file: name, "the folder has content of its own", "文件夹条目带有内容")
        }
        if entry.method == ZipEntry.stored, entry.size != entry.compressedSize {
            return BagRefusal(.zipEntrySize, file: name, "the entry is stored, but its two sizes differ", "该文件为存储方式，但两个大小不一致")
        }
        return nil
    }
}
