import Dispatch
import FileCalls
import Synchronization

extension Collection where Element: Sendable {
    /// What becomes of each element, in their order; several processors work at it at once. For work that needs nothing of what it does to the others.
    func concurrentMap<Value: Sendable>(_ transform: @Sendable (Element) -> Value) -> [Value] {
        // Injected faults count the calls that this task makes.
        guard count > 1, FileFaults.injected == nil else { return map(transform) }
        let elements = Array(self)
        let values = Mutex([Value?](repeating: nil, count: elements.count))
        let listener = Heartbeat.listener
        DispatchQueue.concurrentPerform(iterations: elements.count) { index in
            let value = Heartbeat.$listener.withValue(listener) { transform(elements[index]) }
            values.withLock { $0[index] = value }
        }
        return values.withLock { $0.compactMap(\.self) }
    }
}
