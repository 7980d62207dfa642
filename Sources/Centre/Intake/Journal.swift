import Bags
import FileCalls
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

    /// A drain. What is optional is what lines of earlier versions lack.
    struct Line: Codable {
        let drain: Int
        let at: Instant
        /// The digest of the programme file.
        let programme: String
        /// Everything of the configuration that its decisions depended on; the copies are kept in the archive.
        var configuration: PinnedConfiguration.Digests?
        let files: [File]
        /// The bundles that it cut.
        var bundles: [Bundle]?
        /// Whether another drain of the same pass went on; it took more files, or what time had moved.
        var isFollowed: Bool?
    }

    /// A file that the drain took.
    struct File: Codable {
        let zip: String
        let name: String
        let folder: String?
        let outcome: String
        let batch: String?
        let digest: String?
        let isWellSigned: Bool
        /// The code of the refusal of a quarantined file.
        let refusal: String?
        /// The number of the claim by which it left the inbox.
        var claim: Int?
        /// The refusal whole: what a signature was refused for depends on the keys of the day.
        var reason: Refusal?
        /// The office whose signature a refused bag bears, also where the rest of what it says of itself cannot be read.
        var signer: String?
    }

    /// A bundle that the drain cut.
    struct Bundle: Codable {
        let office: OfficeCode
        let sequence: Int
        /// Of its tag manifest: what it says, whoever signed it.
        let digest: Digest
        let zip: Digest
    }

    /// Appends a line and waits until it is on disk.
    func append(_ line: Line) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Array(try encoder.encode(line))
        bytes.append(UInt8(ascii: "\n"))
        let descriptor = Files.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        defer { close(descriptor) }
        if Journal.endsTorn(descriptor) { bytes.insert(UInt8(ascii: "\n"), at: 0) }
        try write(bytes, to: descriptor)
        guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: path) }
        // The first line's file has a name only once its folder is on disk too.
        if Journal.isFirst(descriptor, bytes.count) { try DurableFile.syncFolder(DurableFile.folder(of: path)) }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileFailure) {
        var written = 0
        while written < bytes.count {
            let step = bytes.withUnsafeBytes { Files.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written) }
            // A disk that fills up takes what fits; why it takes no more is told by the next call.
            if step > 0 { written += step } else if step == 0 || errno != EINTR { throw FileFailure("write", path: path) }
        }
    }

    private static func isFirst(_ descriptor: Int32, _ count: Int) -> Bool { lseek(descriptor, 0, SEEK_END) == count }

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
            refusal: disposition.refusal?.code,
            claim: disposition.file.claim,
            reason: disposition.refusal,
            signer: disposition.signer?.description
        )
    }
}
