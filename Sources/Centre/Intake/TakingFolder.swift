public import Bags
import FileCalls
import Glibc
import Programme
import Synchronization

/// Where claimed files are until their batch is committed: `store/taking/`.
///
/// A claim is one rename, which carries the office and the name in the new path: whatever instant the power fails at, the file is in the inbox or
/// here, whole and known. What is found here on start is offered again first.
public final class TakingFolder: Sendable {
    /// The longest name that a file system takes, in bytes.
    static let longestName = 255
    // What stands for the office of a file that lay in the inbox itself.
    private static let noOffice = "_"
    private static let copyMark = "+"

    private let inbox: String
    private let marker: String
    private let path: String
    private let temporary: String
    private let lastNumber: Mutex<Int>
    /// Claims whose bytes the disk refused to take once.
    private let unsynced = Mutex<Set<Int>>([])

    /// The folder of a data root; `DataRoot.makeFolders()` makes it.
    ///
    /// - Parameter lastClaim: the highest number of a claim that the store knows, 0 for none. Numbers go on from there, because the store tells by
    ///   the number whether a file found here was committed.
    public init(_ root: DataRoot, lastClaim: Int) {
        lastNumber = Mutex(lastClaim)
        inbox = root.inbox
        marker = root.inboxMarker
        path = root.taking
        temporary = root.temporary
    }

    // MARK: Claiming

    /// Takes a file out of the inbox: by a rename, or, where the inbox is another file system, by a copy that is verified before the original goes.
    ///
    /// - Parameter leaving: leave the file in the inbox and take a copy.
    public func claim(_ candidate: InboxCandidate, leaving: Bool = false) throws(ClaimFailure) -> ClaimedFile {
        let (folder, number) = try newFolder(for: candidate.office, isCopy: leaving)
        let claimed = ClaimedFile(
            path: "\(folder)/\(candidate.name)",
            number: number,
            office: candidate.office,
            name: candidate.name,
            isCopy: leaving
        )
        do throws(ClaimFailure) {
            if leaving {
                try copy(candidate, to: claimed)
            } else if try !move(candidate, to: claimed) {
                try copy(candidate, to: claimed)
                removeOriginal(of: candidate)
            }
        } catch {
            Files.rmdir(folder)
            throw error
        }
        return claimed
    }

    private func newFolder(for office: OfficeCode?, isCopy: Bool) throws(ClaimFailure) -> (path: String, number: Int) {
        while true {
            let number = lastNumber.withLock { last in
                last += 1
                return last
            }
            let folder = "\(path)/\(number)@\(office?.description ?? TakingFolder.noOffice)\(isCopy ? TakingFolder.copyMark : "")"
            if Files.mkdir(folder, 0o750) == 0 { return (folder, number) }
            guard errno == EEXIST else { throw .failed(FileFailure("mkdir", path: folder)) }
        }
    }

    // Gives false where inbox and store are on different file systems.
    private func move(_ candidate: InboxCandidate, to claimed: ClaimedFile) throws(ClaimFailure) -> Bool {
        guard Files.rename(candidate.rawPath.bytes, claimed.path) == 0 else {
            switch errno {
            case EXDEV: return false
            case ENOENT: throw .gone(candidate.nameInInbox)
            default: throw .failed(FileFailure("rename", path: "\(candidate.folder)/\(candidate.name)"))
            }
        }
        var status = stat()
        if lstat(claimed.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            if status.st_nlink > 1 || TakingFolder.hasWriter(claimed.path) { try makeOwn(claimed) }
            return true
        }
        // Somebody put a link or a pipe in the file's place since the look.
        do throws(FileFailure) { try putBack(claimed) } catch { throw .failed(error) }
        throw .changed(candidate.nameInInbox)
    }

    /// Replaces a claimed file by a copy: a name or an open file elsewhere could change its bytes after they were proven.
    private func makeOwn(_ claimed: ClaimedFile) throws(ClaimFailure) {
        do throws(ClaimFailure) {
            try replace(claimed)
        } catch {
            do throws(FileFailure) { try putBack(claimed) } catch { throw .failed(error) }
            throw error
        }
    }

