import Bags
import Foundation
import Glibc
import Programme
import Store

/// The journal beside the archive (`store/archive/journal.jsonl`): one line a drain, on disk before the drain commits.
///
/// Archive and journal together replay to the same store: a line holds what no archived batch says, namely when each drain took place, what
/// it took, under which programme file, and what the keys of that day said of the signatures.
struct Journal {
    let path: String

    struct Line: Codable {
        let drain: Int
        let at: Instant
        let programme: String
        let files: [File]
    }

    struct File: Codable {
        let zip: String
        let name: String
        let folder: String?
        let outcome: String
        let batch: String?
        let digest: String?
        let isWellSigned: Bool
        let refusal: String?
    }

    /// Appends a line and waits until it is on disk.
    func append(_ line: Line) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Array(try encoder.encode(line))
        bytes.append(UInt8(ascii: "\n"))
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        defer { close(descriptor) }
        if Journal.endsTorn(descriptor) { bytes.insert(UInt8(ascii: "\n"), at: 0) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw FileFailure("write", path: path) }
        guard fsync(descriptor) == 0 else { throw FileFailure("fsync", path: path) }
    }

    /// The numbers of the drains that the journal tells of; a line that a power cut tore is passed over.
    func drains() throws -> Set<Int> {
        guard let content = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        return Set(content.split(separator: UInt8(ascii: "\n")).compactMap { try? decoder.decode(Line.self, from: $0).drain })
    }

    /// Whether a power cut left a line half written: that line's drain never committed, and it is passed over when the journal is read.
    private static func endsTorn(_ descriptor: Int32) -> Bool {
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
    }
}

extension Journal.File {
    init(_ disposition: Drain.Disposition) {
        self.init(
            zip: disposition.zip.description,
            name: disposition.file.name,
            folder: disposition.file.folder?.description,
            outcome: disposition.outcome.rawValue,
            batch: disposition.identity?.description,
            digest: disposition.digest?.description,
            isWellSigned: disposition.isWellSigned,
            refusal: disposition.refusal?.code
        )
    }
}
