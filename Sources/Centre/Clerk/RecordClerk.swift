import Merging
import Programme
import Records
import Rules
import Store

/// Merges the records that a drain touched, and writes what came of it.
struct RecordClerk {
    let work: DrainWork

    private var transaction: Transaction { work.transaction }

    /// Merges every touched record, in the order of type and key, and follows the references that became whole.
    ///
    /// Claims come last: their places read their evidence.
    func run() throws {
        try SettlementClerk(work: work).run()
        try touchClaimsOfEvidence()
        let claimsLast = work.touched.sorted { left, right in
            (left.value.type == .claim ? 1 : 0, left.value) < (right.value.type == .claim ? 1 : 0, right.value)
        }
        let hasSettlements = try transaction.hasSettlements()
        for (id, key) in claimsLast {
            let change = try merge(id, key)
            work.changes.append(change)
            if change.merged.exists { work.fresh.noteMerged(key) }
            work.concerned.insert(id)
            // What became of a resolution shows on the record that it concerns.
            guard hasSettlements else { continue }
            for settlement in try transaction.settlements(onRecord: id) { work.concerned.insert(settlement.resolution) }
        }
        let hadPending = try transaction.hasPendingReferences()
        for change in work.changes where change.merged.exists {
            // A record that is new has left nothing pending.
            try checkReferences(of: change.record, change.merged.values, hasPending: hadPending && !change.isNew)
        }
        // Where nothing waits, nobody need be asked.
        let isAwaited = try transaction.hasPendingReferences()
        for change in work.changes where isAwaited && change.isNew {
            for waiting in try transaction.recordsWaiting(for: change.record.key) {
                let record = try transaction.record(waiting)
                guard let values = try transaction.values(of: record)?.values else { continue }
                try checkReferences(of: record, values, hasPending: true)
                work.concerned.insert(waiting)
            }
        }
    }

    /// A claim's place moves when a kind of evidence that it lacked comes.
    private func touchClaimsOfEvidence() throws {
        for (id, key) in work.touched where key.type == .evidence {
            for row in try work.recordWithHistory(id).history {
                guard let position = RecordType.evidence.position(of: "claim_id"), let claim = row.row.values[position]?.text,
                    let record = try transaction.record(RecordKey(.claim, claim))
                else { continue }
                work.touched[record.id] = record.key
            }
        }
    }

    // MARK: One record

    private func merge(_ id: Int64, _ key: RecordKey) throws -> RecordChange {
        var (stored, history) = try work.recordWithHistory(id)
        let before = try transaction.values(of: stored)?.values
        let merged = RecordMerge.merge(key, history.map(\.row))
        for (index, state) in merged.rows.enumerated() {
            guard case .merged(let version, _) = state, history[index].row.version != version else { continue }
            try transaction.setVersion(version, ofRow: history[index].id, type: key.type)
            work.landed[key.type, default: []].insert(history[index].id)
            history[index].row.version = version
        }
        var record = stored
        let hasNewVersion = merged.version != stored.version
        if hasNewVersion {
            if stored.version > 0, stored.drain != work.number { try transaction.keepVersion(stored) }
            record.version = merged.version
            record.drain = work.number
        }
        var digest: Digest?
        if merged.exists { (record.effective, digest) = try effectiveRow(of: merged, record, history) }
        record.isWithdrawn = merged.isWithdrawn
        record.hasConflict = !merged.conflicts.isEmpty
        try writePlace(of: merged, history, &record)
        let conflictsChanged = try writeConflicts(of: merged, stored, history)
        try transaction.update(record)
        work.fresh.update(record, history)
        let isVisible =
            before != (merged.exists ? merged.values : nil) || conflictsChanged || record.isWithdrawn != stored.isWithdrawn
            || record.place != stored.place
        return RecordChange(
            record: record,
            merged: merged,
            digest: digest,
            before: before,
            wasWithdrawn: stored.isWithdrawn,
            hasNewVersion: hasNewVersion,
            isVisible: isVisible
        )
    }

    /// The row that holds the values in effect: one of the history where one does, else the record's own; and the digest of its file.
    private func effectiveRow(of merged: MergedRecord, _ record: StoredRecord, _ history: [StoredRow]) throws -> (id: Int64, digest: Digest?) {
        if let row = history.last(where: { $0.row.act == .upsert && $0.row.values == merged.values }) { return (row.id, row.digest) }
        let path = record.key.type.columns.firstIndex { $0.format == .path }
        let digest = path.flatMap { path in history.last { $0.row.values[path] == merged.values[path] }?.digest }
        return (try transaction.setEffective(merged.values, digest: digest, of: record), digest)
    }

    private func writePlace(of merged: MergedRecord, _ history: [StoredRow], _ record: inout StoredRecord) throws {
        let kinds = work.configuration.programme.versions.last?.materials.evidenceKinds ?? []
        guard let place = try PlaceFinder(transaction: transaction, kinds: kinds).place(of: merged, history) else { return }
        record.place = place.instant
        record.completedAt = place.completedAt
    }

    // MARK: Conflicts

    /// Opens and closes the record's conflicts; returns whether any changed.
    private func writeConflicts(of merged: MergedRecord, _ record: StoredRecord, _ history: [StoredRow]) throws -> Bool {
        let known = record.hasConflict ? try transaction.openConflicts(ofRecord: record.id) : [:]
        var changed = false
        for (position, state) in merged.groups.enumerated() {
            let group = merged.key.type.groups[position].name
            if state.isInConflict {
                let id = ConflictID.id(of: merged.key, group: group)
                // Any touched row of a contested record may have brought a side: those who decide must see it.
                try transaction.openConflict(
                    id,
                    record: record.id,
                    group: group,
                    sides: ConflictSideRow.sides(of: position, in: merged, history),
                    inEffect: merged.words(of: position),
                    drain: work.number
                )
                changed = true
            } else if let id = known[group] {
                try transaction.closeConflict(id, inEffect: merged.words(of: position), drain: work.number)
                changed = true
            }
        }
        return changed
    }

    // MARK: References

    private func checkReferences(of record: StoredRecord, _ values: [Cell?], hasPending: Bool) throws {
        var missing: [(column: String, target: RecordKey)] = []
        for (position, column) in record.key.type.columns.enumerated() {
            guard let name = column.format.referencedType, let type = RecordType.named(name), let text = values[position]?.text else { continue }
            for target in text.split(separator: ";").map({ RecordKey(type, String($0)) })
            where try !work.fresh.isMerged(target) && !transaction.exists(target) { missing.append((column.name, target)) }
        }
        let known = hasPending || !missing.isEmpty ? try transaction.pendingReferences(ofRecord: record.id) : []
        guard !missing.isEmpty || !known.isEmpty else { return }
        try transaction.setPendingReferences(missing, ofRecord: record.id, at: work.instant)
    }
}
