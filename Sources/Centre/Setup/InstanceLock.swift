public import Bags
import Glibc

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

    /// Does something with the lock held.
    ///
    /// - Throws: ``Failure`` where the lock is not to be had, else what `body` throws.
    public static func hold<Result>(
        _ root: DataRoot,
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let descriptor = try acquire(root.store + "/.lock")
        // The kernel frees the lock with the descriptor. The file stays: removing it would let two processes lock two files of one name.
        defer { close(descriptor) }
        return try await body()
    }

    private static func acquire(_ path: String) throws(Failure) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .unusable(FileFailure("open", path: path)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let process = holder(descriptor)
            close(descriptor)
            throw reason == EWOULDBLOCK ? .held(path: path, process: process) : .unusable(FileFailure("flock", path: path, errorNumber: reason))
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let failure = FileFailure("write", path: path)
            close(descriptor)
            throw .unusable(failure)
        }
        return descriptor
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
