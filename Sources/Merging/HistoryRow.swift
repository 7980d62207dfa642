public import Programme
public import Records

/// What names a row for ever: its batch and its line. No clock and no arrival has a part in it.
public struct RowIdentity: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let batch: BatchIdentity
    /// The physical line in the type's file; the header is line 1.
    public let line: Int

    public init(_ batch: BatchIdentity, line: Int) {
        self.batch = batch
        self.line = line
    }

    /// Reads `410305-1-42:7`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let batch = BatchIdentity(parts[0]), let line = Int(parts[1]), line >= 1 else { return nil }
        self.init(batch, line: line)
    }

    public var office: OfficeCode { batch.office }

    /// `410305-1-42:7`.
    public var description: String { "\(batch):\(line)" }

    public static func < (left: RowIdentity, right: RowIdentity) -> Bool {
        left.batch == right.batch ? left.line < right.line : left.batch < right.batch
    }
}

/// The stretch of time for which a batch speaks: after the office's export before it, up to its own export.
///
/// Neither a slow relay nor a wrong clock gains a place in the order (Art. 6): times that a batch states are clamped to it.
public struct ExportWindow: Hashable, Sendable {
    /// The office's latest applied export before ``through``.
    public let after: Instant
    /// The export of the batch.
    public let through: Instant

    public init(after: Instant, through: Instant) {
        self.after = after
        self.through = through
    }

    /// The instant, moved into `(after, through]`.
    public func clamp(_ instant: Instant) -> Instant {
        max(min(instant, through), min(after.adding(seconds: 1), through))
    }
}

/// A row of a record's history, as the merge sees it.
public struct HistoryRow: Sendable {
    public enum Act: Sendable, Hashable {
        case upsert
        case withdraw
        /// The centre settles a conflict of one group.
        case resolve(Settlement)
        /// The centre takes back settlements, named by their rows: what they superseded and nobody has built on stands again.
        case revoke([RowIdentity])

        /// Whether the row came from an editor of the record; what the centre settles and takes back is none.
        public var isSubmission: Bool {
            switch self {
            case .upsert, .withdraw: true
            case .resolve, .revoke: false
            }
        }
    }

    /// What the editor had seen.
    public enum Base: Sendable, Hashable {
        /// The office's own last submission of the record, or nothing.
        case ownLast
        /// The record as it stood at a version.
        case version(Int)
        /// A version that no bundle up to the acknowledged one gave to this office: nobody knows what the editor saw.
        case unknown(Int)
    }

    public let identity: RowIdentity
    public let act: Act
    public let base: Base
    /// The time of the edit, clamped to the batch's window.
    public let editedAt: Instant
    public let window: ExportWindow
    /// The columns that the row says something of.
    public let stated: ColumnSet
    /// A value a column.
    public let values: [Cell?]
    /// The digest of the file that a path column names: another file under the same path is another value.
    public let content: Digest?
    /// The record's version when the row was merged, counted from 1; `nil` while it is not.
    public var version: Int?

    public init(
        _ identity: RowIdentity,
        act: Act = .upsert,
        base: Base = .ownLast,
        editedAt: Instant,
        window: ExportWindow,
        stated: ColumnSet,
        values: [Cell?],
        content: Digest? = nil,
        version: Int? = nil
    ) {
        self.identity = identity
        self.act = act
        self.base = base
        self.editedAt = editedAt
        self.window = window
        self.stated = stated
        self.values = values
        self.content = content
        self.version = version
    }

    public var office: OfficeCode { identity.office }
}

/// What a resolution says: which rows the operator saw in conflict, and what stands instead.
public struct Settlement: Sendable, Hashable {
    public enum Choice: Sendable, Hashable {
        /// The value that this office's side holds.
        case office(OfficeCode)
        /// These values, by column position; other columns of the group keep what all sides listed agree on, else the value in effect.
        case values([Int: Cell?])
    }

    /// The position of the group in the record's type.
    public let group: Int
    /// The rows that the settlement supersedes.
    public let rows: [RowIdentity]
    public let choice: Choice

    public init(group: Int, rows: [RowIdentity], choice: Choice) {
        self.group = group
        self.rows = rows
        self.choice = choice
    }
}

extension HistoryRow.Act {
    /// The rows that must be merged before the centre's own row can be.
    var namedRows: [RowIdentity]? {
        switch self {
        case .upsert, .withdraw: nil
        case .resolve(let settlement): settlement.rows
        case .revoke(let settlements): settlements
        }
    }
}
