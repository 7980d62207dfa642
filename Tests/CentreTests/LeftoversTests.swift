import Bags
import Foundation
import Glibc
import Programme
import Sample
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What a program that died left behind")
struct LeftoversTests {
    @Test("its temporary files go; those of an operator's program that still runs stay")
    func temporaryFiles() async throws {
        let city = try await TestCity.withRegisters()
        // A number that no process has: one above the highest that the kernel gives.
        let nobody = 1 + (Int(try Tool.shell("cat /proc/sys/kernel/pid_max").trimmingCharacters(in: .whitespacesAndNewlines)) ?? 4_194_304)
        let dead = [".410305-D-000001.zip", "claim-7", "own-8", "issued-410305-2-\(nobody).zip", ".rehearsal-\(nobody).zip.tmp"]
        let living = ["rehearsal-\(getppid()).zip", "issued-410305-2-\(getppid()).zip"]
        for name in dead + living { try Data().write(to: URL(fileURLWithPath: "\(city.root.temporary)/\(name)")) }
        let staging = try StagingFolders(in: city.root.temporary).folder(ofClaim: 7)
        try Data().write(to: URL(fileURLWithPath: "\(staging)/half-7"))
        try await city.drain(at: "2025-02-02T10:00:00+08:00")
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: city.root.temporary)) == Set(living))
    }

    @Test("a drain that took evidence leaves no folder of its own")
    func stagingFolders() async throws {
        let year = try await PlayedYear(.demo())
        try await year.play()
        #expect(try !year.centre.store.read { try $0.evidenceDigests() }.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: year.centre.root.temporary).isEmpty)
    }

    @Test("a reason goes whose file no drain came to quarantine; one beside its file stays")
    func reasons() async throws {
        let city = try await TestCity.withRegisters()
        var forged = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        forged.signedBy = TestCity.luolong
        let path = try city.send(forged)
        let zip = try Digest(ofFileAt: path)
        let stray = Digest(of: Array("never taken".utf8))
        for digest in [zip, stray] { try Data("?".utf8).write(to: URL(fileURLWithPath: "\(city.root.quarantine)/\(digest).txt")) }
        try await city.drain(at: "2025-03-04T10:00:00+08:00")
        try await city.drain(at: "2025-03-05T10:00:00+08:00")
        let kept = try FileManager.default.contentsOfDirectory(atPath: city.root.quarantine)
        #expect(Set(kept) == ["\(zip).zip", "\(zip).txt"])
        #expect(try String(contentsOfFile: "\(city.root.quarantine)/\(zip).txt", encoding: .utf8).contains("SIGN-"))
    }
}
