import Foundation
import Merging
import Programme
import Records
import Rules
public import Store

/// The canonical export (`voucherd export --canonical`): what the store says, without a trace of when or in what order it learned it.
///
/// JSON lines sorted by kind, type and key (exchange format, section 8). Two stores that took the same batches give the same bytes.
public struct CanonicalExport {
    private let store: CentralStore

    public init(_ store: CentralStore) {
        self.store = store
    }

    /// Writes every line, with its line feed, in order.
    public func write(_ line: (String) throws -> Void) throws {
        try store.read { try CanonicalExport.write($0, line) }
    }

    /// Writes every line of one state of the store.
    static func write(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        // The kinds stand in the order of their names.
        try batches(transaction, line)
        try conflicts(transaction, line)
        try decisions(transaction, line)
        try ledger(transaction, line)
        try records(transaction, line)
        try waits(transaction, line)
    }

    /// The whole export as text.
    public func text() throws -> String {
        var text = ""
        try write { text += $0 }
        return text
    }

    private static var typesByName: [RecordType] { RecordType.all.sorted { $0.name < $1.name } }

    private static func batches(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        var lines: [(String, String)] = []
        for batch in try transaction.appliedBatches() {
            let key = batch.identity.description
            lines.append((key, Line(kind: "batch", type: "batch", key: key, digest: batch.digest.description).text))
        }
        for (_, text) in lines.sorted(by: { $0.0 < $1.0 }) { try line(text) }
    }

    private static func conflicts(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        var lines: [Line] = []
        for conflict in try transaction.openConflicts() {
            let record = try transaction.record(conflict.record)
            let merged = RecordMerge.merge(record.key, try transaction.history(of: record).map(\.row))
            guard let position = record.key.type.group(named: conflict.group) else { continue }
            let group = record.key.type.groups[position]
            let sides = merged.groups[position].sides.map { side in
                Line.Side(
                    rows: side.rows.map {
                        Line.RowName(office: $0.office.description, epoch: $0.batch.epoch, sequence: $0.batch.sequence, line: $0.line)
                    },
                    values: Line.values(group.columns, side.values, of: record.key.type)
                )
            }
            lines.append(
                Line(
                    kind: "conflict",
                    type: record.key.type.name,
                    key: record.key.key,
                    id: conflict.id,
                    group: conflict.group,
                    sides: sides.sorted { ($0.rows.first?.text ?? "") < ($1.rows.first?.text ?? "") }
                )
            )
        }
        for found in lines.sorted(by: { ($0.type, $0.key, $0.group ?? "") < ($1.type, $1.key, $1.group ?? "") }) { try line(found.text) }
    }

    private static func decisions(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        let all = try transaction.currentDecisions().map(\.decision).map { decision in
            Line(
                kind: "decision",
                type: decision.kind.rawValue,
                key: decision.subject.key,
                outcome: decision.outcome.rawValue,
                amount: decision.amount?.yuan,
                rules: decision.findings.map(\.rule),
                state: decision.state.rawValue,
                place: decision.place?.description
            )
        }
        for found in all.sorted(by: { ($0.type, $0.key) < ($1.type, $1.key) }) { try line(found.text) }
    }

    private static func ledger(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        for balance in try Ledger(transaction).balances {
            try line(
                Line(
                    kind: "ledger",
                    type: "voucher",
                    key: balance.voucher,
                    values: [
                        "face": balance.face.yuan, "free": balance.free.yuan, "reserved": balance.reserved.yuan, "approved": balance.approved.yuan,
                        "paid": balance.paid.yuan, "voided": balance.voided.yuan,
                    ]
                ).text
            )
        }
    }

    private static func records(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        for type in typesByName {
            try transaction.forEachRecord(type) { record, values in
                try line(
                    Line(
                        kind: "record",
                        type: type.name,
                        key: record.key.key,
                        values: Line.values(Array(type.columns.indices.dropFirst()), Array(values.dropFirst()), of: type),
                        withdrawn: record.isWithdrawn ? true : nil,
                        place: record.place?.description
                    ).text
                )
            }
        }
    }

    /// What waits, without its age.
    private static func waits(_ transaction: Transaction, _ line: (String) throws -> Void) throws {
        var lines: [Line] = []
        for (subject, finding, _) in try transaction.waits() {
            lines.append(Line(kind: "wait", type: subject.type.name, key: subject.key, rules: [finding.rule], waitsFor: finding.values))
        }
        for (record, column, target) in try transaction.pendingReferences() {
            lines.append(Line(kind: "wait", type: record.type.name, key: record.key, waitsFor: "\(column)=\(target)"))
        }
        for type in RecordType.all {
            for (key, row, outcome) in try transaction.unmergedRows(type) {
                lines.append(Line(kind: "wait", type: type.name, key: key, outcome: outcome?.rawValue, waitsFor: "row \(row)"))
            }
        }
        for batch in try transaction.waitingBatches() {
            lines.append(
                Line(kind: "wait", type: "batch", key: batch.identity.description, digest: batch.digest.description, waitsFor: batch.waitsFor)
            )
        }
        var last = ""
        for found in lines.sorted(by: { ($0.type, $0.key, $0.waitsFor ?? "", $0.text) < ($1.type, $1.key, $1.waitsFor ?? "", $1.text) }) {
            if found.text != last { try line(found.text) }
            last = found.text
        }
    }
}

/// A line of the export; what does not apply is left out.
private struct Line: Encodable {
    var kind: String
    var type: String
    var key: String
    var id: String?
    var digest: String?
    var group: String?
    var sides: [Side]?
    var values: [String: String]?
    var withdrawn: Bool?
    var outcome: String?
    var amount: String?
    var rules: [String]?
    var state: String?
    var place: String?
    var waitsFor: String?

    struct Side: Encodable {
        var rows: [RowName]
        var values: [String: String]
    }

    struct RowName: Encodable {
        var office: String
        var epoch: Int
        var sequence: Int
        var line: Int

        var text: String { "\(office)-\(epoch)-\(sequence):\(line)" }
    }

    /// The filled cells of these columns, as an exchange file writes them.
    static func values(_ columns: [Int], _ cells: [Cell?], of type: RecordType) -> [String: String] {
        var values: [String: String] = [:]
        for (column, cell) in zip(columns, cells) { if cell != nil { values[type.columns[column].name] = type.columns[column].format.written(cell) } }
        return values
    }

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A struct of strings, numbers and lists of them always encodes.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}
