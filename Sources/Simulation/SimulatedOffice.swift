import Bags
import FileCalls
import Foundation
import Office
import Programme
import Records
import Sample
import Store

/// A district office: it keeps the batches that it sent until the centre has named them, and takes the centre's bundles into its own copy.
final class SimulatedOffice {
    /// A batch on the office's disk.
    struct Sent {
        let identity: BatchIdentity
        let digest: Digest
        let rows: Int
        let zip: [UInt8]
        /// The day on which it was sent last.
        var day: Int
        var isAnswered = false
    }

    let code: OfficeCode
    let folder: String
    /// Where the office works with our own program; `nil` for a client of its own that writes batches from the contract.
    let desk: Desk?
    private let trust: Trust
    private let faults: Set<FaultKind>
    private var random: RandomSource
    private(set) var sent: [Sent] = []
    /// What came of the centre's bundles, by number, whole or not.
    private var mailbox: [Int: [UInt8]] = [:]
    /// The digest of each bundle's zip as it was first seen: a published bundle never changes.
    private(set) var seen: [Int: Digest] = [:]
    private var asked: Set<Int> = []
    private(set) var opened = 0
    private(set) var crashes = 0
    private(set) var errors = 0
    private(set) var calls = 0
    /// Bundles that were offered before their turn or before they were whole, and were not taken.
    private(set) var declined = 0
    /// What must never be: a bundle under a known number with other bytes, a cut one that was taken.
    private(set) var oddities: [String] = []

    init(_ code: OfficeCode, folder: String, desk: Desk?, trust: Trust, faults: Set<FaultKind>, seed: UInt64) {
        self.desk = desk
        self.code = code
        self.folder = folder
        self.trust = trust
        self.faults = faults
        random = RandomSource(seed: seed, purpose: "office \(code)")
    }

    // MARK: Batches

    func keep(_ batch: Sent) { sent.append(batch) }

    /// What a clerk does with the day's rows: types them into the folder's tables and packs them, in one batch or several. A pack that was
    /// interrupted is finished by the next one.
    ///
    /// - Returns: the new batches.
    func work(_ batches: [CaseBatch], day: Int) throws -> [Sent] {
        guard let desk else { return [] }
        var made: [Sent] = []
        for (index, batch) in batches.enumerated() {
            try desk.type(batch.rows)
            if index < batches.count - 1, random.chance(5000) { continue }
            _ = run(within: 250, what: "pack") { try desk.pack(at: batch.exportedAt) }
            made += try desk.takeBatches(day: day)
        }
        sent += made
        return made
    }

    /// Runs one of the office's commands, which may fail or die.
    ///
    /// - Returns: whether it came to its end.
    private func run(
        within calls: Int,
        what: String,
        mayFail: Bool = true,
        mustFail: Bool = false,
        _ command: () throws -> Void
    ) -> Bool {
        let process = MortalProcess(mayFail ? faults : [], random: RandomSource(seed: random.next()))
        if mayFail, faults.contains(.crash), random.chance(1500) { process.doom(within: calls) }
        defer {
            self.calls += process.tally.calls
            errors += process.tally.errors
        }
        do {
            try FileFaults.$injected.withValue(process, operation: command)
        } catch {
            if !process.isDead, process.tally.errors == 0, !mustFail { oddities.append("\(code): \(what): \(error)") }
            if process.isDead { crashes += 1 } else if mustFail { declined += 1 }
            return false
        }
        // One that died where nobody looks at the result.
        if process.isDead { crashes += 1 }
        return !process.isDead
    }

    /// The batches that no bundle has named, sent before today: they are sent again.
    func unanswered(on day: Int) -> [Sent] {
        var overdue: [Sent] = []
        for index in sent.indices where !sent[index].isAnswered && sent[index].day < day {
            sent[index].day = day
            overdue.append(sent[index])
        }
        return overdue
    }

    // MARK: Bundles

    /// Whether the office has not seen the bundle whole.
    func lacks(_ sequence: Int) -> Bool { seen[sequence] == nil }

    /// Whether the office fetches a bundle that it lacks: once, and again where it may have been lost.
    func asksFor(_ sequence: Int, again: Bool) -> Bool { asked.insert(sequence).inserted || again && faults.contains(.drop) }

    /// What came by mail.
    func receive(_ bytes: [UInt8], sequence: Int, isPrefix: Bool) {
        if isPrefix {
            if seen[sequence] == nil { mailbox[sequence] = bytes }
            return
        }
        let digest = Digest(of: bytes)
        if let known = seen[sequence], known != digest { oddities.append("\(code): bundle \(sequence) came with other bytes than before") }
        seen[sequence] = digest
        mailbox[sequence] = bytes
    }

    /// Takes in what it can. A bundle before its turn, or cut short, must be declined and leave the copy as it was.
    func open(mayFail: Bool) throws {
        for sequence in mailbox.keys.sorted() {
            guard let bytes = mailbox[sequence] else { continue }
            let path = "\(folder)-mail-\(sequence).zip"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            defer { try? FileManager.default.removeItem(atPath: path) }
            let mustDecline = seen[sequence] == nil || sequence > opened + 1
            let isTaken = run(within: 120, what: "bundle \(sequence)", mayFail: mayFail, mustFail: mustDecline) {
                _ = try BundleOpening(officeFolder: folder, trust: trust).open(path)
            }
            if !isTaken {
                // One that failed midway is tried again before those that come after it: it may have been taken in all the same.
                if mustDecline { continue }
                return
            }
            if mustDecline { oddities.append("\(code): bundle \(sequence) was taken in although it is cut or not the next") }
            opened = max(opened, sequence)
            mailbox[sequence] = nil
            try noteAnswers(path)
        }
    }

    private func noteAnswers(_ path: String) throws {
        guard let table = try Bag(contentsOf: path).content(of: "data/receipts/batches.csv") else { return }
        for row in try CSVTable(table).rows where row["outcome"] != BatchRecord.Outcome.waiting.rawValue {
            for index in sent.indices where row["digest"] == sent[index].digest.description { sent[index].isAnswered = true }
        }
    }
}
