import Bags
import FileCalls
import Glibc
import Synchronization

/// Folders below `store/tmp` for the files of evidence of one drain while they are being written; they go with it.
///
/// There are several because threads that make files in one folder wait for each other; and each has a name that no other had, by which ext4 gives it a
/// part of the disk of its own. In one part it would look, for each new file, past all that were removed there in the last minutes: a drain with 5,400
/// files took 4.4 s instead of 2.5 s right after as many had been removed.
final class StagingFolders: Sendable {
    private static let count = 4
    private static let beginning = "evidence-"

    private let paths: [String]
    private let made = Mutex<Set<String>>([])

    init(in temporary: String) {
        let name = String(UInt64.random(in: 0 ... .max), radix: 36)
        paths = (0..<StagingFolders.count).map { "\(temporary)/\(StagingFolders.beginning)\(name)-\($0)" }
    }

    /// Whether a name in `store/tmp` is that of such a folder, of whatever drain.
    static func isTheirs(_ name: String) -> Bool { name.hasPrefix(beginning) }

    /// The folder for the files of that claim, made where it is missing.
    func folder(ofClaim claim: Int) throws(FileFailure) -> String {
        let path = paths[claim % paths.count]
        try DurableFile.makeFolder(path, isSynced: false)
        made.withLock { _ = $0.insert(path) }
        return path
    }

    /// Removes the folders, once they are empty.
    func remove() {
        let folders = made.withLock { made in
            defer { made = [] }
            return made.sorted()
        }
        for folder in folders { Files.rmdir(folder) }
    }

    // MARK: Parts of the disk

    /// Asks the file system to spread what is made below a folder over the disk, as `chattr +T` does (ioctl_iflags(2)).
    ///
    /// It is for speed only: a file system that knows no such thing says so and is left as it is.
    static func spread(below folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var flags = 0
        guard ioctl(descriptor, getFlags, &flags) == 0, flags & isTop == 0 else { return }
        flags |= isTop
        _ = ioctl(descriptor, setFlags, &flags)
    }

    /// `FS_IOC_GETFLAGS`, `FS_IOC_SETFLAGS` and `FS_TOPDIR_FL` of `linux/fs.h`; the first two are macros that Swift does not see.
    private static let getFlags: UInt = 0x8008_6601
    private static let setFlags: UInt = 0x4008_6602
    private static let isTop = 0x2_0000
}
