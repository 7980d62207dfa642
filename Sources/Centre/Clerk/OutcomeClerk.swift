import Merging
import Programme
import Records
import Rules
import Store

/// Looks at the rows of every record that a drain concerns, and lists those whose outcome is new.
struct OutcomeClerk {
    let work: DrainWork

    private var transaction: Transaction { work.transaction }

    /// Whether nothing more of the pass follows.
    private var hasLastWord: Bool { !work.isFollowed && !work.isUnfinished }

    func run() throws {
        let changes = Dictionary(work.changes.map { ($0.record.id, $0) }) { $1 }
        // An act that met a state which did not allow it may be allowed now.
        if hasLastWord { work.concerned.formUnion(try transaction.heldActs().union(work.lookedAtAgain)) }
        let hasSettlements = try transaction.hasSettlements()
        let hasPending = try transaction.hasPendingReferences()
        for id in work.concerned.sorted() {
            let (record, history) = try work.recordWithHistory(id)
            try judge(
                record,
                history,
                changes[id]?.merged ?? RecordMerge.merge(record.key, history.map(\.row)),
                changes[id],
                hasSettlements: hasSettlements,
                hasPending: hasPending
            )
        }
    }

    private func judge(
        _ record: StoredRecord,
        _ history: [StoredRow],
        _ merged: MergedRecord,
        _ change: RecordChange?,
        hasSettlements: Bool,
        hasPending: Bool
    ) throws {
        let decisions = try decisions(on: merged, isNew: work.fresh[record.id] != nil)
        // What an application or claim waits for is told by its wait.
        let isToldByWait = decisions.contains { $0.effect == .park }
        let pending = isToldByWait || !hasPending ? [] : try transaction.pendingReferences(ofRecord: record.id)
        let settlements = hasSettlements ? try transaction.settlements(onRecord: record.id) : []
        let acts = ActClerk(transaction: transaction, configuration: work.configuration, instant: work.instant)
        let ofRecord = try acts.findings(on: record.key) + registration(record.key)
        if record.key.type.outcomeReadsOthers, !hasLastWord { try transaction.postpone(.outcome(record.id)) }
        for (row, state) in zip(history, merged.rows) where row.row.act.isSubmission {
            var findings = try findings(of: row, record)
            var outcome: RowOutcome
            switch state {
            case .merged(_, let change):
                outcome = change == .created ? .accepted : change == .changed ? .merged : .unchanged
                findings += conflicts(of: row, in: merged) + references(pending, record, row, merged) + kept(row, change, merged)
                findings += beaten(row, in: merged, history)
                findings += decisions
                findings += try settled(row, in: merged, history, settlements)
                if record.key.type == .resolution { findings += try carriedOut(row) }
                findings += ofRecord
                if change != .unchanged { findings += try acts.refusal(of: row, of: record.key) }
            case .parked(let wait):
                outcome = .parked
                findings.append(.parked(wait))
            case .refused(let group, let decidedBy):
                outcome = .rejected
                findings.append(
                    .frozen(
                        merged.key.type.groups[group],
                        of: merged.key.type,
                        stated: row.row.values,
                        standing: merged.values,
                        decidedBy: decidedBy
                    )
                )
            }
            for finding in findings { if let weight = RowOutcome(finding.effect) { outcome = max(outcome, weight) } }
            // A parked row that landed may still wait for a reference: its office must learn that the record holds it now.
            let isNews =
                try work.landed[record.key.type]?.contains(row.id) == true || isBeatenNow(row, in: merged, change) || isToldAnew(row, findings)
            guard outcome != row.outcome || isNews else { continue }
            if outcome != row.outcome { try transaction.setOutcome(outcome, ofRow: row.id, type: record.key.type) }
            work.receipts[row.row.office, default: []].append(
                RowReceipt(
                    batch: row.row.identity.batch,
                    file: BatchTables.path(of: record.key.type),
                    line: row.row.identity.line,
                    type: record.key.type,
                    key: record.key.key,
                    outcome: outcome,
                    version: state.isMerged ? merged.version : nil,
                    findings: findings.sorted { $0.effect.severity > $1.effect.severity },
                    ticket: outcome == .returned ? try transaction.openTicket(of: record.key)?.id ?? "" : row.ticket ?? ""
                )
            )
        }
    }

