import Centre
import Foundation
import TestSupport
import Testing

@Suite("A fault in voucherd run --once, and in what is left behind", .enabled(if: Program.folder != nil, "voucherd was not built"))
struct OnceFaultTests {
    @Test("it says in a sentence that it is to be tried again, and the next run ends as if nothing had been", arguments: Fault.some)
    func once(_ fault: Fault) async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.arrive()
        try disturbed.fault(fault.rules)
        let outcome = try disturbed.runOnce()
        #expect(disturbed.rules.failures > 0)
        switch fault.effect {
        case .pause:
            #expect(outcome.status == 75, "\(outcome.output) \(outcome.errors)")
            #expect(
                outcome.errors.contains("voucherd: ") && (fault.isTold(in: outcome.errors) || outcome.errors.contains("the file cannot be opened")),
                "\(outcome.errors)"
            )
        case .bundlesWait: #expect(outcome.status == 73, "\(outcome.output) \(outcome.errors)")
        case .logElsewhere:
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("batch dealt with"))
        }
        try disturbed.fault()
        let again = try disturbed.runOnce()
        #expect(again.status == 0, "\(again.errors)")
        try await disturbed.compare()
        #expect(Scene.conflicts(disturbed.root) == disturbed.scene.conflicts)
    }

    @Test("a line of the log that an earlier process could not finish does not spoil the next one's")
    func tornLog() async throws {
        let disturbed = try await DisturbedRoot()
        try FileManager.default.createDirectory(atPath: disturbed.root.log, withIntermediateDirectories: true)
        try Data(#"{"time":"2025-"#.utf8).write(to: URL(fileURLWithPath: disturbed.root.log + "/voucherd.log"))
        try disturbed.arrive()
        #expect(try disturbed.runOnce().status == 0)
        let lines = disturbed.log.split(separator: "\n")
        #expect(lines.count > 3)
        #expect(lines.dropFirst().allSatisfy { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil })
    }

    @Test("a damaged database ends the daemon with status 65 and a word, and a whole one is not taken for it")
    func damaged() async throws {
        let disturbed = try await DisturbedRoot()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: disturbed.root.database))
        let end = try handle.seekToEnd()
        for offset in stride(from: UInt64(4096), to: end, by: 4096) {
            try handle.seek(toOffset: offset)
            try handle.write(contentsOf: Data(repeating: 0x5A, count: 64))
        }
        try handle.close()
        try disturbed.arrive()
        try disturbed.start()
        let daemon = try #require(disturbed.daemon)
        try await eventually("the daemon ends") { !daemon.isRunning }
        #expect(daemon.status == 65)
        #expect(daemon.output.contains("is damaged"))
        #expect(disturbed.log.contains("intake stops"))
        #expect(try await disturbed.run("doctor").status == 1)
    }

    @Test("the doctor tells a disk that fails from a database that is damaged", arguments: ["0", "4"])
    func doctorOnFailingDisk(_ readsThatPass: String) async throws {
        let disturbed = try await DisturbedRoot()
        let report = { (environment: [String: String]) throws -> String in
            try Program.run("doctor", "--format", "json", "--root", disturbed.root.path, environment: environment).output
        }
        try disturbed.fault(["5 read root/store/voucherd.sqlite \(readsThatPass) 0"])
        let failing = try report(disturbed.rules.environment)
        #expect(disturbed.rules.failures > 0)
        #expect(failing.contains("cannot be read: the disk fails") && !failing.contains("is damaged"), "\(failing)")
        try disturbed.fault()
        let sound = try report(disturbed.rules.environment)
        #expect(sound.contains("SQLite finds the database whole"), "\(sound)")
    }
}
