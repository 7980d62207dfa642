import Programme
public import Records

/// The merge of one record: a pure function from the set of its rows to its state, the same in every order of arrival.
///
/// A group holds versions. A row adds one where it differs from its ancestor, and that version supersedes exactly what the ancestor had
/// seen: an explicit set of rows. What nothing supersedes are the sides, and the group's merge word chooses among them when the record is
/// read. Nothing is discarded (exchange format, section 4).
public struct RecordMerge {
    let key: RecordKey
    let type: RecordType
    let rows: [HistoryRow]
    /// Positions of `rows` that are merged, in the order of their merging.
    var merged: [Int] = []
    var facts: [RowFacts?]
    var states: [RowState?]
    /// A decided row for each frozen group.
    var frozen: [Int?]

    /// What a merged row contributes.
    struct RowFacts {
        /// The record's values as the editor left them.
        var completed: [Cell?]
        /// Everything that the editor had seen.
        var seen: RowSet
        /// What a version of the row supersedes, a set a group.
        var past: [RowSet]
        /// The groups to which the row adds a version.
        var adds: [Bool]
        /// Whether the row said something, so that only a withdrawal that saw it can withdraw the record.
        var speaks: Bool
        var version: Int
        var change: RowState.Change
    }

    /// Merges the rows of a record.
    public static func merge(_ key: RecordKey, _ rows: [HistoryRow]) -> MergedRecord {
        var merge = RecordMerge(key, rows)
        merge.run()
        return merge.result()
    }

    init(_ key: RecordKey, _ rows: [HistoryRow]) {
        self.key = key
        type = key.type
        self.rows = rows
        facts = Array(repeating: nil, count: rows.count)
        states = Array(repeating: nil, count: rows.count)
        frozen = Array(repeating: nil, count: key.type.groups.count)
    }

    /// Takes the rows that are merged already in their order, then the others by identity, again and again until none moves.
    private mutating func run() {
        let known = rows.indices.filter { rows[$0].version != nil }.sorted { (rows[$0].version ?? 0) < (rows[$1].version ?? 0) }
        for row in known { take(row) }
        var waiting = rows.indices.filter { rows[$0].version == nil }.sorted { rows[$0].identity < rows[$1].identity }
        var moved = true
        while moved {
            let before = waiting.count
            waiting.removeAll { take($0) }
            moved = waiting.count < before
        }
    }

    /// Judges a row; returns whether that settled it.
    @discardableResult
    private mutating func take(_ row: Int) -> Bool {
        if let refusal = frozenRefusal(row) {
            states[row] = refusal
            return true
        }
        if let wait = wait(row) {
            states[row] = .parked(wait)
            return false
        }
        let facts = facts(of: row)
        self.facts[row] = facts
        states[row] = .merged(version: facts.version, change: facts.change)
        merged.append(row)
        freeze(row, facts)
        return true
    }

    // MARK: Frozen groups

    private var frozenGroups: [Int] { type.groups.indices.filter { type.groups[$0].merge == .frozen } }

    /// A value that differs from a frozen one is refused, whatever else the row waits for.
    private func frozenRefusal(_ row: Int) -> RowState? {
        guard rows[row].act == .upsert else { return nil }
        for group in frozenGroups {
            guard let decided = frozen[group], let values = facts[decided]?.completed else { continue }
            for column in type.groups[group].columns where rows[row].stated.contains(column) && rows[row].values[column] != values[column] {
                return .refused(group: group, decidedBy: rows[decided].identity)
            }
        }
        return nil
    }

    /// The first merged upsert of the office that the id names decides a frozen group, once no required cell of the group is empty.
    private mutating func freeze(_ row: Int, _ facts: RowFacts) {
        guard rows[row].act == .upsert, rows[row].office == key.office else { return }
        for group in frozenGroups where frozen[group] == nil {
            let isComplete = type.groups[group].columns.allSatisfy { !type.columns[$0].mustBeFilled || facts.completed[$0] != nil }
            if isComplete { frozen[group] = row }
        }
    }

    // MARK: Waits and ancestors

    private func wait(_ row: Int) -> RowState.Wait? {
        if case .resolve(let settlement) = rows[row].act {
            let here = Set(merged.map { rows[$0].identity })
            let missing = settlement.rows.filter { !here.contains($0) }
            return missing.isEmpty ? nil : .sides(missing)
        }
        if let author = key.office, rows[row].office != author, frozenGroups.contains(where: { frozen[$0] == nil }) {
            return .firstAuthor(author)
        }
        switch rows[row].base {
        case .unknown(let version): return .base(version)
        case .version: return nil
        case .ownLast:
            guard let last = ownLast(row), facts[last] == nil else { return nil }
            return .ancestor(rows[last].identity)
        }
    }

    /// The same office's submission of the record before this one: parked rows count, refused ones do not.
    private func ownLast(_ row: Int) -> Int? {
        var last: Int?
        for other in rows.indices where rows[other].office == rows[row].office && rows[other].identity < rows[row].identity {
            if case .resolve = rows[other].act { continue }
            if case .refused = states[other] { continue }
            if let known = last, rows[other].identity < rows[known].identity { continue }
            last = other
        }
        return last
    }

