import Programme
import Records
import Rules
import Store

/// Adjudicates every party-year that a drain concerns, in one ordered scan, and puts new decisions in force.
struct CaseClerk {
    let work: DrainWork

    private var transaction: Transaction { work.transaction }

    private var time: MovedByTime { MovedByTime(transaction: transaction, configuration: work.configuration, instant: work.instant) }
    private var most: Int { work.configuration.settings.finality.casesPerDrain }

    /// Decides what time alone has decided since the last drain, before anything new is read: a deadline that passed while the daemon slept has
    /// passed, whatever comes with the drain that notices it.
    ///
    /// - Parameter mayLeaveSome: whether another drain goes on with what is more than one decides.
    func passTime(mayLeaveSome: Bool) throws {
        guard let last = try transaction.instant(ofDrain: work.number - 1) else { return }
        // A day's first drain looks at all; on the others there is what earlier ones have left.
        let isNewDay = last.day < work.instant.day
        guard try isNewDay || !transaction.isEmpty(.due) else { return }
        let horizon = try Horizon(at: work.instant, transaction, work.configuration)
        let overdue = try time.overdueTickets()
        if isNewDay { try time.list(since: last, spoken: horizon.allHaveSpokenUntil, overdue) }
        let cases = try takeFirst(mayLeaveSome ? most : .max, of: .due)
        let isOver = try transaction.isEmpty(.due)
        // What an interrupted pass merged and has not judged yet may concern a round.
        try adjudicate(cases, horizon, takesRounds: isOver && !transaction.hasPostponed(), lastRead: work.number - 1)
        tellAgain(try transaction.postponedWork())
        for ticket in overdue where cases.contains(ticket.found) {
            try transaction.freeTicket(ticket.id, party: ticket.found.party, year: ticket.found.year, drain: work.number)
        }
    }

    /// Decides what the changes of a pass concern and what may become FINAL, and takes rounds on.
    ///
    /// Only the drain that ends a pass decides: what lay in the inbox together is judged together, and once. The others leave it the party-years that
    /// they concern.
    func run() throws {
        let horizon = try Horizon(at: work.instant, transaction, work.configuration)
        var cases = try Stage.concern.timed { try DirtyCases(transaction: transaction).cases(of: work.changes) }
        if work.isFollowed { return try leaveToEnd(cases) }
        let left = try transaction.postponedWork()
        // Once a pass: what was looked at and stays open would come up again in each of its drains.
        if try !work.applied.isEmpty || left.contains(.settling) || transaction.isEmpty(.postponed) {
            try transaction.add(time.settling(horizon.allHaveSpokenUntil), to: .postponed)
        }
        // A year that is closed may end what nothing has changed. The next drains decide what is too much for this one before they read.
        if hasClosedYear || left.contains(.closedYear) { for query in time.all() { try transaction.add(query, to: .due) } }
        try transaction.take(.closedYear)
        // A rehearsal shows all of it.
        cases.formUnion(try takeFirst(work.isRehearsal ? .max : most, of: .due))
        for found in cases { try transaction.remove(party: found.party, year: found.year, from: .postponed) }
        cases.formUnion(try takeFirst(most, of: .postponed))
        work.isUnfinished = try !transaction.isEmpty(.postponed) || !transaction.isEmpty(.due)
        try transaction.take(.settling)
        work.mayCloseRounds = left.contains(.closing) || RoundClerk.mayClose(work.changes)
        if work.isUnfinished, work.mayCloseRounds { try transaction.postpone(.closing) }
        try adjudicate(cases, horizon, takesRounds: !work.isUnfinished, lastRead: work.number)
        tellAgain(left)
        guard !work.isUnfinished else { return }
        for done in left {
            if case .outcome(let record) = done { work.lookedAtAgain.insert(record) }
            try transaction.take(done)
        }
    }

    /// Whether a batch of this drain declares that its office has nothing more to say of a year.
    private var hasClosedYear: Bool { work.applied.contains { $0.closingYear != nil } }

