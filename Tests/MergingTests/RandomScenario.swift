import Merging
import Programme
import Records
import TestSupport

extension Scenario {
    static let offices = ["410305", "410306", "410311"].compactMap { OfficeCode($0) }

    /// A scenario of at most about a dozen rows, many of them at odds.
    static func random(_ key: RecordKey, using generator: inout SplitMix64) -> Scenario {
        var rows: [ScenarioRow] = []
        var sequences: [OfficeCode: Int] = [:]
        for isLater in [false, true] {
            for office in offices {
                for _ in 0..<Int.random(in: 0...2, using: &generator) {
                    rows.append(submission(key.type, office, isLater: isLater, &sequences, using: &generator))
                }
            }
        }
        for number in 0..<Int.random(in: 0...2, using: &generator) {
            if let settlement = settlement(key, rows, number: number + 1, using: &generator) { rows.append(settlement) }
        }
        return Scenario(key: key, rows: rows)
    }

    private static func submission(
        _ type: RecordType,
        _ office: OfficeCode,
        isLater: Bool,
        _ sequences: inout [OfficeCode: Int],
        using generator: inout SplitMix64
    ) -> ScenarioRow {
        let position = sequences[office, default: 0]
        sequences[office] = position + 1
        // Two lines a batch, so that an office also speaks twice in one.
        let batch = BatchIdentity(office: office, epoch: 1 + position / 6, sequence: 1 + position / 2)
        var row = ScenarioRow(identity: RowIdentity(batch, line: 2 + position % 2))
        row.isLater = isLater
        row.editedAt = Int.random(in: 0...3, using: &generator)
        if generator.chance(6) {
            row.base = .unknown
        } else if isLater, generator.chance(50) {
            row.base = .published
        }
        if generator.chance(12) {
            row.act = .withdraw
            return row
        }
        let density = [20, 60, 100].randomElement(using: &generator) ?? 60
        for column in type.columns.dropFirst() where generator.chance(density) {
            // What is frozen is mostly the same, or nearly every row would be refused.
            let isSteady = column.merge == .frozen && generator.chance(85)
            let word = isSteady ? Specimens.words(column).first : Specimens.words(column).randomElement(using: &generator)
            row.stated[column.name] = generator.chance(isSteady ? 5 : 12) ? "" : word
        }
        return row
    }

    private static func settlement(_ key: RecordKey, _ rows: [ScenarioRow], number: Int, using generator: inout SplitMix64) -> ScenarioRow? {
        guard !rows.isEmpty else { return nil }
        let type = key.type
        let record = Scenario(key: key, rows: rows).arrive(Scenario(key: key, rows: rows).atOnce).0
        var group = Int.random(in: type.groups.indices, using: &generator)
        var seen = (0..<Int.random(in: 1...3, using: &generator)).compactMap { _ in rows.randomElement(using: &generator)?.identity }
        if let conflict = record.conflicts.randomElement(using: &generator), generator.chance(70) {
            group = conflict
            seen = record.groups[conflict].sides.flatMap(\.rows)
            if generator.chance(30) { seen.removeLast() }
        }
        guard type.groups[group].merge != .frozen else { return nil }
        var values: [Int: Cell?] = [:]
        for column in type.groups[group].columns where generator.chance(60) {
            values.updateValue(generator.chance(20) ? nil : .text("z"), forKey: column)
        }
        let choice: Settlement.Choice =
            generator.chance(50) ? .values(values) : .office(generator.chance(80) ? seen.last?.office ?? offices[0] : offices[0])
        var row = ScenarioRow(identity: RowIdentity(BatchIdentity(office: .centre, epoch: 0, sequence: number), line: 2))
        row.act = .resolve(Settlement(group: group, rows: seen, choice: choice))
        row.editedAt = Int.random(in: 0...4, using: &generator)
        row.isLater = rows.contains(where: \.isLater)
        return row
    }
}