    /// Puts a copy that is on the disk in the place of a claimed file.
    private func replace(_ claimed: ClaimedFile) throws(ClaimFailure) {
        let scratch = "\(temporary)/own-\(claimed.number)"
        do throws(ClaimFailure) {
            try VerifiedCopy.make(of: RawPath(claimed.path), named: claimed.nameInInbox, at: RawPath(scratch), scratch)
            guard Files.rename(scratch, claimed.path) == 0 else { throw .failed(FileFailure("rename", path: claimed.path)) }
            do throws(FileFailure) { try DurableFile.syncFolder(claimed.folder) } catch { throw .failed(error) }
        } catch {
            Files.unlink(scratch)
            throw error
        }
    }

    /// Whether another process has the file open for writing, as far as the file system can tell: a lease to read is then refused.
    private static func hasWriter(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // F_SETLEASE is not imported by Glibc's module; its number is the kernel's.
        let setLease: Int32 = 1024
        if fcntl(descriptor, setLease, Int32(F_RDLCK)) == 0 {
            _ = fcntl(descriptor, setLease, Int32(F_UNLCK))
            return false
        }
        return errno == EAGAIN
    }

    /// Whether the inbox still has a file after it was claimed by copy: it could not be removed.
    public func originalRemains(_ candidate: InboxCandidate) -> Bool {
        var status = stat()
        return lstat(candidate.rawPath.bytes, &status) == 0 && FileStamp(status) == candidate.stamp
    }

    private func copy(_ candidate: InboxCandidate, to claimed: ClaimedFile) throws(ClaimFailure) {
        let scratch = "\(temporary)/claim-\(claimed.number)"
        let source = RawPath(candidate.folder).appending(candidate.name)
        try VerifiedCopy.make(of: source, named: candidate.nameInInbox, at: RawPath(scratch), scratch)
        guard Files.rename(scratch, claimed.path) == 0 else {
            let failure = FileFailure("rename", path: claimed.path)
            Files.unlink(scratch)
            throw .failed(failure)
        }
        do throws(FileFailure) {
            try DurableFile.syncFolder(claimed.folder)
            try DurableFile.syncFolder(path)
        } catch {
            Files.unlink(claimed.path)
            throw .failed(error)
        }
    }

    /// Removes a file of the inbox of which the centre has a copy, where the system lets us.
    public func removeOriginal(of candidate: InboxCandidate) {
        var status = stat()
        // A file that was put under the name meanwhile is another one: it stays, and is found by the next look.
        guard lstat(candidate.rawPath.bytes, &status) == 0, FileStamp(status) == candidate.stamp else { return }
        // The copy is complete: an original that cannot be removed is known by its digest when it is found again.
        Files.unlink(candidate.rawPath.bytes)
    }

    /// Makes claims durable, before anything is committed that rests on them: first the bytes, which their sender may never have synced, then that the
    /// files are here, then that they are no longer in the inbox. A file whose old name came back after a power cut would be taken for one that was
    /// sent twice.
    public func sync(_ claims: [ClaimedFile]) throws(ClaimFailure) {
        if claims.isEmpty { return }
        if claims.count > DurableFile.mostSyncedSingly {
            try syncTogether(claims)
        } else {
            for claim in claims { try syncBytes(of: claim) }
            do throws(FileFailure) {
                for claim in claims { try DurableFile.syncFolder(claim.folder) }
                try DurableFile.syncFolder(path)
            } catch {
                throw .failed(error)
            }
        }
        for folder in Set(claims.map { folder(of: $0) }).sorted() {
            // A share may refuse this, and it may be gone by now: what comes back is known by its digest.
            do throws(FileFailure) { try DurableFile.syncFolder(folder) } catch {}
        }
    }

    private func syncTogether(_ claims: [ClaimedFile]) throws(ClaimFailure) {
        for claim in claims where isUnsynced(claim) { try syncBytes(of: claim) }
        do throws(FileFailure) {
            try DurableFile.syncFileSystem(of: path)
        } catch {
            // Whose bytes the disk refused is not told.
            if error.operation == "syncfs" { unsynced.withLock { $0.formUnion(claims.map(\.number)) } }
            throw .failed(error)
        }
    }

