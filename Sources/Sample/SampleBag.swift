import Bags
import Programme
import Records

/// A batch as the zipped and signed bag that its office drops.
enum SampleBag {
    /// - Parameter addFiles: adds payload besides the batch's own files.
    static func write(
        _ batch: SampleBatch,
        previous: Digest?,
        key: SSHPrivateKey?,
        to path: String,
        addFiles: (BagWriter) throws -> Void = { _ in }
    ) throws -> WrittenBag {
        let identity = batch.identity
        let writer = try BagWriter(path: path, folder: "\(identity.office)-B-\(Identifiers.padded(identity.sequence, 6))")
        for table in batch.tables {
            try writer.add("data/records/\(table.type.name).csv", bytes: TableBytes.bytes(of: table, batch.encoding))
        }
        for file in batch.files { try writer.add(file.path, bytes: file.bytes) }
        try addFiles(writer)
        let header = BatchHeader(
            identity: identity,
            previous: previous,
            exportedAt: batch.exportedAt,
            acknowledges: 0,
            closingYear: batch.closingYear
        )
        let bag = try writer.finish(fields: header.fields, baggingDate: batch.exportedAt.day, key: key, namespace: BatchHeader.namespace)
        if batch.hasGBKNames { try ZipNames.writeAsGBK(path) }
        return bag
    }
}
