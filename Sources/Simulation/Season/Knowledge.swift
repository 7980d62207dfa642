import Merging
import Records
import Store

extension SeasonWriter.Knowledge {
    /// What a store has published and what waits in it; which bundles an office was given is for the caller to say.
    init(of store: CentralStore) throws {
        self.init()
        try store.read { transaction in
            for type in RecordType.all { try transaction.forEachRecord(type) { record, _ in versions[record.key] = record.version } }
            for conflict in try transaction.openConflicts() {
                let record = try transaction.record(conflict.record)
                guard let group = record.key.type.group(named: conflict.group) else { continue }
                let merged = RecordMerge.merge(record.key, try transaction.history(of: record).map(\.row))
                conflicts.append((conflict.id, merged.groups[group].sides.flatMap(\.rows)))
            }
            for type in RecordType.all {
                for (_, row, outcome) in try transaction.unmergedRows(type) where outcome == .parked { parked.append((type, row)) }
            }
        }
    }
}
