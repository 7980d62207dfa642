import Programme
import Records

/// What a group reads as, given some of the record's merged rows.
struct Reading {
    /// Rows of each side, by position in the history.
    var sides: [[Int]]
    /// A value for each column of the group.
    var values: [Cell?]
    var isInConflict: Bool
}

extension RecordMerge {
    /// Reads a group from these merged rows: finds the sides and lets the merge word choose.
    func reading(of group: Int, in rows: [Int]) -> Reading {
        let empty = Array(repeating: Cell?.none, count: type.groups[group].columns.count)
        if let decided = frozen[group], rows.contains(decided) {
            return Reading(sides: [[decided]], values: cells(of: decided, in: group), isInConflict: false)
        }
        let sides = sides(of: group, in: rows)
        guard sides.count > 1 else {
            let values = sides.first.map { spelling(of: $0, in: group, home: homeOffice(for: group, in: rows)) } ?? empty
            return Reading(sides: sides, values: values, isInConflict: false)
        }
        let home = homeOffice(for: group, in: rows)
        if let chosen = choose(among: sides, in: group, home: home) {
            return Reading(sides: sides, values: spelling(of: chosen, in: group, home: home), isInConflict: false)
        }
        let ancestor = greatestCommonAncestor(of: Array(sides.joined()), in: group, among: rows)
        return Reading(sides: sides, values: ancestor.map { cells(of: $0, in: group) } ?? empty, isInConflict: true)
    }

    /// The classes of equal values among the versions that nothing supersedes, in ascending order of rank.
    private func sides(of group: Int, in rows: [Int]) -> [[Int]] {
        let versions = rows.filter { facts[$0]?.adds[group] == true }
        var superseded = RowSet()
        for version in versions { if let past = facts[version]?.past[group] { superseded.formUnion(past) } }
        var sides: [[Int]] = []
        for version in versions where !superseded.contains(version) {
            if let known = sides.firstIndex(where: { agree(type.groups[group], completed($0[0]), completed(version)) }) {
                sides[known].append(version)
            } else {
                sides.append([version])
            }
        }
        return sides.sorted { isRanked(highest($0), below: highest($1)) }
    }

    /// The side that the group's merge word takes, or `nil` where the sides wait for an operator.
    private func choose(among sides: [[Int]], in group: Int, home: OfficeCode?) -> [Int]? {
        switch type.groups[group].merge {
        case .latest, .frozen: return sides.last
        case .hold: return nil
        case .home: return only(sides) { side in home != nil && side.contains { rows[$0].office == home } }
        case .newest(let column):
            guard let position = type.position(of: column) else { return nil }
            let newest = sides.compactMap { completed($0[0])[position]?.text }.max { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            guard let newest else { return nil }
            let latest = sides.filter { completed($0[0])[position]?.text == newest }
            if latest.count == 1 { return latest[0] }
            // Equal dates: the office in whose division the party is registered knows best.
            return only(latest) { side in
                let values = completed(side[0])
                guard let office = type.position(of: "home_office"), let division = type.position(of: "reg_division") else { return false }
                return values[office] != nil && values[office] == values[division]
            }
        }
    }

    private func only(_ sides: [[Int]], where isFit: ([Int]) -> Bool) -> [Int]? {
        let fit = sides.filter(isFit)
        return fit.count == 1 ? fit[0] : nil
    }

    /// The one row that every side has in its past and that no other such row supersedes; `nil` if there is none, or several.
    private func greatestCommonAncestor(of unsuperseded: [Int], in group: Int, among rows: [Int]) -> Int? {
        var common = RowSet(rows.filter { facts[$0]?.adds[group] == true })
        for row in unsuperseded { if let past = facts[row]?.past[group] { common.formIntersection(past) } }
        let candidates = rows.filter { common.contains($0) }
        var superseded = RowSet()
        for candidate in candidates { if let past = facts[candidate]?.past[group] { superseded.formUnion(past) } }
        let greatest = candidates.filter { !superseded.contains($0) }
        return greatest.count == 1 ? greatest[0] : nil
    }

    // MARK: Values

    func completed(_ row: Int) -> [Cell?] { facts[row]?.completed ?? [] }

    func cells(of row: Int, in group: Int) -> [Cell?] {
        let values = completed(row)
        return type.groups[group].columns.map { values[$0] }
    }

    /// The side's value, spelt as the home office spells it, else as its highest row does.
    func spelling(of side: [Int], in group: Int, home: OfficeCode?) -> [Cell?] {
        let ofHome = side.filter { rows[$0].office == home }
        return cells(of: highest(ofHome.isEmpty ? side : ofHome), in: group)
    }

    /// Whether two readings of a group are one value. Names are compared after NFKC and bracket folding, everything else as it is stored.
    func agree(_ group: FieldGroup, _ left: [Cell?], _ right: [Cell?]) -> Bool {
        group.columns.allSatisfy { column in
            if left[column] == right[column] { return true }
            guard group.name == "name", let one = left[column]?.text, let other = right[column]?.text else { return false }
            return TextFolding.comparisonKey(one) == TextFolding.comparisonKey(other)
        }
    }

    // MARK: Order

    /// The home office (受理县区) of the record, where its type has one. The group that says it is read without it.
    private func homeOffice(for group: Int, in rows: [Int]) -> OfficeCode? {
        guard let column = type.position(of: "home_office"), !type.groups[group].columns.contains(column) else { return nil }
        return homeOffice(in: rows)
    }

    func homeOffice(in rows: [Int]) -> OfficeCode? {
        guard let column = type.position(of: "home_office"), let group = type.groups.firstIndex(where: { $0.columns.contains(column) }),
            let index = type.groups[group].columns.firstIndex(of: column)
        else { return nil }
        return reading(of: group, in: rows).values[index]?.text.flatMap { OfficeCode($0) }
    }

    private func highest(_ side: [Int]) -> Int {
        side.dropFirst().reduce(side[0]) { isRanked($0, below: $1) ? $1 : $0 }
    }

    /// The order of `latest`: later edit, then higher office code, epoch, sequence, line.
    private func isRanked(_ left: Int, below right: Int) -> Bool {
        rows[left].editedAt == rows[right].editedAt ? rows[left].identity < rows[right].identity : rows[left].editedAt < rows[right].editedAt
    }
}
