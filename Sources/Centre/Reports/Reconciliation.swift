import Bags
import Foundation
import Programme
import Records
import Rules
import Store

/// Holds the store against the archive, the evidence and the outbox (`voucherd reconcile`): bytes in equal bytes kept, rows in equal rows
/// accounted for, and money adds up.
public struct Reconciliation {
    private let root: DataRoot
    private let configuration: CentreConfiguration
    private let store: CentralStore

    /// What was counted, and everything that does not agree.
    public struct Report: Sendable, Codable {
        public var files = 0
        public var batches = 0
        public var rows = 0
        public var evidence = 0
        public var bundles = 0
        public var vouchers = 0
        public var faults: [String] = []
    }

    public init(_ centre: Centre) {
        root = centre.root
        configuration = centre.configuration
        store = centre.store
    }

    /// Reads everything again; `progress` is told how many of how many steps are done.
    public func run(progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
        var report = Report()
        try store.read { transaction in
            report.faults += try transaction.integrityFaults()
            try checkFiles(transaction, &report)
            try checkBatches(transaction, &report, progress)
            try checkEvidence(transaction, &report)
            try checkBundles(transaction, &report)
            try checkJournal(transaction, &report)
            let ledger = try Ledger(transaction)
            report.vouchers = ledger.balances.count
            for balance in ledger.overdrawn {
                report.faults.append(
                    "voucher \(balance.voucher): \((balance.face - balance.free).yuan) are bound of a face of \(balance.face.yuan)"
                )
            }
            let posted = try transaction.allBalances()
            for balance in ledger.balances {
                guard let accounts = posted[balance.voucher] else { continue }
                for (account, amount) in balance.accounts where accounts[account] ?? .zero != amount {
                    report.faults.append(
                        "voucher \(balance.voucher): \((accounts[account] ?? .zero).yuan) are posted to \(account), the decisions bind \(amount.yuan)"
                    )
                }
            }
        }
        return report
    }

    /// Every file that was taken lies in the archive or in quarantine, and nothing else lies there.
    private func checkFiles(_ transaction: Transaction, _ report: inout Report) throws {
        var expected: Set<String> = []
        var claimed: Set<Digest>?
        for (zip, file, outcome) in try transaction.arrivals() {
            report.files += 1
            let place = outcome == .quarantined ? root.quarantined(zip.description) : root.archived(zip.description)
            expected.insert(place)
            if !FileManager.default.fileExists(atPath: place) {
                // Between the commit and the move, which a full disk can hold up, the file is among the claims.
                if claimed == nil { claimed = claimedDigests() }
                if claimed?.contains(zip) == true || FileManager.default.fileExists(atPath: place) { continue }
                report.faults.append("\(file): taken as \(outcome.rawValue), but \(place) is missing")
            }
        }
        for folder in [root.archive, root.quarantine] {
            for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] where name.hasSuffix(".zip") {
                let place = "\(folder)/\(name)"
                if !expected.contains(place) { report.faults.append("\(place): nothing in the store says where it came from") }
            }
        }
    }

    private func claimedDigests() -> Set<Digest> {
        let names = FileManager.default.enumerator(atPath: root.taking)?.compactMap { $0 as? String } ?? []
        return Set(names.compactMap { try? Digest(ofFileAt: "\(root.taking)/\($0)") })
    }

    /// Every applied batch has as many rows in the store as its archived tables have, and as many as its office was told of.
    private func checkBatches(_ transaction: Transaction, _ report: inout Report, _ progress: (Int, Int) -> Void) throws {
        let batches = try transaction.appliedBatches()
        let gate = Gate(configuration: configuration)
        for (index, batch) in batches.enumerated() {
            progress(index, batches.count)
            report.batches += 1
            let path = root.archived(batch.zip.description)
            let file = Source(archived: path, name: batch.file)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            guard case .batch(let admitted) = try gate.admit(file, trusting: true), admitted.zip == batch.zip else {
                report.faults.append("\(batch.identity): the archived file is no longer what was taken")
                continue
            }
            let counter = RowCounter()
            for (type, _) in admitted.tables.tables { try admitted.tables.read(type) { _, _ in counter.rows += 1 } }
            let stored = try transaction.storedRows(of: batch.id)
            let counts = try transaction.counts(of: batch.id)
            let told = counts.byOutcome.values.reduce(0, +)
            if counter.rows != stored || counter.rows != counts.rows || counter.rows != told {
                report.faults.append(
                    "\(batch.identity): \(counter.rows) rows came in, \(stored) are in the store, the receipt counts \(counts.rows) and tells of \(told)"
                )
            }
            report.rows += counter.rows
        }
        progress(batches.count, batches.count)
    }

    private final class RowCounter {
        var rows = 0
    }

    private func checkEvidence(_ transaction: Transaction, _ report: inout Report) throws {
        for digest in try transaction.evidenceDigests() {
            report.evidence += 1
            let place = root.evidenceFile(digest.description)
            guard let actual = try? Digest(ofFileAt: place) else {
                report.faults.append("evidence \(digest): \(place) is missing or cannot be read")
                continue
            }
            if actual != digest { report.faults.append("evidence \(digest): \(place) has other bytes (\(actual))") }
        }
    }

    /// The journal tells of every drain that the store has.
    private func checkJournal(_ transaction: Transaction, _ report: inout Report) throws {
        let last = try transaction.lastDrain()
        guard last > 0 else { return }
        let told = try JournalReading(Journal(path: root.journal)).drains
        let missing = (1...last).filter { !told.contains($0) }
        if let first = missing.first { report.faults.append("\(root.journal): \(missing.count) drains are not told of, the first is \(first)") }
    }

    private func checkBundles(_ transaction: Transaction, _ report: inout Report) throws {
        var next: [OfficeCode: Int] = [:]
        for bundle in try transaction.bundles() {
            report.bundles += 1
            if bundle.sequence != next[bundle.office, default: 1] { report.faults.append("\(bundle.file): a bundle before it is missing") }
            next[bundle.office] = bundle.sequence + 1
            // A bundle may have been fetched away; one that is there must be the one that was cut.
            let place = "\(root.outbox)/\(bundle.file)"
            if let actual = try? Digest(ofFileAt: place), actual != bundle.zip {
                report.faults.append("\(place): other bytes than those that were cut")
            }
        }
    }
}
