import Merging
import Programme
import Records

/// What a row of a record's history changed, and what became of it.
struct RowFate {
    let key: RecordKey
    let row: HistoryRow
    let merged: MergedRecord
    /// What the merge says of the row.
    let state: RowState
    let lineage: Lineage?

    private var type: RecordType { key.type }

    /// Column by column, against what its editor had found; of a row that is not merged, against the value in effect.
    var changes: [RecordStory.Change] {
        guard let lineage else {
            return type.columns.indices.filter { row.stated.contains($0) && row.values[$0] != merged.values[$0] }
                .map { change($0, from: merged.values[$0], to: row.values[$0]) }
        }
        return lineage.versions.flatMap { version in
            type.groups[version.group].columns.filter { lineage.before[$0] != lineage.after[$0] }
                .map { change($0, from: lineage.before[$0], to: lineage.after[$0]) }
        }
    }

    private func change(_ column: Int, from before: Cell?, to after: Cell?) -> RecordStory.Change {
        let declared = type.columns[column]
        return RecordStory.Change(
            column: declared.name,
            title: declared.title,
            before: declared.format.written(before),
            after: declared.format.written(after)
        )
    }

    /// A sentence for each fate that a part of the row had.
    var sentences: [String] {
        switch state {
        case .parked(let wait): return ["parked 暂存: \(Finding.parked(wait).reason)"]
        case .refused(let group, let decidedBy): return ["refused 未采用: \(titles([group]))已由 \(decidedBy) 确定"]
        case .merged(_, .unchanged): return ["no change 与所依据的值相同，未作更改"]
        case .merged: return row.act == .withdraw ? ["withdraws the record 撤回该记录"] : byFate
        }
    }

    /// Groups with the same fate share a sentence.
    private var byFate: [String] {
        var order: [String] = []
        var groups: [String: [Int]] = [:]
        for version in lineage?.versions ?? [] {
            let fate = fate(of: version)
            if groups[fate] == nil { order.append(fate) }
            groups[fate, default: []].append(version.group)
        }
        if order.count == 1 { return order }
        return order.map { "\(titles(groups[$0] ?? [])): \($0)" }
    }

    private func fate(of version: Lineage.Version) -> String {
        if version.isRevoked { return "taken back 已撤销" }
        if let next = version.supersededBy { return "superseded by \(next) 已被其取代" }
        let group = merged.groups[version.group]
        guard let side = group.sides.firstIndex(where: { $0.rows.contains(row.identity) }) else { return "another row is frozen 以首报为准" }
        if group.isInConflict {
            return "side 第 \(side + 1) 方 of \(ConflictID.id(of: key, group: type.groups[version.group].name))"
        }
        let inEffect = type.groups[version.group].columns.map { merged.values[$0] }
        return group.sides[side].values == inEffect ? "in effect 现行" : "not chosen by '\(type.groups[version.group].merge)' 按合并规则未采用"
    }

    /// The columns that the row changed; all columns of the groups where it changed none of them.
    private func titles(_ groups: [Int]) -> String {
        let columns = groups.flatMap { type.groups[$0].columns }
        let changed = columns.filter { column in lineage.map { $0.before[column] != $0.after[column] } ?? false }
        return (changed.isEmpty ? columns : changed).map { type.columns[$0].title }.joined(separator: "、")
    }
}
