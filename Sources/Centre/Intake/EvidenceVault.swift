import Bags
import FileCalls
import Glibc
import Programme
import Synchronization

/// Files of evidence, each once, named by its digest (`store/evidence/ab/ab12…`).
///
/// They are written as their bags are proven, by as many threads as prove bags, and have temporary names until their rows are in the store. All files of
/// a drain are synced together: first their bytes, then their names. A sync of each file and folder by itself took most of the time of a drain with
/// many small files.
final class EvidenceVault: Sendable {
    private let root: DataRoot
    /// Whether files are written; a replay that only compares counts them.
    private let isWriting: Bool

    private struct State {
        /// Proven files under their temporary names, which nobody may ever name.
        var staged: [Digest: String] = [:]
        /// Those that a row names.
        var kept: [Digest: String] = [:]
        var isToBeSynced = false
    }
    private let state = Mutex(State())
    private let staging: StagingFolders

    init(root: DataRoot, isWriting: Bool = true) {
        self.root = root
        self.isWriting = isWriting
        staging = StagingFolders(in: root.temporary)
    }

    // MARK: While a bag is proven

    /// Whether a file is to be written as its bag is proven.
    ///
    /// What another bag is bringing just now does not count: that one may yet be refused.
    func lacks(_ file: PayloadFile) -> Bool { isWriting && !BatchTables.isTable(file.path) && !has(file.digest) }

    /// A temporary file for one of a bag's.
    ///
    /// - Parameter claim: the number of the bag's claim: two bags that bring the same file are proven at the same time.
    func stage(_ digest: Digest, claim: Int) throws(FileFailure) -> StagedFile {
        try StagedFile(path: "\(staging.folder(ofClaim: claim))/\(digest)-\(claim)")
    }

    /// Takes over the files of a bag that is proven.
    func take(_ files: [(digest: Digest, path: String)]) {
        for file in files {
            let other = state.withLock { $0.staged.updateValue(file.path, forKey: file.digest) }
            if let other { Files.unlink(other) }
        }
    }

    // MARK: In a drain

    /// Keeps the named payload files of a proven bag, and gives their digests and sizes; ``settle()`` makes them durable.
    func keep(_ paths: Set<String>, of bag: Bag) throws -> [(digest: Digest, bytes: Int64)] {
        let named = bag.payload.filter { paths.contains($0.path) }
        guard isWriting, !named.isEmpty else { return named.map { ($0.digest, $0.size) } }
        let missing = named.filter { !keepStaged($0.digest) && !has($0.digest) }
        if !missing.isEmpty {
            // The bag waited since an earlier drain, or is replayed.
            var receiver = StagingReceiver(vault: self, claim: 0)
            let wanted = Set(missing.map(\.path))
            do {
                try bag.readPayload(where: { wanted.contains($0.path) }, into: &receiver)
            } catch {
                receiver.discard()
                throw (error as? StagingFailure)?.cause ?? error
            }
            take(receiver.written)
            for file in missing { _ = keepStaged(file.digest) }
        }
        // Also where all are there already: an earlier drain may have failed before it had synced their names.
        state.withLock { $0.isToBeSynced = true }
        return named.map { ($0.digest, $0.size) }
    }

    /// Whether the file is there under a temporary name, which it will lose.
    private func keepStaged(_ digest: Digest) -> Bool {
        state.withLock { state in
            if let path = state.staged.removeValue(forKey: digest) { state.kept[digest] = path }
            return state.kept[digest] != nil
        }
    }

    /// Puts what rows name in its place, on disk before this returns, and removes the rest.
    ///
    /// A crash in between leaves at most files that no row names yet: the next try finds them in their place, or writes them anew.
    func settle() throws {
        let (kept, isToBeSynced) = state.withLock { ($0.kept, $0.isToBeSynced) }
        if isToBeSynced {
            if !kept.isEmpty { try DurableFile.syncFileSystem(of: root.temporary) }
            for (digest, path) in kept.map({ ($0.key.description, $0.value) }).sorted(by: { $0.0 < $1.0 }) {
                Heartbeat.beat()
                let place = root.evidenceFile(digest)
                try DurableFile.makeFolder(DurableFile.folder(of: place), isSynced: false)
                guard Files.rename(path, place) == 0 else { throw FileFailure("rename", path: place) }
            }
            try DurableFile.syncFileSystem(of: root.evidence)
        }
        state.withLock {
            $0.kept = [:]
            $0.isToBeSynced = false
        }
        discard()
    }

    /// Removes what has temporary names still: no drain came to keep it.
    func discard() {
        let left = state.withLock { state in
            defer { state = State() }
            return (Array(state.staged.values) + Array(state.kept.values)).sorted()
        }
        for path in left { Files.unlink(path) }
        staging.remove()
    }

    /// Whether the file is kept.
    func has(_ digest: Digest) -> Bool { access(root.evidenceFile(digest.description), F_OK) == 0 }
}

/// Writes those files of a bag that the vault lacks, each under a temporary name until the bag is proven.
struct StagingReceiver: PayloadReceiver {
    let vault: EvidenceVault
    let claim: Int
    /// The whole and proven ones.
    private(set) var written: [(digest: Digest, path: String)] = []
    private var digests: Set<Digest> = []
    private var file: StagedFile?

    init(vault: EvidenceVault, claim: Int) {
        self.vault = vault
        self.claim = claim
    }

    mutating func begin(_ file: PayloadFile) throws(StagingFailure) {
        guard vault.lacks(file), !digests.contains(file.digest) else { return }
        do { self.file = try vault.stage(file.digest, claim: claim) } catch { throw StagingFailure(cause: error) }
    }

    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws(StagingFailure) {
        do { try file?.write(chunk) } catch { throw StagingFailure(cause: error) }
    }

    mutating func end(_ file: PayloadFile) throws(StagingFailure) {
        guard let staged = self.file else { return }
        self.file = nil
        do { try staged.close() } catch { throw StagingFailure(cause: error) }
        written.append((file.digest, staged.path))
        digests.insert(file.digest)
    }

    /// Removes what was written: the bag is not proven.
    func discard() {
        file?.remove()
        for file in written { Files.unlink(file.path) }
    }
}

/// The disk did not take a file of evidence: nothing is said of the bag that brought it.
struct StagingFailure: Error {
    let cause: FileFailure
}

/// A file that is being written under its temporary name.
struct StagedFile {
    let path: String
    private let descriptor: Int32

    init(path: String) throws(FileFailure) {
        self.path = path
        // What a crash left behind is nobody's.
        Files.unlink(path)
        descriptor = Files.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
    }

    func write(_ chunk: UnsafeRawBufferPointer) throws(FileFailure) {
        Heartbeat.beat()
        try DurableFile.writeAll(chunk, to: descriptor, path: path)
    }

    func close() throws(FileFailure) {
        guard Glibc.close(descriptor) == 0 else { throw FileFailure("close", path: path) }
    }

    func remove() {
        Glibc.close(descriptor)
        Files.unlink(path)
    }
}