    /// Takes so many party-years from a list, the first of them.
    private func takeFirst(_ most: Int, of list: CaseList) throws -> Set<CaseKey> {
        let first = try transaction.first(most, of: list).map { CaseKey(party: $0.party, year: $0.year) }
        for found in first { try transaction.remove(party: found.party, year: found.year, from: list) }
        return Set(first)
    }

    /// Leaves all that a drain would decide to the one that ends the pass.
    private func leaveToEnd(_ cases: Set<CaseKey>) throws {
        for found in cases { try transaction.add(party: found.party, year: found.year, to: .postponed) }
        try transaction.postpone(.settling)
        if hasClosedYear { try transaction.postpone(.closedYear) }
        if RoundClerk.mayClose(work.changes) { try transaction.postpone(.closing) }
        for conflict in try transaction.conflicts(changedIn: work.number) where conflict.isOpen { try transaction.postpone(.conflict(conflict.id)) }
    }

    /// Conflicts that an earlier drain of the pass told, where it is known only now what they hold up.
    private func tellAgain(_ left: Set<PostponedWork>) {
        let naming = Set(work.decisions.values.flatMap { $0.decision.findings.compactMap(\.conflict) })
        work.toldAgain = naming.filter { left.contains(.conflict($0)) }
    }

    /// - Parameter lastRead: the last drain whose rows are read.
    private func adjudicate(_ cases: Set<CaseKey>, _ horizon: Horizon, takesRounds: Bool, lastRead: Int) throws {
        let loader = CaseLoader(transaction: transaction)
        let adjudicator = Adjudicator(
            programme: work.configuration.programme,
            settings: Adjudicator.Settings(
                applications: work.configuration.settings.decisions.applications == .automatic ? .automatic : .byRuling,
                finalityWorkingDays: work.configuration.settings.finality.workingDays
            )
        )
        try adjudicate(cases, adjudicator, loader, horizon)
        guard takesRounds else { return }
        // A round takes what is FINAL by now; what it lists goes on at once.
        let listed = try RoundClerk(work: work, lastRead: lastRead).run()
        try adjudicate(listed, adjudicator, loader, horizon)
    }

    private func adjudicate(_ cases: Set<CaseKey>, _ adjudicator: Adjudicator, _ loader: CaseLoader, _ horizon: Horizon) throws {
        var round = cases
        // What became FINAL may settle those who share with it. A decision becomes FINAL once, so the rounds come to an end.
        while !round.isEmpty {
            var settled: Set<CaseKey> = []
            var waiting = round.sorted()[...]
            var together = try Stage.gather.timed { try loadNext(&waiting, loader) }
            var judging = judge(together, adjudicator, horizon)
            while !together.isEmpty {
                var next = try Stage.gather.timed { try loadNext(&waiting, loader, beside: together) }
                let judged = judging.result()
                // They read nothing of what is put in force meanwhile.
                if !next.isEmpty { judging = judge(next, adjudicator, horizon) }
                try Stage.decide.timed {
                    for (found, (adjudication, isAtEnd)) in zip(together, judged) {
                        if try publish(adjudication, of: found.key) && !isAtEnd { settled.insert(found.key) }
                        try weighTickets(adjudication, found.file)
                    }
                }
                if next.isEmpty {
                    next = try Stage.gather.timed { try loadNext(&waiting, loader) }
                    judging = judge(next, adjudicator, horizon)
                }
                together = next
            }
            round = settled.isEmpty ? [] : try Stage.concern.timed { try DirtyCases(transaction: transaction).withSharers(settled) }
        }
    }

    /// Judges cases on the other processors.
    private func judge(_ cases: [Loaded], _ adjudicator: Adjudicator, _ horizon: Horizon) -> Beside<[(Adjudication, Bool)]> {
        Beside { Stage.judge.timed { cases.concurrentMap { $0.judged(by: adjudicator, at: horizon) } } }
    }

    /// A case and its file.
    private struct Loaded {
        let key: CaseKey
        let file: CaseFile
        /// Whether it shares nothing, so that what becomes FINAL in it concerns nobody else.
        let isAlone: Bool

