public import Bags
public import Programme

/// What a pack found and made.
public struct PackReport: Sendable {
    /// A batch on disk.
    public struct Packed: Sendable, Equatable {
        /// Where the zip is.
        public let path: String
        /// The digest of the tag manifest, which the next batch names as its previous.
        public let digest: Digest
        /// The size of the zip in bytes.
        public let bytes: Int64
    }

    /// The header that the batch has or would have.
    public let header: BatchHeader
    public let tables: [TableReport]
    /// Files of evidence that go into the batch, by payload path.
    public let evidence: [String]
    /// What deserves a look and stops nothing, in Chinese.
    public internal(set) var warnings: [String]
    /// Rows of the office's tables that say nothing new and are not in the batch; 0 in a folder without a store.
    public internal(set) var unchangedRows = 0
    /// Lines that wait for the next batch, by file.
    public internal(set) var heldBack: [String: [Int]] = [:]
    /// What the office's tables took from bundles opened earlier; `nil` in a folder without a store.
    public internal(set) var news: CopyNews?
    /// Whether there is nothing to say and no empty batch was asked for.
    public internal(set) var hasNothingNew = false
    /// The batch; `nil` after a dry run, and where faults forbade it.
    public internal(set) var packed: Packed?

    /// Whether a file is no table: such a batch would be refused whole, and is never packed.
    public var hasTableFault: Bool { tables.contains { $0.fault != nil } }
    /// Rows that the centre would refuse.
    public var faultyRows: Int { tables.reduce(0) { $0 + $1.faultyRows } }
    /// Rows in all.
    public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
    /// The first findings of every table, faults of whole tables first.
    public var findings: [RowFinding] { tables.compactMap(\.fault) + tables.flatMap(\.findings) }
    /// Findings in all, those beyond ``TableReport/findingLimit`` too.
    public var findingCount: Int { tables.reduce(0) { $0 + $1.findingCount + ($1.fault == nil ? 0 : 1) } }
}
