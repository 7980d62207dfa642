import Merging
import Programme
import Records
import TestSupport

/// A row of a scenario: a history row whose base is named by what was published, not by a number that arrival decides.
struct ScenarioRow: Hashable, CustomStringConvertible {
    enum Base: Hashable {
        case own
        /// What the scenario's bundle published.
        case published
        case unknown
    }

    var identity: RowIdentity
    var act = HistoryRow.Act.upsert
    var base = Base.own
    var editedAt = 0
    /// A word a column; an empty word is an empty cell.
    var stated: [String: String] = [:]
    /// Whether the row comes after the bundle.
    var isLater = false

    var office: OfficeCode { identity.office }

    var description: String {
        "\(identity)\(isLater ? " later" : "") \(act) \(base) @\(editedAt) \(stated.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })"
    }

    func historyRow(_ type: RecordType, published: Int) -> HistoryRow {
        var columns = ColumnSet([0])
        var values = Array(repeating: Cell?.none, count: type.columns.count)
        for (name, word) in stated {
            guard let column = type.position(of: name) else { preconditionFailure("no column \(name)") }
            columns.insert(column)
            values[column] = word.isEmpty ? nil : .text(word)
        }
        let base: HistoryRow.Base =
            switch base {
            case .own: .ownLast
            case .published: .version(published)
            case .unknown: .unknown(99)
            }
        let instant = Instant(seconds: 1_770_000_000 + Int64(editedAt))
        return HistoryRow(
            identity,
            act: act,
            base: base,
            editedAt: instant,
            window: ExportWindow(after: instant, through: instant),
            stated: columns,
            values: values
        )
    }
}

/// What must not depend on the order of arrival: everything but version numbers, and which row was first.
struct Outcome: Equatable, CustomStringConvertible {
    enum Fate: Equatable {
        case merged
        case parked(RowState.Wait)
        case refused(group: Int, decidedBy: RowIdentity)
    }

    struct Group: Equatable {
        /// The rows of each side, lowest rank first.
        var sides: [Set<RowIdentity>]
        var values: [[Cell?]]
        var isInConflict: Bool
        var decidedBy: RowIdentity?
    }

    var values: [Cell?]
    var groups: [Group]
    var isWithdrawn: Bool
    var fates: [RowIdentity: Fate]

    init(values: [Cell?], groups: [Group], isWithdrawn: Bool, fates: [RowIdentity: Fate]) {
        self.values = values
        self.groups = groups
        self.isWithdrawn = isWithdrawn
        self.fates = fates
    }

    init(_ record: MergedRecord, _ rows: [HistoryRow]) {
        values = record.values
        groups = record.groups.map { group in
            Group(
                sides: group.sides.map { Set($0.rows) },
                values: group.sides.map(\.values),
                isInConflict: group.isInConflict,
                decidedBy: group.decidedBy
            )
        }
        isWithdrawn = record.isWithdrawn
        fates = [:]
        for (row, state) in zip(rows, record.rows) {
            switch state {
            case .merged: fates[row.identity] = .merged
            case .parked(let wait): fates[row.identity] = .parked(wait)
            case .refused(let group, let decidedBy): fates[row.identity] = .refused(group: group, decidedBy: decidedBy)
            }
        }
    }

    var description: String {
        let fates = fates.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value)" }
        let groups = groups.map {
            "    \($0.isInConflict ? "conflict " : "")\($0.sides.map { $0.sorted() }) \($0.values) by \(String(describing: $0.decidedBy))"
        }
        return (["\n  withdrawn \(isWithdrawn), values \(values)"] + fates + groups).joined(separator: "\n")
    }
}

/// Rows of several offices on one record, with a bundle in the middle.
struct Scenario: CustomStringConvertible {
    let key: RecordKey
    let rows: [ScenarioRow]

    var description: String { "\(key)\n" + rows.map { "  \($0)" }.joined(separator: "\n") }

    /// Takes the rows as the store does: one merge a step, and a row keeps the version with which it was first merged.
    ///
    /// - Parameter steps: the rows of each step; the bundle is cut before the first step with a later row.
    func arrive(_ steps: [[ScenarioRow]]) -> (MergedRecord, [HistoryRow]) {
        var rows: [HistoryRow] = []
        var record = RecordMerge.merge(key, [])
        var published: Int?
        for step in steps {
            if published == nil, step.contains(where: \.isLater) { published = record.version }
            rows += step.map { $0.historyRow(key.type, published: published ?? 0) }
            record = RecordMerge.merge(key, rows)
            for (index, state) in record.rows.enumerated() {
                if case .merged(let version, _) = state { rows[index].version = version }
            }
        }
        return (record, rows)
    }

    func outcome(_ steps: [[ScenarioRow]]) -> Outcome {
        let (record, rows) = arrive(steps)
        return Outcome(record, rows)
    }

    /// All in two imports, before the bundle and after it.
    var atOnce: [[ScenarioRow]] { [rows.filter { !$0.isLater }, rows.filter(\.isLater)].filter { !$0.isEmpty } }

    /// The interleavings of the offices' own sequences, or some random ones where there are more than `limit`.
    func arrivals(limit: Int, using generator: inout SplitMix64) -> [[ScenarioRow]] {
        let early = Scenario.interleavings(sequences { !$0.isLater }, limit: limit, using: &generator)
        let late = Scenario.interleavings(sequences(\.isLater), limit: limit, using: &generator)
        if early.count * late.count <= limit { return early.flatMap { first in late.map { first + $0 } } }
        return (0..<limit).map { _ in
            (early.randomElement(using: &generator) ?? []) + (late.randomElement(using: &generator) ?? [])
        }
    }

    private func sequences(_ isIn: (ScenarioRow) -> Bool) -> [[ScenarioRow]] {
        // A settlement comes when an operator sends it: it keeps no order with the centre's submissions.
        let chosen = rows.filter(isIn).sorted { $0.identity < $1.identity }
        return Dictionary(grouping: chosen) { $0.office }.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func interleavings(_ sequences: [[ScenarioRow]], limit: Int, using generator: inout SplitMix64) -> [[ScenarioRow]] {
        var count = 1
        var total = 0
        for sequence in sequences {
            for (taken, _) in sequence.enumerated() {
                total += 1
                count = count * total / (taken + 1)
            }
        }
        if count <= limit { return all(sequences) }
        return (0..<limit).map { _ in
            var order = sequences.enumerated().flatMap { index, sequence in sequence.map { _ in index } }
            order.shuffle(using: &generator)
            var rest = sequences.map { $0[...] }
            return order.map { rest[$0].removeFirst() }
        }
    }

    private static func all(_ sequences: [[ScenarioRow]]) -> [[ScenarioRow]] {
        let open = sequences.indices.filter { !sequences[$0].isEmpty }
        if open.isEmpty { return [[]] }
        return open.flatMap { index in
            var rest = sequences
            let next = rest[index].removeFirst()
            return all(rest).map { [next] + $0 }
        }
    }
}
