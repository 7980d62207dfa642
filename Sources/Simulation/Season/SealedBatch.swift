import Bags
import Programme
import Records

extension CaseBatch {
    /// Writes the signed zip; gives the digest of its tag manifest, which the office's next batch names.
    func seal(previous: Digest?, key: SSHPrivateKey, at path: String) throws -> Digest {
        let writer = try BagWriter(path: path, folder: "\(identity)")
        for table in rows.tables { try writer.add("data/records/\(table.type.name).csv", bytes: Array(table.text.utf8)) }
        // Unless the case says otherwise, every file is one of its own.
        var own: [String: String] = [:]
        for row in rows where row.type == .evidence { if let file = row["file"] { own[file] = "材料 \(row.key)" } }
        for (file, text) in own.sorted(by: { $0.key < $1.key }) where files[String(file.dropFirst("data/evidence/".count))] == nil {
            try writer.add(file, bytes: Array(text.utf8))
        }
        for (name, text) in files.sorted(by: { $0.key < $1.key }) { try writer.add("data/evidence/\(name)", bytes: Array(text.utf8)) }
        let header = BatchHeader(identity: identity, previous: previous, exportedAt: exportedAt, acknowledges: acknowledges)
        return try writer.finish(fields: header.fields, baggingDate: exportedAt.day, key: key, namespace: BatchHeader.namespace).tagManifestDigest
    }
}
