import Merging
import Records
import Store

/// The records that are new in a drain, with their rows: what was just written need not be read back.
///
/// A drain takes no more rows than its limit on tables lets in, and so this is bounded too.
struct FreshRecords {
    /// A record and all rows that it has. A class, since it grows in place row by row.
    final class Fresh {
        fileprivate(set) var record: StoredRecord
        fileprivate(set) var history: [StoredRow] = []
        /// The rows of which reading found something.
        fileprivate(set) var rowsWithFindings: Set<RowIdentity> = []
        /// The row that the store shows as merged at version 1, as accepted, and as holding the values in effect, until the record is merged.
        fileprivate(set) var foreseen: Int64?

        init(record: StoredRecord, foreseen: Int64?) {
            self.record = record
            self.foreseen = foreseen
        }
    }

    private var byID: [Int64: Fresh] = [:]
    private var ids: [RecordKey: Int64] = [:]
    private var merged: Set<RecordKey> = []

    /// The record of that id, where it is new.
    subscript(_ id: Int64) -> Fresh? { byID[id] }

    /// The id of a record, where it is new.
    func id(of key: RecordKey) -> Int64? { ids[key] }

    /// Notes a record that was just made, and the row that it was foreseen to hold.
    mutating func add(_ record: StoredRecord, foreseen: Int64?) {
        byID[record.id] = Fresh(record: record, foreseen: foreseen)
        ids[record.key] = record.id
    }

    /// Notes a row that was just written.
    func append(_ row: StoredRow, hasFindings: Bool) {
        guard let fresh = byID[row.record] else { return }
        fresh.history.append(row)
        if hasFindings { fresh.rowsWithFindings.insert(row.row.identity) }
    }

    /// Notes what the merge made of a record; nothing where it is not new.
    func update(_ record: StoredRecord, _ history: [StoredRow]) {
        guard let fresh = byID[record.id] else { return }
        fresh.foreseen = nil
        fresh.record = record
        fresh.history = history
    }

    /// Leaves a record to the store from now on: something else than a batch adds to it.
    mutating func forget(_ id: Int64) { byID[id] = nil }

    // MARK: What is merged

    /// Notes that something of a record is merged: by this drain, or as the store says by an earlier one.
    mutating func noteMerged(_ key: RecordKey) { merged.insert(key) }

    /// Whether something of a record is known to be merged.
    func isMerged(_ key: RecordKey) -> Bool { merged.contains(key) }
}
