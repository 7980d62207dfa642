import Programme
import Records
import Rules
import Store

/// Adjudicates every party-year that a drain concerns, in one ordered scan, and puts new decisions in force.
struct CaseClerk {
    let work: DrainWork

    private var transaction: Transaction { work.transaction }

    func run() throws {
        work.cases.formUnion(try DirtyCases(transaction: transaction).cases(of: work.changes))
        let horizon = try horizon()
        work.cases.formUnion(try casesThatMaySettle(horizon))
        let loader = CaseLoader(transaction: transaction)
        let adjudicator = Adjudicator(
            programme: work.configuration.programme,
            settings: Adjudicator.Settings(
                applications: work.configuration.settings.decisions.applications == .automatic ? .automatic : .byRuling,
                finalityWorkingDays: work.configuration.settings.finality.workingDays
            )
        )
        for found in work.cases.sorted() {
            let adjudication = adjudicator.adjudicate(try loader.load(found), at: horizon)
            try publish(adjudication, of: found)
        }
    }

    // MARK: Time

    /// How far every active district has spoken, by its latest applied export.
    private func horizon() throws -> Horizon {
        var spoken: Instant?
        var allHaveSpoken = true
        for office in work.configuration.offices.activeDistricts {
            guard let export = try transaction.latestExport(of: office.code) else {
                allHaveSpoken = false
                continue
            }
            spoken = spoken.map { min($0, export) } ?? export
        }
        return Horizon(now: work.instant, allHaveSpokenUntil: allHaveSpoken ? spoken : nil, workdays: work.configuration.workdays)
    }

    private func casesThatMaySettle(_ horizon: Horizon) throws -> Set<CaseKey> {
        // Counting back from today by plain days finds every window that can have closed, and some that have not.
        let days = work.configuration.settings.finality.workingDays
        let received = Instant(startOf: work.instant.day.adding(days: 1 - days))
        let cases = try transaction.casesThatMaySettle(before: horizon.allHaveSpokenUntil, receivedBefore: received)
        return Set(cases.map { CaseKey(party: $0.party, year: $0.year) })
    }

    // MARK: Decisions

    private func publish(_ adjudication: Adjudication, of found: CaseKey) throws {
        var left: [Subject: StoredDecision] = [:]
        for stored in try transaction.currentDecisions(party: found.party, year: found.year) {
            left[Subject(kind: stored.decision.kind, key: stored.decision.subject)] = stored
        }
        for decision in adjudication.decisions {
            let known = left.removeValue(forKey: Subject(kind: decision.kind, key: decision.subject))
            for finding in decision.findings { if let conflict = finding.conflict { work.heldUp[conflict, default: []].append(decision) } }
            guard known?.decision != decision else { continue }
            let id = try transaction.insert(
                decision,
                drain: work.number,
                at: work.instant,
                programme: work.configuration.programme.digest.description,
                supersedes: known?.id
            )
            work.decisions.append(
                DecisionNotice(
                    id: DecisionNotice.id(id),
                    decision: decision,
                    decidedAt: work.instant,
                    supersedes: known.map { DecisionNotice.id($0.id) } ?? "",
                    programme: work.configuration.programmeName
                )
            )
            try concern(decision.subject)
        }
        for stored in left.values.sorted(by: { $0.id < $1.id }) {
            try transaction.retire(stored.id)
            try concern(stored.decision.subject)
        }
        for subject in try transaction.setWaits(adjudication.waits, party: found.party, year: found.year, at: work.instant) { try concern(subject) }
    }

    private struct Subject: Hashable {
        let kind: Decision.Kind
        let key: RecordKey
    }

    private func concern(_ subject: RecordKey) throws {
        if let record = try transaction.record(subject) { work.concerned.insert(record.id) }
    }
}

extension DecisionNotice {
    static func id(_ number: Int64) -> String { "D-\(number)" }
}
