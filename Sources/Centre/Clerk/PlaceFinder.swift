import Merging
import Programme
import Records
import Rules
import Store

/// Finds the place of an application or claim in the order of first come, first served (Art. 6; exchange format, section 4).
struct PlaceFinder {
    let work: DrainWork
    /// The kinds of evidence that a claim must bring (Art. 18 item 1).
    let kinds: [EvidenceKind]

    private var transaction: Transaction { work.transaction }

    struct Place {
        let instant: Instant
        /// When the centre received the last batch that the place rests on.
        let completedAt: Instant
    }

    /// The place, or `nil` where the record has none: it is of another type, or nobody has said when it was submitted.
    func place(of merged: MergedRecord, _ history: [StoredRow]) throws -> Place? {
        guard merged.key.type == .application || merged.key.type == .claim else { return nil }
        guard let group = merged.key.type.group(named: "submitted"), let decidedBy = merged.groups[group].decidedBy,
            let deciding = history.first(where: { $0.row.identity == decidedBy }),
            let submitted = merged["submitted_at"]?.text.flatMap({ Instant($0) })
        else { return nil }
        var place = deciding.row.window.clamp(submitted)
        var batches = [deciding.batch]
        func wait(for row: StoredRow) {
            place = max(place, row.row.editedAt)
            batches.append(row.batch)
        }
        let upserts = zip(history, merged.rows).filter { $0.row.act == .upsert && $1.isMerged }.map(\.0)
        // A row that is alone was not waited for.
        for (position, column) in merged.key.type.columns.enumerated() where column.mustBeFilled && upserts.count > 1 {
            let filling = upserts.filter { $0.row.values[position] != nil }.sorted { $0.row.editedAt < $1.row.editedAt }
            guard let first = filling.first, !wasFilled(position, by: deciding, among: upserts) else { continue }
            wait(for: first)
        }
        if merged.key.type == .claim { for row in try lateEvidence(for: merged.key.key, after: deciding) { wait(for: row) } }
        return Place(instant: place, completedAt: try batches.map { try transaction.receivedAt(ofBatch: $0) }.max() ?? place)
    }

    /// Whether the cell was filled when the deciding row spoke: by itself, or by what its office had said before.
    private func wasFilled(_ position: Int, by deciding: StoredRow, among upserts: [StoredRow]) -> Bool {
        if deciding.row.stated.contains(position) { return deciding.row.values[position] != nil }
        return upserts.contains {
            $0.row.office == deciding.row.office && $0.row.identity <= deciding.row.identity && $0.row.values[position] != nil
        }
    }

    /// For each required kind that was not there when the claim was submitted, the row that first brought it.
    private func lateEvidence(for claim: String, after deciding: StoredRow) throws -> [StoredRow] {
        var first: [EvidenceKind: StoredRow] = [:]
        for key in try transaction.keys(.evidence, where: "claim_id", is: claim) {
            guard let id = try work.id(of: RecordKey(.evidence, key)), let position = RecordType.evidence.position(of: "kind") else { continue }
            let (record, history) = try work.recordWithHistory(id)
            for row in history where row.row.act == .upsert {
                let isLate = row.row.editedAt > deciding.row.window.through
                // What was there at the submission was not missing, even if it was withdrawn since.
                guard let kind = row.row.values[position]?.text.flatMap({ EvidenceKind(rawValue: $0) }), !(isLate && record.isWithdrawn) else {
                    continue
                }
                if let known = first[kind], known.row.editedAt <= row.row.editedAt { continue }
                first[kind] = row
            }
        }
        return kinds.compactMap { first[$0] }.filter { $0.row.editedAt > deciding.row.window.through }
    }
}

extension RowState {
    var isMerged: Bool {
        if case .merged = self { true } else { false }
    }
}
