import Dispatch
import FileCalls
import Synchronization

extension Collection where Element: Sendable {
    /// What becomes of each element, in their order; several processors work at it at once. For work that needs nothing of what it does to the others.
    func concurrentMap<Value: Sendable>(_ transform: @Sendable (Element) -> Value) -> [Value] {
        // Injected faults count the calls that this task makes.
        guard count > 1, FileFaults.injected == nil else { return map(transform) }
        let parts = parts(of: (count + mostConcurrentParts - 1) / mostConcurrentParts)
        let values = Mutex([[Value]](repeating: [], count: parts.count))
        let listener = Heartbeat.listener
        DispatchQueue.concurrentPerform(iterations: parts.count) { index in
            let done = Heartbeat.$listener.withValue(listener) { parts[index].map(transform) }
            values.withLock { $0[index] = done }
        }
        return values.withLock { $0.flatMap(\.self) }
    }
}

/// Into how many parts a collection is divided at most: enough that no processor waits long for the last, and few enough that handing them
/// out takes no time.
private let mostConcurrentParts = 32
