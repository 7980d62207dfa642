import Bags
import Foundation
import Merging
import Programme
import Records
import Store

/// An office that has taken in all its bundles reads every record that it was given as the centre does, and was given every record that it wrote of.
struct ConvergenceAudit {
    private let offices: [SimulatedOffice]

    init(_ offices: [SimulatedOffice]) { self.offices = offices }

    func run(_ store: CentralStore) throws -> [String] {
        var merged: [RecordKey: (record: MergedRecord, authors: Set<OfficeCode>)] = [:]
        try store.read { transaction in
            for type in RecordType.all {
                var records: [StoredRecord] = []
                try transaction.forEachRecord(type) { record, _ in records.append(record) }
                for record in records {
                    let history = try transaction.history(of: record).map(\.row)
                    let authors = history.filter { $0.version != nil }.map(\.office)
                    merged[record.key] = (RecordMerge.merge(record.key, history), Set(authors))
                }
            }
        }
        return try offices.filter { $0.code != .centre }.flatMap { office in
            // A clerk's tables hold what the clerk typed since, too: there, what was last published is held against the centre.
            let tables = try office.desk == nil ? tables(of: office) : published(to: office, store)
            return try faults(of: office, tables, merged)
        }
    }

    private func tables(of office: SimulatedOffice) throws -> [(RecordType, [[String: String]])] {
        try RecordType.all.compactMap { type in
            guard let data = FileManager.default.contents(atPath: "\(office.folder)/\(type.name).csv") else { return nil }
            return (type, try CSVTable([UInt8](data), of: type).rows)
        }
    }

    /// Each record as the last bundle had it that had it at all.
    private func published(to office: SimulatedOffice, _ store: CentralStore) throws -> [(RecordType, [[String: String]])] {
        var last: [RecordKey: [String: String]] = [:]
        for bundle in try store.read({ try $0.bundles() }) where bundle.office == office.code {
            let bag = try Bag(contentsOf: "\(office.folder)/../../centre/outbox/\(bundle.file)")
            for type in RecordType.all {
                guard let table = try bag.content(of: "data/records/\(type.name).csv") else { continue }
                for row in try CSVTable(table).rows { last[RecordKey(type, row[type.key.name] ?? "")] = row }
            }
        }
        return RecordType.all.map { type in (type, last.filter { $0.key.type == type }.sorted { $0.key.key < $1.key.key }.map(\.value)) }
    }

    private func faults(
        of office: SimulatedOffice,
        _ tables: [(RecordType, [[String: String]])],
        _ merged: [RecordKey: (record: MergedRecord, authors: Set<OfficeCode>)]
    ) throws -> [String] {
        var faults: [String] = []
        var known: Set<RecordKey> = []
        for (type, rows) in tables {
            for row in rows {
                let key = RecordKey(type, row[type.key.name] ?? "")
                known.insert(key)
                guard let record = merged[key]?.record else {
                    faults.append("\(office.code): has \(key), the centre does not")
                    continue
                }
                for (column, value) in zip(type.columns, record.values) {
                    guard let text = row[column.name], try CellReader(column.format).read(text) != value else { continue }
                    faults.append("\(office.code): \(key) \(column.name) reads '\(text)', at the centre '\(column.format.written(value))'")
                }
            }
        }
        for (key, state) in merged.sorted(by: { ($0.key.type.name, $0.key.key) < ($1.key.type.name, $1.key.key) })
        where state.authors.contains(office.code) && !state.record.isWithdrawn && !known.contains(key) {
            faults.append("\(office.code): wrote of \(key) and was never given it")
        }
        return faults
    }
}
