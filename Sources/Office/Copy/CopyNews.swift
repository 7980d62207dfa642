import Records

/// What taking in a bundle changed in the office's own copy, and what the clerk must look at. Of each list the first ``limit`` are kept.
public struct CopyNews: Sendable, Encodable, Equatable {
    /// The most items kept of one list; all are counted.
    public static let limit = 1000

    /// A column that reads differently on two sides.
    public struct Difference: Sendable, Encodable, Equatable {
        public let column: String
        public let title: String
        /// As the working copy has or had it.
        public let mine: String
        /// As the centre published it.
        public let published: String
    }

    /// A row of the working copy that took values from a bundle.
    public struct Update: Sendable, Encodable, Equatable {
        public let type: String
        public let key: String
        public let version: Int
        public let changes: [Difference]
    }

    /// A row in which the office and somebody else changed the same group: it stays as the clerk has it, on its old base.
    public struct Clash: Sendable, Encodable, Equatable {
        public let type: String
        public let key: String
        public let file: String
        public let line: Int
        /// The version that the row was derived from; `nil` for the office's own last submission, or nothing.
        public let base: Int?
        /// The published version.
        public let version: Int
        public let differences: [Difference]
    }

    /// A table or row that was left as it is, and why, in Chinese.
    public struct Skipped: Sendable, Encodable, Equatable {
        public let file: String
        public let line: Int?
        public let reason: String
    }

    /// A conflict that opened or closed.
    public struct Conflict: Sendable, Encodable, Equatable {
        public let id: String
        public let type: String
        public let key: String
        /// The Chinese names of the group's columns.
        public let columns: String
        /// OPEN or CLOSED.
        public let status: String
    }

    /// Rows sent that are merged now.
    public internal(set) var landed = 0
    /// Rows sent that were refused and are in no record.
    public internal(set) var refused = 0
    /// Rows sent that no receipt has named as merged or refused yet.
    public internal(set) var inFlight = 0
    /// Rows that came new into the working copy.
    public internal(set) var added = 0
    public private(set) var updates: [Update] = []
    public private(set) var updateCount = 0
    public private(set) var clashes: [Clash] = []
    public private(set) var clashCount = 0
    public private(set) var skipped: [Skipped] = []
    public private(set) var conflicts: [Conflict] = []
    /// Decisions that the office knew and that changed.
    public internal(set) var changedDecisions = 0
    /// Batches that the centre could not take: their rows count as not sent.
    public internal(set) var returnedBatches: [String] = []
    /// Copies in `sent/` that are no longer needed: the centre has named their every row.
    public internal(set) var finished: [String] = []

    init() {}

    mutating func add(_ update: Update) {
        updateCount += 1
        if updates.count < CopyNews.limit { updates.append(update) }
    }

    mutating func add(_ clash: Clash) {
        clashCount += 1
        if clashes.count < CopyNews.limit { clashes.append(clash) }
    }

    mutating func skip(_ file: String, line: Int? = nil, _ reason: String) {
        if skipped.count < CopyNews.limit { skipped.append(Skipped(file: file, line: line, reason: reason)) }
    }

    /// Notes a conflict where its status is new.
    mutating func note(conflict id: String, type: String, key: String, group: String, status: String, before: String?) {
        guard status != before, conflicts.count < CopyNews.limit, let declared = RecordType.named(type) else { return }
        let titles = declared.columns.filter { $0.group == group }.map(\.title)
        conflicts.append(Conflict(id: id, type: type, key: key, columns: titles.joined(separator: "、"), status: status))
    }

    /// The columns among those that read differently, as an exchange file writes them.
    static func differences(_ columns: ColumnSet, of type: RecordType, mine: [Cell?], published: [Cell?]) -> [Difference] {
        type.columns.enumerated().compactMap { position, column in
            guard columns.contains(position), mine[position] != published[position] else { return nil }
            return Difference(
                column: column.name,
                title: column.title,
                mine: WorkingTable.shown(mine[position], column.format),
                published: column.format.written(published[position])
            )
        }
    }

    /// This news of a bundle with that of the tables which followed.
    func joined(with tables: CopyNews) -> CopyNews {
        var joined = tables
        (joined.landed, joined.refused, joined.conflicts) = (landed, refused, conflicts)
        (joined.changedDecisions, joined.returnedBatches) = (changedDecisions, returnedBatches)
        return joined
    }
}
