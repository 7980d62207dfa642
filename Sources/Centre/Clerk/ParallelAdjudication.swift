import Dispatch
import Rules
import Synchronization

extension Adjudicator {
    /// What becomes of each case, in their order; several processors look at them at once, since none of them reads what another writes.
    func adjudicate(_ files: [CaseFile], at horizon: Horizon) -> [Adjudication] {
        guard files.count > 1 else { return files.map { adjudicate($0, at: horizon) } }
        let done = Mutex([Adjudication?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let adjudication = adjudicate(files[index], at: horizon)
            done.withLock { $0[index] = adjudication }
        }
        return done.withLock { $0.compactMap(\.self) }
    }
}
