import Bags
import Programme
import Records
import Store

/// A batch of the centre's operators: office 410300, epoch 0, signed with the centre's own key.
struct OperatorBatch {
    let identity: BatchIdentity
    let previous: Digest?
    let acts: [OperatorAct]
    let operatorName: String
    /// The centre's last bundle: what it gave is what the operator saw.
    private let acknowledges: Int
    /// The versions that the operator saw of the records that the acts change: a record may have been begun by another of the centre's batches.
    private let seen: [RecordKey: Int]

    /// The batch that follows the last one of epoch 0.
    init(_ acts: [OperatorAct], by operatorName: String, after transaction: Transaction) throws {
        let last = try transaction.lastTaken(of: .centre, epoch: 0)
        identity = BatchIdentity(office: .centre, epoch: 0, sequence: (last?.identity.sequence ?? 0) + 1)
        previous = last?.digest
        self.acts = acts
        self.operatorName = operatorName
        let bundle = try transaction.lastBundle(to: .centre)?.sequence ?? 0
        acknowledges = bundle
        var seen: [RecordKey: Int] = [:]
        for key in acts.compactMap(\.record) {
            guard let record = try transaction.record(key),
                try transaction.wasPublished(record, version: record.version, to: .centre, acknowledged: bundle)
            else { continue }
            seen[key] = record.version
        }
        self.seen = seen
    }

    /// `410300-0-000012`.
    var name: String {
        let digits = String(identity.sequence)
        return "\(identity.office)-0-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    }

    /// Writes the signed zip.
    ///
    /// - Returns: the digest of its tag manifest.
    func write(to path: String, key: SSHPrivateKey, at instant: Instant) throws -> Digest {
        let writer = try BagWriter(path: path, folder: name)
        for type in RecordType.all {
            var built: Set<RecordKey> = []
            let rows = acts.enumerated().filter { $0.element.type == type }.map { number, act in
                var cells = act.cells(number: "\(identity.sequence)-\(number + 1)", by: operatorName)
                // A second row on a record builds on the first.
                if let key = act.record, built.insert(key).inserted { cells["base"] = seen[key].map { "\($0)" } }
                return cells
            }
            guard !rows.isEmpty else { continue }
            // A column that no row names is left out: an empty cell would say "empty".
            let named = Set(rows.flatMap(\.keys))
            let columns = ["op", "base", "editor"] + type.columns.map(\.name).filter { named.contains($0) }
            var table = CSVWriter(columns: columns)
            for cells in rows {
                for column in columns { table.append(text: column == "editor" ? operatorName : cells[column] ?? "") }
                table.endRow()
            }
            try writer.add("data/records/\(type.name).csv", bytes: table.takeBytes())
        }
        let header = BatchHeader(identity: identity, previous: previous, exportedAt: instant, acknowledges: acknowledges)
        let written = try writer.finish(fields: header.fields, baggingDate: instant.day, key: key, namespace: BatchHeader.namespace)
        try DurableFile.sync(path)
        return written.tagManifestDigest
    }
}