    private func isUnsynced(_ claim: ClaimedFile) -> Bool { unsynced.withLock { $0.contains(claim.number) } }

    /// After a sync that failed, the next may succeed though the bytes never reached the disk: the system takes them for written. Only new bytes count
    /// then, so the file is copied.
    private func syncBytes(of claim: ClaimedFile) throws(ClaimFailure) {
        if isUnsynced(claim) {
            try replace(claim)
            unsynced.withLock { _ = $0.remove(claim.number) }
            return
        }
        do throws(FileFailure) {
            try DurableFile.sync(claim.path)
        } catch {
            if error.operation == "fsync" { unsynced.withLock { _ = $0.insert(claim.number) } }
            throw .failed(error)
        }
    }

    private func folder(of claim: ClaimedFile) -> String { claim.office.map { "\(inbox)/\($0)" } ?? inbox }

    // MARK: After the claim

    /// Puts a file back where it was, because it is not whole yet. A file that has taken its name meanwhile keeps it.
    ///
    /// A copy is removed instead where the inbox still has a file of that name.
    ///
    /// - Throws: `FileFailure`, also where the inbox has lost its marker: what is put into an empty mount point is hidden once the share is back.
    ///   The file is then still here.
    public func putBack(_ claimed: ClaimedFile) throws(FileFailure) {
        var status = stat()
        guard lstat(marker, &status) == 0 else { throw FileFailure("stat", path: marker) }
        let folder = folder(of: claimed)
        if Files.mkdir(folder, 0o750) != 0, errno != EEXIST { throw FileFailure("mkdir", path: folder) }
        let original = RawPath(folder).appending(claimed.name)
        if claimed.isCopy, lstat(original.bytes, &status) == 0 {
            guard Files.unlink(claimed.path) == 0 else { throw FileFailure("unlink", path: claimed.path) }
        } else {
            try TakingFolder.moveBack(claimed, to: folder)
        }
        release(claimed)
    }

    /// Completes a claim of an earlier run that a crash may have ended halfway: the file is here, and its original in the inbox too.
    ///
    /// Both would be taken, and the office told of a duplicate that it never sent. An original with the same bytes is removed; where originals are
    /// left in the inbox, the copy is removed instead.
    ///
    /// - Returns: whether the file is still claimed.
    public func complete(_ claimed: ClaimedFile) throws(FileFailure) -> Bool {
        guard let name = claimed.name.text else { return true }
        let original = "\(folder(of: claimed))/\(name)"
        var before = stat()
        var after = stat()
        guard lstat(original, &before) == 0, before.st_mode & S_IFMT == S_IFREG else { return true }
        // One that cannot be read is none that we could tell apart: it is taken for a file of its own.
        guard let bytes = try? Digest(ofFileAt: original), try Digest(ofFileAt: claimed.path) == bytes else { return true }
        if claimed.isCopy {
            try discard(claimed)
            return false
        }
        if lstat(original, &after) == 0, FileStamp(after) == FileStamp(before) { Files.unlink(original) }
        return true
    }

    /// Removes the copy of a file that the inbox keeps and the store knows already.
    public func discard(_ copy: ClaimedFile) throws(FileFailure) {
        guard Files.unlink(copy.path) == 0 else { throw FileFailure("unlink", path: copy.path) }
        release(copy)
    }

    /// Forgets a claim whose file has been moved on, to the archive or to quarantine.
    public func release(_ claimed: ClaimedFile) {
        // A folder that is not empty is one whose file is still here: it stays, and is offered again on the next start.
        Files.rmdir(claimed.folder)
    }

    /// What an earlier run claimed and did not finish, by number, and the names of what nobody here put into the folder.
    public func leftovers() throws(FileFailure) -> (files: [ClaimedFile], strangers: [String]) {
        var files: [ClaimedFile] = []
        var strangers: [String] = []
        for name in try Folder(path).names() {
            let claims = try claims(in: name)
            if let claims { files += claims } else { strangers.append(name.description) }
        }
        files.sort { ($0.number, $0.name) < ($1.number, $1.name) }
        let highest = files.map(\.number).max() ?? 0
        lastNumber.withLock { $0 = max($0, highest) }
        return (files, strangers.sorted())
    }

