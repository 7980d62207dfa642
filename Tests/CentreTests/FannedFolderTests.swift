import Bags
import Foundation
import Programme
import TestSupport
import Testing

@testable import Centre

@Suite("Folders of files that are named by their digest do not grow long")
struct FannedFolderTests {
    private let digest = "ab12cd" + String(repeating: "0", count: 58)

    @Test("a file belongs in the first folder on its way that is not long, and is found where it lies")
    func levels() throws {
        let place = try TemporaryFolder()
        // A folder of this machine begins with some size, and grows by names.
        func folder(_ longest: Int64) -> FannedFolder { FannedFolder(place / "kept", longest: longest) }
        #expect(folder(.max).file(digest, ".zip") == place / "kept/ab/\(digest).zip")
        try DurableFile.makeFolder(place / "kept/ab")
        #expect(folder(0).file(digest, ".zip") == place / "kept/ab/12/\(digest).zip", "the first is long, the second not there yet")
        try DurableFile.makeFolder(place / "kept/ab/12/cd")
        #expect(folder(0).file(digest) == place / "kept/ab/12/cd/\(digest)", "the last takes all")
        try DurableFile.write([], to: place / "kept/ab/\(digest)")
        #expect(folder(0).file(digest) == place / "kept/ab/\(digest)", "what lies there stays")
    }

    @Test("some thousand names make a folder long, a hundred do not")
    func limit() throws {
        let place = try TemporaryFolder()
        try DurableFile.makeFolder(place / "kept/ab")
        func fill(_ range: Range<Int>) {
            for number in range {
                _ = FileManager.default.createFile(atPath: place / "kept/ab/\(Digest(of: Array("\(number)".utf8)))", contents: nil)
            }
        }
        fill(0..<100)
        #expect(FannedFolder(place / "kept").file(digest) == place / "kept/ab/\(digest)")
        fill(100..<6000)
        #expect(FannedFolder(place / "kept").file(digest) == place / "kept/ab/12/\(digest)")
    }

    @Test("quarantine is one folder while it is short; beyond that a file and its reason lie together, and are found again")
    func quarantine() async throws {
        let city = try await TestCity.withRegisters()
        func forge(_ day: Int) throws -> Digest {
            var forged = city.next(TestCity.jianxi, at: "2025-03-0\(day)T10:00:00+08:00", Rows.firstApplication)
            forged.signedBy = TestCity.luolong
            forged.sequence = 1
            return try Digest(ofFileAt: city.send(forged))
        }
        let first = try forge(3)
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        #expect(city.root.quarantined(first.description) == "\(city.root.quarantine)/\(first).zip")
        for number in 0..<6000 {
            _ = FileManager.default.createFile(
                atPath: "\(city.root.quarantine)/stranger-\(number)\(String(repeating: "x", count: 50))",
                contents: nil
            )
        }
        let second = try forge(4)
        try await city.drain(at: "2025-03-04T11:00:00+08:00")
        let folder = "\(city.root.quarantine)/\(second.description.prefix(2))"
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder)) == ["\(second).zip", "\(second).txt"])
        #expect(city.root.quarantined(first.description) == "\(city.root.quarantine)/\(first).zip")
        #expect(try await city.reconcile().faults == [])
        let stray = "\(folder)/\(Digest(of: [7])).txt"
        try Data().write(to: URL(fileURLWithPath: stray))
        try await city.drain(at: "2025-03-05T11:00:00+08:00")
        #expect(!FileManager.default.fileExists(atPath: stray), "a reason without its file goes, there too")
    }
}
