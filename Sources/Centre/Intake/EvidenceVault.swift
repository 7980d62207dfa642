import Bags
import FileCalls
import Glibc
import Programme

/// Files of evidence, each once, named by its digest (`store/evidence/ab/ab12…`).
struct EvidenceVault {
    let root: DataRoot
    /// Whether files are written; a replay that only compares counts them.
    var isWriting = true

    /// Keeps the named payload files of a proven bag, on disk before this returns; gives their digests and sizes.
    ///
    /// A crash in between leaves at most a file that no row names yet: the next try finds it in its place.
    func keep(_ paths: Set<String>, of bag: Bag) throws -> [(digest: Digest, bytes: Int64)] {
        let named = bag.payload.filter { paths.contains($0.path) }
        var missing: [Digest: String] = [:]
        for file in named where isWriting && !has(file.digest) { missing[file.digest] = file.path }
        if !missing.isEmpty {
            let wanted = Set(missing.values)
            var receiver = VaultReceiver(root: root)
            try bag.readPayload(where: { wanted.contains($0.path) }, into: &receiver)
        }
        // Also those of files that are there already: an earlier drain may have failed before it had synced them.
        if isWriting { for folder in Set(named.map { folder(of: $0.digest) }).sorted() { try DurableFile.syncFolder(folder) } }
        return named.map { ($0.digest, $0.size) }
    }

    private func folder(of digest: Digest) -> String { DurableFile.folder(of: root.evidenceFile(digest.description)) }

    /// Whether the file is kept.
    func has(_ digest: Digest) -> Bool { access(root.evidenceFile(digest.description), F_OK) == 0 }
}

/// Writes each file under a temporary name and gives it its own once it is proven and on disk.
private struct VaultReceiver: PayloadReceiver {
    let root: DataRoot
    private var descriptor: Int32 = -1
    private var temporary = ""

    init(root: DataRoot) {
        self.root = root
    }

    mutating func begin(_ file: PayloadFile) throws {
        try DurableFile.makeFolder(root.temporary)
        temporary = "\(root.temporary)/\(file.digest)"
        // What a crash left behind is nobody's.
        Files.unlink(temporary)
        descriptor = Files.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: temporary) }
    }

    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws {
        Heartbeat.beat()
        var rest = chunk[...]
        while !rest.isEmpty {
            let step = Files.write(descriptor, rest.baseAddress, rest.count)
            if step < 0, errno == EINTR { continue }
            guard step > 0 else {
                close(descriptor)
                throw FileFailure("write", path: temporary)
            }
            rest = rest.dropFirst(step)
        }
    }

    mutating func end(_ file: PayloadFile) throws {
        defer { close(descriptor) }
        guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: temporary) }
        let place = root.evidenceFile(file.digest.description)
        try DurableFile.makeFolder(DurableFile.folder(of: place))
        guard Files.rename(temporary, place) == 0 else { throw FileFailure("rename", path: place) }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddress: UnsafeRawPointer? { UnsafeRawBufferPointer(rebasing: self).baseAddress }
}
