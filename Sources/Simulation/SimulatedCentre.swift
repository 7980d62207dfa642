import Bags
import Centre
import FileCalls
import Foundation
import Logging
import Programme
import Sample
import Store

/// The centre's daemon on a data root: it is started, works, dies, and is started again on what lies there.
final class SimulatedCentre {
    static let logger = Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() })

    let configuration: CentreConfiguration
    private let faults: Set<FaultKind>
    private var random: RandomSource
    private var process: MortalProcess
    private var running: (centre: Centre, intake: Intake)?
    /// How many file operations the last pass made: a death is put among as many.
    private var usualCalls = 200
    private(set) var drains = 0
    private(set) var crashes = 0
    private(set) var starts = 0
    /// Passes that failed and left it to the next one.
    private(set) var failures = 0
    private var past = MortalProcess.Tally()

    init(_ configuration: CentreConfiguration, faults: Set<FaultKind>, seed: UInt64) {
        self.configuration = configuration
        self.faults = faults
        random = RandomSource(seed: seed, purpose: "centre")
        process = MortalProcess(faults, random: RandomSource(seed: seed, purpose: "centre 0"))
    }

    var root: DataRoot { configuration.root }

    var tally: MortalProcess.Tally {
        let now = process.tally
        return MortalProcess.Tally(calls: past.calls + now.calls, errors: past.errors + now.errors)
    }

    /// One pass of the daemon, in which it may die.
    func pass(at instant: Instant) async {
        if faults.contains(.crash), random.chance(3500) { process.doom(within: usualCalls) }
        let before = process.tally.calls
        do {
            let pass = try await FileFaults.$injected.withValue(process) { try await self.started().intake.drain(at: instant) }
            if pass.report.drain > 0 { drains += 1 }
            if pass.absence != nil || pass.shortage != nil { failures += 1 }
        } catch {
            if !process.isDead { failures += 1 }
        }
        if process.isDead {
            crashes += 1
            try? die()
        } else {
            usualCalls = max(process.tally.calls - before, 60)
            process.spare()
            // An orderly stop, now and then.
            if faults.contains(.crash), random.chance(500) { running = nil }
        }
    }

    /// One pass in which nothing goes wrong.
    @discardableResult
    func calmPass(at instant: Instant) async throws -> Intake.Pass {
        let pass = try await started().intake.drain(at: instant)
        if pass.report.drain > 0 { drains += 1 }
        return pass
    }

    /// The store, for looking.
    func store() throws -> CentralStore { try started().centre.store }

    /// What the centre's clerk sees of the redemption rounds.
    func rounds(at instant: Instant) throws -> RoundKnowledge { try RoundKnowledge(of: started().centre, at: instant, year: 2025) }

    func reconciliation() throws -> Reconciliation.Report { try Reconciliation(started().centre).run() }

    /// Whether archive and journal replay to the same store.
    func rebuildDifferences() throws -> [String] { try Rebuild(configuration).check().differences }

    private func started() throws -> (centre: Centre, intake: Intake) {
        if let running { return running }
        starts += 1
        let centre = try Centre(configuration: configuration, logger: SimulatedCentre.logger)
        let opened = (centre, try Intake(centre, logger: SimulatedCentre.logger))
        running = opened
        return opened
    }

    /// A dead process does not close its database: SQLite's log stays, and whoever opens the database next must recover from it.
    private func die() throws {
        let files = [root.database, root.database + "-wal"]
        let kept = files.map { FileManager.default.contents(atPath: $0) }
        running = nil
        for (file, bytes) in zip(files, kept) { if let bytes { try bytes.write(to: URL(fileURLWithPath: file)) } }
        let tally = process.tally
        past.calls += tally.calls
        past.errors += tally.errors
        process = MortalProcess(faults, random: RandomSource(seed: random.next(), purpose: "centre"))
    }
}
