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
    /// The office that the id names.
    private let author: OfficeCode?
    let rows: [HistoryRow]
    /// Positions of `rows` by identity, the order of each office's own submissions.
    private let ordered: [Int]
    /// The same office's submission before each row; settlements are none.
    let previous: [Int?]
    private let frozenGroups: [Int]
    /// Positions of `rows` that are merged, in the order of their merging.
    var merged: [Int] = []
    /// The merged rows that add a version, a list a group, in the order of their merging.
    var versions: [[Int]]
    var withdrawals: [Int] = []
    /// Settlements that are taken back, and the version of the record at which they were.
    var revoked: [Int: Int] = [:]
    var facts: [RowFacts?]
    var states: [RowState?]
    /// A decided row for each frozen group.
    var frozen: [Int?]

    /// Merges the rows of a record.
    public static func merge(_ key: RecordKey, _ rows: [HistoryRow]) -> MergedRecord {
        RecordMerge(merging: key, rows).result()
    }

    /// The merge of all rows, done.
    init(merging key: RecordKey, _ rows: [HistoryRow]) {
        self.init(key, rows)
        run()
    }

    init(_ key: RecordKey, _ rows: [HistoryRow]) {
        self.key = key
        type = key.type
        author = key.office
        self.rows = rows
        ordered = rows.indices.sorted { rows[$0].identity < rows[$1].identity }
        previous = RecordMerge.predecessors(rows, ordered)
        frozenGroups = key.type.groups.indices.filter { key.type.groups[$0].merge == .frozen }
        versions = Array(repeating: [], count: key.type.groups.count)
        facts = Array(repeating: nil, count: rows.count)
        states = Array(repeating: nil, count: rows.count)
        frozen = Array(repeating: nil, count: key.type.groups.count)
    }

    private static func predecessors(_ rows: [HistoryRow], _ ordered: [Int]) -> [Int?] {
        var previous = Array(repeating: Int?.none, count: rows.count)
        var last: Int?
        for row in ordered {
            guard rows[row].act.isSubmission else { continue }
            if let last, rows[last].office == rows[row].office { previous[row] = last }
            last = row
        }
        return previous
    }

    /// Takes the rows that are merged already in their order, then the others by identity, again and again until none moves.
    private mutating func run() {
        let known = ordered.filter { rows[$0].version != nil }.sorted { (rows[$0].version ?? 0) < (rows[$1].version ?? 0) }
        for row in known { merge(row) }
        var waiting = ordered.filter { rows[$0].version == nil }
        var moved = !waiting.isEmpty
        while moved {
            let before = waiting.count
            waiting.removeAll { take($0) }
            moved = waiting.count < before && !waiting.isEmpty
        }
    }

    /// Judges a row that is not merged yet; returns whether that settled it.
    private mutating func take(_ row: Int) -> Bool {
        if let refusal = frozenRefusal(row) {
            states[row] = refusal
            return true
        }
        if let wait = wait(row) {
            states[row] = .parked(wait)
            return false
        }
        merge(row)
        return true
    }

    private mutating func merge(_ row: Int) {
        let facts = facts(of: row)
        self.facts[row] = facts
        states[row] = .merged(version: facts.version, change: facts.change)
        merged.append(row)
        for group in facts.adds.indices where facts.adds[group] { versions[group].append(row) }
        if rows[row].act == .withdraw { withdrawals.append(row) }
        if case .revoke(let settlements) = rows[row].act {
            for settlement in merged where settlements.contains(rows[settlement].identity) && !rows[settlement].act.isSubmission {
                revoked[settlement] = min(revoked[settlement] ?? .max, facts.version)
            }
        }
        freeze(row, facts)
    }

    // MARK: Frozen groups

    /// A value that differs from a frozen one is refused, whatever else the row waits for.
    private func frozenRefusal(_ row: Int) -> RowState? {
        guard rows[row].act == .upsert else { return nil }
        let contradicted = frozenGroups.filter { group in
            guard let decided = frozen[group], let values = facts[decided]?.completed else { return false }
            return type.groups[group].columns.contains { column in
                guard rows[row].stated.contains(column) else { return false }
                return rows[row].values[column] != values[column] || isOtherFile(column, row, decided)
            }
        }
        // The group that was decided first: a later decision is no reason to word an old refusal anew.
        let first = contradicted.min { (frozenVersion($0), $0) < (frozenVersion($1), $1) }
        return first.flatMap { group in frozen[group].map { .refused(group: group, decidedBy: rows[$0].identity) } }
    }

    /// Whether both rows name a file under a path column, and not the same one.
    private func isOtherFile(_ column: Int, _ row: Int, _ decided: Int) -> Bool {
        guard type.columns[column].format == .path, let one = rows[row].content, let other = rows[decided].content else { return false }
        return one != other
    }

    private func frozenVersion(_ group: Int) -> Int {
        frozen[group].flatMap { facts[$0]?.version } ?? .max
    }

    /// The first merged upsert of the office that the id names decides a frozen group, once no required cell of the group is empty.
    ///
    /// Optional cells, such as the evidence that a piece of evidence supersedes, are empty as a rule: waiting for them would be for ever.
    private mutating func freeze(_ row: Int, _ facts: RowFacts) {
        guard rows[row].act == .upsert, rows[row].office == author else { return }
        for group in frozenGroups where frozen[group] == nil {
            let isComplete = type.groups[group].columns.allSatisfy { !type.columns[$0].mustBeFilled || facts.completed[$0] != nil }
            if isComplete { frozen[group] = row }
        }
    }

    // MARK: Waits

    private func wait(_ row: Int) -> RowState.Wait? {
        if let named = rows[row].act.namedRows {
            let here = Set(merged.map { rows[$0].identity })
            let missing = named.filter { !here.contains($0) }
            return missing.isEmpty ? nil : .sides(missing)
        }
        if let author, rows[row].office != author, frozenGroups.contains(where: { frozen[$0] == nil }) {
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

    // MARK: The result

    /// Whether, as of a version, every row that said something is in the past of a withdrawal.
    func isWithdrawn(through version: Int) -> Bool {
        let withdrawals = withdrawals.filter { (facts[$0]?.version ?? .max) <= version }
        guard !withdrawals.isEmpty else { return false }
        return merged.prefix { (facts[$0]?.version ?? .max) <= version }.allSatisfy { row in
            facts[row]?.speaks != true || withdrawals.contains { facts[$0]?.seen.contains(row) == true }
        }
    }

    private func result() -> MergedRecord {
        var values = Array(repeating: Cell?.none, count: type.columns.count)
        values[0] = .text(key.key)
        let home = homeOffice(through: .max)
        var groups: [GroupState] = []
        groups.reserveCapacity(type.groups.count)
        for group in type.groups.indices {
            let reading = reading(of: group, through: .max, home: home)
            for (column, value) in zip(type.groups[group].columns, reading.values) { values[column] = value }
            groups.append(
                GroupState(
                    sides: reading.sides.map { side in
                        // What one side alone says is what the group reads as.
                        let values = reading.sides.count == 1 ? reading.values : spelling(of: side, in: group, home: home)
                        return Side(rows: side.count == 1 ? [rows[side[0]].identity] : side.map { rows[$0].identity }.sorted(), values: values)
                    },
                    isInConflict: reading.isInConflict,
                    decidedBy: frozen[group].map { rows[$0].identity }
                )
            )
        }
        return MergedRecord(
            key: key,
            version: merged.count,
            isWithdrawn: isWithdrawn(through: .max),
            values: values,
            groups: groups,
            rows: states.map { $0 ?? .parked(.sides([])) }
        )
    }
}
