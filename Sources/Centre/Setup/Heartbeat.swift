/// The sign that a drain goes on, for whoever watches for one that hangs.
///
/// It is given at each step: a file, a row, a party, a bundle, a piece of a copy. No timer gives it, because a timer beats on in a process whose
/// drain hangs; and no limit is set for a whole drain, because a long one is none that hangs. A task-local value, so that no step has to be handed
/// what it only passes on.
enum Heartbeat {
    /// Who listens. A type of its own, because optimised code found no metadata for an optional closure as a task-local value, and crashed.
    struct Listener: Sendable {
        let hear: @Sendable () -> Void
    }

    @TaskLocal static var listener: Listener?

    /// One step is done.
    static func beat() { listener?.hear() }
}
