import Foundation
public import Programme
import Records
import Rules
import Store

/// What an operator wants to know at a glance (`voucherd status`).
public struct StatusReport: Sendable, Codable {
    public struct Office: Sendable, Codable {
        public let office: String
        public let name: String
        public let lastBatch: String?
        public let exportedAt: Instant?
        public let receivedAt: Instant?
        public let lastBundle: Int
    }

    public struct Waiting: Sendable, Codable {
        /// What waits: a file, a batch, a record.
        public let subject: String
        public let reason: String
        public let since: Instant?
    }

    /// What waits, in numbers, and what to look at first; `voucherd waits` has all of it.
    public struct Waits: Sendable, Codable {
        public let count: Int
        /// By kind, as ``WaitQueue`` names them.
        public let counts: [String: Int]
        public let overdue: Int
        /// Those on which the most money depends, and those that have waited longest.
        public let biggest: [WaitQueue.Item]
        public let oldest: [WaitQueue.Item]
    }

    /// How many of the biggest and of the oldest waits are shown.
    static let shown = 5

    /// The version of this form.
    public let version: Int
    public let drains: Int
    public let inboxIsReal: Bool
    /// Why nothing or not everything is taken in just now: want of room on the disk, or what else hinders the daemon; `nil` where nothing does.
    public let pause: String?
    /// What hinders the daemon elsewhere, without keeping it from taking batches in: the outbox, the log.
    public let hindrances: [String]
    /// How many bundles the outbox lacks; the daemon writes them as soon as it can.
    public let unwrittenBundles: Int
    public let offices: [Office]
    public let waits: Waits
    public let waitingFiles: [Waiting]
    public let waitingBatches: [Waiting]
    public let waitingRecords: [Waiting]
    public let openConflicts: [String]
    /// Current decisions by `KIND OUTCOME`.
    public let decisions: [String: Int]
    /// The last day of the workday file.
    public let workdaysUntil: Day?
    /// Dates that come near or have passed; those of waits are told there.
    public let alarms: [Alarm]
    /// What to do about a workday file that runs out within sixty days; `nil` while it reaches farther.
    public let workdayShortage: String?

    /// Reads the state of a centre's store; ages are counted to the instant.
    ///
    /// - Parameter look: what the inbox holds.
    public init(_ centre: Centre, _ look: InboxLook, at instant: Instant) throws {
        let configuration = centre.configuration
        let isReal = if case .found = look { true } else { false }
        let hindrances = centre.hindrances(look)
        func texts(_ places: Set<Hindrance.Place>) -> [String] { hindrances.filter { places.contains($0.place) }.map { "\($0)" }.sorted() }
        let pauses = (centre.shortage(look).map { ["\($0)"] } ?? []) + texts([.store, .database, .inbox])
        self = try centre.store.read { transaction in
            try StatusReport(transaction, configuration, isReal, pauses: pauses, hindrances: texts([.outbox, .log]), at: instant)
        }
    }

    private init(
        _ transaction: Transaction,
        _ configuration: CentreConfiguration,
        _ inboxIsReal: Bool,
        pauses: [String],
        hindrances: [String],
        at instant: Instant
    ) throws {
        version = 1
        pause = pauses.isEmpty ? nil : pauses.joined(separator: "; ")
        self.hindrances = hindrances
        unwrittenBundles = try Outbox(configuration.root).missingCount(transaction)
        drains = try transaction.lastDrain()
        self.inboxIsReal = inboxIsReal
        offices = try configuration.offices.all.map { office in
            let last = try transaction.lastAppliedBatch(of: office.code)
            return Office(
                office: office.code.description,
                name: office.name,
                lastBatch: last?.identity.description,
                exportedAt: last?.exportedAt,
                receivedAt: last?.receivedAt,
                lastBundle: try transaction.lastBundle(to: office.code)?.sequence ?? 0
            )
        }
        let digest = try WaitDigest(transaction, configuration, at: instant)
        waits = Waits(
            count: digest.counts.values.reduce(0, +),
            counts: digest.counts,
            overdue: digest.overdue,
            biggest: try digest.biggest(StatusReport.shown),
            oldest: try digest.oldest(StatusReport.shown)
        )
        alarms = try Alarms(transaction: transaction, configuration: configuration, today: instant.day).dates()
        waitingFiles = StatusReport.waiting(digest.items, [.file])
        waitingBatches = StatusReport.waiting(digest.items, [.batch])
        waitingRecords = StatusReport.waiting(digest.items, [.case, .reference, .row, .resolution])
        openConflicts = try transaction.openConflicts().map { conflict in
            "\(conflict.id) \(try transaction.record(conflict.record).key) \(conflict.group)"
        }
        decisions = Dictionary(try transaction.decisionCounts().map { ("\($0.kind) \($0.outcome)", $0.count) }) { first, _ in first }
        workdaysUntil = configuration.workdays.lastDay
        workdayShortage = configuration.workdays.shortage(on: instant.day)
    }

    private static func waiting(_ items: [WaitQueue.Item], _ kinds: Set<StoredWait.Kind>) -> [Waiting] {
        items.filter { item in StoredWait.Kind(rawValue: item.kind).map { kinds.contains($0) } ?? false }.map {
            Waiting(subject: $0.subject, reason: "\($0.reason) / \($0.reasonZh)", since: $0.since)
        }
    }
}
