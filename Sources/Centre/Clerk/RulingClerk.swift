import Bags
import Programme
import Records
import Rules
import Store

/// Says of a ruling whether the state of what it is about allowed it (裁定, Art. 26).
///
/// A ruling that has its effect is named by the decisions that it changed. One that has none is told the state that it met, or what else kept it
/// from having one; it is kept, and takes effect when that is over.
struct RulingClerk {
    let transaction: Transaction

    func findings(on ruling: CaseRecord) throws -> [Finding] {
        guard !ruling.isWithdrawn, ruling.conflicts.isEmpty, let verdict = ruling["verdict"]?.text, let type = ruling["subject_type"]?.text,
            let subject = ruling["subject_id"]?.text
        else { return [] }
        guard let kind = RulingSubject(rawValue: type) else { return [.noSubject(type, subject)] }
        guard kind.verdicts.contains(verdict) else { return [.unknownVerdict(verdict, kind, subject)] }
        if verdict == "FRAUD", ruling["doc_no"] == nil {
            return [.ruling("verdict=FRAUD; doc_no=", "认定弄虚作假须载明依据文号（第二十三条），裁定未产生效力", "补填依据文号 doc_no")]
        }
        switch kind {
        case .round: return try onRound(ruling, verdict, subject)
        case .claim: return try onClaim(ruling, verdict, subject)
        case .application: return try onApplication(ruling, verdict, subject)
        case .voucher: return try onVoucher(ruling, verdict, subject)
        case .party: return try onVouchers(ruling, verdict, of: subject, years: transaction.years(of: subject).sorted(), .party, subject)
        // What opens the chain or frees a row is looked at where it is applied.
        case .batch: return try onBatch(subject)
        case .office, .row: return []
        }
    }

    /// What the withdrawal of a ruling does not undo: a refusal that was published by it (Art. 17, 18 item 1).
    func findings(onWithdrawalOf ruling: CaseRecord) throws -> [Finding] {
        guard ruling.isWithdrawn, ruling["verdict"]?.text == "REJECT", let subject = ruling["subject_id"]?.text,
            let type = ruling["subject_type"]?.text.flatMap(RulingSubject.init)
        else { return [] }
        let stands: (kind: Decision.Kind, key: RecordKey)
        switch type {
        case .claim: stands = (.initialReview, RecordKey(.claim, subject))
        case .application: stands = (.application, RecordKey(.application, subject))
        default: return []
        }
        guard let decision = try transaction.currentDecision(stands.kind, of: stands.key)?.decision, decision.state == .final,
            decision.outcome == .rejected, decision.isNamed(ruling)
        else { return [] }
        return [
            .ruling(
                "ruling=\(ruling.key.key); subject=\(stands.key); outcome=REJECTED; state=FINAL",
                "裁定 \(ruling.key.key) 已撤回；但据其对\(type.title) \(subject) 的驳回已最终公布，不因撤回而恢复",
                "由申报单位以新编号另行申报"
            )
        ]
    }

    // MARK: By subject

    private func onRound(_ ruling: CaseRecord, _ verdict: String, _ id: String) throws -> [Finding] {
        guard let round = try transaction.merged(.round, id) else { return [.unknownSubject("round", id)] }
        let progress = try RoundProgress(round, transaction)
        let machine = StateMachine<RoundState, RoundEvent>.round
        let event: RoundEvent
        switch verdict {
        // What a round may go on without is asked of its standing.
        case "RELEASE":
            let rules = RoundHearing.releasable
            return rules.contains(ruling["rule"]?.text ?? "") ? [] : [.unknownRule(ruling, "round=\(id)", rules)]
        case "RETURN":
            event = .reopen
            let asked = RoundHearing.reopenings(of: round, progress.rulings).count
            if let stored = progress.stored, stored.rankings > asked || stored.ranked == nil { return [] }
            if machine.after(event, in: progress.state) != nil {
                return [.ruling("round=\(id); state=\(progress.state.rawValue); event=RETURN", "轮次 \(id) 的申请已进入其后的轮次，不能退回重新排名", "在其后的轮次兑付")]
            }
        default:
            event = .close
            if progress.state == .closed { return [] }
            let open = progress.lines.count { !$0.isEnded }
            if open > 0, machine.after(event, in: progress.state) != nil {
                let values = "round=\(id); open=\(open); state=\(progress.state.rawValue); event=APPROVE"
                return [.refused("轮次 \(id) 尚有 \(open) 项未支付或未办结，不能“\(RulingSubject.round.title(of: verdict))”", values, machine.rule(of: event))]
            }
        }
        let title = RulingSubject.round.title(of: verdict)
        return [machine.refusal(of: event, in: progress.state, "轮次 \(id)", "round=\(id)", title: title, typed: verdict)]
    }

