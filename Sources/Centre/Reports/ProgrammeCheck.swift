public import Programme
import Records
public import Rules
import Store

/// What a changed programme file would decide differently, before it is put in force.
///
/// Every party-year of the store is judged anew by the pure rules under the changed file, and held against what offices have been told.
/// Nothing is written: it reads one state of the store and may run beside the daemon. Places in the order stay as they are, also where the
/// changed file asks for other kinds of evidence.
public struct ProgrammeCheck: Sendable {
    /// The changed file, and the one in force.
    public let programme: ProgrammeFile
    public let inForce: ProgrammeFile
    /// How many party-years were judged.
    public let cases: Int
    /// Decisions that are TENTATIVE or still to be made, and would change.
    public let changes: [DecisionChange]
    /// Decisions that the changed file would make otherwise, but that are FINAL: they stand.
    public let standing: [DecisionChange]

    /// The sum of the differences of one kind of decision: voucher faces and reserved amounts are not the same money.
    public func difference(of kind: Decision.Kind) -> Fen {
        changes.filter { $0.kind == kind }.reduce(.zero) { $0 + $1.difference }
    }
}

extension Centre {
    /// Judges the whole store under a changed programme file; nothing is written.
    ///
    /// - Parameter instant: the instant to judge at.
    public func check(_ programme: ProgrammeFile, at instant: Instant) throws -> ProgrammeCheck {
        try store.read { transaction in
            let trial = ProgrammeTrial(transaction: transaction, configuration: configuration, changed: programme, instant: instant)
            return try trial.run()
        }
    }
}

/// Judges party-years under two programme files.
private struct ProgrammeTrial {
    let transaction: Transaction
    let configuration: CentreConfiguration
    let changed: Adjudicator
    let inForce: Adjudicator
    let horizon: Horizon

    /// What the adjudicator decides; rounds and payments rest on these and are not judged anew.
    private static let kinds: Set<Decision.Kind> = [.application, .voucher, .initialReview]

    init(transaction: Transaction, configuration: CentreConfiguration, changed programme: ProgrammeFile, instant: Instant) {
        self.transaction = transaction
        self.configuration = configuration
        let settings = Adjudicator.Settings(
            applications: configuration.settings.decisions.applications == .automatic ? .automatic : .byRuling,
            finalityWorkingDays: configuration.settings.finality.workingDays
        )
        changed = Adjudicator(programme: programme, settings: settings)
        inForce = Adjudicator(programme: configuration.programme, settings: settings)
        // Without a calendar nothing becomes FINAL in a trial: that is time's doing, not the file's.
        horizon = Horizon(now: instant, workdays: Workdays([:]))
    }

    func run() throws -> ProgrammeCheck {
        var changes: [DecisionChange] = []
        var standing: [DecisionChange] = []
        let cases = try transaction.cases().map { CaseKey(party: $0.party, year: $0.year) }
        let loader = CaseLoader(transaction: transaction)
        for found in cases {
            let file = try loader.load(found)
            let party = try transaction.merged(.party, found.party)?["legal_name"]?.text ?? found.party
            changes += try tentative(file, party)
            standing += final(file, party)
        }
        return ProgrammeCheck(
            programme: changed.programme,
            inForce: configuration.programme,
            cases: cases.count,
            changes: changes.sorted(by: ProgrammeTrial.inOrder),
            standing: standing.sorted(by: ProgrammeTrial.inOrder)
        )
    }

    /// What offices have been told and could be told anew.
    private func tentative(_ file: CaseFile, _ party: String) throws -> [DecisionChange] {
        let stored = try transaction.currentDecisions(party: file.party, year: file.year).map(\.decision)
        let before = bySubject(stored.filter { $0.state == .tentative })
        let after = bySubject(changed.adjudicate(file, at: horizon).decisions.filter { $0.state == .tentative })
        return differences(before, after, party)
    }

    /// What is FINAL, and would be otherwise if it were decided today under the changed file and not under the one in force.
    private func final(_ file: CaseFile, _ party: String) -> [DecisionChange] {
        guard !file.published.isEmpty else { return [] }
        var afresh = file
        afresh.published = []
        let (before, after) = (
            bySubject(inForce.adjudicate(afresh, at: horizon).decisions), bySubject(changed.adjudicate(afresh, at: horizon).decisions)
        )
        let published = bySubject(file.published)
        return differences(before, after, party).compactMap { change in
            let subject = DecisionSubject(kind: change.kind, key: change.subject)
            return published[subject].map {
                DecisionChange(kind: change.kind, subject: change.subject, party: party, before: $0, after: change.after)
            }
        }
    }

    private func bySubject(_ decisions: [Decision]) -> [DecisionSubject: Decision] {
        let judged = decisions.filter { ProgrammeTrial.kinds.contains($0.kind) }
        return Dictionary(judged.map { (DecisionSubject(kind: $0.kind, key: $0.subject), $0) }) { first, _ in first }
    }

    private func differences(
        _ before: [DecisionSubject: Decision],
        _ after: [DecisionSubject: Decision],
        _ party: String
    ) -> [DecisionChange] {
        Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.map { subject in
            DecisionChange(kind: subject.kind, subject: subject.key, party: party, before: before[subject], after: after[subject])
        }
    }

    private static func inOrder(_ left: DecisionChange, _ right: DecisionChange) -> Bool {
        left.kind == right.kind ? left.subject < right.subject : left.kind.rawValue < right.kind.rawValue
    }
}
