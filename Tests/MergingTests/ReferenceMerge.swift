import Merging
import Programme
import Records

/// A second reading of section 4 of the exchange format, written for plainness: explicit sets of row identities, no order of arrival at all.
///
/// It judges the rows that came before the bundle, takes what they make as published, and judges all rows on that ground.
struct ReferenceMerge {
    struct Contribution {
        var completed: [Cell?]
        var seen: Set<RowIdentity> = []
        var supersedes: [Set<RowIdentity>]
        var adds: [Bool]
        var speaks = false
    }

    struct Reading {
        var sides: [Set<RowIdentity>] = []
        var values: [Cell?]
        var isInConflict = false
    }

    /// The record as the bundle gave it.
    struct Published {
        var rows: Set<RowIdentity>
        var readings: [Reading]
        var isWithdrawn: Bool
    }

    let key: RecordKey
    let published: Published?
    private let type: RecordType
    private let rows: [RowIdentity: ScenarioRow]
    private var contributions: [RowIdentity: Contribution] = [:]
    private var fates: [RowIdentity: Outcome.Fate] = [:]
    private var decided: [Int: RowIdentity] = [:]
    /// Frozen groups in the order of their decisions.
    private var decisions: [Int] = []

    static func outcome(_ scenario: Scenario) -> Outcome {
        let early = ReferenceMerge(scenario.key, scenario.rows.filter { !$0.isLater }, nil)
        guard scenario.rows.contains(where: \.isLater) else { return early.outcome }
        return ReferenceMerge(scenario.key, scenario.rows, early.asPublished).outcome
    }

    /// The rows that say nothing new, so that a receipt calls them unchanged.
    static func unchanged(_ scenario: Scenario) -> Set<RowIdentity> {
        let early = ReferenceMerge(scenario.key, scenario.rows.filter { !$0.isLater }, nil)
        let all = ReferenceMerge(scenario.key, scenario.rows, early.asPublished)
        return Set(
            all.contributions.filter { identity, contribution in
                switch all.rows[identity]?.act {
                case .upsert: !contribution.speaks
                case .resolve: !contribution.adds.contains(true)
                default: false
                }
            }.keys
        )
    }

    private init(_ key: RecordKey, _ rows: [ScenarioRow], _ published: Published?) {
        self.key = key
        self.published = published
        type = key.type
        self.rows = Dictionary(uniqueKeysWithValues: rows.map { ($0.identity, $0) })
        judge()
    }

    // MARK: Which rows are merged

    /// Section 4, own last submission: parked rows count and refused ones do not; a row whose ancestor is not merged waits with it. Nothing
    /// here knows of arrival: the first author's rows are judged until none moves, then the others', then settlements.
    private mutating func judge() {
        let submissions = rows.values.filter { !isSettlement($0) }.sorted { $0.identity < $1.identity }
        // What the first author says decides the frozen groups, whenever the others came. A row that waits is judged again: what was
        // decided meanwhile may refuse it, and those after it then stand on another.
        for _ in submissions { for row in submissions where row.office == key.office && contributions[row.identity] == nil { judge(row) } }
        for row in submissions where row.office != key.office { judge(row) }
        let settlements = rows.values.filter(isSettlement).sorted { $0.identity < $1.identity }
        for _ in settlements { for row in settlements where contributions[row.identity] == nil { judge(row) } }
    }

    private mutating func judge(_ row: ScenarioRow) {
        if let refusal = refusal(row) {
            fates[row.identity] = refusal
        } else if let wait = wait(row) {
            fates[row.identity] = .parked(wait)
        } else {
            fates[row.identity] = .merged
            let contribution = contribution(row)
            contributions[row.identity] = contribution
            guard row.act == .upsert, row.office == key.office else { return }
            for (index, group) in type.groups.enumerated() where group.merge == .frozen && decided[index] == nil {
                let filled = group.columns.allSatisfy { !type.columns[$0].mustBeFilled || contribution.completed[$0] != nil }
                if filled {
                    decided[index] = row.identity
                    decisions.append(index)
                }
            }
        }
    }

