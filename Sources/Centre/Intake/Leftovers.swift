import Bags
import FileCalls
import Glibc
import Programme
import Store

/// What programs that died left behind: what they wrote and did not come to sync, files in `store/tmp`, and reasons in quarantine for files that no
/// drain came to quarantine.
///
/// Only for a program that has the data root's lock: nobody else makes bundles, evidence or copies. Operators' programs, which have no lock, put their
/// process's number in a file's name.
struct Leftovers {
    private static let reasonEnding = ".txt"

    private let root: DataRoot

    init(_ root: DataRoot) { self.root = root }

    /// Makes durable what can be seen.
    ///
    /// What a program wrote that died can be read, and yet be gone when the power fails next: a transaction in SQLite's log, a folder that was made,
    /// a name in it. Whoever goes on from there must not take it for something that is on disk.
    func makeDurable() throws(FileFailure) {
        let log = root.database + "-wal"
        // Not the database itself: closing it here would give up the locks that SQLite has on it (fcntl(2)).
        if access(log, F_OK) == 0 { try DurableFile.sync(log) }
        // Folder by folder it would take longer with each year. The outbox may lie on a file system of its own.
        for folder in [root.store, root.outbox] { try DurableFile.syncFileSystem(of: folder) }
        try DurableFile.syncFolder(root.store)
        try DurableFile.syncFolder(root.path)
    }

    /// Removes them, as far as the system lets us: one that stays is in nobody's way.
    func remove(_ store: CentralStore) throws {
        let temporary = try Folder(root.temporary)
        for name in try temporary.names().compactMap(\.text) where !isInUse(name) {
            let path = "\(root.temporary)/\(name)"
            if StagingFolders.isTheirs(name), let folder = try? Folder(FileName(name), in: temporary) {
                for file in try folder.names().compactMap(\.text) { Files.unlink("\(path)/\(file)") }
                Files.rmdir(path)
            } else {
                Files.unlink(path)
            }
        }
        for reason in try reasons(in: root.quarantine) {
            let stem = String(reason.dropLast(Leftovers.reasonEnding.count))
            guard let slash = stem.lastIndex(of: "/"), let zip = Digest(hex: stem[stem.index(after: slash)...]), access("\(stem).zip", F_OK) != 0
            else { continue }
            if try !store.read({ try $0.knowsArrival(zip) }) { Files.unlink(reason) }
        }
    }

    /// The paths of the reasons in a folder and in those below it.
    private func reasons(in folder: String) throws(FileFailure) -> [String] {
        var found: [String] = []
        for name in try Folder(folder).names().compactMap(\.text) {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(Leftovers.reasonEnding) { found.append(path) } else if name.count == 2 { found += try reasons(in: path) }
        }
        return found
    }

    private func isInUse(_ name: String) -> Bool {
        let plain = name.drop { $0 == "." }
        guard plain.hasPrefix("rehearsal-") || plain.hasPrefix("issued-"), let dash = plain.lastIndex(of: "-") else { return false }
        guard let process = Int32(plain[plain.index(after: dash)...].prefix { $0.isNumber }), process > 0, process != getpid() else { return false }
        return kill(process, 0) == 0 || errno == EPERM
    }
}
