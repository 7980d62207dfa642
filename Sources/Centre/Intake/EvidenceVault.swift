import Bags
import FileCalls
import Glibc
import Programme

/// Files of evidence, each once, named by its digest (`store/evidence/ab/ab12…`).
///
/// All files of a drain are synced together: first their bytes, under temporary names, then their names. A sync of each file and folder by itself
/// took most of the time of a drain with many small files.
final class EvidenceVault {
    private let root: DataRoot
    /// Whether files are written; a replay that only compares counts them.
    private let isWriting: Bool
    /// Files that are proven and written, and have only a temporary name yet.
    private var unsettled: [Digest] = []
    private var isUnsettled: Set<Digest> = []
    private var isToBeSynced = false

    init(root: DataRoot, isWriting: Bool = true) {
        self.root = root
        self.isWriting = isWriting
    }

    /// Writes the named payload files of a proven bag, and gives their digests and sizes; ``settle()`` makes them durable.
    func keep(_ paths: Set<String>, of bag: Bag) throws -> [(digest: Digest, bytes: Int64)] {
        let named = bag.payload.filter { paths.contains($0.path) }
        var missing: [Digest: String] = [:]
        for file in named where isWriting && !isUnsettled.contains(file.digest) && !has(file.digest) { missing[file.digest] = file.path }
        if !missing.isEmpty {
            let wanted = Set(missing.values)
            try DurableFile.makeFolder(root.temporary)
            var receiver = VaultReceiver(root: root)
            try bag.readPayload(where: { wanted.contains($0.path) }, into: &receiver)
            unsettled += receiver.written
            isUnsettled.formUnion(receiver.written)
        }
        // Also where all are there already: an earlier drain may have failed before it had synced their names.
        if isWriting, !named.isEmpty { isToBeSynced = true }
        return named.map { ($0.digest, $0.size) }
    }

    /// Puts what was written in its place, on disk before this returns.
    ///
    /// A crash in between leaves at most files that no row names yet: the next try finds them in their place, or writes them anew.
    func settle() throws {
        guard isToBeSynced else { return }
        try DurableFile.makeFolder(root.temporary)
        if !unsettled.isEmpty { try EvidenceVault.sync(root.temporary) }
        for digest in unsettled {
            Heartbeat.beat()
            let place = root.evidenceFile(digest.description)
            try DurableFile.makeFolder(DurableFile.folder(of: place))
            guard Files.rename("\(root.temporary)/\(digest)", place) == 0 else { throw FileFailure("rename", path: place) }
        }
        try EvidenceVault.sync(root.temporary)
        unsettled = []
        isUnsettled = []
        isToBeSynced = false
    }

    /// Makes all durable that was written to the file system of a folder, names and bytes.
    private static func sync(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path: folder) }
        defer { close(descriptor) }
        guard Files.syncfs(descriptor) == 0 else { throw FileFailure("syncfs", path: folder) }
    }

    /// Whether the file is kept.
    func has(_ digest: Digest) -> Bool { access(root.evidenceFile(digest.description), F_OK) == 0 }
}

/// Writes each file under a temporary name, until all of it is there and proven.
private struct VaultReceiver: PayloadReceiver {
    let root: DataRoot
    private(set) var written: [Digest] = []
    private var descriptor: Int32 = -1
    private var temporary = ""

    init(root: DataRoot) {
        self.root = root
    }

    mutating func begin(_ file: PayloadFile) throws {
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
        guard close(descriptor) == 0 else { throw FileFailure("close", path: temporary) }
        written.append(file.digest)
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddress: UnsafeRawPointer? { UnsafeRawBufferPointer(rebasing: self).baseAddress }
}
