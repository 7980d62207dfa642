import Foundation
import Merging
import Programme
import Records
import TestSupport
import Testing

/// How many random scenarios a test tries; `VOUCHERD_TEST_ROUNDS` raises it for a soak.
let rounds = ProcessInfo.processInfo.environment["VOUCHERD_TEST_ROUNDS"].flatMap { Int($0) } ?? 150

@Suite("The merge agrees with a plain model of the contract, in whatever order rows come")
struct ReferenceTests {
    static let keys = [
        RecordKey(Specimens.shared, "91410300MA0000000A"), RecordKey(Specimens.owned, "410305-K1"), RecordKey(Specimens.single, "91410300MA0000000A"),
    ]

    @Test("random scenarios end as the model says, at once and in every order", arguments: keys)
    func random(_ key: RecordKey) {
        for seed in 0..<UInt64(rounds) {
            var generator = SplitMix64(seed: seed)
            let scenario = Scenario.random(key, using: &generator)
            guard check(scenario, orders: 10, using: &generator, "seed \(seed)") else { return }
        }
    }

    /// Two offices with up to one row each before the bundle and two after it (three together; four in a soak), over one column that must
    /// not be guessed. The first office's first word is `x`: the words are alike.
    @Test("small scenarios end as the model says, by exhaustion")
    func exhaustive() {
        var generator = SplitMix64(seed: 1)
        let offices = Scenario.offices.prefix(2)
        for early in Small.pairs(Small.early, upTo: 1) where early[0].allSatisfy({ $0.word == "x" }) {
            for late in Small.pairs(Small.late, upTo: 2) where rounds > 1000 || late.joined().count <= 3 {
                var rows: [ScenarioRow] = []
                for (index, office) in offices.enumerated() {
                    for kind in early[index] { rows.append(kind.row(office, rows, isLater: false)) }
                    for kind in late[index] { rows.append(kind.row(office, rows, isLater: true)) }
                }
                guard check(Scenario(key: ReferenceTests.keys[2], rows: rows), orders: 6, using: &generator, "") else { return }
            }
        }
    }

    /// Each case alone, every pair, and both with a settlement that may not have seen every side: in up to 120 orders of arrival, 5,040 in a soak.
    @Test(
        "the cases in which offices meet, and their pairs, end as the model says in every order",
        arguments: [CaseScenario.parties, CaseScenario.claims]
    )
    func cases(_ scenarios: [CaseScenario]) throws {
        var generator = SplitMix64(seed: 38)
        let type = try #require(scenarios.first).type
        let key = RecordKey(type, type.name == "party" ? "91410300MA0000000A" : "410305-C1")
        let settlings: [Settlement.Choice?] = [nil, .office(Scenario.offices[0]), .values([:])]
        for (index, first) in scenarios.enumerated() {
            for second in scenarios[index...] {
                let parts = first.name == second.name ? [first] : [first, second]
                for settling in settlings {
                    let scenario = CaseScenario.together(parts, key: key, settling: settling)
                    let orders = rounds > 1000 ? 5040 : 120
                    guard check(scenario, orders: orders, using: &generator, "\(parts)") else { return }
                }
            }
        }
    }

    private func check(_ scenario: Scenario, orders: Int, using generator: inout SplitMix64, _ name: String) -> Bool {
        let expected = ReferenceMerge.outcome(scenario)
        let (record, rows) = scenario.arrive(scenario.atOnce)
        guard Outcome(record, rows) == expected else {
            Issue.record("\(name): at once\n\(scenario)\nexpected \(expected)\nfound \(Outcome(record, rows))")
            return false
        }
        let unchanged = ReferenceMerge.unchanged(scenario)
        for (row, state) in zip(rows, record.rows) {
            guard case .merged(let version, let change) = state, version > 1 || change != .created else { continue }
            guard (change == .unchanged) == unchanged.contains(row.identity), change != .created else {
                Issue.record("\(name): \(row.identity) is \(change)\n\(scenario)")
                return false
            }
        }
        for order in scenario.arrivals(limit: orders, using: &generator) {
            let found = scenario.outcome(order.map { [$0] })
            guard found == expected else {
                Issue.record("\(name): in the order \(order.map(\.identity))\n\(scenario)\nexpected \(expected)\nfound \(found)")
                return false
            }
        }
        return true
    }
}

/// The kinds of row of the exhaustive test.
private struct Small {
    var word: String?
    var base = ScenarioRow.Base.own

    static let early = [Small(word: "x"), Small(word: "y")]
    static let late = [ScenarioRow.Base.own, .published].flatMap { base in ["x", "y", nil].map { Small(word: $0, base: base) } }

    /// Every pair of sequences of up to `length` kinds.
    static func pairs(_ kinds: [Small], upTo length: Int) -> [[[Small]]] {
        var sequences: [[Small]] = [[]]
        var longest: [[Small]] = [[]]
        for _ in 0..<length {
            longest = longest.flatMap { sequence in kinds.map { sequence + [$0] } }
            sequences += longest
        }
        return sequences.flatMap { first in sequences.map { [first, $0] } }
    }

    func row(_ office: OfficeCode, _ rows: [ScenarioRow], isLater: Bool) -> ScenarioRow {
        let sequence = rows.count { $0.office == office } + 1
        let identity = RowIdentity(BatchIdentity(office: office, epoch: 1, sequence: sequence), line: 2)
        return ScenarioRow(
            identity: identity,
            act: word == nil ? .withdraw : .upsert,
            base: base,
            editedAt: 0,
            stated: word.map { ["account": $0] } ?? [:],
            isLater: isLater
        )
    }
}
