import Bags
public import Centre
import Foundation
import Logging
import Programme

/// Everything about a data root that a crash or a fault must not change.
public struct Standing: Sendable {
    /// The canonical export.
    public let export: String
    /// What `voucherd reconcile` and `voucherd rebuild --check` find.
    public let faults: [String]
    /// Files of the inbox, the outbox and the store, apart from the database and the journal: their digests.
    public let files: [String: String]
    /// The journal, as whoever replays it reads it: the last whole line of each drain.
    public let journal: [Int: String]

    public init(_ root: DataRoot) async throws {
        let configuration = try await CentreConfiguration.load(root)
        let centre = try Centre(
            configuration: configuration,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        export = try CanonicalExport(centre.store).text()
        faults =
            try Reconciliation(centre).run().faults.map { "reconcile: \($0)" } + Rebuild(configuration).check().differences.map { "rebuild: \($0)" }
        files = try Standing.files(root)
        journal = try Standing.journal(root)
    }

    /// What differs, in words; empty where nothing does.
    public func differences(from other: Standing) -> [String] {
        var found = faults
        if export != other.export {
            let lines = Set(export.split(separator: "\n")).symmetricDifference(other.export.split(separator: "\n"))
            found.append("the export differs in \(lines.count) lines, such as \(lines.sorted().first ?? "")")
        }
        for path in Set(files.keys).union(other.files.keys).sorted() where files[path] != other.files[path] {
            found.append("\(path) is \(files[path] == nil ? "missing" : other.files[path] == nil ? "left over" : "another")")
        }
        for drain in Set(journal.keys).union(other.journal.keys).sorted() where journal[drain] != other.journal[drain] {
            found.append("the journal tells otherwise of drain \(drain): \(journal[drain] ?? "nothing"), not \(other.journal[drain] ?? "nothing")")
        }
        return found
    }

    /// The files alone: what differs tells that a drain is not through.
    public static func files(_ root: DataRoot) throws -> [String: String] {
        var files: [String: String] = [:]
        let folders = [root.inbox, root.outbox, root.archive, root.quarantine, root.evidence, root.taking, root.temporary]
        for folder in folders {
            for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
                let path = "\(folder)/\(name)"
                var isFolder: ObjCBool = false
                guard path != root.journal, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
                // Folders are made as they are needed; only among the claims is one that stays a leftover.
                if isFolder.boolValue, folder != root.taking { continue }
                files[String(path.dropFirst(root.path.count + 1))] = isFolder.boolValue ? "folder" : try Digest(ofFileAt: path).description
            }
        }
        return files
    }

    private static func journal(_ root: DataRoot) throws -> [Int: String] {
        var last: [Int: String] = [:]
        let text = String(decoding: FileManager.default.contents(atPath: root.journal) ?? Data(), as: UTF8.self)
        for line in text.split(separator: "\n") {
            guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], let drain = object["drain"] as? Int else {
                continue
            }
            // A claim that a crash ended before its rename leaves its number unused.
            last[drain] = String(line.replacing(/"claim":[0-9]+/, with: ""))
        }
        return last
    }
}
