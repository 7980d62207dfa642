import Centre
import Foundation
import Glibc
import Programme
import TestSupport
import Testing

@Suite("The inbox") struct InboxTests {
    private let place: TemporaryRoot
    private let inbox: Inbox

    init() throws {
        place = try TemporaryRoot()
        inbox = Inbox(place.root, offices: Set([OfficeCode("410305"), OfficeCode("410311")].compactMap(\.self)))
    }

    private func listing() throws -> InboxListing {
        guard case .found(let listing) = inbox.look() else { throw DeadlinePassed() }
        return listing
    }

    @Test("zips of the inbox and of offices' folders are candidates, in one order, with the office of the folder")
    func candidates() throws {
        for name in ["b.zip", "A.ZIP", "410311/甲.zip", "410305/a.zip", "b.sync-conflict-20260302-093000-ABCDEFG.zip"] {
            try place.write("x", to: "inbox/\(name)")
        }
        let found = try listing()
        #expect(
            found.candidates.map(\.nameInInbox)
                == ["A.ZIP", "b.sync-conflict-20260302-093000-ABCDEFG.zip", "b.zip", "410305/a.zip", "410311/甲.zip"]
        )
        #expect(found.candidates.map { $0.office?.description } == [nil, nil, nil, "410305", "410311"])
        #expect(found.candidates.allSatisfy { $0.stamp.size == 1 })
        #expect(found.candidates.last?.path == place.path("inbox/410311/甲.zip"))
        #expect(found.overlooked.isEmpty)
    }

    @Test(
        "temporary names of transfer programs and editors are passed over without a word",
        arguments: [".a.zip", "~$a.zip", "a.zip.filepart", "a.zip.part", "a.zip.PARTIAL", "a.zip.crdownload", "a.tmp", "ziAb12Cd"]
    )
    func ignored(name: String) throws {
        try place.write("x", to: "inbox/\(name)")
        try place.write("x", to: "inbox/410305/\(name)")
        #expect(try listing() == InboxListing())
    }

    @Test("what nobody will take is told: folders of no office, nested folders, links, pipes, other kinds of files")
    func overlooked() throws {
        try place.write("x", to: "inbox/410399/a.zip")
        try place.write("x", to: "inbox/410305/deep/a.zip")
        try place.write("x", to: "inbox/a.rar")
        try place.write("x", to: "inbox/zi01.zip")
        try place.write("x", to: "elsewhere.zip")
        try #require(symlink(place.path("elsewhere.zip"), place.path("inbox/link.zip")) == 0)
        try #require(symlink(place.root.path, place.path("inbox/410311")) == 0)
        try #require(mkfifo(place.path("inbox/pipe.zip"), 0o600) == 0)
        let found = try listing()
        #expect(found.candidates.isEmpty)
        #expect(
            found.overlooked.map { "\($0.nameInInbox) \($0.reason)" } == [
                "410305/deep nestedFolder", "410311 link", "410399/ folderOfNoOffice", "a.rar notZip", "link.zip link", "pipe.zip notRegular",
                "zi01.zip temporaryName",
            ]
        )
        #expect(found.overlooked.allSatisfy { $0.description.contains(" / ") })
    }

    @Test("without its marker the folder is not the inbox, whatever is in it")
    func marker() throws {
        try place.write("x", to: "inbox/a.zip")
        try FileManager.default.removeItem(atPath: place.root.inboxMarker)
        #expect(inbox.look() == .away(.markerMissing(place.root.inboxMarker)))
        try FileManager.default.removeItem(atPath: place.root.inbox)
        #expect(inbox.look() == .away(.markerMissing(place.root.inboxMarker)))
        try place.write("", to: "inbox/.voucherd-inbox")
        #expect(inbox.look() == .found(InboxListing()))
    }

    @Test("a name in an old Chinese encoding is a candidate, shown without guessing and read back exactly")
    func oldEncoding() throws {
        let name: [UInt8] = [0xB1, 0xA8, 0xCB, 0xCD] + Array("%1.zip".utf8)
        let path = place.path("inbox/").utf8.map { CChar(bitPattern: $0) } + name.map { CChar(bitPattern: $0) } + [0]
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        let candidate = try #require(try listing().candidates.first)
        #expect(candidate.name.bytes == name)
        #expect(candidate.path == nil)
        #expect(candidate.nameInInbox == "%b1%a8%cb%cd%251.zip")
        #expect(FileName(description: candidate.nameInInbox) == candidate.name)
    }
}
