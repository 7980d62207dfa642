import FileCalls
import Glibc

/// A regular file opened for reading at any place, with what it looked like when it was opened.
///
/// The descriptor is closed with the last reference. All stored properties are immutable and `pread` moves no position, so threads may share it.
final class ReadableFile: Sendable {
    let path: String
    let size: Int64
    private let descriptor: Int32
    private let modified: timespec

    init(path: String) throws(FileFailure) {
        // O_NONBLOCK: opening a named pipe that somebody left in the folder must not hang.
        let descriptor = Files.openToRead(path, O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = FileFailure("stat", path: path)
            close(descriptor)
            throw failure
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileFailure("open", path: path, errorNumber: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ESPIPE)
        }
        self.path = path
        self.descriptor = descriptor
        size = Int64(status.st_size)
        modified = status.st_mtim
    }

    deinit {
        close(descriptor)
    }

    /// Whether the file's size or time of modification differs from what it was at opening: somebody is still writing.
    var hasChanged: Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return true }
        return Int64(status.st_size) != size || status.st_mtim.tv_sec != modified.tv_sec || status.st_mtim.tv_nsec != modified.tv_nsec
    }

    /// Fills the buffer from `offset` on, and returns how many bytes there were: fewer than asked only at the end of the file.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            let count = Files.pread(descriptor, base + filled, buffer.count - filled, off_t(offset) + off_t(filled))
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw FileFailure("read", path: path)
            }
        }
        return filled
    }

    /// The `count` bytes from `offset` on.
    ///
    /// - Throws: ``BagError/notWhole(_:)`` where the file has become shorter.
    func bytes(at offset: Int64, count: Int) throws(BagError) -> [UInt8] {
        var failure: FileFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(FileFailure) {
                initialized = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw .unreadable(failure) }
        guard bytes.count == count else { throw .notWhole(NotWhole(bytes: size, .changing)) }
        return bytes
    }
}
