public import Merging
public import Programme
public import Records
public import Rules
public import Store

/// What one bundle tells one office: all that is new for it since its last bundle (exchange format, section 6).
public struct BundleContent: Sendable {
    public let office: OfficeCode
    /// Per office, from 1, without gaps.
    public let sequence: Int
    /// The digest of the office's bundle before this one; `nil` for the first.
    public let previous: Digest?
    public let createdAt: Instant
    /// The programme file in force: its id and digest, such as `luoyang-draft sha256:ab12…`.
    public let programme: String
    /// Names of offices, by code, for people.
    public let officeNames: [OfficeCode: String]
    public var batches: [BatchReceipt] = []
    public var rows: [RowReceipt] = []
    public var decisions: [DecisionNotice] = []
    public var conflicts: [ConflictNotice] = []
    public var records: [PublishedRecord] = []
    /// A letter for each claim that was confirmed.
    public var letters: [ConfirmationLetter] = []

    public init(office: OfficeCode, sequence: Int, previous: Digest?, createdAt: Instant, programme: String, officeNames: [OfficeCode: String]) {
        self.office = office
        self.sequence = sequence
        self.previous = previous
        self.createdAt = createdAt
        self.programme = programme
        self.officeNames = officeNames
    }

    /// Whether the office has no news: then no bundle is cut.
    public var isEmpty: Bool { batches.isEmpty && rows.isEmpty && decisions.isEmpty && conflicts.isEmpty && records.isEmpty }
}

/// A line of `data/receipts/batches.csv`: a batch dealt with.
public struct BatchReceipt: Sendable {
    /// `nil` where the file was not a bag whose office and number could be told.
    public let identity: BatchIdentity?
    /// The digest of the tag manifest, else of the file.
    public let digest: Digest
    /// The name in the inbox.
    public let file: String
    public let outcome: BatchRecord.Outcome
    public let exportedAt: Instant?
    public let receivedAt: Instant
    /// All 0 for WAITING, CHANGED and QUARANTINED.
    public let counts: RowCounts
    public let waitsFor: String
    /// Why, and what to do, in Chinese; empty for a batch that was simply applied.
    public let reason: String

    public init(
        identity: BatchIdentity?,
        digest: Digest,
        file: String,
        outcome: BatchRecord.Outcome,
        exportedAt: Instant?,
        receivedAt: Instant,
        counts: RowCounts,
        waitsFor: String,
        reason: String
    ) {
        self.identity = identity
        self.digest = digest
        self.file = file
        self.outcome = outcome
        self.exportedAt = exportedAt
        self.receivedAt = receivedAt
        self.counts = counts
        self.waitsFor = waitsFor
        self.reason = reason
    }
}

extension BatchReceipt {
    /// The receipt without the batch's identity, for an office that is not the batch's.
    var anonymous: BatchReceipt {
        BatchReceipt(
            identity: nil,
            digest: digest,
            file: file,
            outcome: outcome,
            exportedAt: nil,
            receivedAt: receivedAt,
            counts: counts,
            waitsFor: waitsFor,
            reason: reason
        )
    }
}

/// A row of a batch with what became of it: one line of `data/receipts/records.csv` a finding, at least one.
public struct RowReceipt: Sendable {
    public let batch: BatchIdentity
    /// The payload path, such as `data/records/claim.csv`.
    public let file: String
    public let line: Int
    public let type: RecordType
    public let key: String
    public let outcome: RowOutcome
    /// The record's version, `nil` where the row is not merged.
    public let version: Int?
    public let findings: [Finding]
    /// The supplement ticket that the row answers, or empty.
    public let ticket: String

    public init(
        batch: BatchIdentity,
        file: String,
        line: Int,
        type: RecordType,
        key: String,
        outcome: RowOutcome,
        version: Int?,
        findings: [Finding],
        ticket: String
    ) {
        self.batch = batch
        self.file = file
        self.line = line
        self.type = type
        self.key = key
        self.outcome = outcome
        self.version = version
        self.findings = findings
        self.ticket = ticket
    }
}

/// A line of `data/decisions.csv`: a decision new or changed.
public struct DecisionNotice: Sendable {
    /// `D-` and the decision's number.
    public let id: String
    public let decision: Decision
    public let decidedAt: Instant
    /// The id of the decision that this one supersedes, or empty.
    public let supersedes: String
    /// The programme file that it pins.
    public let programme: String

    public init(id: String, decision: Decision, decidedAt: Instant, supersedes: String, programme: String) {
        self.id = id
        self.decision = decision
        self.decidedAt = decidedAt
        self.supersedes = supersedes
        self.programme = programme
    }
}

/// A conflict that touches the office: one line of `data/conflicts.csv` for each column of each side.
public struct ConflictNotice: Sendable {
    /// `C-…`.
    public let id: String
    public let key: RecordKey
    /// The position of the group in the record's type.
    public let group: Int
    public let isOpen: Bool
    public let sides: [ConflictSide]
    /// The value in effect of each column of the group.
    public let inEffect: [Cell?]
    /// What waits for the conflict, in words: decisions and amounts.
    public let holdsUp: String

    public init(id: String, key: RecordKey, group: Int, isOpen: Bool, sides: [ConflictSide], inEffect: [Cell?], holdsUp: String) {
        self.id = id
        self.key = key
        self.group = group
        self.isOpen = isOpen
        self.sides = sides
        self.inEffect = inEffect
        self.holdsUp = holdsUp
    }
}

/// A side of a conflict, shown by the row that holds it; a side of several rows is shown by each.
public struct ConflictSide: Sendable {
    public let row: RowIdentity
    public let editedAt: Instant
    public let editor: String
    /// A value for each column of the group.
    public let values: [Cell?]

    public init(row: RowIdentity, editedAt: Instant, editor: String, values: [Cell?]) {
        self.row = row
        self.editedAt = editedAt
        self.editor = editor
        self.values = values
    }
}

/// A line of `data/records/<type>.csv`: a record that the office sees and that changed, with its version.
public struct PublishedRecord: Sendable {
    public let key: RecordKey
    public let version: Int
    /// The value in effect of each column.
    public let values: [Cell?]

    public init(key: RecordKey, version: Int, values: [Cell?]) {
        self.key = key
        self.version = version
        self.values = values
    }
}
