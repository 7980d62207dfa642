import Metrics

/// The stages of a drain, for whoever asks where its time goes.
///
///     try Stage.merge.timed { try RecordClerk(work: work).run() }
///
/// Each stage is a timer `voucherd.stage` with the dimension `stage`, which any backend of swift-metrics can keep; without one it costs nothing.
/// `voucherd run --once --profile` has one of its own.
public enum Stage: String, Sendable, CaseIterable {
    /// The inbox is looked over, and its whole files are claimed.
    case claim
    /// Zips are opened, hashed and inflated; signatures are verified.
    case admit
    /// Tables are looked over for what would make them none.
    case check
    /// Rows are read and written, and so are files of evidence.
    case apply
    /// Files of evidence are made durable.
    case keep
    /// Records are merged.
    case merge
    /// The party-years that changes concern are found.
    case concern
    /// Case files are gathered.
    case gather
    /// Case files are judged.
    case judge
    /// Decisions are put in force.
    case decide
    /// Vouchers' balances are posted.
    case post
    /// Rows' outcomes are found and noted.
    case outcome
    /// What is new is sorted by office.
    case sort
    /// Bundles are made, signed and zipped.
    case bundle
    /// Files go to the archive, bundles to the outbox.
    case publish

    /// The label of all stages' timers.
    public static let label = "voucherd.stage"

    private var timer: Metrics.Timer { Metrics.Timer(label: Stage.label, dimensions: [("stage", rawValue)]) }

    /// Times a piece of work.
    func timed<Value>(_ work: () throws -> Value) rethrows -> Value {
        let clock = ContinuousClock()
        let start = clock.now
        defer { timer.recordNanoseconds((clock.now - start).nanoseconds) }
        return try work()
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