    private func facts(of row: Int) -> RowFacts {
        if case .resolve(let settlement) = rows[row].act { return facts(of: row, settling: settlement) }
        let empty = Array(repeating: Cell?.none, count: type.columns.count)
        var ancestor = empty
        var seen = RowSet()
        var past = Array(repeating: RowSet(), count: type.groups.count)
        var revives = false
        switch rows[row].base {
        case .version(let version):
            let published = merged.filter { (facts[$0]?.version ?? .max) <= version }
            seen = RowSet(published)
            for group in type.groups.indices {
                let reading = reading(of: group, in: published)
                for (column, value) in zip(type.groups[group].columns, reading.values) { ancestor[column] = value }
                past[group] = seen
                if reading.isInConflict { past[group].subtract(foreignSides(reading, to: rows[row].office)) }
            }
            revives = isWithdrawn(published)
        case .ownLast, .unknown:
            if let last = ownLast(row), let known = facts[last] {
                ancestor = known.completed
                seen = known.seen
                seen.insert(last)
                past = known.past
                for group in past.indices { past[group].insert(last) }
                revives = rows[last].act == .withdraw
            }
        }
        var completed = ancestor
        for column in completed.indices where rows[row].stated.contains(column) { completed[column] = rows[row].values[column] }
        let isUpsert = rows[row].act == .upsert
        let adds = type.groups.map { isUpsert && !agree($0, completed, ancestor) }
        let speaks = isUpsert && (adds.contains(true) || revives)
        let change: RowState.Change = merged.isEmpty ? .created : speaks || !isUpsert ? .changed : .unchanged
        return RowFacts(
            completed: completed,
            seen: seen,
            past: past,
            adds: adds,
            speaks: speaks,
            version: rows[row].version ?? merged.count + 1,
            change: change
        )
    }

    private func facts(of row: Int, settling settlement: Settlement) -> RowFacts {
        let settled = RowSet(merged.filter { settlement.rows.contains(rows[$0].identity) })
        var completed = Array(repeating: Cell?.none, count: type.columns.count)
        let columns = type.groups[settlement.group].columns
        switch settlement.choice {
        case .office(let office):
            let side = merged.filter { settled.contains($0) && rows[$0].office == office }.max { rows[$0].identity < rows[$1].identity }
            if let side, let known = facts[side] { for column in columns { completed[column] = known.completed[column] } }
        case .values(let values):
            let reading = reading(of: settlement.group, in: merged.filter { settled.contains($0) })
            for (column, value) in zip(columns, reading.values) { completed[column] = values[column] ?? value }
        }
        // The settlement's past takes in what its sides had superseded, so that common ancestors are found through it.
        var past = settled
        for side in merged where settled.contains(side) { if let known = facts[side] { past.formUnion(known.past[settlement.group]) } }
        var pasts = Array(repeating: RowSet(), count: type.groups.count)
        pasts[settlement.group] = past
        let adds = type.groups.indices.map { $0 == settlement.group }
        return RowFacts(
            completed: completed,
            seen: RowSet(),
            past: pasts,
            adds: adds,
            speaks: false,
            version: rows[row].version ?? merged.count + 1,
            change: .changed
        )
    }

    /// The rows of sides in which the office has no part: a base in conflict supersedes none of them.
    private func foreignSides(_ reading: Reading, to office: OfficeCode) -> RowSet {
        RowSet(reading.sides.filter { side in !side.contains { rows[$0].office == office } }.joined())
    }

    // MARK: The result

    func isWithdrawn(_ rows: [Int]) -> Bool {
        let withdrawals = rows.filter { self.rows[$0].act == .withdraw }
        guard !withdrawals.isEmpty else { return false }
        return rows.allSatisfy { row in
            facts[row]?.speaks != true || withdrawals.contains { facts[$0]?.seen.contains(row) == true }
        }
    }

    private func result() -> MergedRecord {
        var values = Array(repeating: Cell?.none, count: type.columns.count)
        values[0] = .text(key.key)
        var groups: [GroupState] = []
        for group in type.groups.indices {
            let reading = reading(of: group, in: merged)
            for (column, value) in zip(type.groups[group].columns, reading.values) { values[column] = value }
            groups.append(
                GroupState(
                    sides: reading.sides.map { side in
                        Side(rows: side.map { rows[$0].identity }.sorted(), values: spelling(of: side, in: group, home: homeOffice(in: merged)))
                    },
                    isInConflict: reading.isInConflict,
                    decidedBy: frozen[group].map { rows[$0].identity }
                )
            )
        }
        return MergedRecord(
            key: key,
            version: merged.count,
            isWithdrawn: isWithdrawn(merged),
            values: values,
            groups: groups,
            rows: states.map { $0 ?? .parked(.sides([])) }
        )
    }
}
