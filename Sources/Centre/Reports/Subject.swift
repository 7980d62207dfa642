import Merging
import Programme
import Records
import Store

/// What an operator asks about, by whatever name stands in the log, in a receipt or on paper.
enum Subject: Hashable {
    /// By its id, or an unambiguous beginning of it.
    case conflict(String)
    case batch(BatchIdentity)
    case row(RecordType, RowIdentity)
    case record(RecordKey)
    /// By the id of its application.
    case voucher(String)

    /// Finds what a text names: `C-7f3a`, `410305-1-42`, `party 410305-1-42:7`, `claim 410305-C1`, `voucher 410305-A1`, or a key alone.
    ///
    /// - Throws: ``OperatorRefusal`` where it names nothing, or several things.
    init(_ text: String, _ transaction: Transaction) throws {
        var words = text.split(separator: " ").map(String.init)
        if words.count == 3, words[0] == "row" { words.removeFirst() }
        switch words.count {
        case 1: self = try Subject.alone(words[0], transaction)
        case 2: self = try Subject.named(words[0], words[1], transaction)
        default: throw Subject.nothing(text)
        }
    }

    private static func nothing(_ text: String) -> OperatorRefusal {
        OperatorRefusal(
            .noInput,
            "the store has nothing named '\(text)': give a conflict (C-…), a batch (410305-1-42), a row (party 410305-1-42:7), a record by its key"
                + " or as 'type key', or 'voucher' and its application's id",
            "库中没有“\(text)”：可给出冲突编号（C-…）、批次（410305-1-42）、行（party 410305-1-42:7）、记录编号或“类型 编号”，或 voucher 加申请编号"
        )
    }

    private static func named(_ kind: String, _ name: String, _ transaction: Transaction) throws -> Subject {
        let text = "\(kind) \(name)"
        switch kind {
        case "conflict": return .conflict(name)
        case "batch":
            guard let identity = BatchIdentity(name), try !transaction.batches(identity).isEmpty else { throw nothing(text) }
            return .batch(identity)
        case "voucher":
            guard try transaction.record(RecordKey(.application, name)) != nil else { throw nothing(text) }
            return .voucher(name)
        default:
            guard let type = RecordType.named(kind) else { throw nothing(text) }
            if let row = RowIdentity(name) {
                guard try places(of: row, transaction).contains(type) else { throw nothing(text) }
                return .row(type, row)
            }
            let known = try [name, name.uppercased()].first { try isKnown(RecordKey(type, $0), transaction) }
            guard let known else { throw nothing(text) }
            return .record(RecordKey(type, known))
        }
    }

    private static func alone(_ name: String, _ transaction: Transaction) throws -> Subject {
        var found: [(subject: Subject, name: String)] = []
        for spelling in Set([name, name.uppercased()]).sorted() {
            found += try transaction.records(named: spelling).map { (.record($0.key), "\($0.key)") }
        }
        if let identity = BatchIdentity(name), try !transaction.batches(identity).isEmpty { found.append((.batch(identity), "batch \(identity)")) }
        if let row = RowIdentity(name) { found += try places(of: row, transaction).map { (.row($0, row), "\($0.name) \(row)") } }
        if found.isEmpty, ConflictID.prefix(name) != nil { return .conflict(name) }
        guard let only = found.first else { throw nothing(name) }
        if found.count > 1 {
            let names = found.map { "'\($0.name)'" }.joined(separator: ", ")
            throw OperatorRefusal(.noInput, "\(name) names several things: write one of \(names)", "“\(name)”对应多项：请写明其一 \(names)")
        }
        return only.subject
    }

    private static func isKnown(_ key: RecordKey, _ transaction: Transaction) throws -> Bool {
        if try transaction.record(key) != nil { return true }
        return try !transaction.refusedRows(key).isEmpty
    }

    /// The types of which the batch has a row on that line.
    private static func places(of row: RowIdentity, _ transaction: Transaction) throws -> [RecordType] {
        guard let batch = try transaction.takenBatch(row.batch) else { return [] }
        return try transaction.rowPlaces(ofBatch: batch.id).filter { $0.line == row.line }.map(\.type)
    }
}
