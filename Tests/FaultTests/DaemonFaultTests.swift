import Centre
import Foundation
import Glibc
import TestSupport
import Testing

/// The daemon at work when the disk, or a limit, fails it: it says so and goes on by itself, and what it took is as if nothing had been.
@Suite("A fault while the daemon runs", .enabled(if: Program.folder != nil, "voucherd was not built"))
struct DaemonFaultTests {
    @Test("status and log say what hinders it, and once that ends all is as in an undisturbed drain", arguments: Fault.all)
    func whileRunning(_ fault: Fault) async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.start()
        try await disturbed.works()
        try disturbed.fault(fault.rules)
        try disturbed.arrive()
        switch fault.effect {
        case .pause:
            try await disturbed.shows("intake pauses: \(fault.word)") { fault.isTold(in: $0["pause"] as? String) }
        case .bundlesWait:
            try await disturbed.shows("bundles wait: \(fault.word)") {
                $0["unwrittenBundles"] as? Int != 0 && ($0["hindrances"] as? [String])?.contains { fault.isTold(in: $0) } == true
            }
        case .logElsewhere:
            try await disturbed.shows("the log is elsewhere: \(fault.word)") {
                ($0["hindrances"] as? [String])?.contains { fault.isTold(in: $0) } == true
            }
            let daemon = try #require(disturbed.daemon)
            try await eventually("standard error has what the log has not") { daemon.output.contains("batch dealt with") }
        }
        if fault.effect != .logElsewhere {
            try await eventually("the log says so: \(disturbed.log.suffix(1500))") { fault.isTold(in: disturbed.log + disturbed.output) }
        }
        // What the command shows is what was seen.
        if fault.effect == .bundlesWait { #expect(try await disturbed.status()["unwrittenBundles"] as? Int != 0) }
        #expect(disturbed.rules.failures > 0)
        try disturbed.fault()
        try await disturbed.recovers()
        let lines = disturbed.log.split(separator: "\n")
        let torn = lines.filter { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) == nil }
        #expect(fault.effect == .logElsewhere || torn.isEmpty, "\(torn.first ?? "")")
    }

    @Test("a start on a store that takes nothing waits, says so, and goes on", arguments: [28, 30, 24, 5])
    func atStart(_ number: Int) async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.arrive()
        try disturbed.fault(["\(number) open-to-write,write,mkdir,rename root/store/ 0 0"])
        try disturbed.start()
        try await disturbed.logs("is tried again")
        _ = try await disturbed.status()
        try disturbed.fault()
        try await disturbed.recovers()
    }

    @Test("bytes that could not be synced once are not believed: each file is written anew from what it holds")
    func unsyncedClaim() async throws {
        let disturbed = try await DisturbedRoot()
        // A number alone may be given to another file once its own is gone.
        func identities(_ folder: String) throws -> Set<String> {
            Set(
                try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".zip") }.map {
                    var status = stat()
                    try #require(lstat("\(folder)/\($0)", &status) == 0)
                    return "\(status.st_ino) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
                }
            )
        }
        let before = try identities(disturbed.root.inbox)
        try disturbed.start()
        try await disturbed.works()
        // The first sync, and nothing after it: it is one for all claims, and whose bytes it could not write is not told.
        try disturbed.fault(["5 sync root/store/taking 0 1"])
        try disturbed.arrive()
        try await disturbed.recovers()
        #expect(disturbed.rules.failures == 1)
        #expect(try before.isDisjoint(with: identities(disturbed.root.archive).union(identities(disturbed.root.quarantine))))
    }

    @Test("notices of the inbox that are lost or cannot be read are made up for, and do not spin", arguments: ["overflow", "5 read inotify 0 0"])
    func lostNotices(_ rule: String) async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.start()
        try await disturbed.works()
        try disturbed.fault([rule])
        try disturbed.arrive()
        try await eventually("the files are taken") { try Standing.files(disturbed.root) == disturbed.scene.undisturbed.files }
        _ = try await disturbed.status()
        #expect((1...20).contains(disturbed.rules.failures), "\(disturbed.rules.failures)")
        try disturbed.fault()
        try await disturbed.recovers()
    }

    @Test("a limit of open files that is lowered while it runs", .enabled(if: Tool.has("prlimit"), "prlimit is not installed"))
    func descriptors() async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.start()
        try await disturbed.works()
        let daemon = try #require(disturbed.daemon)
        try await Background.run(["prlimit", "--pid", "\(daemon.id)", "--nofile=3:4096"], in: disturbed.folder)
        try disturbed.arrive()
        try await disturbed.shows("intake pauses") { ($0["pause"] as? String)?.contains("Too many open files") == true }
        try await Background.run(["prlimit", "--pid", "\(daemon.id)", "--nofile=4096:4096"], in: disturbed.folder)
        try await disturbed.recovers()
    }

    @Test("a limit of file sizes is an error like others", .enabled(if: Tool.has("prlimit"), "prlimit is not installed"))
    func fileSizes() async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.start()
        try await disturbed.works()
        let daemon = try #require(disturbed.daemon)
        try await Background.run(["prlimit", "--pid", "\(daemon.id)", "--fsize=10:1000000000"], in: disturbed.folder)
        try disturbed.arrive()
        try await disturbed.shows("intake pauses") { $0["pause"] != nil }
        try await Background.run(["prlimit", "--pid", "\(daemon.id)", "--fsize=1000000000:1000000000"], in: disturbed.folder)
        try await disturbed.recovers()
    }

    @Test("another program that holds the database's lock", .enabled(if: Tool.has("sqlite3"), "sqlite3 is not installed: scripts/setup all"))
    func busy() async throws {
        let disturbed = try await DisturbedRoot()
        try disturbed.start()
        try await disturbed.works()
        let script =
            "(echo 'BEGIN IMMEDIATE; SELECT 1;'; while [ ! -e go ]; do sleep 0.05; done; echo 'COMMIT;') | sqlite3 '\(disturbed.root.database)'"
        let other = try Background(["sh", "-c", script], in: disturbed.folder)
        try await eventually("the other program has the lock") { other.output.contains("1") }
        try disturbed.arrive()
        // SQLite itself waits ten seconds before it gives up.
        try await disturbed.shows("intake pauses") { ($0["pause"] as? String)?.contains("locked by another program") == true }
        try await disturbed.logs("is tried again")
        try disturbed.folder.write("go", "")
        try await disturbed.recovers()
        #expect(other.end() == 0)
    }
}