    /// Section 4, `frozen`: a value that differs from the decided one is refused, before any other wait is looked at. The group that was
    /// decided first is named.
    private func refusal(_ row: ScenarioRow) -> Outcome.Fate? {
        guard row.act == .upsert else { return nil }
        for group in decisions {
            guard let decider = decided[group] else { continue }
            let differs = type.groups[group].columns.contains { column in
                guard let word = row.stated[type.columns[column].name] else { return false }
                return contributions[decider]?.completed[column]?.text ?? "" != word
            }
            if differs { return .refused(group: group, decidedBy: decider) }
        }
        return nil
    }

    /// Section 4, waits: a settlement for all the rows that it lists; another office's row for the first author's word on every frozen group;
    /// a base that no bundle gave for a ruling; a row for its ancestor.
    private func wait(_ row: ScenarioRow) -> RowState.Wait? {
        if case .resolve(let settlement) = row.act {
            let missing = settlement.rows.filter { contributions[$0] == nil }
            return missing.isEmpty ? nil : .sides(missing)
        }
        if let author = key.office, row.office != author,
            type.groups.indices.contains(where: { type.groups[$0].merge == .frozen && decided[$0] == nil })
        {
            return .firstAuthor(author)
        }
        switch row.base {
        case .unknown: return .base(99)
        case .published: return nil
        case .own: return own(row).flatMap { contributions[$0.identity] == nil ? .ancestor($0.identity) : nil }
        }
    }

    private func isSettlement(_ row: ScenarioRow) -> Bool {
        if case .resolve = row.act { true } else { false }
    }

    /// The office's submissions before a row, latest first, without those refused.
    private func ownBefore(_ row: ScenarioRow) -> [ScenarioRow] {
        rows.values.filter { other in
            if case .refused = fates[other.identity] { return false }
            return other.office == row.office && other.identity < row.identity && !isSettlement(other)
        }.sorted { $0.identity > $1.identity }
    }

    private func own(_ row: ScenarioRow) -> ScenarioRow? { ownBefore(row).first }

    // MARK: What a row says

    /// Section 4, sides: a row adds a version where it differs from its ancestor, and supersedes exactly what the ancestor had seen; upon a
    /// base in conflict, no side but those in which its own office has a part. What it says counts against a withdrawal, a repetition does
    /// not, and an upsert after one's own withdrawal revives.
    private func contribution(_ row: ScenarioRow) -> Contribution {
        if case .resolve(let settlement) = row.act { return contribution(settlement) }
        var result = Contribution(
            completed: Array(repeating: nil, count: type.columns.count),
            supersedes: Array(repeating: [], count: type.groups.count),
            adds: []
        )
        var revives = ownBefore(row).first { contributions[$0.identity] != nil }?.act == .withdraw
        if row.base == .published, let published {
            result.seen = published.rows
            revives = revives || published.isWithdrawn
            for (index, reading) in published.readings.enumerated() {
                for (column, value) in zip(type.groups[index].columns, reading.values) { result.completed[column] = value }
                result.supersedes[index] = published.rows
                guard reading.isInConflict else { continue }
                for side in reading.sides where !side.contains(where: { $0.office == row.office }) { result.supersedes[index].subtract(side) }
            }
        } else if let last = own(row), let known = contributions[last.identity] {
            result.completed = known.completed
            result.seen = known.seen.union([last.identity])
            result.supersedes = known.supersedes.map { $0.union([last.identity]) }
        }
        let ancestor = result.completed
        for (name, word) in row.stated {
            if let column = type.position(of: name) { result.completed[column] = word.isEmpty ? nil : .text(word) }
        }
        result.adds = type.groups.map { group in
            row.act == .upsert && group.columns.contains { folded(result.completed[$0], group) != folded(ancestor[$0], group) }
        }
        result.speaks = row.act == .upsert && (revives || result.adds.contains(true))
        return result
    }