        /// Judges the case; one that is alone again and again, in memory, until nothing more becomes FINAL.
        ///
        /// - Returns: what is to be put in force, and whether the case was judged to its end. Where a ticket would come or go on the way it is not: its
        ///   number tells how often its subject was returned.
        func judged(by adjudicator: Adjudicator, at horizon: Horizon) -> (adjudication: Adjudication, isAtEnd: Bool) {
            let first = adjudicator.adjudicate(file, at: horizon)
            var (file, adjudication) = (file, first)
            while isAlone, file.isSettledFurther(by: adjudication) {
                file = file.onceInForce(adjudication, at: horizon.now)
                adjudication = adjudicator.adjudicate(file, at: horizon)
                guard adjudication.returned == first.returned else { return (first, false) }
            }
            return (adjudication, isAlone)
        }
    }

    /// How many cases are gathered and judged together.
    private static let mostTogether = 256

    /// The files of the next cases, up to one that reads what is decided of another among them.
    ///
    /// - Parameter judged: cases that are being judged meanwhile, of whose decisions the next must not read either.
    private func loadNext(_ waiting: inout ArraySlice<CaseKey>, _ loader: CaseLoader, beside judged: [Loaded] = []) throws -> [Loaded] {
        let dirty = DirtyCases(transaction: transaction)
        var undecided = Set(judged.map(\.key))
        var loaded: [Loaded] = []
        try loader.prefetch(waiting.prefix(CaseClerk.mostTogether))
        while let next = waiting.first, loaded.count < CaseClerk.mostTogether {
            Heartbeat.beat()
            let (file, sharers) = try loader.loadWithSharers(next)
            if !sharers.isDisjoint(with: undecided) { break }
            undecided.insert(next)
            loaded.append(Loaded(key: next, file: file, isAlone: try dirty.withSharers([next]) == [next]))
            waiting.removeFirst()
        }
        return loaded
    }

    // MARK: Decisions

    /// Puts what is new in force; returns whether anything became FINAL.
    private func publish(_ adjudication: Adjudication, of found: CaseKey) throws -> Bool {
        work.balances[found] = VoucherBalance(adjudication.decisions)
        var hasSettled = false
        var left: [DecisionSubject: StoredDecision] = [:]
        for stored in try transaction.currentDecisions(party: found.party, year: found.year) {
            left[DecisionSubject(kind: stored.decision.kind, key: stored.decision.subject)] = stored
        }
        for decision in adjudication.decisions {
            let known = left.removeValue(forKey: DecisionSubject(kind: decision.kind, key: decision.subject))
            guard known?.decision != decision else { continue }
            try announce(decision, supersedes: known?.id)
            if decision.state == .final { hasSettled = true }
            // Rows are told outcomes; what else a decision says reaches their office as a decision.
            if known.map({ RowWeight(of: $0.decision) }) ?? RowWeight() != RowWeight(of: decision) { try concern(decision.subject) }
        }
        for stored in left.values.sorted(by: { $0.id < $1.id }) {
            try transaction.retire(stored.id)
            try void(stored, waits: adjudication.waits)
            try concern(stored.decision.subject)
        }
        for subject in try transaction.setWaits(adjudication.waits, party: found.party, year: found.year, at: work.instant) { try concern(subject) }
        return hasSettled
    }

    /// Puts a decision in force, and among the news; gives its number.
    @discardableResult
    func announce(_ decision: Decision, supersedes: Int64?, isCurrent: Bool = true) throws -> Int64 {
        let id = try transaction.insert(
            decision,
            drain: work.number,
            at: work.instant,
            programme: work.configuration.programme.digest.description,
            supersedes: supersedes,
            isCurrent: isCurrent
        )
        if decision.kind != .voucher {
            if decision.outcome == .returned {
                try transaction.openTicket(for: decision.subject, drain: work.number)
            } else if decision.outcome == .lapsed {
                try transaction.lapseTicket(of: decision.subject, drain: work.number)
            } else {
                try transaction.closeTicket(of: decision.subject, drain: work.number)
            }
        }
        // What an earlier round of this drain said was never published: offices are told the last word only.
        let subject = DecisionSubject(kind: decision.kind, key: decision.subject)
        if isCurrent { work.voided.remove(subject) } else { work.voided.insert(subject) }
        work.decisions[subject] = DecisionNotice(
            id: DecisionNotice.id(id),
            decision: decision,
            decidedAt: work.instant,
            supersedes: work.decisions[subject]?.supersedes ?? supersedes.map { DecisionNotice.id($0) } ?? "",
            programme: work.configuration.programmeName
        )
        return id
    }

