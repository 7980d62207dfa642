import Dispatch
import FileCalls
import Synchronization

/// A stream that another processor fills while the caller takes from it, never more than a few parts ahead.
final class ReadAhead<Element: Sendable>: Sendable {
    private struct State {
        var parts: [[Element]] = []
        var failure: (any Error)?
        var isDone = false
        var isAbandoned = false
    }

    /// The caller wants no more.
    private struct Abandoned: Error {}

    private static var mostAhead: Int { 8 }
    private static var partSize: Int { 64 }

    private let state = Mutex(State())
    // Counted up from 0: a semaphore must not end below the number that it begins with.
    private let room = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)

    private init() {
        for _ in 0..<Self.mostAhead { room.signal() }
    }

    /// Gives each element that `fill` puts to `take`, in their order, on the caller's thread; `fill` runs beside it.
    ///
    /// - Throws: what `fill` or `take` throws.
    static func run(
        _ fill: @escaping @Sendable (_ put: (Element) throws -> Void) throws -> Void,
        _ take: (Element) throws -> Void
    ) throws {
        // Injected faults count the calls that the caller's task makes.
        guard FileFaults.injected == nil else { return try withoutActuallyEscaping(take) { take in try fill { try take($0) } } }
        let stream = ReadAhead()
        let listener = Heartbeat.listener
        DispatchQueue.global().async { Heartbeat.$listener.withValue(listener) { stream.fill(fill) } }
        // Not before the other side has stopped may what it reads go away.
        defer { stream.abandon() }
        while let part = try stream.next() { for element in part { try take(element) } }
    }

    private func fill(_ fill: (_ put: (Element) throws -> Void) throws -> Void) {
        var part: [Element] = []
        do {
            try fill { element in
                part.append(element)
                if part.count == Self.partSize {
                    try put(part)
                    part = []
                }
            }
            try put(part)
            end(nil)
        } catch {
            end(error)
        }
    }

    private func put(_ part: [Element]) throws {
        room.wait()
        try state.withLock { state in
            if state.isAbandoned { throw Abandoned() }
            state.parts.append(part)
        }
        filled.signal()
    }

    private func end(_ failure: (any Error)?) {
        state.withLock { state in
            state.failure = failure
            state.isDone = true
        }
        filled.signal()
    }

    private func next() throws -> [Element]? {
        filled.wait()
        let part = try state.withLock { state -> [Element]? in
            if !state.parts.isEmpty { return state.parts.removeFirst() }
            if let failure = state.failure { throw failure }
            return nil
        }
        if part != nil { room.signal() }
        return part
    }

    /// Takes nothing more, and waits until nothing more is read.
    private func abandon() {
        state.withLock { state in
            state.isAbandoned = true
            state.parts = []
        }
        while !state.withLock({ $0.isDone }) {
            room.signal()
            filled.wait()
        }
    }
}
