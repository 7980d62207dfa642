import Programme
import Records
import Rules
import Store

/// Something that a clerk must see first: a record or batch that did not simply pass, with every reason.
struct ActionItem {
    /// What became of it, in the order in which an office can do something about it.
    enum Group: Int, CaseIterable {
        case quarantined, returned, rejected, conflict, parked, held, waiting
    }

    /// Where in which batch it stood.
    struct Position: Hashable {
        let batch: BatchIdentity
        let file: String
        let line: Int

        /// `claim.csv` for `data/records/claim.csv`.
        var table: Substring { file.hasPrefix("data/records/") ? file.dropFirst(13) : file[...] }
    }

    var group: Group
    /// The record; `nil` for a batch.
    let subject: RecordKey?
    /// The batch receipt, where the item is about a whole batch.
    var batch: BatchReceipt?
    /// The party that a decision concerns.
    var party: String?
    var outcomes: [String] = []
    var positions: [Position] = []
    var findings: [Finding] = []
    /// The conflicts that the bundle shows for the record.
    var conflicts: [String] = []

    mutating func add(_ finding: Finding) {
        let isKnown = findings.contains { $0.rule == finding.rule && $0.values == finding.values && $0.reason == finding.reason }
        if !isKnown { findings.append(finding) }
    }

    mutating func add(outcome: String) {
        if !outcomes.contains(outcome) { outcomes.append(outcome) }
    }
}

/// Gathers what needs action from all parts of a bundle: what row, decision and conflict say of one record stands together.
struct ActionList {
    private var items: [ActionItem] = []
    private var known: [RecordKey: Int] = [:]

    init(_ content: BundleContent, _ wording: Wording) {
        for batch in content.batches { take(batch, wording) }
        for row in content.rows where row.outcome >= .held { take(row, wording) }
        for notice in content.decisions { take(notice.decision, wording) }
        for conflict in content.conflicts where conflict.isOpen { take(conflict, wording) }
    }

    var count: Int { items.count }

    /// The items of a group, in the order of the bundle.
    func items(in group: ActionItem.Group) -> [ActionItem] { items.filter { $0.group == group } }

    private mutating func take(_ batch: BatchReceipt, _ wording: Wording) {
        let group: ActionItem.Group
        switch batch.outcome {
        case .applied, .duplicate: return
        case .waiting: group = .waiting
        case .changed, .quarantined: group = .quarantined
        }
        items.append(ActionItem(group: group, subject: nil, batch: batch, outcomes: [wording.outcome(batch.outcome)]))
    }

    private mutating func take(_ row: RowReceipt, _ wording: Wording) {
        let key = RecordKey(row.type, row.key)
        // A row whose key could not be read is like no other.
        let index = row.key.isEmpty ? append(key, row.outcome.group) : index(of: key, row.outcome.group)
        items[index].positions.append(ActionItem.Position(batch: row.batch, file: row.file, line: row.line))
        items[index].add(outcome: row.version == nil && row.outcome == .rejected ? "未采用" : wording.outcome(row.outcome))
        for finding in row.findings { items[index].add(finding) }
    }

    private mutating func take(_ decision: Decision, _ wording: Wording) {
        guard let group = decision.outcome.group else { return }
        let index = index(of: decision.subject, group)
        items[index].party = decision.party
        items[index].add(outcome: wording.outcome(decision.outcome))
        for finding in decision.grounds { items[index].add(finding) }
    }

    private mutating func take(_ conflict: ConflictNotice, _ wording: Wording) {
        let index = index(of: conflict.key, .conflict)
        items[index].add(outcome: wording.outcome(RowOutcome.conflict))
        items[index].conflicts.append(conflict.id)
        guard !items[index].findings.contains(where: { $0.conflict == conflict.id }) else { return }
        let columns = conflict.columns.map(\.title).joined(separator: "、")
        items[index].add(
            Finding(
                rule: "MERGE-CONFLICT",
                effect: .conflict,
                article: "交换格式§4",
                reason: "\(columns)有 \(conflict.numberedSides.count) 种不同填报",
                fix: "对照下文“填报冲突”核对原始材料，将正确内容及依据告知市级管理机构，由其裁定",
                conflict: conflict.id
            )
        )
    }

    private mutating func index(of key: RecordKey, _ group: ActionItem.Group) -> Int {
        guard let index = known[key] else {
            let index = append(key, group)
            known[key] = index
            return index
        }
        if group.rawValue < items[index].group.rawValue { items[index].group = group }
        return index
    }

    private mutating func append(_ key: RecordKey, _ group: ActionItem.Group) -> Int {
        items.append(ActionItem(group: group, subject: key))
        return items.count - 1
    }
}

extension RowOutcome {
    fileprivate var group: ActionItem.Group {
        switch self {
        case .rejected: .rejected
        case .returned: .returned
        case .conflict: .conflict
        case .parked: .parked
        case .held, .accepted, .merged, .unchanged: .held
        }
    }
}

extension Decision.Outcome {
    /// `nil` for what grants or ends without anything to do.
    fileprivate var group: ActionItem.Group? {
        switch self {
        case .returned: .returned
        case .rejected, .duplicate, .lapsed: .rejected
        case .held, .objected: .held
        case .unfunded, .partial, .due: .held
        default: nil
        }
    }
}
