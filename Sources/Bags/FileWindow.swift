/// Small pieces of a file read in nearly ascending order, with one large read at a time.
struct FileWindow {
    /// How much is read at a time.
    private static let span = 256 << 10

    private let file: ReadableFile
    private var start: Int64 = 0
    private var bytes: [UInt8] = []

    init(_ file: ReadableFile) {
        self.file = file
    }

    /// The `count` bytes from `offset` on.
    mutating func bytes(at offset: Int64, count: Int) throws(BagError) -> [UInt8] {
        if offset < start || offset + Int64(count) > start + Int64(bytes.count) {
            let available = max(0, file.size - offset)
            bytes = try file.bytes(at: offset, count: max(count, Int(min(available, Int64(FileWindow.span)))))
            start = offset
        }
        let from = Int(offset - start)
        return Array(bytes[from..<from + count])
    }
}
