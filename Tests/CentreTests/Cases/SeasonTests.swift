import Foundation
import Merging
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre
@testable import Simulation

@Suite("A random season of five offices")
struct SeasonTests {
    /// Two hundred steps a seed; a soak plays as many seeds as it has rounds.
    @Test("ends alike in every order of arrival, from barrier to barrier", arguments: 0..<UInt64(Soak.rounds ?? 2))
    func anyOrder(_ seed: UInt64) async throws {
        var season = Season(seed: seed, ground: try await CaseGround.shared.value)
        guard let difference = try season.play(orders: Soak.isOn ? 5 : 1) else { return }
        Issue.record("seed \(seed): \(try season.shrunk(difference))")
    }
}

/// A season in play: each turn goes on where the reference order of the one before ended, since its batches name what that published.
struct Season {
    private let seed: UInt64
    private let ground: CaseGround
    private var generator: SplitMix64
    private var writer: SeasonWriter
    /// The turn in which a difference was found, the state in which it began, and the batches before it.
    private var odd: (turn: CaseTurn, state: CaseFolder, digests: [BatchIdentity: Digest])?

    init(seed: UInt64, ground: CaseGround) {
        self.seed = seed
        self.ground = ground
        generator = SplitMix64(seed: seed &+ 1_000_003)
        writer = SeasonWriter(seed: seed)
    }

    /// The first difference.
    mutating func play(orders: Int) throws -> CasePlay.Difference? {
        var state = ground.folder
        var digests = ground.digests
        // What an office has written and not sent yet: its later batches wait for it.
        var delayed: [(batch: CaseBatch, zip: String)] = []
        var kept: [SealedBatches] = []
        for number in 0..<writer.turns {
            let written = writer.turn(number, knowing: try Season.knowledge(of: state, ground.configuration))
            let sealed = try SealedBatches(written.batches, after: digests)
            kept.append(sealed)
            let known = digests
            digests = sealed.digests
            var arriving = delayed
            delayed = []
            for (batch, zip) in zip(written.batches, sealed.paths) {
                if generator.chance(8) { delayed.append((batch, zip)) } else { arriving.append((batch, zip)) }
            }
            var turn = written
            turn.batches = arriving.map(\.batch)
            turn.isGround = true
            let count = arriving.count
            let played = try CasePlay(turn, zips: arriving.map(\.zip), from: state, ground.configuration).compare(sparingBarriers: true) { _ in
                (0..<orders).map { order in
                    var arrival = order == 1 ? Arrivals.alone((0..<count).shuffled(using: &generator)) : Arrivals.random(count, using: &generator)
                    if count > 0 { arrival = Arrivals.repeating(Int.random(in: 0..<count, using: &generator), in: arrival, using: &generator) }
                    return arrival
                }
            }
            if let found = played.difference {
                odd = (turn, state, known)
                return CasePlay.Difference(turn: number, arrival: found.arrival, lines: found.lines)
            }
            state = played.end
        }
        withExtendedLifetime(kept) {}
        return nil
    }

    private static func knowledge(of state: CaseFolder, _ configuration: CentreConfiguration) throws -> SeasonWriter.Knowledge {
        let store = try CaseCentre(configuration, on: try CaseFolder(copyOf: state.path)).centre.store
        var knowledge = try SeasonWriter.Knowledge(of: store)
        for office in SeasonWriter.offices { knowledge.bundles[office] = try store.read { try $0.lastBundle(to: office)?.sequence } }
        return knowledge
    }

    // MARK: A small reproduction

    /// The difference with as few rows as still show it: batches are emptied, then rows left out, for as long as tries last. What came before
    /// the turn stays, since the turn's batches name what it published.
    func shrunk(_ difference: CasePlay.Difference) throws -> String {
        guard let odd else { return "\(difference)" }
        var smallest = odd.turn
        var found = difference
        var tries = 120
        func attempt(_ candidate: CaseTurn) throws -> Bool {
            guard tries > 0 else { return false }
            tries -= 1
            let sealed = try SealedBatches(candidate.batches, after: odd.digests)
            let play = CasePlay(candidate, zips: sealed.paths, from: odd.state, ground.configuration)
            guard let still = try play.compare(sparingBarriers: true, { _ in [difference.arrival] }).difference else { return false }
            smallest = candidate
            found = still
            return true
        }
        for batch in smallest.batches.indices where !smallest.batches[batch].rows.isEmpty {
            var candidate = smallest
            candidate.batches[batch] = candidate.batches[batch].holding([])
            if try attempt(candidate) { continue }
            var row = 0
            while row < smallest.batches[batch].rows.count {
                var rows = smallest.batches[batch].rows
                rows.remove(at: row)
                candidate = smallest
                candidate.batches[batch] = candidate.batches[batch].holding(rows)
                if try !attempt(candidate) { row += 1 }
            }
        }
        let batches = smallest.batches.enumerated().map { index, batch in
            "[\(index)] \(batch.identity) exported \(batch.exportedAt) acknowledges \(batch.acknowledges)\n"
                + batch.rows.map { row in "    \(row.type.name) \(row.cells.map { "\($0.column)=\($0.text)" }.joined(separator: " "))\n" }.joined()
        }
        return "turn \(difference.turn) of the season: \(found)\n\(batches.joined())"
    }
}
