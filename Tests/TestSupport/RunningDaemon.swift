import Centre
import Foundation
import Programme
import Store

/// `voucherd run` at work on a city's data root, as it runs at the centre; it is ended with the last reference at the latest.
public final class RunningDaemon {
    public let city: TestCity
    private let scratch: TemporaryFolder
    private let process: Background
    private let centre: Centre

    /// Starts the daemon.
    ///
    /// - Parameter wrapper: a command that runs the daemon's own, such as `prlimit --nofile=64`.
    public init(_ city: TestCity, wrapper: [String] = [], environment: [String: String] = [:]) async throws {
        self.city = city
        scratch = try TemporaryFolder()
        centre = try await city.centre()
        process = try Background(wrapper + ["voucherd", "run", "--root", city.root.absolutePath], in: scratch, environment: environment)
    }

    /// The daemon's process; that of the wrapper where there is one.
    public var id: Int32 { process.id }

    public var isRunning: Bool { process.isRunning }

    /// What it has said on its terminal so far.
    public var output: String { process.output }

    /// The log so far.
    public var log: String { FileManager.default.contents(atPath: city.root.log + "/voucherd.log").map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Waits until a batch is taken and its drain has committed.
    public func takes(_ batch: TestCity.Batch) async throws {
        let identity = BatchIdentity(office: batch.office, epoch: batch.epoch, sequence: batch.sequence)
        try await eventually("\(identity) is taken; the daemon said: \(output.suffix(2000))") {
            guard process.isRunning else { throw NeverSo(what: "the daemon ended: \(output.suffix(2000))") }
            return try centre.store.read { try $0.takenBatch(identity) } != nil
        }
    }

    /// Waits until `voucherd status` shows a file of the inbox as not whole.
    public func showsAsNotWhole(_ name: String) async throws {
        try await eventually("\(name) is shown as not whole; the daemon said: \(output.suffix(2000))") {
            try StatusReport(centre, .found(InboxListing()), at: Instant("2025-03-04T09:00:00+08:00")!).waitingFiles.contains { $0.subject == name }
        }
    }

    /// Waits until the log holds some words.
    public func logs(_ words: String) async throws {
        try await eventually("the log says '\(words)'; it says: \(log.suffix(2000))") { log.contains(words) }
    }

    /// Tells the daemon to stop and waits until it has.
    ///
    /// - Returns: its exit status.
    @discardableResult
    public func stop() -> Int32 { process.end() }

    /// Ends it as a power cut would.
    public func kill() { process.end(by: SIGKILL) }
}

extension TestCity {
    /// What the journal says became of each file that a drain took, in the order of the drains: `410305-1-1 APPLIED`.
    public func dealings() throws -> [String] {
        guard let journal = FileManager.default.contents(atPath: root.journal) else { return [] }
        return try journal.split(separator: UInt8(ascii: "\n")).flatMap { line in
            let drain = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            let files = drain?["files"] as? [[String: Any]] ?? []
            return files.map { "\($0["batch"] as? String ?? "unknown") \($0["outcome"] as? String ?? "")" }
        }
    }
}

extension TestCity.Batch {
    /// `410305-1-1`.
    public var identity: String { "\(office)-\(epoch)-\(sequence)" }
}
