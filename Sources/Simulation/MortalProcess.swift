import FileCalls
import Glibc
import Sample
import Synchronization

/// The file operations of one process, from its start to its death: chance, which the season's seed determines, says which of them go wrong.
///
/// Once it is dead every operation fails, those of the clean-up code too, and no database transaction is committed.
final class MortalProcess: FaultPlan {
    /// What went wrong.
    struct Tally: Sendable {
        var calls = 0
        var errors = 0
    }

    private struct State {
        var random: RandomSource
        var tally = Tally()
        /// Counted in calls from the start of the process.
        var death: Int?
        var isDead = false
        /// How many more calls find the disk full.
        var fullFor = 0
    }

    // In ten thousand calls.
    private static let errorRate = 6
    private static let fullRate = 4
    private static let longestFull = 30
    private static let misreadRate = 15
    private static let shortReadRate = 300

    private let faults: Set<FaultKind>
    private let state: Mutex<State>

    init(_ faults: Set<FaultKind>, random: RandomSource) {
        self.faults = faults
        state = Mutex(State(random: random))
    }

    var isDead: Bool { state.withLock { $0.isDead } }
    var tally: Tally { state.withLock { $0.tally } }

    /// Lets the process die at one of its next calls, each as likely as the others.
    func doom(within calls: Int) {
        state.withLock { $0.death = $0.tally.calls + $0.random.integer(1...max(calls, 1)) }
    }

    func spare() { state.withLock { $0.death = nil } }

    func fault(in call: FileCall) -> FileFault? {
        state.withLock { state in
            if state.isDead { return .error(ECANCELED) }
            // Between two changes it makes no difference at which read it dies.
            if call == .read { return misreading(&state) }
            state.tally.calls += 1
            if state.tally.calls == state.death {
                state.isDead = true
                return .torn(ECANCELED, percent: state.random.integer(0...99))
            }
            return error(in: call, &state)
        }
    }

    private func misreading(_ state: inout State) -> FileFault? {
        guard faults.contains(.misread) else { return nil }
        if state.random.chance(MortalProcess.shortReadRate) { return .torn(0, percent: state.random.integer(0...99)) }
        guard state.random.chance(MortalProcess.misreadRate) else { return nil }
        state.tally.errors += 1
        return .error(EIO)
    }

    private func error(in call: FileCall, _ state: inout State) -> FileFault? {
        if faults.contains(.full) {
            if state.fullFor == 0, state.random.chance(MortalProcess.fullRate) { state.fullFor = state.random.integer(1...MortalProcess.longestFull) }
            if state.fullFor > 0 {
                state.fullFor -= 1
                if [.open, .write, .mkdir, .commit, .link].contains(call) {
                    state.tally.errors += 1
                    return .torn(ENOSPC, percent: state.random.integer(0...99))
                }
            }
        }
        if faults.contains(.error), state.random.chance(MortalProcess.errorRate) {
            state.tally.errors += 1
            return .error(EIO)
        }
        return nil
    }
}
