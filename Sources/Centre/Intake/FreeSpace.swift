public import Bags
import Glibc

/// The room on the disk that holds the store.
public enum FreeSpace {
    /// Too little room to take a file: it stays in the inbox, and is taken once there is more.
    public struct Shortage: Error, Sendable, Equatable, CustomStringConvertible {
        /// All in bytes.
        public let free: Int64
        public let needed: Int64
        public let minimum: Int64

        public var description: String {
            "the disk has \(free) bytes left; \(needed) for the file and intake.minimum_free_bytes (\(minimum)) are needed: make room"
                + " / 磁盘仅剩 \(free) 字节，需要文件的 \(needed) 字节加预留的 \(minimum) 字节：请清理空间"
        }
    }

    /// The bytes that are left for this process on the file system of a path.
    public static func bytes(at path: String) throws(FileFailure) -> Int64 {
        var status = statvfs()
        while statvfs(path, &status) != 0 {
            if errno != EINTR { throw FileFailure("statvfs", path: path) }
        }
        let (bytes, overflows) = Int64(clamping: status.f_bavail).multipliedReportingOverflow(by: Int64(clamping: status.f_frsize))
        return overflows ? .max : bytes
    }

    /// Finds that a file may be taken with at least `minimum` bytes left over, or how much is short.
    ///
    /// A claim by rename needs no room itself; the rows and the evidence that the batch becomes do.
    public static func shortage(taking size: Int64, keeping minimum: Int64, at path: String) throws(FileFailure) -> Shortage? {
        let free = try bytes(at: path)
        // A wrapped sum would pass; a difference of non-negative numbers cannot wrap.
        return free - minimum < size ? Shortage(free: free, needed: size, minimum: minimum) : nil
    }
}
