import Merging
import Programme
import Records
import Rules
import Store

/// Money and law: no voucher binds more than its face, no decision without a rule, and a conflict is open exactly where a record has one.
struct DecisionAudit {
    func run(_ store: CentralStore) throws -> [String] {
        try store.read { transaction in
            let decisions = try transaction.currentDecisions()
            return money(decisions.map(\.decision)) + grounds(decisions) + (try conflicts(transaction))
        }
    }

    private func money(_ decisions: [Decision]) -> [String] {
        Dictionary(grouping: decisions) { "\($0.party) \($0.year)" }.sorted { $0.key < $1.key }.flatMap { _, decisions -> [String] in
            guard let balance = VoucherBalance(decisions) else { return [] }
            let accounts = balance.accounts + [("FREE", balance.free)]
            return accounts.filter { $0.amount < .zero }.map { "voucher \(balance.voucher): \($0.account) is \($0.amount.yuan)" }
        }
    }

    private func grounds(_ decisions: [StoredDecision]) -> [String] {
        let denials: Set<Decision.Outcome> = [.held, .returned, .rejected, .duplicate]
        return decisions.flatMap { stored -> [String] in
            let name = "\(stored.decision.kind.rawValue) of \(stored.decision.subject)"
            var faults = stored.programme.isEmpty ? ["\(name): names no programme file"] : []
            if denials.contains(stored.decision.outcome), stored.decision.findings.isEmpty { faults.append("\(name): denied without a rule") }
            for finding in stored.decision.findings where finding.rule.isEmpty || finding.article.isEmpty || finding.reason.isEmpty {
                faults.append("\(name): a finding without rule, article or reason")
            }
            return faults
        }
    }

    private func conflicts(_ transaction: Transaction) throws -> [String] {
        var found: Set<String> = []
        for type in RecordType.all {
            var records: [StoredRecord] = []
            try transaction.forEachRecord(type) { record, _ in records.append(record) }
            for record in records {
                let merged = RecordMerge.merge(record.key, try transaction.history(of: record).map(\.row))
                for group in merged.conflicts { found.insert("\(record.key) \(type.groups[group].name)") }
            }
        }
        var open: Set<String> = []
        for conflict in try transaction.openConflicts() { open.insert("\(try transaction.record(conflict.record).key) \(conflict.group)") }
        return found.symmetricDifference(open).sorted().map { "conflict of \($0): \(open.contains($0) ? "open, and there is none" : "not open")" }
    }
}
