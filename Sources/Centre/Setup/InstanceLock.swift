public import Bags
import Glibc
import Synchronization

/// The right to work on a data root: one process at a time has it, and loses it when it ends, however it ends.
public enum InstanceLock {
    /// Why the lock was not given.
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// Another process has it; its id, where it could be told.
        case held(path: String, process: Int32?)
        case unusable(FileFailure)

        public var description: String {
            switch self {
            case .held(let path, let process):
                let who = process.map { "process \($0)" } ?? "another process"
                let whoInChinese = process.map { "进程 \($0) " } ?? "另一进程"
                return "\(path): \(who) already works on this data root; stop it first, or name another with --root"
                    + " / \(whoInChinese)正在使用此数据目录；请先停止它，或用 --root 另指目录"
            case .unusable(let failure):
                return "cannot lock the data root: \(failure) / 无法锁定数据目录：\(failure)"
            }
        }
    }

    /// The lock, held until the last reference goes.
    ///
    /// Whoever has it can say in it what hinders the daemon: see ``tell(_:)``.
    public final class Held: Sendable {
        let descriptor: Int32
        /// What was said last.
        let told = Mutex<Set<Hindrance>>([])

        fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

        // The kernel frees the lock with the descriptor at the latest; a program that is just being started has that too, until it is another
        // program. The file stays: removing it would let two processes lock two files of one name.
        deinit {
            flock(descriptor, LOCK_UN)
            close(descriptor)
        }
    }

    /// Does something with the lock held.
    ///
    /// - Throws: ``Failure`` where the lock is not to be had, else what `body` throws.
    public static func hold<Result>(
        _ root: DataRoot,
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let held = try acquire(root)
        defer { withExtendedLifetime(held) {} }
        return try await body()
    }

    /// Takes the lock.
    ///
    /// - Throws: ``Failure`` where it is not to be had.
    public static func acquire(_ root: DataRoot) throws(Failure) -> Held {
        let path = root.store + "/.lock"
        var descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        // A file system that is read-only just now may be written again later: the lock itself needs no writing.
        if descriptor < 0, errno == EROFS { descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else { throw .unusable(FileFailure("open", path: path)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let process = holder(descriptor)
            close(descriptor)
            throw reason == EWOULDBLOCK ? .held(path: path, process: process) : .unusable(FileFailure("flock", path: path, errorNumber: reason))
        }
        // For people who ask who has it. A full disk takes no note of that, and the lock holds all the same.
        let text = Array("\(getpid())\n".utf8)
        if pwrite(descriptor, text, text.count, 0) == text.count { _ = ftruncate(descriptor, off_t(text.count)) }
        return Held(descriptor)
    }

    /// The process that has the lock, `nil` where none has: asked of the kernel, so that nobody who wants the lock is disturbed.
    public static func holder(of root: DataRoot) -> Int32? {
        let descriptor = open(root.store + "/.lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, let process = holder(descriptor) else { return nil }
        // The kernel gives its list piece by piece, and a lock may slip through between two pieces of a long one.
        for _ in 0..<readings where kill(process, 0) == 0 || errno == EPERM {
            if hasLock(process, onFile: UInt64(status.st_ino)) { return process }
        }
        return nil
    }

    /// How often the kernel's list of locks is read before it is believed that a living process has none.
    private static let readings = 5

    /// Looks for `1: FLOCK  ADVISORY  WRITE 4711 08:01:131074 0 EOF`: the device may read otherwise than stat's, the inode does not.
    private static func hasLock(_ process: Int32, onFile inode: UInt64) -> Bool {
        // Read to its end: Foundation takes the kernel's short first piece for the whole.
        guard let table = try? ConfigurationFile("/proc/locks").text() else { return false }
        return table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            return words.count > 5 && words[1] == "FLOCK" && words[3] == "WRITE" && Int32(words[4]) == process
                && words[5].split(separator: ":").last.flatMap { UInt64($0) } == inode
        }
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
