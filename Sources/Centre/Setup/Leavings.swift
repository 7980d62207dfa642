import Dispatch

/// Lets go of what a drain had in hand on another processor: to free its pieces of memory one by one takes a twelfth of the time of the thread that
/// writes.
final class Leavings: Sendable {
    private let group = DispatchGroup()

    /// Lets go of plain values beside what the caller does next. The caller holds the only references to them, and they hold nothing that lives on.
    func letGo<Value>(_ value: consuming Value) {
        // Handed over whole: the caller gives it up, and the other thread does nothing but free it.
        nonisolated(unsafe) let last = consume value
        DispatchQueue.global().async(group: group) { withExtendedLifetime(last) {} }
    }

    /// Waits until all of it is free, so that never two drains lie in memory.
    func wait() { group.wait() }
}
