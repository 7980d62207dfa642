import Bags
import Glibc

/// A folder held open, so that what is looked at is in the folder that was opened, whatever its path comes to mean.
final class Folder {
    private let path: String
    private let descriptor: Int32

    /// Opens a folder; a link to one is followed.
    init(_ path: String) throws(FileFailure) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
    }

    /// Opens a folder inside another; a link is not followed.
    init(_ name: FileName, in folder: Folder) throws(FileFailure) {
        path = "\(folder.path)/\(name)"
        descriptor = openat(folder.descriptor, name.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The names in the folder, in no order, without `.` and `..`.
    func names() throws(FileFailure) -> [FileName] {
        // The stream closes the descriptor that it is given.
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { throw FileFailure("dup", path: path) }
        guard let stream = fdopendir(own) else {
            let failure = FileFailure("opendir", path: path)
            close(own)
            throw failure
        }
        defer { closedir(stream) }
        var names: [FileName] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileFailure("readdir", path: path) }
                return names
            }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(FileName(bytes: name)) }
        }
    }

    /// What an entry itself is, links not followed; `nil` where it has gone meanwhile.
    func status(of name: FileName) throws(FileFailure) -> stat? {
        var status = stat()
        if fstatat(descriptor, name.cString, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        if errno == ENOENT { return nil }
        throw FileFailure("stat", path: "\(path)/\(name)")
    }
}