    /// Section 4, `resolution`: one more version, which supersedes the rows it lists. It takes the side of an office that it lists, or the
    /// values that it gives; a column without one keeps what was in effect among the listed sides.
    private func contribution(_ settlement: Settlement) -> Contribution {
        let group = settlement.group
        let columns = type.groups[group].columns
        let sides = Set(settlement.rows).filter { contributions[$0]?.adds[group] == true }
        var result = Contribution(
            completed: Array(repeating: nil, count: type.columns.count),
            supersedes: Array(repeating: [], count: type.groups.count),
            adds: type.groups.indices.map { $0 == group }
        )
        result.supersedes[group] = Set(settlement.rows)
        var value: Contribution?
        switch settlement.choice {
        case .office(let office):
            value = sides.filter { $0.office == office }.max().flatMap { contributions[$0] }
            if value == nil { result.adds[group] = false }
        case .values:
            value = greatestCommonAncestor(sides, group).flatMap { contributions[$0] }
        }
        for column in columns { result.completed[column] = value?.completed[column] }
        if case .values(let values) = settlement.choice {
            for column in columns {
                let stated = sides.map { contributions[$0]?.completed[column] }
                if let first = stated.first, stated.allSatisfy({ $0 == first }) { result.completed[column] = first ?? nil }
            }
            for (column, cell) in values { result.completed[column] = cell }
        }
        return result
    }

    // MARK: Reading a group

    private func folded(_ cell: Cell?, _ group: FieldGroup) -> Cell? {
        guard group.name == "name", let text = cell?.text else { return cell }
        return .text(String(text.map { $0 == "（" ? "(" : $0 == "）" ? ")" : $0 }))
    }

    private func cells(_ row: RowIdentity, _ group: Int) -> [Cell?] {
        type.groups[group].columns.map { contributions[row]?.completed[$0] ?? nil }
    }

    private func rank(_ row: RowIdentity) -> (Int, RowIdentity) { (rows[row]?.editedAt ?? 0, row) }

    /// Everything that a version stands on, through any number of versions.
    private func ancestors(_ row: RowIdentity, _ group: Int) -> Set<RowIdentity> {
        var found: Set<RowIdentity> = []
        var open = [row]
        while let next = open.popLast() {
            for past in contributions[next]?.supersedes[group] ?? [] where contributions[past]?.adds[group] == true && found.insert(past).inserted {
                open.append(past)
            }
        }
        return found
    }

    /// Section 4: the one version below all of these that no other such version has superseded; none, or several, are none.
    private func greatestCommonAncestor(_ versions: Set<RowIdentity>, _ group: Int) -> RowIdentity? {
        guard let first = versions.first else { return nil }
        let common = versions.reduce(ancestors(first, group)) { $0.intersection(ancestors($1, group)) }
        let greatest = common.filter { candidate in !common.contains { ancestors($0, group).contains(candidate) } }
        return greatest.count == 1 ? greatest.first : nil
    }

    /// Section 4: what nothing supersedes are the sides, equal values are one side, ranked by their highest rows; the merge word chooses, and
    /// where it cannot, the value in effect is the greatest common ancestor's of all unsuperseded rows.
    private func reading(_ group: Int) -> Reading {
        let declaration = type.groups[group]
        if let decider = decided[group] { return Reading(sides: [[decider]], values: cells(decider, group)) }
        let versions = contributions.filter { $0.value.adds[group] }
        let superseded = versions.values.reduce(into: Set<RowIdentity>()) { $0.formUnion($1.supersedes[group]) }
        let unsuperseded = Set(versions.keys).subtracting(superseded)
        let classes = Dictionary(grouping: unsuperseded) { row in cells(row, group).map { folded($0, declaration) } }
        let sides = classes.values.map { Set($0) }.sorted { left, right in
            let high = (left.max { rank($0) < rank($1) }, right.max { rank($0) < rank($1) })
            guard let one = high.0, let other = high.1 else { return false }
            return rank(one) < rank(other)
        }
        if sides.isEmpty { return Reading(values: declaration.columns.map { _ in nil }) }
        if let chosen = sides.count == 1 ? sides[0] : choose(sides, group) { return Reading(sides: sides, values: spelling(chosen, group)) }
        let ancestor = greatestCommonAncestor(unsuperseded, group)
        return Reading(sides: sides, values: ancestor.map { cells($0, group) } ?? declaration.columns.map { _ in nil }, isInConflict: true)
    }