    private func onClaim(_ ruling: CaseRecord, _ verdict: String, _ id: String) throws -> [Finding] {
        guard let record = try transaction.record(RecordKey(.claim, id)), record.version > 0 else { return [.unknownSubject("claim", id)] }
        guard let event: ClaimEvent = ["RELEASE": .pass, "RETURN": .return, "REJECT": .reject][verdict] else {
            return try onCase(ruling, verdict, record, .claim)
        }
        let states = ClaimStanding(transaction: transaction)
        // What lets a round or a payment go on leaves no mark on the review.
        if verdict == "RELEASE", try !transaction.rounds(ofClaim: id).isEmpty {
            let rules = RoundHearing.releasableOfClaims.union(PaymentHearing.releasable).union([PublishedActs.rule])
            let isKnown = try rules.contains(ruling["rule"]?.text ?? "") || isNamed(ruling, on: record.key)
            return isKnown ? [] : [.unknownRule(ruling, "claim=\(id)", rules)]
        }
        if verdict == "RELEASE", try isLetStand(ruling, record) { return [] }
        return try refusal(of: event, by: ruling, verdict, on: record, .claim, StateMachine.claim, try states.state(of: record))
    }

    private func onApplication(_ ruling: CaseRecord, _ verdict: String, _ id: String) throws -> [Finding] {
        guard let record = try transaction.record(RecordKey(.application, id)), record.version > 0 else {
            return [.unknownSubject("application", id)]
        }
        let events: [String: ApplicationEvent] = ["APPROVE": .approve, "RELEASE": .approve, "RETURN": .return, "REJECT": .reject]
        guard let event = events[verdict] else { return try onCase(ruling, verdict, record, .application) }
        if verdict == "RELEASE", try isLetStand(ruling, record) { return [] }
        let decision = try transaction.currentDecision(.application, of: record.key)?.decision
        let state = ApplicationState.of(decision, isWithdrawn: record.isWithdrawn, isWaiting: try transaction.wait(of: record.key) != nil)
        if verdict == "APPROVE", state == .approved {
            // What was published and the records no longer bear waits for a RELEASE.
            let isHeld = decision?.findings.contains { $0.rule == PublishedActs.rule && $0.effect == .hold } ?? false
            return isHeld ? [.standing(verdict, id)] : []
        }
        return try refusal(of: event, by: ruling, verdict, on: record, .application, StateMachine.application, state)
    }

    /// A verdict on the voucher that names one of its applications or claims.
    private func onCase(_ ruling: CaseRecord, _ verdict: String, _ record: StoredRecord, _ subject: RulingSubject) throws -> [Finding] {
        if verdict == "GRACE" { return try isNamed(ruling, on: record.key) ? [] : [.without(ruling, "宽限", record.key.key)] }
        guard let found = try partyYear(record.key) else { return [.unknownSubject(record.key.type.name, record.key.key)] }
        return try onVouchers(ruling, verdict, of: found.party, years: [found.year], subject, record.key.key)
    }

    /// A voucher has the id of its application.
    private func onVoucher(_ ruling: CaseRecord, _ verdict: String, _ id: String) throws -> [Finding] {
        guard let found = try partyYear(RecordKey(.application, id)) else { return [.unknownSubject("voucher", id, "创新券以其申请编号为编号")] }
        return try onVouchers(ruling, verdict, of: found.party, years: [found.year], .voucher, id)
    }

