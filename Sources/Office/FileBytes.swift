import Bags
import FileCalls
import Glibc

/// Reads files of the system, whole or piece by piece.
enum FileBytes {
    /// Whether something is at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a path is a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path from the root, which means the same to a later command that is called from elsewhere.
    static func absolute(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else { throw FileFailure("open", path: path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The content of a small file, or `nil` where there is none.
    ///
    /// - Throws: ``FileFailure``, with `EFBIG` beyond the limit.
    static func read(_ path: String, limit: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        do {
            try forEachPiece(of: path) { piece in
                bytes.append(contentsOf: piece)
                if bytes.count > limit { throw FileFailure("read", path: path, errorNumber: EFBIG) }
            }
        } catch let failure as FileFailure where failure.errorNumber == ENOENT {
            return nil
        }
        return bytes
    }

    /// Hands a file's bytes to the closure in their order.
    static func forEachPiece(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        // O_NONBLOCK: a named pipe in the folder must not hang us.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFailure("read", path: path)
            }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes everything to an open file.
    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        try bytes.withUnsafeBytes { try write($0, to: descriptor, path: path) }
    }

    /// Writes everything to an open file.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
        var written = 0
        while written < bytes.count {
            let step = Files.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if step > 0 {
                written += step
            } else if step == 0 || errno != EINTR {
                throw FileFailure("write", path: path)
            }
        }
    }
}
