/// Something that a process asks of its file system: what changes it, and reading a batch or bundle.
public enum FileCall: String, Sendable, CaseIterable {
    /// A file is opened for writing.
    case open
    case write
    case sync
    case rename
    case link
    case unlink
    case mkdir
    case rmdir
    /// A file is opened for reading, or read.
    case read
    /// A transaction of a database is about to be committed.
    case commit
}

/// How a call goes wrong.
public enum FileFault: Sendable, Equatable {
    /// It does nothing and fails with this error number.
    case error(Int32)
    /// A write that writes so many hundredths of its bytes before it fails with this error number; a read that brings so many hundredths of what was
    /// asked for, at least one byte, and does not fail; any other call does nothing.
    case torn(Int32, percent: Int)
}

/// Who decides which calls go wrong: the simulator. In production there is nobody.
///
///     try await FileFaults.$injected.withValue(plan) { try await intake.drain(at: instant) }
///
/// A process that dies does nothing more: a plan that lets it die at a call must fail every later one too, so that the clean-up of the code that
/// is left by an error does not do what a dead process could not. The caller then throws away what it had open.
public protocol FaultPlan: Sendable {
    /// What goes wrong with this call, if anything does.
    func fault(in call: FileCall) -> FileFault?
}

/// Where faults are injected into the calls of a task.
public enum FileFaults {
    /// The plan of this task and of those that it starts; `nil`, the default, lets every call through.
    @TaskLocal public static var injected: (any FaultPlan)?
}

/// A transaction that was not committed, because the plan said so.
public struct CommitFailure: Error, CustomStringConvertible {
    /// The system's error number.
    public let errorNumber: Int32

    public var description: String { "the transaction could not be committed (\(errorNumber))" }
}
