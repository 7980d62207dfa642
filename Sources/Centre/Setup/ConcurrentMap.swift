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
