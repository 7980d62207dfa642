import Centre
import Foundation
import Glibc
import Programme
import TestSupport
import Testing

/// A copy of the scene's data root, a daemon on it, and what a test does to both.
final class DisturbedRoot {
    let scene: Scene
    let folder: TemporaryFolder
    let root: DataRoot
    let rules: FaultRules
    private(set) var daemon: Background?

    /// - Parameter place: where the data root shall lie; in a folder of its own if nothing is said.
    init(at place: String? = nil) async throws {
        scene = try await Scene.shared.value
        folder = try TemporaryFolder()
        root = DataRoot(place ?? folder / "root")
        rules = try FaultRules(in: folder)
        if place == nil {
            try FileManager.default.copyItem(atPath: scene.folder / "root", toPath: root.path)
        } else {
            try fill()
        }
        try rules.set([Scene.clock])
    }

    /// Lays the data root in a folder that is there already.
    private func fill() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: scene.folder / "root") {
            try FileManager.default.copyItem(atPath: (scene.folder / "root") + "/\(name)", toPath: "\(root.path)/\(name)")
        }
    }

    // MARK: What is done to it

    func start(wrapper: [String] = []) throws {
        daemon = try Background(wrapper + ["voucherd", "run", "--root", root.path], in: folder, environment: rules.environment)
    }

    /// Begins a fault; none ends it.
    func fault(_ lines: [String] = []) throws { try rules.set([Scene.clock] + lines) }

    /// The inbox is there: its files are to be taken.
    func arrive() throws {
        guard FileManager.default.createFile(atPath: root.inboxMarker, contents: Data()) else { throw POSIXError(.EIO) }
    }

    /// Any command on the root, which no fault reaches.
    func run(_ arguments: String...) async throws -> Tool.Outcome {
        try await Background.run(["voucherd"] + arguments + ["--root", root.path], in: folder)
    }

    /// `voucherd run --once` at the scene's instant, which the faults reach.
    func runOnce() throws -> Program.Outcome {
        try Program.run("run", "--once", "--as-of", Scene.instant, "--root", root.path, environment: rules.environment)
    }

    // MARK: What is seen of it

    var log: String { FileManager.default.contents(atPath: root.log + "/voucherd.log").map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// What the daemon said on its terminal.
    var output: String { daemon?.output ?? "" }

    func status(sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String: Any] {
        let outcome = try await run("status", "--format", "json")
        #expect(outcome.status == 0, "\(outcome.output)", sourceLocation: sourceLocation)
        return try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] ?? [:]
    }

    /// The same as `voucherd status --format json`, without starting a program for each look.
    private func look() async throws -> [String: Any] {
        let centre = try await Centre(lookingAt: CentreConfiguration.load(root))
        let inbox = Inbox(root, offices: centre.configuration.offices.codes)
        let report = try StatusReport(centre, inbox.look(), at: Instant(Scene.instant)!)
        return try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any] ?? [:]
    }

    func isRunning() throws {
        guard let daemon, !daemon.isRunning else { return }
        throw NeverSo(what: "the daemon ended with \(daemon.status ?? 0): \(daemon.output.suffix(2000))")
    }

    /// Waits until the daemon works on the root.
    func works() async throws {
        try await eventually("the daemon works", every: .milliseconds(50)) {
            try isRunning()
            return InstanceLock.holder(of: root) != nil && log.contains("the inbox is away")
        }
    }

    /// Waits until status shows something.
    func shows(_ what: String, _ isSo: ([String: Any]) -> Bool) async throws {
        var last: [String: Any] = [:]
        do {
            try await eventually(what, every: .milliseconds(100)) {
                try isRunning()
                last = try await look()
                return isSo(last)
            }
        } catch {
            throw NeverSo(what: "\(error); pause \(last["pause"] ?? "none"), hindrances \(last["hindrances"] ?? ""); log: \(log.suffix(1500))")
        }
    }

    func logs(_ words: String) async throws {
        try await eventually("the log or standard error says '\(words)': \(log.suffix(1500))") {
            try isRunning()
            return (log + output).contains(words)
        }
    }

    /// Waits until everything is done that an undisturbed drain does, ends the daemon, and compares.
    func recovers(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        do {
            try await eventually("the drain is done", within: .seconds(60), every: .milliseconds(100)) {
                try isRunning()
                return try Standing.files(root) == scene.undisturbed.files
            }
        } catch {
            let files = try Standing.files(root)
            let other = Set(files.keys).union(scene.undisturbed.files.keys).filter { files[$0] != scene.undisturbed.files[$0] }
            throw NeverSo(what: "\(error); \(other.sorted().prefix(5)); \(log.suffix(1500))")
        }
        try await shows("nothing hinders any more") { $0["pause"] == nil && ($0["hindrances"] as? [String])?.isEmpty == true }
        try await eventually("conflicts.log is as it should be") { Scene.conflicts(root) == scene.conflicts }
        if let daemon { #expect(daemon.end() == 0, "\(daemon.output.suffix(2000))", sourceLocation: sourceLocation) }
        try await compare(sourceLocation: sourceLocation)
    }

    func compare(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let differences = try await Standing(root).differences(from: scene.undisturbed)
        #expect(differences == [], sourceLocation: sourceLocation)
    }
}
