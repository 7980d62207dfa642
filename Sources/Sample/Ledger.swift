import Programme
import Records

/// Works out what should come of each file, row and decision: from what the generator did, and by a small calculation of its own.
///
/// It knows nothing of how the centre works. Rows are merged in the order of batches and lines; a row is new, or changes what is there, or says
/// what its office had said before. Everything else was put in on purpose and is known.
struct Ledger {
    private struct RecordName: Hashable {
        let type: String
        let key: String

        init(_ row: SampleRow) {
            type = row.type.name
            key = row.key
        }

        init(_ type: String, _ key: String) {
            self.type = type
            self.key = key
        }
    }

    private let batches: [SampleBatch]
    private let deliveries: [SampleDelivery]
    private let fates: [(fate: Mishaps.Fate, injection: Injection?)]
    private let story: Story
    private let applied: [SampleBatch]

    init(_ batches: [SampleBatch], _ deliveries: [SampleDelivery], _ fates: [(fate: Mishaps.Fate, injection: Injection?)], _ story: Story) {
        self.batches = batches
        self.deliveries = deliveries
        self.fates = fates
        self.story = story
        applied = zip(deliveries, fates).filter { $1.fate == .applied }.map { batches[$0.0.batch] }.sorted { $0.identity < $1.identity }
    }

    func outcomes() -> [ExpectedOutcome] {
        let decisions = decisions()
        return files() + rows(decisions.verdicts) + decisions.outcomes
    }

    /// What there is to expect at the end of a year that is played in phases. What became of rows is told from drain to drain and is no part
    /// of it.
    func outcomes(at end: YearDecisions) -> [ExpectedOutcome] {
        files() + decisions(end)
    }

    // MARK: Files

    private func files() -> [ExpectedOutcome] {
        zip(deliveries, fates).map { delivery, fate in
            let (outcome, rules): (String, [String]) =
                switch fate.fate {
                case .applied: ("APPLIED", [])
                case .waiting: ("WAITING", ["CHAIN-GAP"])
                case .duplicate: ("DUPLICATE", [])
                case .changed: ("CHANGED", [])
                case .quarantined: ("QUARANTINED", [])
                case .notWhole: ("NOT-WHOLE", [])
                }
            return ExpectedOutcome(
                subject: .file(delivery.fileName),
                batch: batches[delivery.batch].identity,
                key: "",
                outcome: outcome,
                amount: nil,
                rules: rules,
                injection: fate.injection
            )
        }
    }

    // MARK: Rows

    private func rows(_ verdicts: [RecordName: Verdict]) -> [ExpectedOutcome] {
        var present: Set<RecordName> = []
        for row in applied.flatMap({ $0.tables.flatMap(\.rows) }) where row.mark != .refused { present.insert(RecordName(row)) }
        var last: [RecordName: [OfficeCode: [String]]] = [:]
        var outcomes: [ExpectedOutcome] = []
        for batch in applied {
            for table in batch.tables {
                for (index, row) in table.rows.enumerated() {
                    let name = RecordName(row)
                    let own = last[name]?[batch.identity.office]
                    let merge: Outcome = last[name] == nil ? .accepted : own == row.cells ? .unchanged : .merged
                    if row.mark != .refused { last[name, default: [:]][batch.identity.office] = row.cells }
                    let verdict = verdict(of: row, merge, verdicts[name], present)
                    outcomes.append(expected(row, SampleBatch.line(ofRow: index), batch, verdict))
                }
            }
        }
        return outcomes + unread()
    }

    private func verdict(of row: SampleRow, _ merge: Outcome, _ decided: Verdict?, _ present: Set<RecordName>) -> Verdict {
        if row.mark == .refused { return Verdict(.rejected, "FORMAT-VALUE") }
        if row.mark == .conflict { return Verdict(.conflict) }
        if let decided, [.rejected, .returned, .held, .parked].contains(decided.outcome) { return decided }
        return isDangling(row, present) ? Verdict(.parked, "REF-MISSING") : Verdict(merge)
    }

    private func isDangling(_ row: SampleRow, _ present: Set<RecordName>) -> Bool {
        zip(row.type.columns, row.cells).contains { column, cell in
            guard case .reference(let type) = column.format, !cell.isEmpty else { return false }
            return !present.contains(RecordName(type, cell))
        }
    }

    /// The rows of delivered batches that are not applied.
    private func unread() -> [ExpectedOutcome] {
        zip(deliveries, fates).filter { [.waiting, .quarantined, .notWhole].contains($1.fate) }.flatMap { delivery, _ in
            let batch = batches[delivery.batch]
            return batch.tables.flatMap { table in
                table.rows.enumerated().map { expected($1, SampleBatch.line(ofRow: $0), batch, Verdict(.notRead)) }
            }
        }
    }

    private func expected(_ row: SampleRow, _ line: Int, _ batch: SampleBatch, _ verdict: Verdict) -> ExpectedOutcome {
        ExpectedOutcome(
            subject: .row(type: row.type.name, line: line),
            batch: batch.identity,
            key: row.key,
            outcome: verdict.outcome.rawValue,
            amount: nil,
            rules: verdict.rules,
            injection: row.injection
        )
    }

    // MARK: Decisions

    private func decisions() -> (outcomes: [ExpectedOutcome], verdicts: [RecordName: Verdict]) {
        var outcomes: [ExpectedOutcome] = []
        var verdicts: [RecordName: Verdict] = [:]
        let homes = homes()
        for application in story.applications {
            guard let batch = homes[RecordName("application", application.id)] else { continue }
            verdicts[RecordName("application", application.id)] = application.verdict
            let isApproved = application.verdict.outcome == .approved
            outcomes.append(decision("APPLICATION", "application", application.id, batch, application.verdict, nil, application.injection))
            guard isApproved else { continue }
            let voucher: Outcome = application.requested > SampleApplication.cap ? .reduced : .issued
            outcomes.append(decision("VOUCHER", "voucher", application.id, batch, Verdict(voucher), application.face, application.injection))
        }
        for review in ReviewBook(story).reviews {
            let claim = review.claim
            guard let batch = homes[RecordName("claim", claim.id)] else { continue }
            verdicts[RecordName("claim", claim.id)] = review.verdict
            if review.verdict.outcome == .parked { continue }
            outcomes.append(decision("INITIAL_REVIEW", "claim", claim.id, batch, review.verdict, review.amount, claim.injection))
        }
        return (outcomes, verdicts)
    }

    private func decisions(_ year: YearDecisions) -> [ExpectedOutcome] {
        let homes = homes()
        return year.lines.compactMap { line in
            homes[RecordName(line.type == "claim" ? "claim" : "application", line.key)].map { batch in
                decision(line.kind, line.type, line.key, batch, line.verdict, line.amount, line.injection)
            }
        }
    }

    private func homes() -> [RecordName: BatchIdentity] {
        var homes: [RecordName: BatchIdentity] = [:]
        for batch in applied {
            for row in batch.tables.flatMap(\.rows) where row.type == .application || row.type == .claim {
                homes[RecordName(row)] = homes[RecordName(row)] ?? batch.identity
            }
        }
        return homes
    }

    private func decision(
        _ kind: String,
        _ type: String,
        _ key: String,
        _ batch: BatchIdentity,
        _ verdict: Verdict,
        _ amount: Fen?,
        _ injection: Injection?
    ) -> ExpectedOutcome {
        ExpectedOutcome(
            subject: .decision(kind: kind, type: type),
            batch: batch,
            key: key,
            outcome: verdict.outcome.rawValue,
            amount: amount,
            rules: verdict.rules,
            injection: injection
        )
    }
}
