import Bags
import Foundation
import Glibc
import Programme
import Store

/// Makes the store again from the archive and its journal (`voucherd rebuild`), or proves that it could be made (`--check`).
///
/// A rebuilt store is made in a folder of its own and takes the damaged one's place only when it is complete; the damaged one is moved aside.
public struct Rebuild {
    private let configuration: CentreConfiguration
    private var root: DataRoot { configuration.root }

    /// What was done and found.
    public struct Report: Sendable, Codable {
        /// The version of this form.
        public var version = 1
        public var drains = 0
        public var files = 0
        public var bundles = 0
        /// What does not come out as it was, the first ones of each kind.
        public var differences: [String] = []
        /// What a person should know, and what is no difference.
        public var remarks: [String] = []
        /// Where the store that was there is now, if there was one.
        public var movedTo: String?
    }

    /// Why nothing was done.
    public enum Refusal: Error, Sendable, CustomStringConvertible {
        case healthy(path: String, drains: Int)
        case foreign(path: String)
        case noJournal(path: String)
        /// Nothing to compare with.
        case noStore(path: String, reason: String)
        /// The archive does not hold what is needed.
        case incomplete(english: String, chinese: String)

        public var description: String {
            switch self {
            case .healthy(let path, let drains):
                "\(path) is sound (\(drains) drains); nothing was done. To make it again all the same, say --replace: it is moved aside, never deleted"
                    + " / 数据库完好（共 \(drains) 轮），未作任何操作；确需重建请加 --replace，原库只会移开，不会删除"
            case .foreign(let path):
                "\(path) is another program's database: move it away or choose another --root / 这不是 voucherd 的数据库：请移走，或用 --root 另指目录"
            case .noJournal(let path):
                "\(path) tells of no drain: there is nothing to rebuild from; restore store/archive from a backup"
                    + " / 处理日志中没有任何记录，无从重建；请从备份恢复 store/archive"
            case .noStore(let path, let reason):
                "\(path) cannot be compared: \(reason) / 数据库无法比对：请运行 voucherd doctor 查看原因"
            case .incomplete(let english, let chinese): "\(english) / \(chinese)"
            }
        }
    }

    public init(_ configuration: CentreConfiguration) {
        self.configuration = configuration
    }

    // MARK: Comparing

    /// Replays archive and journal into a store beside the real one, and holds the two against each other. Nothing else is written; a daemon may run.
    ///
    /// - Parameter progress: is told how many of how many drains are done.
    public func check(progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
        let inspection = try StoreInspection(path: root.database)
        switch inspection.condition {
        case .sound: break
        case .missing: throw Refusal.noStore(path: root.database, reason: "it is missing; run 'voucherd rebuild'")
        case .damaged(let faults):
            throw Refusal.noStore(path: root.database, reason: "it is damaged (\(faults.first ?? "unreadable")); run 'voucherd rebuild'")
        case .foreign: throw Refusal.foreign(path: root.database)
        }
        guard inspection.missingMigrations.isEmpty, inspection.unknownMigrations.isEmpty else {
            throw Refusal.noStore(path: root.database, reason: "it is of another version; 'voucherd doctor' says which")
        }
        let scratch = try Scratch(root, for: .comparison)
        defer { scratch.remove() }
        // One state of the store, whatever a daemon does meanwhile.
        return try CentralStore(readingAt: root.database).read { here in
            let last = try here.lastDrain()
            let rebuilt = try CentralStore(path: scratch.database)
            let replay = try replay(scratch, restoresEvidence: false)
            var report = Report(try explaining { try replay.run(into: rebuilt, through: last, progress: progress) })
            let ahead = replay.journal.lines.last?.drain ?? 0
            if ahead > last + 1 {
                report.differences.append("the store ends with drain \(last), the journal tells of drains up to \(ahead)")
            } else if ahead == last + 1 {
                report.remarks.append("the journal has a line for drain \(ahead), which is not committed, or not yet")
            }
            try rebuilt.read { there in
                report.differences += try StoreComparison(here, there, scratch: scratch.path).differences()
            }
            try rebuilt.close()
            return report
        }
    }

