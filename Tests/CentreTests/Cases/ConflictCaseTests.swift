import TestSupport
import Testing

@testable import Simulation

extension ConflictCase {
    static let all = parties + settlements + money + claims + evidence + clocks + chains + registers + late
}

@Suite("What becomes of offices that meet")
struct ConflictCaseTests {
    @Test("each case ends as it must", arguments: ConflictCase.all)
    func ends(_ conflict: ConflictCase) async throws {
        let play = try CasePlay(conflict.turns, on: try await CaseGround.shared.value)
        try conflict.check(Ending(try play.end()))
    }

    @Test("all 38 cases are here, but for the one that only a round can tell")
    func complete() {
        #expect(Set(1...38).subtracting(ConflictCase.all.map(\.number)) == [31])
    }

    @Test("each case ends alike in every order of arrival, one by one and together, and with every batch twice", arguments: ConflictCase.all)
    func anyOrder(_ conflict: ConflictCase) async throws {
        if conflict.isExempt { return }
        let play = try CasePlay(conflict.turns, on: try await CaseGround.shared.value)
        var generator = SplitMix64(seed: UInt64(conflict.number))
        let difference = try play.compare { turn in
            Arrivals.of(conflict.turns[turn].batches.count, thorough: Soak.isOn, using: &generator)
        }.difference
        #expect(difference == nil, "\(difference.map { "\($0)" } ?? "")")
    }

    @Test("each case ends alike where a batch comes in two parts, also the second part first", arguments: ConflictCase.all)
    func parted(_ conflict: ConflictCase) async throws {
        if conflict.isExempt || conflict.turns.namesBatches { return }
        let ground = try await CaseGround.shared.value
        let expected = withoutPositions(try CasePlay(conflict.turns, on: ground).end().text())
        var generator = SplitMix64(seed: UInt64(conflict.number))
        for (turn, batch, cut) in cuts(conflict, using: &generator) {
            let turns = conflict.turns.parting(turn, batch, after: cut)
            let count = turns[turn].batches.count
            let orders = Soak.isOn ? 4 : 1
            let play = try CasePlay(turns, on: ground)
            for order in 0..<orders {
                // Last comes first, so that what follows waits for it; then others.
                let arrival = order == 0 ? Arrivals.alone((0..<count).reversed()) : Arrivals.random(count, using: &generator)
                let found = withoutPositions(try play.end(in: turns[turn].isGround ? [:] : [turn: arrival]).text())
                let lines = StandingText.difference(expected, found)
                try #require(lines.isEmpty, "batch \(batch) of turn \(turn) after \(cut) rows, \(arrival):\n\(lines.joined(separator: "\n"))")
            }
        }
    }

    /// Where to part: every place in a soak; else one place in one batch.
    private func cuts(_ conflict: ConflictCase, using generator: inout SplitMix64) -> [(turn: Int, batch: Int, rows: Int)] {
        var cuts: [(Int, Int, Int)] = []
        for (turn, content) in conflict.turns.enumerated() where !content.isGround {
            for (batch, sent) in content.batches.enumerated() where sent.rows.count > 1 {
                for rows in 1..<sent.rows.count { cuts.append((turn, batch, rows)) }
            }
        }
        return Soak.isOn ? cuts : cuts.randomElement(using: &generator).map { [$0] } ?? []
    }

    /// The pairs of cases of one turn each that have at most six batches together.
    static let pairs: [(ConflictCase, ConflictCase)] = {
        let single = ConflictCase.all.filter { $0.turns.count == 1 && !$0.isExempt && !$0.turns.namesBatches }
        return single.indices.flatMap { first in
            single[(first + 1)...].filter { $0.turns[0].batches.count + single[first].turns[0].batches.count <= 6 }.map { (single[first], $0) }
        }
    }()

    @Test("two cases at once end alike in every order", arguments: 0..<8)
    func pairs(_ part: Int) async throws {
        let ground = try await CaseGround.shared.value
        var generator = SplitMix64(seed: UInt64(part))
        let mine = ConflictCaseTests.pairs.indices.filter { $0 % 8 == part }
        for index in Soak.isOn ? mine : [mine.randomElement(using: &generator)].compactMap(\.self) {
            let (first, second) = ConflictCaseTests.pairs[index]
            let turn = first.turns[0].beside(second.turns[0])
            let count = turn.batches.count
            let difference = try CasePlay([turn], on: ground).compare { _ in
                let orders = (0..<(Soak.rounds.map { min($0, 720) } ?? 1)).map { _ in Arrivals.random(count, using: &generator) }
                return [Arrivals.alone((0..<count).reversed())] + orders
            }.difference
            try #require(difference == nil, "\(first.testDescription) beside \(second.testDescription), \(difference.map { "\($0)" } ?? "")")
        }
    }
}
