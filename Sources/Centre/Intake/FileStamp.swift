import Glibc

/// What tells, without reading it, whether a file is still the one that was read.
///
/// Not the time of the inode's last change: moving the file to the store and back alters that.
public struct FileStamp: Hashable, Sendable {
    public let device: UInt64
    public let inode: UInt64
    /// In bytes.
    public let size: Int64
    /// Seconds since 1970, and nanoseconds.
    public let modified: Int64
    public let modifiedNanoseconds: Int64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
    }
}
