import Bags
import Crypto
import FileCalls
import Glibc
import Programme

/// A copy that is on the disk and reads back as its original read: what a rename is where two file systems are involved.
enum VerifiedCopy {
    private static let pieceSize = 1 << 20

    /// Copies a file to a new one. Where that fails, there is no new file.
    ///
    /// - Parameters:
    ///   - name: the original, for errors.
    ///   - targetText: `target`, for errors and for reading back.
    static func make(of source: RawPath, named name: String, at target: RawPath, _ targetText: String) throws(ClaimFailure) {
        let original = open(source.bytes, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard original >= 0 else {
            switch errno {
            case ENOENT: throw .gone(name)
            case ELOOP: throw .changed(name)
            default: throw .failed(FileFailure("open", path: name))
            }
        }
        defer { close(original) }
        guard let before = stamp(of: original) else { throw .changed(name) }
        // One of an earlier run that the power ended.
        Files.unlink(target.bytes)
        let copy = Files.open(target.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard copy >= 0 else { throw .failed(FileFailure("open", path: targetText)) }
        defer { close(copy) }
        do throws(ClaimFailure) {
            let digest = try transfer(from: original, name, to: copy, targetText)
            guard Files.fsync(copy) == 0 else { throw .failed(FileFailure("fsync", path: targetText)) }
            guard stamp(of: original) == before else { throw .changed(name) }
            guard try readBack(targetText) == digest else { throw .copyDiffers(name) }
        } catch {
            Files.unlink(target.bytes)
            throw error
        }
    }

    // `nil` where this is no regular file.
    private static func stamp(of descriptor: Int32) -> FileStamp? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileStamp(status)
    }

    private static func transfer(from original: Int32, _ name: String, to copy: Int32, _ target: String) throws(ClaimFailure) -> Programme.Digest {
        var hash = SHA256()
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        while true {
            Heartbeat.beat()
            let count = read(original, piece.baseAddress, piece.count)
            if count == 0 { return Programme.Digest(bytes: hash.finalize()) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .failed(FileFailure("read", path: name))
            }
            let chunk = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hash.update(bufferPointer: chunk)
            do throws(FileFailure) { try DurableFile.writeAll(chunk, to: copy, path: target) } catch { throw .failed(error) }
        }
    }

    private static func readBack(_ path: String) throws(ClaimFailure) -> Programme.Digest {
        do throws(FileFailure) {
            return try Programme.Digest(ofFileAt: path)
        } catch {
            throw .failed(error)
        }
    }
}
