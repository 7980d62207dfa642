import CLibArchive

/// Streams one entry's content through libarchive, in bounded memory.
///
/// libarchive is shown the entry alone: a local header made from the proven directory, then the entry's bytes. It inflates and checks the CRC; names,
/// neighbours and directory never reach it.
struct ZipInflater {
    /// How an entry's stream ended.
    enum Ending {
        /// Every byte was delivered, size and CRC are right.
        case complete
        /// libarchive found fault, or there is more than the directory states.
        case faulty
    }

    private let file: ReadableFile
    private let entry: ZipEntry

    init(_ file: ReadableFile, _ entry: ZipEntry) {
        self.file = file
        self.entry = entry
    }

    /// Delivers the content piece by piece, never more than the directory states.
    func read(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws -> Ending {
        if entry.compressedSize == 0 { return entry.size == 0 && entry.checksum == 0 && entry.method == ZipEntry.stored ? .complete : .faulty }
        var delivered: Int64 = 0
        let ending = try blocks(ignoringChecksum: false) { block in
            guard delivered + Int64(block.count) <= entry.size else { return false }
            delivered += Int64(block.count)
            try receive(block)
            return true
        }
        return ending == ARCHIVE_EOF && delivered == entry.size ? .complete : .faulty
    }

    /// What is wrong with an entry that ``read(_:)`` found faulty: damage means that the file is not whole; a false size under a right CRC is a lie.
    ///
    /// - Parameter inflated: how much has been inflated to look for faults; beyond what a good zip may hold nothing more is.
    func diagnosis(_ limits: BagLimits, inflated total: inout Int64) -> BagError {
        let damaged = BagError.notWhole(NotWhole(bytes: file.size, .entryDamaged(entry.displayName)))
        if entry.compressedSize == 0 {
            return entry.checksum == 0 ? .refused(sizeRefusal) : damaged
        }
        var checksum = Checksum()
        var inflated: Int64 = 0
        var isBomb = false
        let ending: Int32
        do {
            ending = try blocks(ignoringChecksum: true) { block in
                inflated += Int64(block.count)
                total += Int64(block.count)
                checksum.update(block)
                isBomb = total > limits.uncompressedBytes || ZipPolicy.exceedsRatio(inflated, of: entry.compressedSize, limits)
                return !isBomb
            }
        } catch {
            return error as? BagError ?? damaged
        }
        if isBomb { return .refused(ZipPolicy.ratioRefusal(entry, limits)) }
        guard ending == ARCHIVE_EOF || ending == ARCHIVE_WARN, checksum.value == entry.checksum else { return damaged }
        return .refused(sizeRefusal)
    }

    private var sizeRefusal: BagRefusal {
        BagRefusal(
            .zipEntrySize,
            file: entry.displayName,
            "the entry does not have the sizes that the directory states",
            "该文件的实际大小与压缩包目录所载不一致"
        )
    }

    /// Runs the entry through libarchive until `receive` says stop, and returns the last status.
    private func blocks(ignoringChecksum: Bool, _ receive: (UnsafeRawBufferPointer) throws -> Bool) throws -> Int32 {
        guard let archive = archive_read_new() else { throw BagError.unreadable(FileFailure("archive_read_new", path: file.path)) }
        defer { archive_read_free(archive) }
        let source = ZipEntrySource(file, entry)
        archive_read_support_format_zip_streamable(archive)
        if ignoringChecksum { archive_read_set_format_option(archive, "zip", "ignorecrc32", "1") }
        return try withExtendedLifetime(source) {
            var status = archive_read_open(archive, Unmanaged.passUnretained(source).toOpaque(), nil, { ZipEntrySource.read($0, $1, $2) }, nil)
            var header: OpaquePointer?
            if status == ARCHIVE_OK { status = archive_read_next_header(archive, &header) }
            while status == ARCHIVE_OK {
                var base: UnsafeRawPointer?
                var count = 0
                var offset: Int64 = 0
                status = archive_read_data_block(archive, &base, &count, &offset)
                // A warning about sizes comes together with the last block.
                guard status == ARCHIVE_OK || status == ARCHIVE_WARN, count > 0 else { continue }
                if status == ARCHIVE_WARN, !ignoringChecksum { break }
                if try !receive(UnsafeRawBufferPointer(start: base, count: count)) { return ARCHIVE_FATAL }
            }
            if let failure = source.failure { throw BagError.unreadable(failure) }
            return status
        }
    }
}
