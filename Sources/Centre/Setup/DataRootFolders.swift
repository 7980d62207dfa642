public import Bags
import Glibc

extension DataRoot {
    /// Makes the folders that the daemon writes to, where they are missing.
    ///
    /// The inbox is not among them: one without its marker may be the mount point of a share that is away.
    ///
    /// - Throws: `FileFailure`.
    public func makeFolders() throws(FileFailure) {
        for folder in [store, taking, archive, evidence, quarantine, temporary] { try DataRoot.makeFolder(folder, mode: 0o700) }
        for folder in [outbox, log] { try DataRoot.makeFolder(folder, mode: 0o755) }
    }

    private static func makeFolder(_ path: String, mode: mode_t) throws(FileFailure) {
        if mkdir(path, mode) != 0, errno != EEXIST { throw FileFailure("mkdir", path: path) }
    }
}