    /// Whether the row came with this pass, and an earlier drain of it may have told other reasons for the same outcome.
    private func isToldAnew(_ row: StoredRow, _ findings: [Finding]) throws -> Bool {
        guard work.lookedAtAgain.contains(row.record), !findings.isEmpty else { return false }
        return try transaction.receivedAt(ofBatch: row.batch) == work.instant
    }

    /// What reading the row found.
    private func findings(of row: StoredRow, _ record: StoredRecord) throws -> [Finding] {
        if let fresh = work.fresh[record.id], !fresh.rowsWithFindings.contains(row.row.identity) { return [] }
        return try transaction.findings(batch: row.batch, type: record.key.type, line: row.row.identity.line)
    }

    // MARK: Settlements

    /// What settled a conflict in which the row had a part.
    private func settled(
        _ row: StoredRow,
        in merged: MergedRecord,
        _ history: [StoredRow],
        _ settlements: [StoredSettlement]
    ) throws -> [Finding] {
        try settlements.compactMap { settlement in
            guard settlement.act == .resolve, merged.isInForce(settlement.row, history),
                let asked = history.first(where: { $0.row.identity == settlement.row && !$0.row.act.isSubmission }),
                case .resolve(let settled) = asked.row.act, settled.rows.contains(row.row.identity)
            else { return nil }
            return .settled(
                merged.key.type.groups[settled.group],
                of: merged.key.type,
                values: merged.words(of: settled.group),
                try SettlementReason(settlement, transaction),
                conflict: settlement.conflict
            )
        }
    }

    /// What became of a resolution's row on the record that it concerns.
    private func carriedOut(_ row: StoredRow) throws -> [Finding] {
        let settlements = try transaction.settlements(ofResolution: row.record)
        guard let settlement = settlements.first(where: { $0.row == row.row.identity }) else { return [] }
        if !settlement.fault.isEmpty { return [.impossible(settlement)] }
        // What is taken back before its rows came waits for nothing any more.
        let isWithdrawn = try transaction.record(row.record).isWithdrawn
        guard let target = settlement.target else { return isWithdrawn ? [] : [.unplaced(settlement)] }
        let record = try transaction.record(target)
        let history = try transaction.history(of: record)
        let merged = RecordMerge.merge(record.key, history.map(\.row))
        guard let index = history.firstIndex(where: { $0.row.identity == settlement.row && !$0.row.act.isSubmission }) else { return [] }
        switch merged.rows[index] {
        case .parked(let wait): return isWithdrawn ? [] : [.parked(wait)]
        case .merged(_, .unchanged): return [.sideless(settlement)]
        case .merged, .refused:
            let isOpen = try transaction.conflict(settlement.conflict)?.isOpen == true
            return settlement.act == .resolve && isOpen ? [.stillOpen(settlement)] : []
        }
    }

    /// What a provider or platform lacks of the conditions for its registration (Art. 8, 11).
    private func registration(_ key: RecordKey) throws -> [Finding] {
        guard key.type == .provider || key.type == .platform, let record = try transaction.merged(key.type, key.key), !record.isWithdrawn else {
            return []
        }
        let badCredit = try transaction.records(.regBadCredit, where: "uscc", is: key.key)
        return RegistrationHearing(programme: work.configuration.programme).findings(of: record, badCredit: badCredit, on: work.instant.day)
    }

    // MARK: What a row's findings come from

    /// What the rules say of an application or claim: it attaches to its own rows only.
    private func decisions(on merged: MergedRecord, isNew: Bool) throws -> [Finding] {
        let key = merged.key
        guard key.type == .application || key.type == .claim else { return [] }
        let kinds: [Decision.Kind] = key.type == .application ? [.application, .voucher] : [.initialReview, .listing, .publicity, .payment]
        let subjects = kinds.map { DecisionSubject(kind: $0, key: key) }.filter { !work.voided.contains($0) }
        // On a new record nothing can have been decided before this drain.
        let inForce = isNew ? subjects.compactMap { work.decisions[$0]?.decision } : try transaction.currentDecisions(of: key, kinds)
        var findings = kinds.flatMap { kind in inForce.first { $0.kind == kind }?.findings ?? [] }
        if let wait = try transaction.wait(of: key)?.finding { findings.append(wait) }
        return findings
    }

