public import Records

/// What a merged row said, and what followed it: for those who ask how a record came to be what it is.
public struct Lineage: Sendable, Hashable {
    /// What the row made of one field group.
    public struct Version: Sendable, Hashable {
        /// The position of the group in the record's type.
        public let group: Int
        /// The first merged row that has superseded it; `nil` while it is one of the sides, or where it is taken back.
        public let supersededBy: RowIdentity?
        /// Whether the centre took it back: it was a settlement.
        public let isRevoked: Bool
    }

    /// The value of each column as the row's editor found it.
    public let before: [Cell?]
    /// The value of each column as the editor left it; a settlement leaves those of its group.
    public let after: [Cell?]
    /// The groups that it changed, in the type's order.
    public let versions: [Version]
}

extension RecordMerge {
    /// The lineage of each row, in the order given; `nil` for a row that is not merged.
    public static func lineage(_ key: RecordKey, _ rows: [HistoryRow]) -> [Lineage?] {
        let merge = RecordMerge(merging: key, rows)
        return rows.indices.map { merge.lineage(of: $0) }
    }

    private func lineage(of row: Int) -> Lineage? {
        guard let known = facts[row] else { return nil }
        let versions = known.adds.indices.filter { known.adds[$0] }.map { group in
            let next = self.versions[group].first { later in
                revoked[later] == nil && facts[later]?.past[group].contains(row) == true
            }
            return Lineage.Version(group: group, supersededBy: next.map { rows[$0].identity }, isRevoked: revoked[row] != nil)
        }
        return Lineage(before: known.ancestor, after: known.completed, versions: versions)
    }
}