    // MARK: Making again

    /// Makes the store again. The caller holds the lock of the data root.
    ///
    /// - Parameters:
    ///   - replacing: also where a sound store is there.
    ///   - accepting: put the rebuilt store in place also where it differs from what the journal says was published.
    /// - Returns: the report; where it has differences that are not accepted, nothing was changed.
    public func run(replacing: Bool, accepting: Bool, progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
        let inspection = try StoreInspection(path: root.database)
        switch inspection.condition {
        case .foreign: throw Refusal.foreign(path: root.database)
        case .sound where !replacing: throw Refusal.healthy(path: root.database, drains: inspection.lastDrain)
        case .sound, .missing, .damaged: break
        }
        try root.makeFolders()
        Scratch.removeLeftovers(root)
        let scratch = try Scratch(root, for: .replacement)
        defer { scratch.remove() }
        let replay = try replay(scratch, restoresEvidence: true)
        guard !replay.journal.lines.isEmpty else { throw Refusal.noJournal(path: root.journal) }
        let store = try CentralStore(path: scratch.database)
        var report = Report(try explaining { try replay.run(into: store, progress: progress) })
        let faults = try store.read { try $0.integrityFaults() }
        guard faults.isEmpty else { throw StoreError.damaged("the rebuilt store: \(faults[0])") }
        try store.close()
        guard report.differences.isEmpty || accepting else { return report }
        try DurableFile.sync(scratch.database)
        report.movedTo = try moveAside()
        try DurableFile.rename(scratch.database, to: root.database)
        return report
    }

    /// Moves what is left of the old store out of the way; a write-ahead log without its database goes too, or the new one would take it for its own.
    private func moveAside() throws -> String? {
        let stamp = Instant(seconds: Int64(time(nil))).description.filter { $0.isNumber || $0 == "T" }.prefix(15)
        var name = "\(root.database).damaged-\(stamp)"
        while access(name, F_OK) == 0 { name += "-again" }
        var hasMoved = false
        for suffix in ["", "-wal", "-shm"] where access(root.database + suffix, F_OK) == 0 {
            try DurableFile.rename(root.database + suffix, to: name + suffix)
            hasMoved = true
        }
        return hasMoved ? name : nil
    }

    private func replay(_ scratch: Scratch, restoresEvidence: Bool) throws -> Replay {
        Replay(
            configuration: configuration,
            journal: try JournalReading(Journal(path: root.journal)),
            archive: ArchivedFiles(root),
            temporary: scratch.path,
            restoresEvidence: restoresEvidence
        )
    }

    private func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let obstacle as Replay.Obstacle {
            throw Refusal.incomplete(english: obstacle.english, chinese: obstacle.chinese)
        }
    }
}

extension Rebuild.Report {
    init(_ replay: Replay.Report) {
        drains = replay.drains
        files = replay.files
        bundles = replay.bundles
        differences = replay.differences
        remarks = replay.remarks
    }
}

/// A folder for a store in the making, on the file system where it is to stay.
private struct Scratch {
    let path: String

    var database: String { path + "/voucherd.sqlite" }

    enum Purpose: String {
        case comparison = "rebuild-check-"
        case replacement = "rebuild-store-"
    }

    init(_ root: DataRoot, for purpose: Purpose) throws {
        path = "\(root.temporary)/\(purpose.rawValue)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try DurableFile.makeFolder(path)
    }

    /// Removes what a crash left of earlier replacements; the lock of the data root tells that none is in the making.
    static func removeLeftovers(_ root: DataRoot) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.temporary)) ?? []
        for name in names where name.hasPrefix(Purpose.replacement.rawValue) {
            try? FileManager.default.removeItem(atPath: "\(root.temporary)/\(name)")
        }
    }

    /// The folder holds copies only.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
