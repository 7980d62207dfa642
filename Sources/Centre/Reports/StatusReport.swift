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

    /// The version of this form.
    public let version: Int
    public let drains: Int
    public let inboxIsReal: Bool
    public let offices: [Office]
    public let waitingFiles: [Waiting]
    public let waitingBatches: [Waiting]
    public let waitingRecords: [Waiting]
    public let openConflicts: [String]
    /// Current decisions by `KIND OUTCOME`.
    public let decisions: [String: Int]
    /// The last day of the workday file.
    public let workdaysUntil: Day?

    /// Reads the state of a centre's store.
    public init(_ centre: Centre, inboxIsReal: Bool) throws {
        let configuration = centre.configuration
        self = try centre.store.read { transaction in
            try StatusReport(transaction, configuration, inboxIsReal: inboxIsReal)
        }
    }

    private init(_ transaction: Transaction, _ configuration: CentreConfiguration, inboxIsReal: Bool) throws {
        version = 1
        drains = try transaction.lastDrain()
        self.inboxIsReal = inboxIsReal
        let last = Dictionary(try transaction.lastAppliedByOffice().map { ($0.identity.office, $0) }) { first, _ in first }
        offices = try configuration.offices.all.map { office in
            Office(
                office: office.code.description,
                name: office.name,
                lastBatch: last[office.code]?.identity.description,
                exportedAt: last[office.code]?.exportedAt,
                receivedAt: last[office.code]?.receivedAt,
                lastBundle: try transaction.lastBundle(to: office.code)?.sequence ?? 0
            )
        }
        waitingFiles = try transaction.waitingFiles().map { Waiting(subject: $0.name, reason: $0.reason, since: $0.since) }
        waitingBatches = try transaction.waitingBatches().map {
            Waiting(subject: $0.identity.description, reason: "\($0.waitsFor) \($0.reason)", since: $0.receivedAt)
        }
        let cases = try transaction.waits().map {
            Waiting(subject: $0.subject.description, reason: "\($0.finding.reason)（\($0.finding.values)）", since: $0.since)
        }
        let waitingCases = Set(cases.map(\.subject))
        let references = try transaction.pendingReferences().filter { !waitingCases.contains($0.record.description) }.map {
            Waiting(subject: $0.record.description, reason: "waits for \($0.target) / 所引用的\($0.target.type.title)尚未收到", since: nil)
        }
        let rows = try RecordType.all.flatMap { type in
            try transaction.unmergedRows(type).filter { $0.outcome == .parked }.map {
                Waiting(subject: "\(type.name) \($0.key)", reason: "row \($0.row) is parked / 该行等待首报、前一行或裁定", since: nil)
            }
        }
        waitingRecords = cases + references + rows
        openConflicts = try transaction.openConflicts().map { conflict in
            "\(conflict.id) \(try transaction.record(conflict.record).key) \(conflict.group)"
        }
        decisions = Dictionary(try transaction.decisionCounts().map { ("\($0.kind) \($0.outcome)", $0.count) }) { first, _ in first }
        workdaysUntil = configuration.workdays.lastDay
    }
}
