import Centre
import Foundation
import Glibc
import TestSupport
import Testing

/// One drain dies at a moment of our choosing, is started again, and must end as if nothing had happened: the same export, the same bytes in archive,
/// quarantine, evidence and outbox, a journal that tells the same, nothing in the inbox or among the claims that does not belong there.
///
/// The ordinary run tries calls of as many kinds as it has time for; `VOUCHERD_CRASH=all` (`make crash`) tries every call.
@Suite("A drain that dies at any moment", .serialized, .enabled(if: Program.folder != nil))
struct CrashTests {
    private static let isThorough = ProcessInfo.processInfo.environment["VOUCHERD_CRASH"] == "all"

    /// One call of each kind, then others: the same choice in every run.
    private func sample(_ calls: [CountedCall], seed: UInt64, _ count: Int) -> [CountedCall] {
        if CrashTests.isThorough { return calls }
        var random = SplitMix64(seed: seed)
        var kinds: Set<String> = []
        let shuffled = calls.shuffled(using: &random)
        let others = shuffled.filter { !kinds.insert($0.kind).inserted }
        let firsts = shuffled.filter { call in !others.contains { $0.number == call.number } }
        return Array((firsts + others).prefix(count)).sorted { $0.number < $1.number }
    }

    /// Dies, once or more often, starts again, compares; every difference is told with its moment.
    ///
    /// - Parameter models: what may be on the disk after the last death; none where the power stays.
    private func lost(_ scene: Scene, _ deaths: [CrashRun.Death], _ models: [DurableImage.Model] = []) async -> [String] {
        let moment = deaths.map(\.description).joined(separator: ", then ")
        var found: [String] = []
        do {
            let run = try scene.run()
            for (index, death) in deaths.enumerated() {
                try run.die(death, at: scene.instant, keepingDisk: !models.isEmpty, mayEnd: index > 0)
            }
            for (name, survivor) in try models.isEmpty ? [("", run)] : models.map({ ("\($0): ", try run.afterPowerLoss($0)) }) {
                do {
                    try survivor.finish(at: scene.instant)
                    found += try await Standing(DataRoot(survivor.root)).differences(from: scene.undisturbed).map { "\(name)\(moment): \($0)" }
                } catch {
                    found.append("\(name)\(moment): \(error)")
                }
            }
        } catch {
            found.append("\(moment): \(error)")
        }
        return found
    }

    private func models(_ random: inout SplitMix64) -> [DurableImage.Model] { [.synced, .namesFirst, .someBlocks(seed: random.next())] }

    private func tell(_ what: String, _ runs: Int, of calls: Int, _ lost: [String]) {
        print("\(what): \(calls) system calls, \(runs) runs, lost \(lost.count)")
        for line in lost.prefix(40) { print("    \(line.prefix(600))") }
        // To a file or a pipe, lines would come only at the end.
        fflush(nil)
    }

    @Test("at every system call of a drain over all kinds of batches, nothing is lost", arguments: [false, true])
    func everyCall(isTorn: Bool) async throws {
        let scene = try await Scene.everyKind()
        let calls = sample(isTorn ? scene.calls.filter(\.isWrite) : scene.calls, seed: 1, isTorn ? 5 : 16)
        var lost: [String] = []
        for call in calls { lost += await self.lost(scene, [isTorn ? .within(call) : .before(call)]) }
        tell(isTorn ? "crash within a write" : "crash before a call", calls.count, of: scene.calls.count, lost)
        #expect(lost.isEmpty, "\(lost.first ?? "")")
    }

    @Test("at every system call of a centre's first drain, nothing is lost", arguments: [false, true])
    func firstDrain(isTorn: Bool) async throws {
        let scene = try await Scene.firstDrain()
        let calls = sample(isTorn ? scene.calls.filter(\.isWrite) : scene.calls, seed: 2, isTorn ? 2 : 6)
        var lost: [String] = []
        for call in calls { lost += await self.lost(scene, [isTorn ? .within(call) : .before(call)]) }
        tell(isTorn ? "first drain, crash within a write" : "first drain, crash before a call", calls.count, of: scene.calls.count, lost)
        #expect(lost.isEmpty, "\(lost.first ?? "")")
    }

    @Test("at every system call of a drain in which a letter goes out and a round is cut off, nothing is lost")
    func roundDrain() async throws {
        let scene = try await Scene.round()
        let calls = sample(scene.calls, seed: 6, 6)
        var lost: [String] = []
        for call in calls { lost += await self.lost(scene, [.before(call)]) }
        tell("round, crash before a call", calls.count, of: scene.calls.count, lost)
        #expect(lost.isEmpty, "\(lost.first ?? "")")
    }

    @Test("when the power fails at any system call, what was not synced may be gone and nothing is lost", arguments: [false, true])
    func powerLoss(isFirstDrain: Bool) async throws {
        let scene = try await isFirstDrain ? Scene.firstDrain() : Scene.everyKind()
        let calls = sample(scene.calls, seed: 3, isFirstDrain ? 2 : 6)
        var random = SplitMix64(seed: 3)
        var lost: [String] = []
        for death in calls.map({ CrashRun.Death.before($0) }) + [.atEnd] { lost += await self.lost(scene, [death], models(&random)) }
        tell(isFirstDrain ? "first drain, power loss" : "power loss", 3 * (calls.count + 1), of: scene.calls.count, lost)
        #expect(lost.isEmpty, "\(lost.first ?? "")")
    }

    @Test("a drain that dies, is started again and then loses its power loses nothing")
    func twice() async throws {
        let scene = try await Scene.everyKind()
        var random = SplitMix64(seed: 5)
        var lost: [String] = []
        let rounds = CrashTests.isThorough ? 400 : 3
        for _ in 0..<rounds {
            // The second run has fewer calls, the later the first died: what it does not come to is a run that ended well.
            let first = scene.calls[Int.random(in: 0..<scene.calls.count, using: &random)]
            let second = scene.calls[Int.random(in: 0..<scene.calls.count, using: &random)]
            lost += await self.lost(scene, [.before(first), .before(second)], models(&random))
        }
        tell("crash, then power loss", 3 * rounds, of: scene.calls.count, lost)
        #expect(lost.isEmpty, "\(lost.first ?? "")")
    }

    @Test("a drain that is killed at random moments loses nothing")
    func randomMoments() async throws {
        let scene = try await Scene.everyKind()
        let clock = ContinuousClock()
        let whole = try scene.run()
        let time = try clock.measure { try whole.finish(at: scene.instant) }
        let longest = Int(time.components.seconds) * 1_000_000 + Int(time.components.attoseconds / 1_000_000_000_000)
        var random = SplitMix64(seed: 4)
        let runs = CrashTests.isThorough ? 400 : 4
        var lost: [String] = []
        for _ in 0..<runs { lost += await self.lost(scene, [.after(microseconds: Int.random(in: 0...longest, using: &random))]) }
        tell("killed at a random moment", runs, of: scene.calls.count, lost)
        #expect(lost.isEmpty, "\(lost.first ?? "")")
    }
}
