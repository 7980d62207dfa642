import Programme
import Records

/// What a merged row contributes.
struct RowFacts {
    /// The record's values as the editor found them.
    var ancestor: [Cell?]
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

extension RecordMerge {
    func facts(of row: Int) -> RowFacts {
        switch rows[row].act {
        case .resolve(let settlement): return facts(of: row, settling: settlement)
        case .revoke: return silentFacts(of: row)
        case .upsert, .withdraw: break
        }
        var ancestor = Array(repeating: Cell?.none, count: type.columns.count)
        var seen = RowSet()
        var past = Array(repeating: RowSet(), count: type.groups.count)
        var revives = followsOwnWithdrawal(row)
        switch rows[row].base {
        case .version(let version):
            seen = RowSet(merged.prefix { (facts[$0]?.version ?? .max) <= version })
            let home = homeOffice(through: version)
            for group in type.groups.indices {
                let reading = reading(of: group, through: version, home: home)
                for (column, value) in zip(type.groups[group].columns, reading.values) { ancestor[column] = value }
                past[group] = seen
                if reading.isInConflict { past[group].subtract(foreignSides(reading, to: rows[row].office)) }
            }
            revives = revives || isWithdrawn(through: version)
        case .ownLast, .unknown:
            if let last = ownLast(row), let known = facts[last] {
                ancestor = known.completed
                seen = known.seen
                seen.insert(last)
                past = known.past
                for group in past.indices { past[group].insert(last) }
            }
        }
        var completed = ancestor
        for column in completed.indices where rows[row].stated.contains(column) { completed[column] = rows[row].values[column] }
        let isUpsert = rows[row].act == .upsert
        let adds = type.groups.map { isUpsert && !agree($0, completed, ancestor) }
        let speaks = isUpsert && (revives || adds.contains(true))
        let change: RowState.Change = merged.isEmpty ? .created : speaks || !isUpsert ? .changed : .unchanged
        return RowFacts(
            ancestor: ancestor,
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
        let group = settlement.group
        let listed = RowSet(merged.filter { settlement.rows.contains(rows[$0].identity) })
        // The sides' own pasts, which they supersede already, belong to the settlement's, so that common ancestors are found through it.
        // A row listed without a version of this group has superseded nothing, and adds nothing here.
        var past = listed
        for side in versions[group] where listed.contains(side) { if let known = facts[side] { past.formUnion(known.past[group]) } }
        var pasts = Array(repeating: RowSet(), count: type.groups.count)
        pasts[group] = past
        var completed = Array(repeating: Cell?.none, count: type.columns.count)
        let values = settledValues(settlement, listed)
        for (column, value) in zip(type.groups[group].columns, values ?? []) { completed[column] = value }
        return RowFacts(
            ancestor: Array(repeating: nil, count: type.columns.count),
            completed: completed,
            seen: RowSet(),
            past: pasts,
            adds: type.groups.indices.map { $0 == group && values != nil },
            speaks: false,
            version: rows[row].version ?? merged.count + 1,
            change: values == nil ? .unchanged : .changed
        )
    }

    /// A row that says nothing of its own.
    private func silentFacts(of row: Int) -> RowFacts {
        RowFacts(
            ancestor: Array(repeating: nil, count: type.columns.count),
            completed: Array(repeating: nil, count: type.columns.count),
            seen: RowSet(),
            past: Array(repeating: RowSet(), count: type.groups.count),
            adds: Array(repeating: false, count: type.groups.count),
            speaks: false,
            version: rows[row].version ?? merged.count + 1,
            change: .changed
        )
    }

    /// The settled value of each column of the group, or `nil` where the settlement takes the side of an office that it lists no side of.
    private func settledValues(_ settlement: Settlement, _ listed: RowSet) -> [Cell?]? {
        let group = settlement.group
        let sides = versions[group].filter { listed.contains($0) }
        switch settlement.choice {
        case .office(let office):
            let side = sides.filter { rows[$0].office == office }.max { rows[$0].identity < rows[$1].identity }
            return side.map { cells(of: $0, in: group) }
        case .values(let values):
            // The value in effect while only these sides were known: whoever else spoke in the meantime changes nothing.
            let ancestor = greatestCommonAncestor(of: sides, in: group).map { completed($0) }
            return type.groups[group].columns.map { column in
                if let value = values[column] { return value }
                // What all sides agree on was never in doubt, even where none of them had seen the others.
                let stated = Set(sides.map { completed($0)[column] })
                return stated.count == 1 ? stated.first ?? nil : ancestor?[column]
            }
        }
    }

    /// The rows of sides in which the office has no part: a base in conflict supersedes none of them.
    private func foreignSides(_ reading: Reading, to office: OfficeCode) -> RowSet {
        RowSet(reading.sides.filter { side in !side.contains { rows[$0].office == office } }.joined())
    }

    // MARK: Ancestors

    /// The same office's submission of the record before this one: parked rows count, refused ones do not.
    ///
    /// A row that is merged already had its ancestor merged before it. What was refused, or came late by a ruling, never was its ancestor.
    func ownLast(_ row: Int) -> Int? {
        let isKnown = rows[row].version != nil
        var last = previous[row]
        while let candidate = last, facts[candidate] == nil, isKnown || isRefused(candidate) { last = previous[candidate] }
        return last
    }

    private func isRefused(_ row: Int) -> Bool {
        if case .refused = states[row] { true } else { false }
    }

    /// Whether the office's last merged submission before this row took the record back.
    private func followsOwnWithdrawal(_ row: Int) -> Bool {
        var last = previous[row]
        while let candidate = last, facts[candidate] == nil { last = previous[candidate] }
        return last.map { rows[$0].act == .withdraw } ?? false
    }
}
