import Bags
import Foundation
import Programme
import Store

/// Takes the drains of a journal again, one by one, into an empty store: each with its own number, instant, files and configuration.
///
/// Old signatures are not judged by today's keys: what the keys of the day said stands in the journal.
struct Replay {
    let configuration: CentreConfiguration
    let journal: JournalReading
    let archive: ArchivedFiles
    /// Where bundles and read-back receipts are made meanwhile.
    let temporary: String
    /// Whether evidence that is missing is put back from the archived batches.
    let restoresEvidence: Bool
    private let leavings = Leavings()

    /// What was found on the way.
    struct Report {
        var drains = 0
        var files = 0
        var bundles = 0
        /// What does not come out as the journal says it did.
        var differences: [String] = []
        /// What a person should know, and what is no difference.
        var remarks: [String] = []
        /// The last drain's files are nowhere: it never committed.
        var dropped: Int?
    }

    /// Why a replay cannot go on.
    struct Obstacle: Error, CustomStringConvertible {
        let english: String
        let chinese: String

        var description: String { "\(english) / \(chinese)" }
    }

    /// Takes the drains up to a number, or all.
    func run(into store: CentralStore, through last: Int? = nil, progress: (Int, Int) -> Void) throws -> Report {
        var report = Report()
        remarkOnLines(&report)
        let lines = journal.lines.filter { $0.drain <= last ?? .max }
        if let gap = journal.firstGap, gap <= last ?? .max {
            throw Obstacle(
                english: "\(configuration.root.journal) has no line for drain \(gap): restore the journal from a backup",
                chinese: "处理日志缺少第 \(gap) 轮的记录：请从备份恢复该日志"
            )
        }
        var desk = ConfigurationDesk(configuration: configuration)
        var claims = ClaimNumbers()
        for (index, line) in lines.enumerated() {
            progress(index, lines.count)
            let files = claims.number(line.files)
            let missing = try files.filter { try archive.path(of: $0.zip, outcome: $0.outcome) == nil }
            if let first = missing.first {
                if last == nil, index == lines.count - 1, missing.count == files.count {
                    report.dropped = line.drain
                    report.remarks.append(
                        "drain \(line.drain) is in the journal, but none of its files was ever archived: it never committed, and the files are taken from the inbox again"
                    )
                    break
                }
                throw Obstacle(
                    english: "drain \(line.drain) took \(first.name) (SHA-256 \(first.zip)), which is neither in store/archive nor in "
                        + "store/quarantine: restore it from a backup",
                    chinese: "第 \(line.drain) 轮接收的 \(first.name)（SHA-256 \(first.zip)）不在存档与隔离区中：请从备份恢复该文件"
                )
            }
            try take(line, files, try desk.configuration(of: line, &report), store, &report)
        }
        progress(lines.count, lines.count)
        return report
    }

    private func remarkOnLines(_ report: inout Report) {
        for line in journal.torn { report.remarks.append("journal line \(line) is torn: its drain never committed, and it is passed over") }
        if !journal.replaced.isEmpty {
            let numbers = Set(journal.replaced).sorted().prefix(10).map(String.init).joined(separator: ", ")
            report.remarks.append("drains \(numbers) have more than one line: the last one of each counts")
        }
    }

    private func take(
        _ line: Journal.Line,
        _ files: [ReplayedFile],
        _ configuration: CentreConfiguration,
        _ store: CentralStore,
        _ report: inout Report
    ) throws {
        let gate = Gate(configuration: configuration)
        let admissions = try files.map { file in
            guard let path = try archive.path(of: file.zip, outcome: file.outcome) else {
                throw FileFailure("open", path: file.name, errorNumber: ENOENT)
            }
            return try file.admission(from: path, gate)
        }
        let told = Dictionary((line.bundles ?? []).map { ("\($0.office)-\($0.sequence)", $0) }) { first, _ in first }
        let keeper = BundleKeeper(root: self.configuration.root, told: told, isTold: line.bundles != nil)
        let work = DrainTransaction(
            configuration: configuration,
            evidence: EvidenceVault(root: self.configuration.root, isWriting: restoresEvidence),
            temporary: temporary,
            leavings: leavings
        )
        var differences: [String] = []
        let result = try store.write { transaction in
            try work.run(admissions, number: line.drain, at: line.at, isFollowed: line.isFollowed ?? false, in: transaction) { cut in
                try keeper.keep(cut, drain: line.drain, &differences)
            }
        }
        report.drains += 1
        report.files += files.count
        report.bundles += result.bundles.count
        report.differences += differences
        let cut = Set(result.bundles.map { "\($0.office)-\($0.sequence)" })
        for name in told.keys.sorted() where !cut.contains(name) {
            report.differences.append("drain \(line.drain): bundle \(name) was cut then, and is not cut now")
        }
        let outcomes = Dictionary(result.dispositions.map { ($0.file.claim, $0.outcome) }) { first, _ in first }
        for file in files {
            let now = outcomes[file.claim]?.rawValue ?? "nothing"
            if now != file.outcome.rawValue {
                report.differences.append("drain \(line.drain): \(file.name) was \(file.outcome.rawValue) then, and is \(now) now")
            }
        }
    }
}

/// Gives each drain the configuration that it was made with.
private struct ConfigurationDesk {
    let configuration: CentreConfiguration
    private var known: [PinnedConfiguration.Digests: CentreConfiguration] = [:]
    private var hasRemarked = false

    init(configuration: CentreConfiguration) {
        self.configuration = configuration
    }

    mutating func configuration(of line: Journal.Line, _ report: inout Replay.Report) throws -> CentreConfiguration {
        let digests = try line.configuration ?? assumed(line, &report)
        if let known = known[digests] { return known }
        let found = try configuration.pinned(to: digests)
        known[digests] = found
        return found
    }

    /// A line of an earlier version names the programme file only.
    private mutating func assumed(_ line: Journal.Line, _ report: inout Replay.Report) throws -> PinnedConfiguration.Digests {
        let today = configuration.pinned.digests
        guard let programme = Digest(hex: line.programme) else {
            throw Replay.Obstacle(
                english: "the journal's line of drain \(line.drain) names no programme file",
                chinese: "处理日志第 \(line.drain) 轮未写明办法参数文件"
            )
        }
        if !hasRemarked {
            report.remarks.append(
                "drain \(line.drain) was journalled by an earlier version, without its offices, working days and settings: today's are used"
            )
            hasRemarked = true
        }
        return PinnedConfiguration.Digests(programme: programme, offices: today.offices, workdays: today.workdays, settings: today.settings)
    }
}

/// Numbers the files of a journal as their claims were; where a line of an earlier version does not say, below zero.
private struct ClaimNumbers {
    private var last = Int.min / 2

    mutating func number(_ files: [Journal.File]) -> [ReplayedFile] {
        files.map { file in
            last += 1
            return ReplayedFile(file, claim: file.claim ?? last)
        }.sorted { $0.claim < $1.claim }
    }
}