    private func conflicts(of row: StoredRow, in merged: MergedRecord) -> [Finding] {
        merged.conflicts.compactMap { group in
            let state = merged.groups[group]
            guard state.sides.contains(where: { $0.rows.contains(row.row.identity) }) else { return nil }
            let declaration = merged.key.type.groups[group]
            return .contested(
                declaration,
                of: merged.key.type,
                sides: state.sides,
                conflict: ConflictID.id(of: merged.key, group: declaration.name)
            )
        }
    }

    /// References of the values in effect that the row itself states.
    private func references(
        _ pending: [(column: String, target: RecordKey)],
        _ record: StoredRecord,
        _ row: StoredRow,
        _ merged: MergedRecord
    ) -> [Finding] {
        pending.compactMap { column, target in
            guard let position = record.key.type.position(of: column), row.row.values[position] == merged.values[position] else { return nil }
            return .missing(record.key.type.columns[position], target)
        }
    }

    /// A side that another has taken precedence of by the group's merge word, and a withdrawal that an edit outlived: told, and no fault.
    private func beaten(_ row: StoredRow, in merged: MergedRecord, _ history: [StoredRow]) -> [Finding] {
        if row.row.act == .withdraw {
            let revives = history.contains { $0.row.office == row.row.office && row.row.identity < $0.row.identity && $0.row.act == .upsert }
            return merged.isWithdrawn || revives ? [] : [.outlived(merged.key)]
        }
        return beatenGroups(of: row, in: merged).map { .beaten(merged.key.type.groups[$0], of: merged.key.type, by: merged) }
    }

    private func beatenGroups(of row: StoredRow, in merged: MergedRecord) -> [Int] {
        merged.groups.indices.filter { group in
            let state = merged.groups[group]
            guard state.sides.count > 1, !state.isInConflict, let side = state.sides.first(where: { $0.rows.contains(row.row.identity) }) else {
                return false
            }
            return zip(merged.key.type.groups[group].columns, side.values).contains { merged.values[$0] != $1 }
        }
    }

    /// Whether this drain took precedence from a row, or made its withdrawal void, of which its office had been told otherwise.
    private func isBeatenNow(_ row: StoredRow, in merged: MergedRecord, _ change: RecordChange?) -> Bool {
        guard let change, let before = change.before, row.outcome != nil else { return false }
        if row.row.act == .withdraw { return change.wasWithdrawn && !merged.isWithdrawn }
        return beatenGroups(of: row, in: merged).contains { group in
            guard let side = merged.groups[group].sides.first(where: { $0.rows.contains(row.row.identity) }) else { return false }
            return zip(merged.key.type.groups[group].columns, side.values).allSatisfy { before[$0] == $1 }
        }
    }

    /// An unchanged re-submission of what others have changed since.
    private func kept(_ row: StoredRow, _ change: RowState.Change, _ merged: MergedRecord) -> [Finding] {
        guard change == .unchanged else { return [] }
        return merged.key.type.groups.compactMap { group in
            let differs = group.columns.contains { column in
                guard row.row.stated.contains(column), row.row.values[column] != merged.values[column] else { return false }
                guard group.name == "name", let one = row.row.values[column]?.text, let other = merged.values[column]?.text else { return true }
                return TextFolding.comparisonKey(one) != TextFolding.comparisonKey(other)
            }
            return differs ? .superseded(group, of: merged.key.type, stated: row.row.values, merged: merged.values) : nil
        }
    }
}

extension Finding.Effect {
    /// The order in which a receipt lists findings.
    var severity: Int {
        switch self {
        case .reject: 6
        case .return: 5
        case .conflict: 4
        case .park: 3
        case .hold: 2
        case .warn: 1
        case .info: 0
        }
    }
}

extension RecordType {
    /// Whether the outcome of a record's rows depends on other records, and on what waits, without a decision that would tell of it. What a resolution
    /// comes to is followed by its settlements.
    fileprivate var outcomeReadsOthers: Bool { RecordType.acts.contains(self) || self == .provider || self == .platform }
}

extension RowOutcome {
    /// The outcome that an effect asks for; WARN and INFO change none.
    init?(_ effect: Finding.Effect) {
        switch effect {
        case .reject: self = .rejected
        case .return: self = .returned
        case .conflict: self = .conflict
        case .park: self = .parked
        case .hold: self = .held
        case .warn, .info: return nil
        }
    }
}
