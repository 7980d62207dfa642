import Merging
import Programme
import Records
import Store

/// Carries resolutions to the records that they concern: each becomes a row of the record's own history, and the merge does the rest.
///
/// A resolution names a conflict by a digest, so its record is found by the rows that it lists. While none of them is here it waits; which
/// came first, the resolution or the rows, makes no difference.
struct SettlementClerk {
    let work: DrainWork

    private var transaction: Transaction { work.transaction }

    /// Files what touched resolutions ask for, and places everything whose record is now known; those records are touched with it.
    func run() throws {
        var fresh: Set<Int64> = []
        for (id, _) in work.touched.filter({ $0.value.type == .resolution }).sorted(by: { $0.value < $1.value }) {
            if try file(transaction.record(id)) { fresh.insert(id) }
        }
        var unplaced = try transaction.unplacedSettlements()
        guard !unplaced.isEmpty else { return }
        let touched = touchedConflicts()
        // A resolution may list the one before it, and a withdrawal follows what it takes back.
        var moved = true
        while moved {
            let before = unplaced.count
            unplaced = try unplaced.filter { try !place($0, isFresh: fresh.contains($0.resolution), touched) }
            moved = unplaced.count < before && !unplaced.isEmpty
        }
    }

    // MARK: Filing

    /// Keeps each merged row of a resolution that asks for something; returns whether any was new.
    private func file(_ resolution: StoredRecord) throws -> Bool {
        let history = try transaction.history(of: resolution)
        let merged = RecordMerge.merge(resolution.key, history.map(\.row))
        let known = Set(try transaction.settlements(ofResolution: resolution.id).map(\.row))
        var isFresh = false
        for (row, state) in zip(history, merged.rows) where !known.contains(row.row.identity) {
            guard case .merged(_, let change) = state, change != .unchanged, let request = try? ResolutionRequest(merged.values) else { continue }
            try transaction.insert(
                StoredSettlement(
                    resolution: resolution.id,
                    batch: row.batch,
                    row: row.row.identity,
                    conflict: request.conflict,
                    act: row.row.act == .withdraw ? .revoke : .resolve
                )
            )
            isFresh = true
        }
        return isFresh
    }

    /// The records that this drain touches, by the conflicts that they might have. Settlements that wait are few, and so this is seldom asked.
    private func touchedConflicts() -> [String: [RecordKey]] {
        var conflicts: [String: [RecordKey]] = [:]
        for key in work.touched.values where key.type != .resolution {
            for group in key.type.groups where group.merge != .frozen {
                conflicts[ConflictID.id(of: key, group: group.name), default: []].append(key)
            }
        }
        return conflicts
    }

    // MARK: Placing

    /// Carries a settlement to its record; returns whether that is known now.
    private func place(_ unplaced: StoredSettlement, isFresh: Bool, _ touched: [String: [RecordKey]]) throws -> Bool {
        var settlement = unplaced
        let resolution = try transaction.record(settlement.resolution)
        let history = try transaction.history(of: resolution)
        guard let row = history.first(where: { $0.row.identity == unplaced.row }) else {
            throw StoreError.damaged("\(resolution.key) has no row \(unplaced.row)")
        }
        switch settlement.act {
        case .resolve:
            let request = try ResolutionRequest(RecordMerge.merge(resolution.key, history.map(\.row)).values)
            guard let target = try target(of: request, isFresh: isFresh, touched) else { return false }
            do {
                try add(.resolve(request.settlement(of: target.group, in: target.record.key.type)), of: row, to: target.record)
                settlement.target = target.record.id
            } catch let fault as ResolutionRequest.Fault {
                settlement.fault = "\(fault.reason)；\(fault.fix)"
            }
        case .revoke:
            let earlier = try transaction.settlements(ofResolution: resolution.id).filter { $0.act == .resolve && $0.row < unplaced.row }
            guard let target = earlier.compactMap(\.target).first else { return false }
            try add(.revoke(earlier.map(\.row)), of: row, to: transaction.record(target))
            settlement.target = target
        }
        try transaction.update(settlement)
        // A fault is told to those who decided, also where the record came long after.
        work.concerned.insert(settlement.resolution)
        return true
    }

    /// The record and group of the conflict, once one of the rows that the operator saw is in the record's history.
    private func target(
        of request: ResolutionRequest,
        isFresh: Bool,
        _ touched: [String: [RecordKey]]
    ) throws -> (record: StoredRecord, group: Int)? {
        var candidates: [StoredRecord] = []
        if let known = try transaction.conflict(request.conflict) { candidates.append(try transaction.record(known.record)) }
        for key in (touched[request.conflict] ?? []).sorted() { if let record = try transaction.record(key) { candidates.append(record) } }
        if candidates.isEmpty, isFresh { for row in request.rows { candidates += try transaction.records(withRow: row) } }
        for candidate in candidates {
            let group = candidate.key.type.groups.firstIndex { ConflictID.id(of: candidate.key, group: $0.name) == request.conflict }
            guard let group else { continue }
            let here = Set(try transaction.history(of: candidate).map(\.row.identity))
            if !here.isDisjoint(with: request.rows) { return (candidate, group) }
        }
        return nil
    }

    private func add(_ act: HistoryRow.Act, of row: StoredRow, to target: StoredRecord) throws {
        let stored = StoredRow(
            record: target.id,
            batch: row.batch,
            row: HistoryRow(
                row.row.identity,
                act: act,
                editedAt: row.row.editedAt,
                window: row.row.window,
                stated: ColumnSet(),
                values: Array(repeating: nil, count: target.key.type.columns.count)
            ),
            editor: row.editor
        )
        _ = try transaction.insert(stored, of: target.key.type)
        try work.leaveToStore(target.id)
        work.touched[target.id] = target.key
    }
}
