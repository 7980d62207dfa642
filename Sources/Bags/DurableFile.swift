import FileCalls
public import Glibc

/// Writes files so that a power cut leaves each wholly as it was or wholly as it is meant to be.
///
/// A file gets a temporary name that begins with a dot in the folder where it belongs, is synced, renamed, and its folder is synced: only then does
/// a call return. Syncing tools and the sweeps of this program pass over names that begin with a dot.
public enum DurableFile {
    /// Creates or replaces the file at a path.
    ///
    /// - Parameters:
    ///   - bytes: the whole content.
    ///   - path: the file's place; its folder must be there.
    ///   - permissions: the file's mode; `0o600` for what is secret. Others than owner and group get nothing: most of it is about people.
    /// - Throws: ``FileFailure`` that names the call and the file; what stood at the path before is then still there.
    public static func write(_ bytes: some Collection<UInt8>, to path: String, permissions: mode_t = 0o640) throws(FileFailure) {
        let temporary = temporaryName(for: path)
        // What a crash left behind is no one's; O_EXCL then makes sure that no link is written through.
        Files.unlink(temporary)
        let descriptor = Files.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw FileFailure("open", path: temporary) }
        do throws(FileFailure) {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path: temporary)
            guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: temporary) }
        } catch {
            Files.unlink(temporary)
            throw error
        }
        do throws(FileFailure) {
            try rename(temporary, to: path)
        } catch {
            Files.unlink(temporary)
            throw error
        }
    }

    /// Moves a file inside one file system, over what stands there, and syncs the folders on both sides.
    public static func rename(_ source: String, to destination: String) throws(FileFailure) {
        guard Files.rename(source, destination) == 0 else { throw FileFailure("rename", path: destination) }
        let folder = folder(of: destination)
        try syncFolder(folder)
        let old = self.folder(of: source)
        if old != folder { try syncFolder(old) }
    }

    /// A file's way from one place to another.
    public struct Move: Sendable {
        public let source: String
        public let destination: String

        public init(from source: String, to destination: String) {
            self.source = source
            self.destination = destination
        }
    }

    /// Moves files inside one file system, over what stands there, and makes the folders that they need; all is durable when the call returns.
    ///
    /// Where a move fails, those before it may have been made and those after it have not.
    public static func move(_ moves: [Move]) throws(FileFailure) {
        let areMany = moves.count > mostSyncedSingly
        for move in moves {
            try makeFolder(folder(of: move.destination), isSynced: !areMany)
            if areMany {
                guard Files.rename(move.source, move.destination) == 0 else { throw FileFailure("rename", path: move.destination) }
            } else {
                try DurableFile.rename(move.source, to: move.destination)
            }
        }
        if areMany, let last = moves.last { try syncFileSystem(of: folder(of: last.destination)) }
    }

    /// The most files that are synced each by itself. For more of them it costs less to sync the whole file system.
    public static let mostSyncedSingly = 4

    /// Makes a folder with all that lead to it; one that is there already is left alone.
    ///
    /// - Parameter isSynced: whether its name is durable when the call returns; else the caller sees to that.
    public static func makeFolder(_ path: String, permissions: mode_t = 0o750, isSynced: Bool = true) throws(FileFailure) {
        if isFolder(path) { return }
        let parent = folder(of: path)
        if parent != path { try makeFolder(parent, permissions: permissions, isSynced: isSynced) }
        // Another process may have been quicker.
        guard Files.mkdir(path, permissions) == 0 || (errno == EEXIST && isFolder(path)) else { throw FileFailure("mkdir", path: path) }
        if isSynced { try syncFolder(parent) }
    }

    /// Makes the content of a file durable that was written by other means.
    public static func sync(_ path: String) throws(FileFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        defer { close(descriptor) }
        guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: path) }
    }

    /// Makes the names in a folder durable.
    public static func syncFolder(_ path: String) throws(FileFailure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        defer { close(descriptor) }
        // Some network file systems cannot sync a folder and say EINVAL; there is nothing more that could be done there.
        guard Files.fsync(descriptor) == 0 || errno == EINVAL else { throw FileFailure("fsync", path: path) }
    }

    /// Makes everything durable that was written to the file system on which a folder lies: bytes and names, whoever wrote them.
    public static func syncFileSystem(of folder: String) throws(FileFailure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path: folder) }
        defer { close(descriptor) }
        guard Files.syncfs(descriptor) == 0 else { throw FileFailure("syncfs", path: folder) }
    }

    /// The folder that a path lies in: `.` for a bare name.
    public static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `outbox/410305/.410305-D-000017.zip.tmp` for `outbox/410305/410305-D-000017.zip`.
    public static func temporaryName(for path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ".\(path).tmp" }
        return "\(path[...slash]).\(path[path.utf8.index(after: slash)...]).tmp"
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32, path: String) throws(FileFailure) {
        let found: FileFailure?? = bytes.withContiguousStorageIfAvailable {
            self.failure(writing: UnsafeRawBufferPointer($0), to: descriptor, path: path)
        }
        if let failure = found ?? Array(bytes).withUnsafeBytes({ self.failure(writing: $0, to: descriptor, path: path) }) { throw failure }
    }

    /// Writes all of the bytes to an open file, however many calls that takes; nothing of it is durable yet.
    ///
    /// - Parameter path: the file, for the error.
    public static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws(FileFailure) {
        if let failure = failure(writing: bytes, to: descriptor, path: path) { throw failure }
    }

    private static func failure(writing bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) -> FileFailure? {
        var written = 0
        while written < bytes.count {
            let step = Files.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if step > 0 {
                written += step
            } else if step == 0 || errno != EINTR {
                return FileFailure("write", path: path)
            }
        }
        return nil
    }
}
