import Dispatch
import FileCalls
import Synchronization

/// Work that another processor does beside the caller's, for work that needs nothing of what the caller does meanwhile.
final class Beside<Value: Sendable>: Sendable {
    private let work: @Sendable () -> Value
    private let value = Mutex<Value?>(nil)
    private let group = DispatchGroup()

    init(_ work: @escaping @Sendable () -> Value) {
        self.work = work
        // Injected faults count the calls that the caller's task makes.
        guard FileFaults.injected == nil else { return }
        let listener = Heartbeat.listener
        DispatchQueue.global().async(group: group) { [self] in
            let done = Heartbeat.$listener.withValue(listener) { work() }
            value.withLock { $0 = done }
        }
    }

    /// What came of the work, once it is done.
    func result() -> Value {
        group.wait()
        return value.withLock { $0 } ?? work()
    }
}
