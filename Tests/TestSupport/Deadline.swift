/// That something which a test waits for did not come.
public struct DeadlinePassed: Error {
    public init() {}
}

/// Waits for something that comes in far less than the deadline, so that a test which would hang fails instead.
public func beforeDeadline<Value: Sendable>(_ deadline: Duration = .seconds(600), _ wait: @escaping @Sendable () async -> Value) async throws -> Value
{
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { await wait() }
        group.addTask {
            try await Task.sleep(for: deadline)
            throw DeadlinePassed()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw DeadlinePassed() }
        return value
    }
}

/// Looks again and again until something is so, or the deadline has passed.
///
/// - Parameters:
///   - what: for the failure's text.
///   - pause: between two looks, so that what is awaited gets the processor; nothing depends on its length.
public func eventually(
    _ what: String,
    within deadline: Duration = .seconds(30),
    every pause: Duration = .milliseconds(10),
    _ isSo: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + deadline
    while try await !isSo() {
        guard clock.now < end else { throw NeverSo(what: what) }
        try await Task.sleep(for: pause)
    }
}

/// That something which a test waited for was not so before its deadline.
public struct NeverSo: Error, CustomStringConvertible {
    public let what: String

    public init(what: String) { self.what = what }

    public var description: String { "not before the deadline: \(what)" }
}

/// Elements of a stream, one after the other, each before a deadline.
public actor Awaited<Element: Sendable> {
    private var arrived: [Element] = []
    private var waiting: [CheckedContinuation<Element?, Never>] = []

    public init() {}

    public var isEmpty: Bool { arrived.isEmpty }

    public func put(_ element: Element) {
        if waiting.isEmpty { arrived.append(element) } else { waiting.removeFirst().resume(returning: element) }
    }

    public func next() async throws -> Element {
        try await beforeDeadline { await self.take() }.unwrapped()
    }

    private func take() async -> Element? {
        if !arrived.isEmpty { return arrived.removeFirst() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting.append($0) }
        } onCancel: {
            Task { await self.giveUp() }
        }
    }

    private func giveUp() {
        for continuation in waiting { continuation.resume(returning: nil) }
        waiting = []
    }
}

extension Optional {
    fileprivate func unwrapped() throws -> Wrapped {
        guard let self else { throw DeadlinePassed() }
        return self
    }
}
