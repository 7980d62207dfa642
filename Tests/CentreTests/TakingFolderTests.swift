import Bags
import Centre
import Foundation
import Glibc
import Programme
import TestSupport
import Testing

@Suite("Claiming") struct TakingFolderTests {
    private let place: TemporaryRoot
    private let inbox: Inbox
    private let taking: TakingFolder

    init() throws {
        place = try TemporaryRoot()
        inbox = Inbox(place.root, offices: Set([OfficeCode("410305")].compactMap(\.self)))
        taking = TakingFolder(place.root, lastClaim: 40)
    }

    private func candidates() throws -> [InboxCandidate] {
        guard case .found(let listing) = inbox.look() else { throw DeadlinePassed() }
        return listing.candidates
    }

    private func candidate(_ name: String, _ text: String = "zip") throws -> InboxCandidate {
        try place.write(text, to: "inbox/\(name)")
        return try #require(try candidates().first { $0.path == place.path("inbox/\(name)") })
    }

    @Test("a claimed file has left the inbox, and its new path tells number, office and name")
    func claim() throws {
        let claimed = try taking.claim(candidate("410305/报送 1.zip"))
        #expect(claimed.path == place.path("store/taking/41@410305/报送 1.zip"))
        #expect(claimed.nameInInbox == "410305/报送 1.zip")
        #expect(try candidates().isEmpty)
        #expect(place.text("store/taking/41@410305/报送 1.zip") == "zip")
        #expect(try taking.claim(candidate("b.zip")).path == place.path("store/taking/42@_/b.zip"))
    }

    @Test("after a crash the claims are found again, in their order, and numbers go on behind them")
    func leftovers() throws {
        let first = try taking.claim(candidate("b%0.zip"))
        let second = try taking.claim(candidate("410305/a.zip"))
        try FileManager.default.createDirectory(atPath: place.path("store/taking/50@_"), withIntermediateDirectories: false)
        try place.write("?", to: "store/taking/notes.txt")
        let again = TakingFolder(place.root, lastClaim: 0)
        let found = try again.leftovers()
        #expect(found.files == [first, second])
        #expect(found.strangers == ["notes.txt"])
        #expect(try place.names("store/taking") == ["41@_", "42@410305", "notes.txt"])
        #expect(try again.claim(candidate("c.zip")).number == 51)
    }

    @Test("a claim that a crash ended halfway is completed: its original goes, another file of that name stays")
    func complete() throws {
        let claimed = try taking.claim(candidate("a.zip", "first"))
        try place.write("first", to: "inbox/a.zip")
        #expect(try taking.complete(claimed))
        #expect(try candidates().isEmpty)
        try place.write("second", to: "inbox/a.zip")
        #expect(try taking.complete(claimed))
        #expect(place.text("inbox/a.zip") == "second")
        #expect(place.text("store/taking/41@_/a.zip") == "first")
    }

    @Test("a copy that a crash left before its commit goes where the original stays in the inbox")
    func completeCopy() throws {
        let candidate = try candidate("a.zip", "first")
        let copy = try taking.claim(candidate, leaving: true)
        #expect(try !taking.complete(copy))
        #expect(place.text("inbox/a.zip") == "first")
        #expect(try place.names("store/taking").isEmpty)
    }

    @Test("a file that a crash left both in the inbox and among the claims goes back under its one name")
    func putBackHalfDone() throws {
        let claimed = try taking.claim(candidate("a.zip", "first"))
        try #require(link(claimed.path, place.path("inbox/a.zip")) == 0)
        try taking.putBack(claimed)
        #expect(try candidates().map(\.nameInInbox) == ["a.zip"])
        #expect(place.text("inbox/a.zip") == "first")
        #expect(try place.names("store/taking").isEmpty)
    }

    @Test("a file that is not whole goes back under its name; one that took the name meanwhile keeps it")
    func putBack() throws {
        let claimed = try taking.claim(candidate("410305/a.zip", "first"))
        try taking.putBack(claimed)
        #expect(place.text("inbox/410305/a.zip") == "first")
        #expect(try place.names("store/taking").isEmpty)
        let found = try #require(try candidates().first)
        let again = try taking.claim(found)
        try place.write("second", to: "inbox/410305/a.zip")
        try taking.putBack(again)
        #expect(place.text("inbox/410305/a.zip") == "second")
        #expect(place.text("inbox/410305/2-a.zip") == "first")
    }

    @Test("nothing is put back into an inbox that has lost its marker")
    func putBackAway() throws {
        let claimed = try taking.claim(candidate("a.zip"))
        try FileManager.default.removeItem(atPath: place.root.inboxMarker)
        #expect(throws: FileFailure.self) { try taking.putBack(claimed) }
        #expect(try place.names("inbox").isEmpty)
        #expect(try taking.leftovers().files == [claimed])
    }