    private func partyYear(_ key: RecordKey) throws -> CaseKey? {
        guard let values = try transaction.merged(key.type, key.key), let party = values["party_uscc"]?.text,
            let year = values["voucher_year"]?.integer
        else { return nil }
        return CaseKey(party: party, year: Int(year))
    }

    private func onVouchers(
        _ ruling: CaseRecord,
        _ verdict: String,
        of party: String,
        years: [Int],
        _ subject: RulingSubject,
        _ id: String
    ) throws -> [Finding] {
        let events: [String: VoucherEvent] = ["FREEZE": .freeze, "FRAUD": .freeze, "UNFREEZE": .unfreeze, "VOID": .giveBack]
        guard let event = events[verdict] else { return [.unknownVerdict(verdict, subject, id)] }
        var state: VoucherState?
        var freeze: Decision?
        for year in years {
            let decisions = try transaction.currentDecisions(party: party, year: year).map(\.decision)
            if decisions.contains(where: { $0.isNamed(ruling) }) { return [] }
            state = VoucherState.of(decisions) ?? state
            freeze = decisions.first { $0.kind == .freeze } ?? freeze
        }
        let values = "subject=\(subject.rawValue) \(id)"
        guard let state else {
            return [.ruling(values, "\(subject.title) \(id) 尚无创新券，裁定未产生效力", "创新券发放后自动生效，无需重报")]
        }
        let machine = StateMachine<VoucherState, VoucherEvent>.voucher
        // One of several rulings to the same end is the one that the decision names; what nobody froze cannot be lifted.
        let isReached = verdict == "UNFREEZE" ? freeze?.outcome == .off : machine.states(after: event).contains(state)
        if isReached { return [] }
        let told = "\(values); state=\(state.rawValue); event=\(verdict)"
        if let freeze, let other = freeze.findings.first?.valuesByName, verdict != "VOID" {
            return [.overruled(ruling, verdict, by: other["ruling"] ?? "", other["verdict"] ?? "", told)]
        }
        let title = subject.title(of: verdict)
        let name = subject == .voucher ? "创新券 \(id)" : "\(subject.title) \(id) 的创新券"
        return [machine.refusal(of: event, in: state, name, values, title: title, typed: verdict)]
    }

    /// A batch that is applied, and that nobody waits behind, leaves no gap.
    private func onBatch(_ subject: String) throws -> [Finding] {
        guard let identity = BatchIdentity(subject), let batch = try transaction.takenBatch(identity), batch.outcome == .applied else { return [] }
        let next = BatchIdentity(office: identity.office, epoch: identity.epoch, sequence: identity.sequence + 1)
        if let follower = try transaction.takenBatch(next) {
            guard follower.previous == batch.digest else { return [] }
            // It came after all, when the one behind it had been let pass.
            if let own = try transaction.drain(ofBatch: batch.id), let others = try transaction.drain(ofBatch: follower.id), others < own {
                return []
            }
        }
        return [.ruling("batch=\(identity); outcome=APPLIED; event=WAIVE_GAP", "批次 \(identity) 已收到并处理，没有缺口可放行，裁定未产生效力", "核对批次编号")]
    }

    // MARK: What a ruling did

    private func refusal<State, Event>(
        of event: Event,
        by ruling: CaseRecord,
        _ verdict: String,
        on record: StoredRecord,
        _ subject: RulingSubject,
        _ machine: StateMachine<State, Event>,
        _ state: State
    ) throws -> [Finding] {
        if try isNamed(ruling, on: record.key) { return [] }
        let (title, values) = (subject.title(of: verdict), "\(record.key.type.name)=\(record.key.key)")
        let name = "\(subject.title) \(record.key.key)"
        if machine.after(event, in: state) != nil {
            let told = "\(values); state=\(state.rawValue); event=\(verdict)"
            return [try kept(name, title, told, on: record.key, ruling, verdict)]
        }
        let decision = try transaction.currentDecision(subject == .claim ? .initialReview : .application, of: record.key)?.decision
        let way = try decision.flatMap { $0.state == .final ? try wayOut($0, verdict) : nil }
        return [machine.refusal(of: event, in: state, name, values, title: title, typed: verdict, way: way)]
    }

