import Bags
import Foundation
import Programme
import Records

@testable import Centre

/// The signed zips of a case, made once.
final class SealedBatches: Sendable {
    /// Paths of the zips, in the order in which the batches were given.
    let paths: [String]
    /// The digest of each batch's tag manifest; of two with one number, the first one's.
    let digests: [BatchIdentity: Digest]
    private let folder: CaseFolder

    /// - Parameters:
    ///   - batches: in any order; one follows what another here, or a known one, precedes.
    ///   - known: batches before these.
    init(_ batches: [CaseBatch], after known: [BatchIdentity: Digest] = [:]) throws {
        folder = try CaseFolder()
        var digests = known
        var paths = batches.indices.map { _ in "" }
        for index in batches.indices.sorted(by: { (batches[$0].identity, $0) < (batches[$1].identity, $1) }) {
            let batch = batches[index]
            paths[index] = "\(folder.path)/\(index).zip"
            let digest = try SealedBatches.seal(batch, previous: batch.previous.flatMap { digests[$0] }, at: paths[index])
            if digests[batch.identity] == nil { digests[batch.identity] = digest }
        }
        self.paths = paths
        self.digests = digests
    }

    private static func seal(_ batch: CaseBatch, previous: Digest?, at path: String) throws -> Digest {
        let writer = try BagWriter(path: path, folder: "\(batch.identity)")
        for table in batch.rows.tables { try writer.add("data/records/\(table.type.name).csv", bytes: Array(table.text.utf8)) }
        // Unless the case says otherwise, every file is one of its own.
        var own: [String: String] = [:]
        for row in batch.rows where row.type == .evidence { if let file = row["file"] { own[file] = "材料 \(row.key)" } }
        for (file, text) in own.sorted(by: { $0.key < $1.key }) where batch.files[String(file.dropFirst("data/evidence/".count))] == nil {
            try writer.add(file, bytes: Array(text.utf8))
        }
        for (name, text) in batch.files.sorted(by: { $0.key < $1.key }) { try writer.add("data/evidence/\(name)", bytes: Array(text.utf8)) }
        guard let key = CaseCity.keys[batch.office] else { preconditionFailure("\(batch.office) has no key") }
        let header = BatchHeader(
            identity: batch.identity,
            previous: previous,
            exportedAt: batch.exportedAt,
            acknowledges: batch.acknowledges
        )
        return try writer.finish(fields: header.fields, baggingDate: batch.exportedAt.day, key: key, namespace: BatchHeader.namespace)
            .tagManifestDigest
    }
}
