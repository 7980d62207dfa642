import Foundation
import Glibc
import TestSupport

/// A real file system of a few megabytes on a folder; it is taken away with the last reference.
final class Mount: Sendable {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// Whether this process may mount.
    static let isAllowed: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        return (try? Mount(["-t", "tmpfs", "-o", "size=1m", "voucherd"], on: folder.path)) != nil
    }()

    let place: String

    /// - Parameter arguments: of mount(8), without the place.
    init(_ arguments: [String], on place: String) throws {
        self.place = place
        try Mount.run(["mount"] + arguments + [place])
    }

    convenience init(size: String, on place: String) throws {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try self.init(["-t", "tmpfs", "-o", "size=\(size)", "voucherd"], on: place)
    }

    deinit {
        // Nothing that is open there may keep it.
        try? Mount.run(["umount", "-l", place])
    }

    func remount(_ options: String) throws { try Mount.run(["mount", "-o", "remount,\(options)", place]) }

    private static func run(_ command: [String]) throws {
        let outcome = try Tool.run(command, in: TemporaryFolder())
        guard outcome.status == 0 else { throw Refused(description: "\(command): \(outcome.output)") }
    }
}
