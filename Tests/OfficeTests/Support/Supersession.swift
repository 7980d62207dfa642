import Merging
import Programme
import Records

/// A side of one office that went when a row of another was merged.
struct Supersession {
    let office: OfficeCode
    let oldOffice: OfficeCode
    /// The group's values in the row and in the side that went.
    let values: [Cell?]
    let oldValues: [Cell?]

    /// Merges a record row by row, as the centre did, and notes what each row took from the sides of a group.
    static func steps(_ key: RecordKey, _ rows: [HistoryRow], group: Int) -> [Supersession] {
        let merged = rows.filter { $0.version != nil }.sorted { ($0.version ?? 0) < ($1.version ?? 0) }
        let columns = key.type.groups[group].columns
        var steps: [Supersession] = []
        var before: [Side] = []
        for (index, row) in merged.enumerated() {
            let after = RecordMerge.merge(key, Array(merged[...index])).groups[group].sides
            let left = Set(after.flatMap(\.rows))
            for side in before {
                for old in side.rows where !left.contains(old) && old.office != row.office {
                    steps.append(
                        Supersession(office: row.office, oldOffice: old.office, values: columns.map { row.values[$0] }, oldValues: side.values)
                    )
                }
            }
            before = after
        }
        return steps
    }
}
