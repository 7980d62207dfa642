import Foundation
import Programme
import Store

@testable import Centre
@testable import Simulation

/// How much a test tries; `VOUCHERD_TEST_ROUNDS` raises it for a soak.
enum Soak {
    static let rounds = ProcessInfo.processInfo.environment["VOUCHERD_TEST_ROUNDS"].flatMap { Int($0) }
    static var isOn: Bool { rounds != nil }
}

/// Plays turns of batches: each in its reference order (all at once) and in others, from the same state.
struct CasePlay {
    let turns: [CaseTurn]
    private let configuration: CentreConfiguration
    private let start: CaseFolder
    /// The zips of each turn's batches.
    private let zips: [[String]]
    private let sealed: SealedBatches?

    /// Seals the batches of turns that begin on the common ground.
    init(_ turns: [CaseTurn], on ground: CaseGround) throws {
        let sealed = try SealedBatches(turns.flatMap(\.batches), after: ground.digests)
        var rest = sealed.paths[...]
        zips = turns.map { turn in
            defer { rest = rest.dropFirst(turn.batches.count) }
            return Array(rest.prefix(turn.batches.count))
        }
        self.turns = turns
        self.sealed = sealed
        configuration = ground.configuration
        start = ground.folder
    }

    /// One turn whose batches are sealed, from a state of its own.
    init(_ turn: CaseTurn, zips: [String], from start: CaseFolder, _ configuration: CentreConfiguration) {
        turns = [turn]
        self.zips = [zips]
        self.start = start
        self.configuration = configuration
        sealed = nil
    }

    /// A turn that ended otherwise than in the reference order.
    struct Difference: CustomStringConvertible {
        let turn: Int
        let arrival: Arrival
        let lines: [String]

        var description: String { "turn \(turn) in the order \(arrival):\n\(lines.prefix(12).joined(separator: "\n"))" }
    }

    /// The state after all turns, each in one order: at once where none is given.
    func end(in arrivals: [Int: Arrival] = [:]) throws -> CaseCentre {
        let centre = try CaseCentre(configuration, on: try CaseFolder(copyOf: start.path))
        for turn in turns.indices { _ = try play(turn, arrivals[turn] ?? Arrivals.atOnce(turns[turn].batches.count), on: centre) }
        return centre
    }

    /// Plays every turn in its orders; stops at the first difference, else gives the state in which the reference order ended.
    ///
    /// - Parameter sparingBarriers: whether an order in which something became FINAL in the midst of the turn is passed over: what came after
    ///   that met a published act, which order must not change.
    ///
    /// A turn begins where the reference order ended; where no later batch names what was published, also where another order ended.
    func compare(sparingBarriers: Bool = false, _ arrivals: (Int) -> [Arrival]) throws -> (difference: Difference?, end: CaseFolder) {
        var starts = [start]
        let before = sparingBarriers ? StandingText.finals(in: try CaseCentre(configuration, on: try CaseFolder(copyOf: start.path)).text()) : 0
        for turn in turns.indices {
            let (expected, end) = try ending(turn, Arrivals.atOnce(turns[turn].batches.count), from: starts[0])
            var next = [end]
            for (index, arrival) in arrivals(turn).enumerated() {
                let (found, end) = try ending(turn, arrival, from: starts[index % starts.count])
                if sparingBarriers, [expected, found].contains(where: { StandingText.finals(in: $0[0]) != before }) { continue }
                if found != expected { return (Difference(turn: turn, arrival: arrival, lines: CasePlay.lines(expected, found)), end) }
                if index == 0, !turns[turn].isGround { next.append(end) }
            }
            starts = next
        }
        return (nil, starts[0])
    }

    /// The texts after a turn and after each of the quiet drains that follow it.
    private func ending(_ turn: Int, _ arrival: Arrival, from start: CaseFolder) throws -> ([String], CaseFolder) {
        let folder = try CaseFolder(copyOf: start.path)
        let centre = try CaseCentre(configuration, on: folder)
        return (try play(turn, arrival, on: centre), folder)
    }

    private func play(_ turn: Int, _ arrival: Arrival, on centre: CaseCentre) throws -> [String] {
        for drain in arrival { try centre.drain(drain.map { zips[turn][$0] }, at: turns[turn].instant) }
        var texts = [try centre.text()]
        for instant in turns[turn].afterwards {
            try centre.drain([], at: instant)
            texts.append(try centre.text())
        }
        return texts
    }

    private static func lines(_ expected: [String], _ found: [String]) -> [String] {
        for (one, other) in zip(expected, found) where one != other { return StandingText.difference(one, other) }
        return []
    }
}