    /// Tells the offices that a decision is void which nothing replaces, in the words that its kind has: a voucher is reduced to nothing, a
    /// review is held.
    private func void(_ stored: StoredDecision, waits: [Wait]) throws {
        let decision = stored.decision
        let wait = waits.first { $0.subject == decision.subject }?.finding
        let (outcome, amount): (Decision.Outcome, Fen?) =
            switch decision.kind {
            case .voucher: (.reduced, .zero)
            case .publicity: (.open, nil)
            case .confirmation: (.issued, .zero)
            case .void: (.pending, .zero)
            case .freeze: (.off, nil)
            case .clawback: (.due, .zero)
            case .application, .initialReview, .listing, .payment: (.held, nil)
            }
        let notice = Decision(
            kind: decision.kind,
            subject: decision.subject,
            party: decision.party,
            year: decision.year,
            outcome: outcome,
            amount: amount,
            findings: [wait ?? .void(decision.kind)],
            place: decision.place
        )
        try announce(notice, supersedes: stored.id, isCurrent: false)
    }

    /// Keeps with the tickets of a case what can still come of each, so that those with the most money are found without a look at all.
    private func weighTickets(_ adjudication: Adjudication, _ file: CaseFile) throws {
        for decision in adjudication.decisions where decision.outcome == .returned {
            let stake = Stake.most(of: decision, among: adjudication.decisions, file)
            try transaction.weighTicket(of: decision.subject, stake)
        }
    }

    private func concern(_ subject: RecordKey) throws {
        if let id = try work.id(of: subject) { work.concerned.insert(id) }
    }
}

extension Adjudication {
    /// What goes back to its office.
    fileprivate var returned: [RecordKey] { decisions.filter { $0.outcome == .returned }.map(\.subject) }
}

/// What a decision may change in the outcomes of its subject's rows.
private struct RowWeight: Equatable {
    /// The outcome that it asks for at least.
    var outcome: RowOutcome?
    /// Whether it tells what its subject waits for.
    var isWait = false

    init() {}

    init(of decision: Decision) {
        outcome = decision.findings.compactMap { RowOutcome($0.effect) }.max()
        isWait = decision.findings.contains { $0.effect == .park }
    }
}

extension Finding {
    /// Why a decision is void that nothing replaces.
    fileprivate static func void(_ kind: Decision.Kind) -> Finding {
        switch kind {
        case .voucher:
            Finding(rule: "ART17-FACE", effect: .info, article: "第十七条", reason: "所依据的申请已不再获批或已撤回，原发创新券失效，可用额度为零", fix: "如仍需用券，请重新申请")
        case .void: Finding(rule: "ART24-VOID", effect: .info, article: "第二十四条", reason: "原作废或待作废的额度不再作废：所依据的裁定已撤回，或额度已用于在途的兑付申请", fix: "")
        case .freeze, .clawback:
            Finding(rule: "ART23-FRAUD", effect: .info, article: "第二十三条", reason: "所依据的裁定已撤回，此前的决定不再有效", fix: "")
        case .publicity, .confirmation, .payment:
            Finding(rule: "ART18-3-PUBLICITY", effect: .info, article: "第十八条第三项", reason: "所依据的名单或公示已更正，此前的决定不再有效", fix: "以更正后的名单为准")
        case .application, .initialReview, .listing:
            Finding(rule: "ART18-1-SIX", effect: .hold, article: "第十八条第一项", reason: "该申请已撤回或已不属于本年度，此前的结论不再有效", fix: "如属误撤，请重新报送")
        }
    }
}

extension DecisionNotice {
    static func id(_ number: Int64) -> String { "D-\(number)" }
}
