import Bags
import Centre
import Foundation
import Glibc
import TestSupport

/// A copy of a data root, and the program that dies on it.
struct CrashRun {
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    /// When the program dies.
    enum Death: CustomStringConvertible {
        case before(CountedCall)
        /// In the middle of a write: its first half is done.
        case within(CountedCall)
        case after(microseconds: Int)
        /// It ends well; only the disk may have lost something.
        case atEnd

        var description: String {
            switch self {
            case .before(let call): "died before \(call)"
            case .within(let call): "died within \(call)"
            case .atEnd: "after the end"
            case .after(let microseconds): "killed after \(microseconds) µs"
            }
        }
    }

    let folder: TemporaryFolder
    let root: String
    private let preload: PreloadLibrary

    init(_ original: DataRoot, _ preload: PreloadLibrary) throws {
        self.preload = preload
        folder = try TemporaryFolder()
        // The library compares paths as the kernel knows them.
        guard let resolved = realpath(folder.path, nil) else { throw FileFailure("realpath", path: folder.path) }
        defer { free(resolved) }
        root = String(cString: resolved) + "/root"
        try FileManager.default.copyItem(atPath: original.path, toPath: root)
    }

    private init(_ run: CrashRun, root: String) {
        folder = run.folder
        preload = run.preload
        self.root = root
    }

    /// One `voucherd run --once` that ends by itself.
    func finish(at instant: String, _ environment: [String: String] = [:]) throws {
        let outcome = try launch(at: instant, environment)
        guard outcome.status == 0 else { throw Unexpected(description: "run ended with \(outcome.status): \(outcome.errors)") }
    }

    private func launch(at instant: String, _ environment: [String: String]) throws -> Program.Outcome {
        let variables = environment.merging(["LD_PRELOAD": preload.path, "CRASH_ROOT": root]) { $1 }
        return try Program.run("run", "--once", "--as-of", instant, "--root", root, environment: variables)
    }

    /// Runs the program to its death.
    ///
    /// - Parameter mayEnd: whether the program may have come to its end before.
    func die(_ death: Death, at instant: String, keepingDisk: Bool = false, mayEnd: Bool = false) throws {
        var environment: [String: String] = [:]
        switch death {
        case .before(let call): environment["CRASH_AT"] = "\(call.number)"
        case .within(let call): environment = ["CRASH_AT": "\(call.number)", "CRASH_TORN": "1"]
        case .atEnd: break
        case .after(let microseconds): return try kill(after: microseconds, at: instant)
        }
        if keepingDisk {
            environment["CRASH_SHADOW"] = folder / "shadow"
            try FileManager.default.createDirectory(atPath: folder / "shadow", withIntermediateDirectories: true)
        }
        let outcome = try launch(at: instant, environment)
        if case .atEnd = death, outcome.status == 0 { return }
        if mayEnd, outcome.status == 0 { return }
        guard outcome.status == SIGKILL else { throw Unexpected(description: "\(death): it ended with \(outcome.status) \(outcome.errors)") }
    }

    private func kill(after microseconds: Int, at instant: String) throws {
        let process = try Program.launch(["run", "--once", "--as-of", instant, "--root", root], in: folder)
        usleep(UInt32(microseconds))
        // It may have ended before: that too is a moment.
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The same root after the power came back.
    func afterPowerLoss(_ model: DurableImage.Model) throws -> CrashRun {
        let image = "\(root)-\(model)"
        try DurableImage(root: root, shadow: folder / "shadow", model: model).make(at: image)
        return CrashRun(self, root: image)
    }
}
