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
    /// Reads a group as of a version of the record: finds the sides and lets the merge word choose.
    ///
    /// - Parameter home: the record's home office as of that version. The group that says which office that is does not look at it.
    func reading(of group: Int, through version: Int, home: OfficeCode?) -> Reading {
        if let decided = frozen[group], let known = facts[decided], known.version <= version {
            return Reading(sides: [[decided]], values: cells(of: decided, in: group), isInConflict: false)
        }
        let sides = sides(of: group, through: version)
        if let chosen = sides.count > 1 ? choose(among: sides, in: group, home: home) : sides.first {
            return Reading(sides: sides, values: spelling(of: chosen, in: group, home: home), isInConflict: false)
        }
        let ancestor = sides.isEmpty ? nil : greatestCommonAncestor(of: Array(sides.joined()), in: group)
        let empty = Array(repeating: Cell?.none, count: type.groups[group].columns.count)
        return Reading(sides: sides, values: ancestor.map { cells(of: $0, in: group) } ?? empty, isInConflict: !sides.isEmpty)
    }

    /// The classes of equal values among the versions that nothing supersedes, in ascending order of rank.
    private func sides(of group: Int, through version: Int) -> [[Int]] {
        let versions = versions[group].prefix { (facts[$0]?.version ?? .max) <= version }.filter { revoked[$0].map { $0 > version } ?? true }
        if versions.count < 2 { return versions.map { [$0] } }
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
            // ISO dates compare as text; a side without one is older than any.
            let dates = sides.map { completed($0[0])[position]?.text ?? "" }
            let newest = dates.max { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let latest = zip(sides, dates).filter { $1 == newest }.map(\.0)
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

    /// The one version that all of these have in their past and that no other such version supersedes; `nil` if there is none, or several.
    func greatestCommonAncestor(of unsuperseded: [Int], in group: Int) -> Int? {
        guard !unsuperseded.isEmpty else { return nil }
        var common = RowSet(versions[group])
        for row in unsuperseded { if let past = facts[row]?.past[group] { common.formIntersection(past) } }
        let candidates = versions[group].filter { common.contains($0) }
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
        if side.count == 1 { return cells(of: side[0], in: group) }
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

    /// The home office (受理县区) of the record as of a version, where its type has one.
    func homeOffice(through version: Int) -> OfficeCode? {
        guard let column = type.position(of: "home_office"), let group = type.groups.firstIndex(where: { $0.columns.contains(column) }),
            let index = type.groups[group].columns.firstIndex(of: column)
        else { return nil }
        return reading(of: group, through: version, home: nil).values[index]?.text.flatMap { OfficeCode($0) }
    }

    private func highest(_ side: [Int]) -> Int {
        side.dropFirst().reduce(side[0]) { isRanked($0, below: $1) ? $1 : $0 }
    }

    /// The order of `latest`: later edit, then higher office code, epoch, sequence, line.
    private func isRanked(_ left: Int, below right: Int) -> Bool {
        rows[left].editedAt == rows[right].editedAt ? rows[left].identity < rows[right].identity : rows[left].editedAt < rows[right].editedAt
    }
}
