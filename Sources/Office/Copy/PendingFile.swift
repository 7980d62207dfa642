import Bags
import Programme
import Records

/// A file of the folder that a transaction decided on and that is written after it, or, where the power went, by the next command.
struct PendingFile {
    /// The path in the folder.
    let name: String
    /// The digest of what is replaced; `nil` where there was no file.
    let before: Digest?
    /// Whether the file is the program's own, so that what is there does not matter.
    let isReference: Bool
    let bytes: [UInt8]

    /// Writes the file unless it is there already.
    ///
    /// - Returns: `false` where somebody has changed the file since the transaction: then it is theirs, and stays.
    func write(in folder: String) throws -> Bool {
        let path = "\(folder)/\(name)"
        let present = FileBytes.exists(path) ? try Digest(ofFileAt: path) : nil
        if present == Digest(of: bytes) { return true }
        guard isReference || present == before else { return false }
        try DurableFile.makeFolder(DurableFile.folder(of: path))
        try DurableFile.write(bytes, to: path, permissions: isReference ? 0o440 : 0o640)
        return true
    }

    /// Writes what the last transaction left to write.
    ///
    /// A file that was changed meanwhile is left alone: its rows name the versions they were derived from, and are brought up to date from there.
    static func writeAll(of store: OfficeStore, in folder: String) throws {
        let files = try store.read { try $0.pendingFiles() }
        guard !files.isEmpty else { return }
        var changed: [RecordType] = []
        for file in files where try !file.write(in: folder) {
            if let table = try OfficeFolder(folder).tables.first(where: { $0.name == file.name }) { changed.append(table.type) }
        }
        try store.write { transaction in
            for type in changed { try transaction.forgetShown(type) }
            try transaction.removePendingFiles()
        }
    }
}
