import Centre
import Foundation
import Glibc
import TestSupport
import Testing

/// Faults as they are, on file systems of our own.
@Suite(
    "A real disk that is full, read-only or away",
    .enabled(if: Program.folder != nil && Mount.isAllowed, "voucherd was not built, or this user may not mount")
)
struct MountTests {
    /// A data root on a file system of its own.
    private func onOwnDisk(_ size: String = "16m") async throws -> (DisturbedRoot, Mount) {
        let folder = try TemporaryFolder()
        let disk = try Mount(size: size, on: folder / "root")
        return (try await DisturbedRoot(at: disk.place), disk)
    }

    private func fill(_ root: DataRoot) throws {
        let descriptor = open(root.path + "/filler", O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let piece = [UInt8](repeating: 1, count: 1 << 16)
        while write(descriptor, piece, piece.count) > 0 {}
        // The rest of the last page, and with it everything.
        while write(descriptor, piece, 1) > 0 {}
    }

    private func free(_ root: DataRoot) throws { try FileManager.default.removeItem(atPath: root.path + "/filler") }

    @Test("a full disk: status and log say so, and all goes on when there is room")
    func full() async throws {
        let (disturbed, disk) = try await onOwnDisk()
        defer { withExtendedLifetime(disk) {} }
        try disturbed.start()
        try await disturbed.works()
        try fill(disturbed.root)
        try disturbed.arrive()
        try await disturbed.shows("intake pauses") { ($0["pause"] as? String)?.contains("the disk has 0 bytes left") == true }
        try await disturbed.logs("too little room")
        #expect(try await disturbed.status()["pause"] != nil)
        #expect(try await disturbed.run("reconcile").status == 0)
        try free(disturbed.root)
        try await disturbed.recovers()
    }

    @Test("a start on a full disk, and status beside it")
    func fullAtStart() async throws {
        let (disturbed, disk) = try await onOwnDisk()
        defer { withExtendedLifetime(disk) {} }
        try disturbed.arrive()
        try fill(disturbed.root)
        _ = try await disturbed.status()
        let outcome = try disturbed.runOnce()
        #expect(outcome.status == 75, "\(outcome.errors)")
        try disturbed.start()
        try await eventually("it waits") {
            disturbed.daemon?.output.contains("is tried again") == true || disturbed.daemon?.output.contains("pauses") == true
        }
        _ = try await disturbed.status()
        try free(disturbed.root)
        try await disturbed.recovers()
    }

    @Test("less room than shall be kept: status says how much, and the file stays in the inbox until there is more")
    func shortage() async throws {
        let (disturbed, disk) = try await onOwnDisk("16m")
        try "intake:\n  minimum_free_bytes: 67108864\n  sweep_every: 86400\n".write(
            toFile: disturbed.root.config + "/voucherd.yaml",
            atomically: true,
            encoding: .utf8
        )
        try disturbed.start()
        try await disturbed.works()
        try disturbed.arrive()
        try await disturbed.shows("intake pauses") { ($0["pause"] as? String)?.contains("67108864") == true }
        try await disturbed.logs("too little room")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disturbed.root.inbox).contains("claim.zip"))
        try disk.remount("size=256m")
        try await disturbed.recovers()
    }

    @Test("a data root that is read-only at the start: the daemon waits, and status can be read")
    func readOnly() async throws {
        let (disturbed, disk) = try await onOwnDisk()
        try disturbed.arrive()
        try disk.remount("ro")
        try disturbed.start()
        try await disturbed.logs("is tried again")
        try await disturbed.shows("intake pauses") { ($0["pause"] as? String)?.contains("Read-only") == true }
        #expect(try await disturbed.run("reconcile").status == 0)
        try disk.remount("rw")
        try await disturbed.recovers()
    }

    @Test("an outbox that is read-only: batches are taken, and bundles written when it can be")
    func readOnlyOutbox() async throws {
        let disturbed = try await DisturbedRoot()
        let outbox = try Mount(["--bind", disturbed.root.outbox], on: disturbed.root.outbox)
        try outbox.remount("ro,bind")
        try disturbed.start()
        try await disturbed.works()
        try disturbed.arrive()
        try await disturbed.shows("bundles wait") { $0["unwrittenBundles"] as? Int ?? 0 > 0 }
        #expect(try await disturbed.status()["pause"] == nil)
        try outbox.remount("rw,bind")
        try await disturbed.recovers()
    }

    @Test("an inbox on another disk that is unmounted and mounted again: it is not taken for an empty one")
    func inboxAway() async throws {
        let disturbed = try await DisturbedRoot()
        let share = disturbed.folder / "share"
        try FileManager.default.moveItem(atPath: disturbed.root.inbox, toPath: share)
        try FileManager.default.createDirectory(atPath: disturbed.root.inbox, withIntermediateDirectories: false)
        try disturbed.start()
        try await disturbed.works()
        try await disturbed.shows("the inbox is away") { $0["inboxIsReal"] as? Bool == false }
        _ = FileManager.default.createFile(atPath: share + "/.voucherd-inbox", contents: nil)
        // A mount gives no notice.
        let mounted = try Mount(["--bind", share], on: disturbed.root.inbox)
        defer { withExtendedLifetime(mounted) {} }
        try await disturbed.recovers()
        #expect(disturbed.log.contains("the inbox is back"))
    }
}
