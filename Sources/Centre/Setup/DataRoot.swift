import Glibc
import Programme

/// Where the centre keeps its files; everything that the daemon reads or writes lies below it.
public struct DataRoot: Sendable {
    /// The folder itself, without a trailing slash.
    public let path: String

    /// The data root at that folder.
    public init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path.isEmpty ? "." : path
    }

    /// The folder from the root of the file system, as a command that is pasted elsewhere must name it.
    public var absolutePath: String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    public var config: String { path + "/config" }
    public var inbox: String { path + "/inbox" }
    /// Without it the folder is not the real inbox but, say, the mount point of a share that is away.
    public var inboxMarker: String { inbox + "/.voucherd-inbox" }
    public var outbox: String { path + "/outbox" }
    public var store: String { path + "/store" }
    public var database: String { store + "/voucherd.sqlite" }
    /// Files that are claimed and not yet committed.
    public var taking: String { store + "/taking" }
    public var archive: String { store + "/archive" }
    public var journal: String { archive + "/journal.jsonl" }
    /// Copies of what decisions depended on, by digest.
    var pinnedConfigurations: String { archive + "/configuration" }
    public var evidence: String { store + "/evidence" }
    public var quarantine: String { store + "/quarantine" }
    public var temporary: String { store + "/tmp" }
    public var log: String { path + "/log" }

    /// The file of the archive that holds these bytes, or that would.
    public func archived(_ zip: String) -> String { FannedFolder(archive).file(zip, ".zip") }

    /// The file in quarantine that holds these bytes, or that would: beside its reason, in the folder itself while that is short.
    public func quarantined(_ zip: String) -> String { "\(quarantineFolder(of: zip))/\(zip).zip" }

    /// The text that says why those bytes are in quarantine.
    public func reason(_ zip: String) -> String { "\(quarantineFolder(of: zip))/\(zip).txt" }

    private func quarantineFolder(of zip: String) -> String { FannedFolder(quarantine, levels: 0).folder(of: zip, holding: [".zip", ".txt"]) }

    /// The copy of a file of the configuration with that digest.
    func pinned(_ digest: Digest) -> String { "\(pinnedConfigurations)/\(digest)" }

    /// The file of evidence with that digest, or the place where it belongs.
    public func evidenceFile(_ digest: String) -> String { FannedFolder(evidence).file(digest) }
}
