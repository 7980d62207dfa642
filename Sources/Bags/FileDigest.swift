public import Programme

extension Digest {
    /// The SHA-256 of some bytes.
    public init(of bytes: [UInt8]) {
        var hash = ContentHash()
        hash.update(bytes)
        self.init(bytes: hash.bytes)
    }

    /// The SHA-256 of a file, streamed: the name under which a taken zip is archived.
    ///
    /// - Throws: ``FileFailure``; a file that grows or shrinks meanwhile is digested as far as it reached at opening.
    public init(ofFileAt path: String) throws(FileFailure) {
        let file = try ReadableFile(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var hash = ContentHash()
        var position: Int64 = 0
        while position < file.size {
            let count = try file.read(at: position, into: buffer)
            if count == 0 { break }
            let piece = min(Int64(count), file.size - position)
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<Int(piece)]))
            position += piece
        }
        self.init(bytes: hash.bytes)
    }
}
