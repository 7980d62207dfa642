public import Centre
import Foundation
import Glibc

/// A data root in a temporary folder, removed with the last reference.
public final class TemporaryRoot: Sendable {
    public let root: DataRoot

    public init(marker: Bool = true) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "voucherd-\(UUID().uuidString)").path
        root = DataRoot(path)
        for folder in [path, root.config, root.inbox] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try root.makeFolders()
        if marker { try write("", to: "inbox/.voucherd-inbox") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root.path)
    }

    public func path(_ name: String) -> String { "\(root.path)/\(name)" }

    @discardableResult
    public func write(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
        try FileManager.default.createDirectory(atPath: (path(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        return path(name)
    }

    /// Writes outside the watched folders, then renames: what a careful sender does.
    public func drop(_ text: String, as name: String) throws {
        try write(text, to: "staging")
        guard rename(path("staging"), path(name)) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    public func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    public func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
    }
}
