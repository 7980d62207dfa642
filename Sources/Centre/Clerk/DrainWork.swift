import Merging
import Programme
import Records
import Rules
import Store

/// What one drain has in hand: the batches that it applies, the records that they touch, and the news for each office.
final class DrainWork {
    /// The drain's number.
    let number: Int
    /// The instant that the whole drain uses.
    let instant: Instant
    let transaction: Transaction
    let configuration: CentreConfiguration
    /// Where evidence is kept; `nil` for a preview, which writes nothing.
    let evidence: EvidenceVault?

    /// Whether all of it is taken back.
    var isRehearsal: Bool { evidence == nil }

    /// Whether another drain of the same pass goes on, mostly with more files: a round is not cut off or ranked between two files that lay in the
    /// inbox together.
    let isFollowed: Bool
    /// Whether there is more to decide than one drain does: the next one goes on.
    var isUnfinished = false
    /// Whether this drain, or an earlier one of its pass, brought what may close a round.
    var mayCloseRounds = false
    /// Open conflicts that an earlier drain of the pass told, and that hold up what this one decided.
    var toldAgain: Set<String> = []
    /// What is new in the store.
    var fresh = FreshRecords()
    /// Records whose rows changed, to be merged.
    var touched: [Int64: RecordKey] = [:]
    /// Rows that the merge took into their records in this drain.
    var landed: [RecordType: Set<Int64>] = [:]
    /// What the merge changed.
    var changes: [RecordChange] = []
    /// Records whose rows' outcomes are to be looked at again.
    var concerned: Set<Int64> = []
    /// Records of which an earlier drain of the pass could not have the last word.
    var lookedAtAgain: Set<Int64> = []
    /// What the decisions in force bind of the vouchers of those party-years that were adjudicated.
    var balances: [CaseKey: VoucherBalance] = [:]
    /// The last word of this drain on each subject that has a new decision.
    var decisions: [DecisionSubject: DecisionNotice] = [:]
    /// Those of them that say that the subject has no such decision any more.
    var voided: Set<DecisionSubject> = []
    /// Rows with news, by the office that sent them.
    var receipts: [OfficeCode: [RowReceipt]] = [:]
    /// Batches dealt with, by the office that is told.
    var batches: [OfficeCode: [BatchReceipt]] = [:]
    /// Batches applied in this drain: their counts are known when all outcomes are.
    var applied: [BatchRecord] = []
    /// Batches that a ruling closed out in this drain, by the digest of their zip.
    var closed: [Digest: Refusal] = [:]
    /// What to tell the office of an applied batch besides its counts, by the batch's id.
    var warnings: [Int64: String] = [:]

    init(
        number: Int,
        instant: Instant,
        transaction: Transaction,
        configuration: CentreConfiguration,
        evidence: EvidenceVault?,
        isFollowed: Bool = false
    ) {
        self.number = number
        self.isFollowed = isFollowed
        self.instant = instant
        self.transaction = transaction
        self.configuration = configuration
        self.evidence = evidence
    }
}

extension DrainWork {
    /// Gives away most of what it has in hand, to be let go elsewhere. Nothing of the store is among it.
    func giveAway() -> Any {
        defer {
            (fresh, touched, landed) = (FreshRecords(), [:], [:])
            (changes, decisions, receipts) = ([], [:], [:])
        }
        return (fresh, touched, landed, changes, decisions, receipts)
    }

    /// The id of the record of that type and key.
    func id(of key: RecordKey) throws -> Int64? { try fresh.id(of: key) ?? transaction.record(key)?.id }

    /// The record of that id, with its rows in the order of their taking.
    func recordWithHistory(_ id: Int64) throws -> (record: StoredRecord, history: [StoredRow]) {
        if let fresh = fresh[id] { return (fresh.record, fresh.history) }
        let record = try transaction.record(id)
        return (record, try transaction.history(of: record))
    }

    /// Reads a record from the store from now on: something else than a batch adds to it.
    func leaveToStore(_ id: Int64) throws {
        guard let fresh = fresh[id] else { return }
        if let row = fresh.foreseen {
            try transaction.takeBackForeseen(ofRow: row, type: fresh.record.key.type)
            try transaction.update(fresh.record)
        }
        self.fresh.forget(id)
    }

    /// The offices that authored a row of a record, the first author first.
    func authors(of record: StoredRecord) throws -> [OfficeCode] {
        guard let fresh = fresh[record.id] else { return try transaction.authors(of: record) }
        return [record.author] + Set(fresh.history.map(\.row.office)).subtracting([record.author]).sorted()
    }
}

/// What a decision is about: at most one is in force for each.
struct DecisionSubject: Hashable, Comparable, Sendable {
    let kind: Decision.Kind
    let key: RecordKey

    static func < (left: DecisionSubject, right: DecisionSubject) -> Bool {
        left.key == right.key ? left.kind.rawValue < right.kind.rawValue : left.key < right.key
    }
}

/// A party in a voucher year: the unit of adjudication.
struct CaseKey: Hashable, Comparable, Sendable {
    let party: String
    let year: Int

    static func < (left: CaseKey, right: CaseKey) -> Bool {
        left.party == right.party ? left.year < right.year : left.party.utf8.lexicographicallyPrecedes(right.party.utf8)
    }
}
