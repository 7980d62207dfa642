import Centre
import Foundation
import Glibc
import TestSupport

/// A data root with a history and every kind of file in its inbox, which is away still: its marker is missing. And how it stands after a drain that
/// nothing disturbs.
struct Scene: Sendable {
    /// Made once for all tests; each works on a copy.
    static let shared = Task { try await Scene() }

    static let instant = "2025-06-26T09:00:00+08:00"
    /// The same for the preloaded library.
    static let clock = "now 1750899600"

    let folder: TemporaryFolder
    let undisturbed: Standing
    /// `log/conflicts.log` without the data root's path.
    let conflicts: String

    private init() async throws {
        let city = try await TestCity.withEveryKind()
        // Whatever is taken is taken because of an event or a retry.
        try "intake:\n  minimum_free_bytes: 0\n  sweep_every: 86400\n".write(
            toFile: city.root.config + "/voucherd.yaml",
            atomically: true,
            encoding: .utf8
        )
        folder = try TemporaryFolder()
        try FileManager.default.removeItem(atPath: city.root.inboxMarker)
        // What time alone decides is decided though the inbox is away.
        let away = try Program.run("run", "--once", "--as-of", Scene.instant, "--root", city.root.path)
        guard away.status == 75 else { throw NeverSo(what: "a drain of nothing: \(away.errors)") }
        try? FileManager.default.removeItem(atPath: city.root.log)
        try FileManager.default.copyItem(atPath: city.root.path, toPath: folder / "root")
        _ = FileManager.default.createFile(atPath: city.root.inboxMarker, contents: Data())
        try FileManager.default.copyItem(atPath: city.root.path, toPath: folder / "undisturbed")
        let root = DataRoot(folder / "undisturbed")
        let outcome = try Program.run("run", "--once", "--as-of", Scene.instant, "--root", root.path)
        guard outcome.status == 0 else { throw NeverSo(what: "an undisturbed drain: \(outcome.errors)") }
        undisturbed = try await Standing(root)
        guard undisturbed.faults.isEmpty else { throw NeverSo(what: "a sound root: \(undisturbed.faults)") }
        conflicts = Scene.conflicts(root)
    }

    static func conflicts(_ root: DataRoot) -> String {
        let text = FileManager.default.contents(atPath: root.log + "/conflicts.log").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.replacing(root.absolutePath, with: "ROOT")
    }
}