    private var home: OfficeCode? {
        guard let column = type.position(of: "home_office"), let group = type.groups.firstIndex(where: { $0.columns.contains(column) }) else {
            return nil
        }
        let values = reading(group).values
        return zip(type.groups[group].columns, values).first { $0.0 == column }?.1?.text.flatMap { OfficeCode($0) }
    }

    /// Section 4: names that are equal but for brackets are spelt as the home office does, else as the latest.
    private func spelling(_ side: Set<RowIdentity>, _ group: Int) -> [Cell?] {
        if type.groups[group].name == "name", let home {
            let ofHome = side.filter { $0.office == home }
            if let best = ofHome.max(by: { rank($0) < rank($1) }) { return cells(best, group) }
        }
        return side.max { rank($0) < rank($1) }.map { cells($0, group) } ?? []
    }

    /// Section 4, merge words: `latest`, `newest:X` (equal: the side whose home office is its division), `home`, `hold`.
    private func choose(_ sides: [Set<RowIdentity>], _ group: Int) -> Set<RowIdentity>? {
        func only(_ fit: [Set<RowIdentity>]) -> Set<RowIdentity>? { fit.count == 1 ? fit[0] : nil }
        func cell(_ side: Set<RowIdentity>, _ column: String) -> String {
            guard let row = side.first, let position = type.position(of: column) else { return "" }
            return contributions[row]?.completed[position]?.text ?? ""
        }
        switch type.groups[group].merge {
        case .latest, .frozen: return sides.last
        case .hold: return nil
        case .home: return only(sides.filter { side in side.contains { $0.office == home } })
        case .newest(let column):
            let newest = sides.map { cell($0, column) }.max()
            let tied = sides.filter { cell($0, column) == newest }
            return only(tied) ?? only(tied.filter { cell($0, "home_office") != "" && cell($0, "home_office") == cell($0, "reg_division") })
        }
    }

    // MARK: The whole

    /// Section 4: every row that said something is in the past of some withdrawal.
    private var isWithdrawn: Bool {
        let withdrawals = contributions.filter { rows[$0.key]?.act == .withdraw }
        guard !withdrawals.isEmpty else { return false }
        return contributions.allSatisfy { row, contribution in
            !contribution.speaks || withdrawals.values.contains { $0.seen.contains(row) }
        }
    }

    private var asPublished: Published {
        Published(rows: Set(contributions.keys), readings: type.groups.indices.map { reading($0) }, isWithdrawn: isWithdrawn)
    }

    private var outcome: Outcome {
        var values = Array(repeating: Cell?.none, count: type.columns.count)
        values[0] = .text(key.key)
        var groups: [Outcome.Group] = []
        for (index, group) in type.groups.enumerated() {
            let reading = reading(index)
            for (column, value) in zip(group.columns, reading.values) { values[column] = value }
            groups.append(
                Outcome.Group(
                    sides: reading.sides,
                    values: reading.sides.map { spelling($0, index) },
                    isInConflict: reading.isInConflict,
                    decidedBy: decided[index]
                )
            )
        }
        return Outcome(values: values, groups: groups, isWithdrawn: isWithdrawn, fates: fates)
    }
}
