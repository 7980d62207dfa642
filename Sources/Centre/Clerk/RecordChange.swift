import Merging
import Programme
import Records
import Rules
import Store

/// What a drain's merge changed in one record. A class, since every clerk hands it on.
final class RecordChange {
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

    init(
        record: StoredRecord,
        merged: MergedRecord,
        digest: Digest?,
        before: [Cell?]?,
        wasWithdrawn: Bool,
        hasNewVersion: Bool,
        isVisible: Bool
    ) {
        self.record = record
        self.merged = merged
        self.digest = digest
        self.before = before
        self.wasWithdrawn = wasWithdrawn
        self.hasNewVersion = hasNewVersion
        self.isVisible = isVisible
    }

    /// Whether the record is merged for the first time.
    var isNew: Bool { before == nil && merged.exists }

    /// The values before and after, for what depends on either.
    var images: [[Cell?]] { [before, merged.exists ? merged.values : nil].compactMap(\.self) }
}

extension CaseRecord {
    /// A record as its merge left it; its conflicts are not told.
    init(_ change: RecordChange) {
        self.init(
            change.record.key,
            values: change.merged.values,
            isWithdrawn: change.record.isWithdrawn,
            place: change.record.place,
            receivedAt: change.record.completedAt,
            digest: change.digest
        )
    }
}
