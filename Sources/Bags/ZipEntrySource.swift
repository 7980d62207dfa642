import CLibArchive

/// What libarchive reads instead of the zip: a local header without options, then the bytes of one entry.
final class ZipEntrySource {
    private static let span = 256 << 10

    private let file: ReadableFile
    private let buffer: UnsafeMutableRawBufferPointer
    private let header: [UInt8]
    private var isHeaderSent = false
    private var position: Int64
    private let end: Int64

    /// The read that failed, if one did.
    private(set) var failure: FileFailure?

    init(_ file: ReadableFile, _ entry: ZipEntry) {
        self.file = file
        header = ZipEntrySource.header(of: entry)
        position = entry.dataOffset
        end = entry.dataEnd
        let count = max(header.count, Int(min(Int64(ZipEntrySource.span), entry.compressedSize)))
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// The callback of `archive_read_open`.
    static func read(_ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ block: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        guard let context else { return -1 }
        let source = Unmanaged<ZipEntrySource>.fromOpaque(context).takeUnretainedValue()
        block?.pointee = UnsafeRawPointer(source.buffer.baseAddress)
        return source.next()
    }

    private func next() -> Int {
        if !isHeaderSent {
            isHeaderSent = true
            buffer.copyBytes(from: header)
            return header.count
        }
        let wanted = Int(min(Int64(buffer.count), end - position))
        do throws(FileFailure) {
            let count = try file.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            position += Int64(count)
            return count
        } catch {
            failure = error
            return -1
        }
    }

    private static func header(of entry: ZipEntry) -> [UInt8] {
        var bytes: [UInt8] = [0x50, 0x4B, 3, 4]
        bytes.appendLittleEndian(45, bytes: 2)
        bytes.appendLittleEndian(0, bytes: 2)
        bytes.appendLittleEndian(Int64(entry.method), bytes: 2)
        bytes.appendLittleEndian(0, bytes: 4)
        bytes.appendLittleEndian(entry.checksum, bytes: 4)
        bytes.appendLittleEndian(0xFFFF_FFFF, bytes: 4)
        bytes.appendLittleEndian(0xFFFF_FFFF, bytes: 4)
        bytes.appendLittleEndian(1, bytes: 2)
        bytes.appendLittleEndian(20, bytes: 2)
        bytes.append(UInt8(ascii: "e"))
        bytes.appendLittleEndian(1, bytes: 2)
        bytes.appendLittleEndian(16, bytes: 2)
        bytes.appendLittleEndian(entry.size, bytes: 8)
        bytes.appendLittleEndian(entry.compressedSize, bytes: 8)
        return bytes
    }
}
