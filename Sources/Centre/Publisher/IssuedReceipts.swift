import Bags
import FileCalls
import Glibc
import Programme
import Records
import Store

/// Reads back what a bundle told an office of a batch: a batch that is sent again gets the same lines again.
struct IssuedReceipts {
    let configuration: CentreConfiguration
    let transaction: Transaction

    /// The receipts of a batch's rows as the office's bundle of that number gave them.
    func rows(of batch: BatchIdentity, in sequence: Int) throws -> [RowReceipt] {
        guard let bundle = try transaction.bundle(to: batch.office, sequence: sequence) else { return [] }
        // An operator's rehearsal may read the same bundle at the same time, in a process of its own.
        let path = "\(configuration.root.temporary)/issued-\(batch.office)-\(sequence)-\(getpid()).zip"
        try DurableFile.makeFolder(configuration.root.temporary)
        try DurableFile.write(transaction.content(of: bundle), to: path)
        defer { Files.unlink(path) }
        guard let content = try Bag(contentsOf: path).content(of: "data/receipts/records.csv") else { return [] }
        var sink = Sink(batch: batch)
        var reader = CSVReader(encoding: .utf8, limits: CSVLimits())
        try content.withUnsafeBytes { try reader.consume($0, into: &sink) }
        try reader.finish(into: &sink)
        return sink.receipts
    }

    /// Collects the lines of one batch; the lines of a row stand together.
    private struct Sink: CSVSink {
        let batch: BatchIdentity
        var receipts: [RowReceipt] = []
        private var columns: [String: Int] = [:]

        init(batch: BatchIdentity) {
            self.batch = batch
        }

        mutating func header(_ names: [String], line: Int) {
            columns = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        }

        mutating func row(_ row: borrowing CSVRow) {
            var cells: [String: String] = [:]
            for (name, position) in columns { cells[name] = row[position] }
            guard cells["epoch"] == String(batch.epoch), cells["sequence"] == String(batch.sequence) else { return }
            guard let line = cells["line"].flatMap({ Int($0) }), let file = cells["file"], let type = cells["type"].flatMap({ RecordType.named($0) }),
                let outcome = cells["outcome"].flatMap({ RowOutcome(rawValue: $0) })
            else { return }
            var findings: [Finding] = []
            if let last = receipts.last, last.file == file, last.line == line { findings = receipts.removeLast().findings }
            if let finding = Sink.finding(cells) { findings.append(finding) }
            receipts.append(
                RowReceipt(
                    batch: batch,
                    file: file,
                    line: line,
                    type: type,
                    key: FormulaGuard.removed(cells["key"] ?? ""),
                    outcome: outcome,
                    version: cells["version"].flatMap { Int($0) },
                    findings: findings,
                    ticket: cells["ticket"] ?? ""
                )
            )
        }

        private static func finding(_ cells: [String: String]) -> Finding? {
            guard let rule = cells["rule"], !rule.isEmpty, let effect = cells["effect"].flatMap({ Finding.Effect(rawValue: $0) }) else { return nil }
            func text(_ column: String) -> String { FormulaGuard.removed(cells[column] ?? "") }
            let conflict = text("conflict_id")
            return Finding(
                rule: rule,
                effect: effect,
                article: text("article"),
                values: text("values"),
                reason: text("reason_zh"),
                fix: text("fix_zh"),
                conflict: conflict.isEmpty ? nil : conflict
            )
        }
    }
}
