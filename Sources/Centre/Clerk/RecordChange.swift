import Merging
import Programme
import Records
import Store

/// What a drain's merge changed in one record.
struct RecordChange {
    let record: StoredRecord
    let merged: MergedRecord
    /// The digest of the file that the values in effect name, for evidence.
    let digest: Digest?
    /// The values in effect before; `nil` where the record was not merged yet.
    let before: [Cell?]?
    /// Whether the record was withdrawn before.
    let wasWithdrawn: Bool
    /// Whether the record's version is new.
    let hasNewVersion: Bool
    /// Whether a value in effect, a conflict, a withdrawal or the place is new.
    let isVisible: Bool

    /// Whether the record is merged for the first time.
    var isNew: Bool { before == nil && merged.exists }

    /// The values before and after, for what depends on either.
    var images: [[Cell?]] { [before, merged.exists ? merged.values : nil].compactMap(\.self) }
}