    @Test("a file that has gone is no claim and leaves nothing behind")
    func gone() throws {
        let candidate = try candidate("a.zip")
        try FileManager.default.removeItem(atPath: place.path("inbox/a.zip"))
        #expect(throws: ClaimFailure.gone("a.zip")) { _ = try taking.claim(candidate) }
        #expect(try place.names("store/taking").isEmpty)
    }

    @Test("a link put in a file's place since the look is not followed, and stays where it is")
    func swapped() throws {
        let candidate = try candidate("a.zip")
        try FileManager.default.removeItem(atPath: place.path("inbox/a.zip"))
        let secret = try place.write("secret", to: "secret")
        try #require(symlink(secret, place.path("inbox/a.zip")) == 0)
        for leaving in [false, true] {
            #expect(throws: ClaimFailure.changed("a.zip")) { _ = try taking.claim(candidate, leaving: leaving) }
        }
        #expect(try place.names("inbox") == [".voucherd-inbox", "a.zip"])
        #expect(try place.names("store/taking").isEmpty)
        #expect(try place.names("store/tmp").isEmpty)
    }

    @Test("where files are left in the inbox a copy is taken, and goes again if it is not whole")
    func leave() throws {
        let claimed = try taking.claim(candidate("410305/a.zip"), leaving: true)
        #expect(claimed.isCopy)
        #expect(place.text("inbox/410305/a.zip") == "zip")
        #expect(try String(contentsOfFile: claimed.path, encoding: .utf8) == "zip")
        #expect(try taking.leftovers().files == [claimed])
        try taking.putBack(claimed)
        #expect(try place.names("inbox/410305") == ["a.zip"])
        #expect(try place.names("store/taking").isEmpty)
    }

    @Test("a copy whose original has gone is put back: nothing is deleted")
    func lastCopy() throws {
        let claimed = try taking.claim(candidate("410305/a.zip"), leaving: true)
        try FileManager.default.removeItem(atPath: place.path("inbox/410305"))
        try taking.putBack(claimed)
        #expect(place.text("inbox/410305/a.zip") == "zip")
    }

    @Test("an inbox on another file system is copied from, verified, and only then emptied", .enabled(if: OtherFileSystem.isThere))
    func otherFileSystem() throws {
        let other = try OtherFileSystem(for: place)
        defer { other.remove() }
        let claimed = try taking.claim(candidate("410305/a.zip", "over there"))
        #expect(try String(contentsOfFile: claimed.path, encoding: .utf8) == "over there")
        #expect(!claimed.isCopy)
        #expect(try candidates().isEmpty)
        try taking.putBack(claimed)
        #expect(place.text("inbox/410305/a.zip") == "over there")
        #expect(try place.names("inbox/410305") == ["a.zip"])
        #expect(try place.names("store/taking").isEmpty)
    }

    @Test("a file is known by what it looks like until it is written again")
    func taken() throws {
        let candidate = try candidate("a.zip")
        let digest = try #require(Digest(hex: String(repeating: "ab", count: 32)))
        var taken = TakenFiles()
        taken.note(digest, of: candidate)
        #expect(taken.digest(of: candidate) == digest)
        try place.write("longer", to: "inbox/a.zip")
        let changed = try #require(try candidates().first)
        #expect(taken.digest(of: changed) == nil)
        taken.keepOnly(InboxListing())
        #expect(taken.digest(of: candidate) == nil)
    }

    @Test("a file that would leave too little room on the disk is told with all three numbers")
    func freeSpace() throws {
        let free = try FreeSpace.bytes(at: place.root.store)
        #expect(try FreeSpace.shortage(taking: 1, keeping: 0, at: place.root.store) == nil)
        let shortage = try #require(try FreeSpace.shortage(taking: .max, keeping: 5, at: place.root.store))
        #expect(shortage.needed == .max)
        #expect(shortage.minimum == 5)
        #expect(free > 0)
        #expect(shortage.description.contains("minimum_free_bytes"))
    }
}

/// An inbox on the memory file system, where there is one that is not also the temporary folder's.
private struct OtherFileSystem {
    private static let shared = "/dev/shm"
    private let folder: String

    static var isThere: Bool {
        var one = stat()
        var other = stat()
        return stat(shared, &one) == 0 && stat(FileManager.default.temporaryDirectory.path, &other) == 0 && one.st_dev != other.st_dev
            && access(shared, W_OK) == 0
    }

    init(for place: TemporaryRoot) throws {
        folder = "\(OtherFileSystem.shared)/voucherd-\(UUID().uuidString)"
        try FileManager.default.moveItem(atPath: place.root.inbox, toPath: place.path("old"))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try #require(symlink(folder, place.root.inbox) == 0)
        try place.write("", to: "inbox/.voucherd-inbox")
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