    // `nil` where the folder is none of ours; empty where the power failed before the file was moved into it.
    private func claims(in name: FileName) throws(FileFailure) -> [ClaimedFile]? {
        guard let text = name.text, let at = text.firstIndex(of: "@"), let number = Int(text[..<at]), number > 0 else { return nil }
        let isCopy = text.hasSuffix(TakingFolder.copyMark)
        let code = text[text.index(after: at)...].dropLast(isCopy ? 1 : 0)
        let office = OfficeCode(code)
        guard office != nil || code == TakingFolder.noOffice else { return nil }
        lastNumber.withLock { $0 = max($0, number) }
        var claims: [ClaimedFile] = []
        for file in try Folder("\(path)/\(text)").names() {
            guard let shown = file.text, let original = FileName(description: shown) else { return nil }
            claims.append(ClaimedFile(path: "\(path)/\(text)/\(shown)", number: number, office: office, name: original, isCopy: isCopy))
        }
        if claims.isEmpty { Files.rmdir("\(path)/\(text)") }
        return claims
    }

    private static func moveBack(_ claimed: ClaimedFile, to folder: String) throws(FileFailure) {
        for attempt in 0..<1000 {
            // A second file of the name gets a number before it, and keeps its ending.
            let bytes = attempt == 0 ? claimed.name.bytes : Array("\(attempt + 1)-".utf8) + claimed.name.bytes.suffix(longestName - 5)
            if try renameWithoutReplacing(claimed, to: RawPath(folder).appending(FileName(bytes: bytes)), in: folder) { return }
        }
        throw FileFailure("rename", path: claimed.path, errorNumber: EEXIST)
    }

    // Gives false where the name is in use.
    private static func renameWithoutReplacing(_ claimed: ClaimedFile, to target: RawPath, in folder: String) throws(FileFailure) -> Bool {
        switch try place(claimed.path, at: target, in: folder) {
        case .done: return true
        case .nameInUse: return false
        case .otherFileSystem: break
        }
        let scratch = "\(folder)/.voucherd-\(claimed.number).tmp"
        do throws(ClaimFailure) {
            try VerifiedCopy.make(of: RawPath(claimed.path), named: claimed.nameInInbox, at: RawPath(scratch), scratch)
        } catch {
            if case .failed(let failure) = error { throw failure }
            throw FileFailure("copy", path: claimed.path, errorNumber: EIO)
        }
        guard try place(scratch, at: target, in: folder) == .done else {
            Files.unlink(scratch)
            return false
        }
        guard Files.unlink(claimed.path) == 0 else { throw FileFailure("unlink", path: claimed.path) }
        return true
    }

    private enum Placement {
        case done
        case nameInUse
        case otherFileSystem
    }

    // A link never replaces a file, as a rename would. A crash between the two calls leaves the file in both places: the next try finds it there.
    private static func place(_ source: String, at target: RawPath, in folder: String) throws(FileFailure) -> Placement {
        if Files.link(source, target.bytes) == 0 || errno == EEXIST && isSameFile(source, target) {
            try DurableFile.syncFolder(folder)
            guard Files.unlink(source) == 0 else { throw FileFailure("unlink", path: source) }
            return .done
        }
        switch errno {
        case EEXIST: return .nameInUse
        case EXDEV: return .otherFileSystem
        case EPERM, ENOSYS, EOPNOTSUPP, EMLINK: break
        default: throw FileFailure("link", path: source)
        }
        // File systems without hard links.
        var status = stat()
        if lstat(target.bytes, &status) == 0 { return .nameInUse }
        guard Files.rename(source, target.bytes) == 0 else { throw FileFailure("rename", path: source) }
        try DurableFile.syncFolder(folder)
        return .done
    }

    private static func isSameFile(_ source: String, _ target: RawPath) -> Bool {
        var one = stat()
        var other = stat()
        guard lstat(source, &one) == 0, lstat(target.bytes, &other) == 0 else { return false }
        return one.st_dev == other.st_dev && one.st_ino == other.st_ino
    }
}
