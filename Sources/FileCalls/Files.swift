public import Glibc

/// The calls by which this program changes files, and reads those that were sent: each is the system's own, with the same arguments, result and
/// `errno`, and asks first whether a fault is injected. The database, the journal and the configuration are read without.
public enum Files {
    /// open(2), for writing.
    public static func open(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
        fails(.open) ? -1 : Glibc.open(path, flags, mode)
    }

    /// open(2), for reading.
    public static func openToRead(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
        guard case .error(let number)? = FileFaults.injected?.fault(in: .read) else { return Glibc.open(path, O_RDONLY | flags) }
        errno = number
        return -1
    }

    /// pread(2).
    public static func pread(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int, _ offset: off_t) -> Int {
        switch FileFaults.injected?.fault(in: .read) {
        case nil: return Glibc.pread(descriptor, bytes, count, offset)
        case .error(let number):
            errno = number
            return -1
        case .torn(_, let percent): return Glibc.pread(descriptor, bytes, min(count, max(1, count * percent / 100)), offset)
        }
    }

    /// write(2).
    public static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        switch FileFaults.injected?.fault(in: .write) {
        case nil: return Glibc.write(descriptor, bytes, count)
        case .error(let number):
            errno = number
        case .torn(let number, let percent):
            _ = Glibc.write(descriptor, bytes, count * percent / 100)
            errno = number
        }
        return -1
    }

    /// syncfs(2): all of the file system on which a file or folder lies.
    public static func syncfs(_ descriptor: Int32) -> Int32 { fails(.sync) ? -1 : systemSyncfs(descriptor) }

    /// fsync(2), of a file or folder.
    public static func fsync(_ descriptor: Int32) -> Int32 { fails(.sync) ? -1 : Glibc.fsync(descriptor) }

    /// rename(2).
    public static func rename(_ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
        fails(.rename) ? -1 : Glibc.rename(source, target)
    }

    /// link(2).
    public static func link(_ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
        fails(.link) ? -1 : Glibc.link(source, target)
    }

    /// unlink(2).
    @discardableResult
    public static func unlink(_ path: UnsafePointer<CChar>) -> Int32 { fails(.unlink) ? -1 : Glibc.unlink(path) }

    /// mkdir(2).
    public static func mkdir(_ path: UnsafePointer<CChar>, _ mode: mode_t) -> Int32 { fails(.mkdir) ? -1 : Glibc.mkdir(path, mode) }

    /// rmdir(2).
    @discardableResult
    public static func rmdir(_ path: UnsafePointer<CChar>) -> Int32 { fails(.rmdir) ? -1 : Glibc.rmdir(path) }

    /// To be called before a database commits.
    ///
    /// - Throws: ``CommitFailure`` where a fault is injected; the caller must then take the transaction back.
    public static func commit() throws(CommitFailure) {
        if fails(.commit) { throw CommitFailure(errorNumber: errno) }
    }

    /// Whether a fault is injected into the call; `errno` then says which.
    public static func fails(_ call: FileCall) -> Bool {
        switch FileFaults.injected?.fault(in: call) {
        case nil: return false
        case .error(let number), .torn(let number, _):
            errno = number
            return true
        }
    }
}

// Glibc's header has it for GNU programs alone, and Swift is none.
@_silgen_name("syncfs")
private func systemSyncfs(_ descriptor: Int32) -> Int32
