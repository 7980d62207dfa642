import Merging
import Programme
import Records
import Rules
import Store

/// Merges the records that a drain touched, and writes what came of it.
struct RecordClerk {
    let work: DrainWork

    /// How many records are merged side by side.
    private static let together = 1_000

    private var transaction: Transaction { work.transaction }

    /// Merges every touched record, in the order of type and key, and follows the references that became whole.
    ///
    /// Claims come last: their places read their evidence.
    func run() throws {
        try SettlementClerk(work: work).run()
        try touchClaimsOfEvidence()
        let inOrder = work.touched.sorted { $0.value < $1.value }
        let claimsLast = inOrder.filter { $0.value.type != .claim } + inOrder.filter { $0.value.type == .claim }
        let hasSettlements = try transaction.hasSettlements()
        for part in claimsLast.parts(of: RecordClerk.together) {
            let histories = try part.map { try work.recordWithHistory($0.key) }
            let merges = histories.concurrentMap { RecordMerge.merge($0.record.key, $0.history.map(\.row)) }
            for ((record, history), merged) in zip(histories, merges) {
                let change = try write(merged, record, history)
                work.changes.append(change)
                if change.merged.exists { work.fresh.noteMerged(record.key) }
                work.concerned.insert(record.id)
                // What became of a resolution shows on the record that it concerns.
                guard hasSettlements else { continue }
                for settlement in try transaction.settlements(onRecord: record.id) { work.concerned.insert(settlement.resolution) }
            }
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
                    case let key = RecordKey(.claim, claim), let id = try work.id(of: key)
                else { continue }
                work.touched[id] = key
            }
        }
    }

    // MARK: One record

    /// Writes what the merge makes of a record.
    private func write(_ merged: MergedRecord, _ stored: StoredRecord, _ rows: [StoredRow]) throws -> RecordChange {
        let key = stored.key
        var history = rows
        // Most often a row of its own holds what is in effect.
        let before = try rows.last { $0.id == stored.effective }?.row.values ?? transaction.values(of: stored)?.values
        let foreseen = work.fresh[stored.id]?.foreseen
        for (index, state) in merged.rows.enumerated() {
            let isForeseen = history[index].id == foreseen
            guard case .merged(let version, _) = state else {
                if isForeseen {
                    try transaction.takeBackForeseen(ofRow: history[index].id, type: key.type)
                    history[index].outcome = nil
                }
                continue
            }
            guard history[index].row.version != version else { continue }
            if !isForeseen || version != 1 { try transaction.setVersion(version, ofRow: history[index].id, type: key.type) }
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
        var written = stored
        if let foreseen { (written.version, written.effective) = (1, foreseen) }
        if record != written { try transaction.update(record) }
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
        guard let place = try PlaceFinder(work: work, kinds: kinds).place(of: merged, history) else { return }
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
        for (position, type) in record.key.type.references {
            guard let text = values[position]?.text else { continue }
            for key in text.split(separator: ";") {
                let target = RecordKey(type, String(key))
                if work.fresh.isMerged(target) { continue }
                if try transaction.exists(target) {
                    work.fresh.noteMerged(target)
                } else {
                    missing.append((record.key.type.columns[position].name, target))
                }
            }
        }
        let known = hasPending || !missing.isEmpty ? try transaction.pendingReferences(ofRecord: record.id) : []
        guard !missing.isEmpty || !known.isEmpty else { return }
        try transaction.setPendingReferences(missing, ofRecord: record.id, at: work.instant)
    }
}

extension RecordType {
    /// The columns that name records of another type, and that type.
    var references: [(position: Int, target: RecordType)] { RecordType.referencesOfTypes[self] ?? [] }

    private static let referencesOfTypes = Dictionary(
        uniqueKeysWithValues: all.map { type in
            let references = type.columns.enumerated().compactMap { position, column in
                column.format.referencedType.flatMap { named($0) }.map { (position: position, target: $0) }
            }
            return (type, references)
        }
    )
}
