import Merging
import Programme
import Records
import Store

extension ConflictSideRow {
    /// The rows of each side of a group in conflict. Sides are numbered as they rank: the latest is last.
    static func sides(of group: Int, in merged: MergedRecord, _ history: [StoredRow]) -> [ConflictSideRow] {
        merged.groups[group].sides.enumerated().flatMap { number, side in
            side.rows.compactMap { identity in
                // A resolution's row may bear the name of a row beside it in the same batch: it comes later in the history.
                guard let row = history.last(where: { $0.row.identity == identity }) else { return nil }
                return ConflictSideRow(
                    side: number + 1,
                    row: identity,
                    editedAt: row.row.editedAt,
                    editor: row.editor ?? "",
                    values: merged.key.type.words(of: group, side.values)
                )
            }
        }
    }
}

extension MergedRecord {
    /// The filled cells in effect of a group, as an exchange file writes them.
    func words(of group: Int) -> [String: String] {
        key.type.words(of: group, key.type.groups[group].columns.map { values[$0] })
    }
}

extension RecordType {
    /// The filled cells of a group, one for each of its columns, by column name and as an exchange file writes them.
    func words(of group: Int, _ cells: [Cell?]) -> [String: String] {
        var words: [String: String] = [:]
        for (position, cell) in zip(groups[group].columns, cells) where cell != nil {
            words[columns[position].name] = columns[position].format.written(cell)
        }
        return words
    }
}
