public import Merging
public import Programme
public import Records

/// A row as the store keeps it, with the record that it belongs to.
public struct StoredRow: Sendable {
    /// The row's id in its type's table.
    public var id: Int64
    public let record: Int64
    public let batch: Int64
    public var row: HistoryRow
    public let editor: String?
    public let ticket: String?
    /// What the office was last told of the row; `nil` while it was told nothing.
    public var outcome: RowOutcome?
    /// The digest of the file, for evidence.
    public let digest: Digest?

    public init(
        id: Int64 = 0,
        record: Int64,
        batch: Int64,
        row: HistoryRow,
        editor: String? = nil,
        ticket: String? = nil,
        outcome: RowOutcome? = nil,
        digest: Digest? = nil
    ) {
        self.id = id
        self.record = record
        self.batch = batch
        self.row = row
        self.editor = editor
        self.ticket = ticket
        self.outcome = outcome
        self.digest = digest
    }
}

/// A record as the store keeps it.
public struct StoredRecord: Sendable, Equatable {
    public let id: Int64
    public let key: RecordKey
    /// How many rows are merged.
    public var version: Int
    /// The drain that made this version.
    public var drain: Int
    /// The row that holds the values in effect.
    public var effective: Int64?
    /// The first office that authored a row.
    public let author: OfficeCode
    public var isWithdrawn: Bool
    public var hasConflict: Bool
    /// The place in the order, for an application or claim.
    public var place: Instant?
    /// When the centre received the batch that completed the record.
    public var completedAt: Instant?

    public init(
        id: Int64,
        key: RecordKey,
        version: Int,
        drain: Int,
        effective: Int64?,
        author: OfficeCode,
        isWithdrawn: Bool = false,
        hasConflict: Bool = false,
        place: Instant? = nil,
        completedAt: Instant? = nil
    ) {
        self.id = id
        self.key = key
        self.version = version
        self.drain = drain
        self.effective = effective
        self.author = author
        self.isWithdrawn = isWithdrawn
        self.hasConflict = hasConflict
        self.place = place
        self.completedAt = completedAt
    }
}