    /// What is left to do about a decision that is published: a refusal is the last word on its number; what was granted is taken back by ruling
    /// until the letter is out, and stopped by ruling after it (Art. 18 item 4, 23).
    private func wayOut(_ decision: Decision, _ verdict: String) throws -> String {
        guard [.approved, .passed].contains(decision.outcome) else { return "该结论已最终公布，不再变动；由申报单位以新编号另行申报" }
        let hasLetter = try transaction.currentDecisions(party: decision.party, year: decision.year).contains {
            $0.decision.kind == .confirmation && (decision.kind == .application || $0.decision.subject == decision.subject)
        }
        if hasLetter { return "兑付确认书已出具，该结论不再变动；停止支付的，裁定 FREEZE 或 FRAUD" }
        return verdict == "REJECT" ? "核对对象" : "该结论已最终公布；确需收回的，裁定 REJECT"
    }

    /// What keeps a ruling that the state would allow from having an effect.
    private func kept(
        _ name: String,
        _ title: String,
        _ values: String,
        on subject: RecordKey,
        _ ruling: CaseRecord,
        _ verdict: String
    ) throws -> Finding {
        let decision = try transaction.currentDecision(subject.type == .claim ? .initialReview : .application, of: subject)?.decision
        if let decision, decision.state == .final {
            return .ruling(
                "\(values); outcome=\(decision.outcome.rawValue); decision=FINAL",
                "\(name) 的结论（\(decision.outcome.rawValue)）已最终公布，“\(title)”不改变它",
                try wayOut(decision, verdict)
            )
        }
        let wait = try transaction.wait(of: subject).map { [$0.finding] } ?? []
        let obstacles = wait + (decision?.findings ?? []).filter { [.reject, .return, .conflict, .hold].contains($0.effect) }
        guard let first = obstacles.first else {
            return .ruling(values, "\(name) 没有“\(title)”可以改变的事由，裁定未产生效力", "核对对象和条款")
        }
        let rules = obstacles.map(\.rule).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let named = ruling["rule"]?.text.map { rules.contains($0) ? "" : "所指条款 \($0) 不在其中；" } ?? ""
        let way = verdict == "APPROVE" && obstacles.contains { $0.effect == .hold } ? "须放行的，裁定 RELEASE；或" : ""
        return Finding(
            rule: first.rule,
            effect: .hold,
            article: first.article,
            values: "\(values); held_by=\(rules.joined(separator: ","))",
            reason: "“\(title)”未产生效力：\(name) 另有 \(rules.joined(separator: "、")) 待处理。\(named)\(first.reason)",
            fix: way + first.fix,
            conflict: first.conflict
        )
    }

    /// Whether a decision on the subject names the ruling.
    private func isNamed(_ ruling: CaseRecord, on subject: RecordKey) throws -> Bool {
        for kind in Decision.Kind.allCases {
            if try transaction.currentDecision(kind, of: subject)?.decision.isNamed(ruling) == true { return true }
        }
        return false
    }

    /// Whether the ruling lets a published decision stand, which then says nothing of it.
    private func isLetStand(_ ruling: CaseRecord, _ record: StoredRecord) throws -> Bool {
        let kind: Decision.Kind = record.key.type == .claim ? .initialReview : .application
        return try ruling["rule"]?.text == PublishedActs.rule && transaction.currentDecision(kind, of: record.key)?.decision.state == .final
    }
}

extension Decision {
    /// Whether some finding is by the ruling.
    fileprivate func isNamed(_ ruling: CaseRecord) -> Bool { findings.contains { $0.valuesByName["ruling"] == ruling.key.key } }
}
