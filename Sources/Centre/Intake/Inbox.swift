import Bags
import Glibc
public import Programme

/// The folder into which offices drop their batches (exchange format, section 7): `inbox/*.zip` and `inbox/<office>/*.zip`.
///
/// A look reads names and sizes only; whether a file is whole is for its own end record and digests to say.
public struct Inbox: Sendable {
    private let path: String
    private let marker: String
    private let offices: Set<OfficeCode>

    /// The inbox of a data root, with the offices that may have a folder in it.
    public init(_ root: DataRoot, offices: Set<OfficeCode>) {
        path = root.inbox
        marker = root.inboxMarker
        self.offices = offices
    }

    /// Lists what is there now.
    public func look() -> InboxLook {
        do throws(FileFailure) {
            guard try isReal() else { return .away(.markerMissing(marker)) }
            var listing = InboxListing()
            let folder = try Folder(path)
            for name in try folder.names() { visit(name, in: folder, into: &listing) }
            // A share that went away while it was read shows an empty folder, or half of one.
            guard try isReal() else { return .away(.markerMissing(marker)) }
            // Bytes, because text that is canonically equal has no order of its own.
            listing.candidates.sort { ($0.office?.description ?? "", $0.name) < ($1.office?.description ?? "", $1.name) }
            listing.overlooked.sort { $0.nameInInbox.utf8.lexicographicallyPrecedes($1.nameInInbox.utf8) }
            return .found(listing)
        } catch {
            return error.errorNumber == ENOENT ? .away(.markerMissing(marker)) : .away(.unreadable(error))
        }
    }

    private func isReal() throws(FileFailure) -> Bool {
        var status = stat()
        if lstat(marker, &status) == 0 { return status.st_mode & S_IFMT == S_IFREG }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw FileFailure("stat", path: marker)
    }

    private func visit(_ name: FileName, in folder: Folder, into listing: inout InboxListing) {
        guard name.bytes.first != UInt8(ascii: ".") else { return }
        guard let status = look(at: name, in: folder, below: nil, &listing) else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            consider(name, status, of: nil, into: &listing)
            return
        }
        guard let office = name.text.flatMap({ OfficeCode($0) }), offices.contains(office) else {
            listing.overlooked.append(OverlookedFile(nameInInbox: "\(name)/", reason: .folderOfNoOffice))
            return
        }
        do throws(FileFailure) {
            let inner = try Folder(name, in: folder)
            for file in try inner.names() where file.bytes.first != UInt8(ascii: ".") {
                if let status = look(at: file, in: inner, below: office, &listing) { consider(file, status, of: office, into: &listing) }
            }
        } catch {
            listing.overlooked.append(OverlookedFile(nameInInbox: "\(name)/", reason: .unreadable(error.errorNumber)))
        }
    }

    private func consider(_ name: FileName, _ status: stat, of office: OfficeCode?, into listing: inout InboxListing) {
        let candidate = InboxCandidate(office: office, name: name, stamp: FileStamp(status), inbox: path)
        let reason: OverlookedFile.Reason? =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .nestedFolder
            case S_IFLNK: name.isTemporary ? nil : .link
            case S_IFREG where name.isTemporary: name.isZip && name.isZipScratch ? .temporaryName : nil
            case S_IFREG where !name.isZip: .notZip
            case S_IFREG where name.description.utf8.count > TakingFolder.longestName: .nameTooLong
            case S_IFREG: nil
            default: .notRegular
            }
        if let reason {
            listing.overlooked.append(OverlookedFile(nameInInbox: candidate.nameInInbox, reason: reason))
        } else if status.st_mode & S_IFMT == S_IFREG, !name.isTemporary {
            listing.candidates.append(candidate)
        }
    }

    // What an entry is, or `nil` where it has gone meanwhile or cannot be looked at, which the listing then says.
    private func look(at name: FileName, in folder: Folder, below office: OfficeCode?, _ listing: inout InboxListing) -> stat? {
        do throws(FileFailure) {
            return try folder.status(of: name)
        } catch {
            let shown = office.map { "\($0)/\(name)" } ?? "\(name)"
            listing.overlooked.append(OverlookedFile(nameInInbox: shown, reason: .unreadable(error.errorNumber)))
            return nil
        }
    }
}
