public import Programme

/// A bag that was taken, as the store keeps it.
public struct BatchRecord: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable {
        case applied = "APPLIED"
        /// In the archive, not applied yet: the chain before it has a hole, or an epoch waits for a ruling.
        case waiting = "WAITING"
        /// A known answer to a batch that was taken before; nothing of it is applied.
        case duplicate = "DUPLICATE"
        /// The same identity with other content; nothing of it is applied.
        case changed = "CHANGED"
        case quarantined = "QUARANTINED"
    }

    /// The row's id in the store.
    public var id: Int64
    public let identity: BatchIdentity
    /// SHA-256 of the tag manifest.
    public let digest: Digest
    /// The digest that the batch names as its predecessor's; `nil` for the first of an epoch.
    public let previous: Digest?
    public let exportedAt: Instant
    /// The number of the last bundle that the office had taken in.
    public let acknowledges: Int
    public let closingYear: Int?
    /// SHA-256 of the zip's bytes, its name in the archive.
    public let zip: Digest
    /// The name in the inbox.
    public let file: String
    public let receivedAt: Instant
    public var outcome: Outcome
    /// Whether its signature held.
    public let isWellSigned: Bool
    /// What a waiting batch waits for, such as `CHAIN-GAP 410305-1-42`.
    public var waitsFor: String
    /// Why, in Chinese, for the receipt.
    public var reason: String

    public init(
        id: Int64 = 0,
        identity: BatchIdentity,
        digest: Digest,
        previous: Digest?,
        exportedAt: Instant,
        acknowledges: Int,
        closingYear: Int?,
        zip: Digest,
        file: String,
        receivedAt: Instant,
        outcome: Outcome,
        isWellSigned: Bool,
        waitsFor: String = "",
        reason: String = ""
    ) {
        self.id = id
        self.identity = identity
        self.digest = digest
        self.previous = previous
        self.exportedAt = exportedAt
        self.acknowledges = acknowledges
        self.closingYear = closingYear
        self.zip = zip
        self.file = file
        self.receivedAt = receivedAt
        self.outcome = outcome
        self.isWellSigned = isWellSigned
        self.waitsFor = waitsFor
        self.reason = reason
    }
}

/// The eight counts of a batch's rows by outcome (exchange format, section 6).
public struct RowCounts: Sendable, Hashable {
    public var rows = 0
    public var byOutcome: [RowOutcome: Int] = [:]

    public init() {}

    public subscript(_ outcome: RowOutcome) -> Int { byOutcome[outcome] ?? 0 }
}

/// What became of a row, as of the end of a drain; the worst of what applies (exchange format, section 4).
public enum RowOutcome: String, Sendable, Hashable, CaseIterable, Comparable {
    case unchanged = "UNCHANGED"
    case accepted = "ACCEPTED"
    case merged = "MERGED"
    case held = "HELD"
    case parked = "PARKED"
    case conflict = "CONFLICT"
    case returned = "RETURNED"
    case rejected = "REJECTED"

    private var severity: Int { RowOutcome.allCases.firstIndex(of: self) ?? 0 }

    public static func < (left: RowOutcome, right: RowOutcome) -> Bool { left.severity < right.severity }
}
