import CLibArchive
import FileCalls
import Glibc
import Programme

/// The file that libarchive writes a zip to, digested and counted on the way.
final class ZipOutput {
    let path: String
    private let descriptor: Int32
    private var hash = ContentHash()

    /// How many bytes have been written.
    private(set) var count: Int64 = 0
    /// The write that failed, if one did.
    private(set) var failure: FileFailure?

    init(path: String) throws(FileFailure) {
        descriptor = Files.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// The SHA-256 of what has been written.
    var digest: Digest { Digest(bytes: hash.bytes) }

    /// The callback of `archive_write_open`.
    static func write(_ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        guard let context, let bytes else { return -1 }
        let output = Unmanaged<ZipOutput>.fromOpaque(context).takeUnretainedValue()
        return output.write(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        var written = 0
        while written < bytes.count {
            let step = Files.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if step > 0 {
                written += step
            } else if step == 0 || errno != EINTR {
                failure = FileFailure("write", path: path)
                return -1
            }
        }
        hash.update(bytes)
        count += Int64(written)
        return written
    }
}
