import Programme
import Records
import Rules
import Store

/// Says of a ruling whether the state of what it is about allowed it (裁定, Art. 26).
///
/// A ruling that has its effect is named by the decisions that it changed. One that has none is told the state that it met; it is kept, and
/// takes effect when the state allows it.
struct RulingClerk {
    let transaction: Transaction

    /// Verdicts that open the chain or free a row; they are looked at where they are applied.
    private static let ofIntake: Set<String> = ["batch", "office", "row"]

    func findings(on ruling: CaseRecord) throws -> [Finding] {
        guard !ruling.isWithdrawn, ruling.conflicts.isEmpty, let verdict = ruling["verdict"]?.text, let type = ruling["subject_type"]?.text,
            let subject = ruling["subject_id"]?.text, !RulingClerk.ofIntake.contains(type)
        else { return [] }
        if verdict == "FRAUD", ruling["doc_no"] == nil {
            return [.ruling("verdict=FRAUD; doc_no=", "认定弄虚作假须载明依据文号（第二十三条），裁定未产生效力", "补填依据文号 doc_no")]
        }
        switch type {
        case "round": return try onRound(ruling, verdict, subject)
        case "claim": return try onClaim(ruling, verdict, subject)
        case "application": return try onApplication(ruling, verdict, subject)
        case "voucher", "party": return try onVoucher(ruling, verdict, subject, isParty: type == "party")
        default: return [.unknownSubject(type, subject, "对象类型应为 application、claim、voucher、party、round、batch、office 或 row")]
        }
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
        case "APPROVE":
            event = .close
            if progress.state == .closed { return [] }
            let open = progress.lines.count { !$0.isEnded }
            if open > 0, machine.after(event, in: progress.state) != nil {
                return [.refused("轮次 \(id) 尚有 \(open) 项未支付或未办结", "round=\(id); open=\(open)", machine.rule(of: event), progress.state, event)]
            }
        default: return [.unknownVerdict(verdict, "round", "RELEASE、RETURN、APPROVE")]
        }
        return [machine.refusal(of: event, in: progress.state, "轮次 \(id)", "round=\(id)")]
    }

    private func onClaim(_ ruling: CaseRecord, _ verdict: String, _ id: String) throws -> [Finding] {
        guard let record = try transaction.record(RecordKey(.claim, id)), record.version > 0 else { return [.unknownSubject("claim", id)] }
        guard ["RELEASE", "RETURN", "REJECT"].contains(verdict) else { return try onCase(ruling, verdict, record) }
        let states = ClaimStanding(transaction: transaction)
        // What lets a round or a payment go on leaves no mark on the review.
        if verdict == "RELEASE", try !transaction.rounds(ofClaim: id).isEmpty {
            let rules = RoundHearing.releasableOfClaims.union(PaymentHearing.releasable).union([PublishedActs.rule])
            let isKnown = try rules.contains(ruling["rule"]?.text ?? "") || isNamed(ruling, on: record.key)
            return isKnown ? [] : [.unknownRule(ruling, "claim=\(id)", rules)]
        }
        if verdict == "RELEASE", try isLetStand(ruling, record) { return [] }
        let event: ClaimEvent = verdict == "RELEASE" ? .pass : verdict == "RETURN" ? .return : .reject
        return try refusal(of: event, by: ruling, on: record, "兑付申请", StateMachine.claim, try states.state(of: record))
    }

    private func onApplication(_ ruling: CaseRecord, _ verdict: String, _ id: String) throws -> [Finding] {
        guard let record = try transaction.record(RecordKey(.application, id)), record.version > 0 else {
            return [.unknownSubject("application", id)]
        }
        let events: [String: ApplicationEvent] = ["APPROVE": .approve, "RELEASE": .approve, "RETURN": .return, "REJECT": .reject]
        guard let event = events[verdict] else { return try onCase(ruling, verdict, record) }
        if verdict == "RELEASE", try isLetStand(ruling, record) { return [] }
        let decision = try transaction.currentDecision(.application, of: record.key)?.decision
        let state = ApplicationState.of(decision, isWithdrawn: record.isWithdrawn, isWaiting: try transaction.wait(of: record.key) != nil)
        if verdict == "APPROVE", state == .approved {
            // What was published and the records no longer bear waits for a RELEASE.
            let isHeld = decision?.findings.contains { $0.rule == PublishedActs.rule && $0.effect == .hold } ?? false
            return isHeld ? [.unknownVerdict(verdict, "\(PublishedActs.rule)", "RELEASE（条款填 \(PublishedActs.rule)）、REJECT")] : []
        }
        return try refusal(of: event, by: ruling, on: record, "创新券申请", StateMachine.application, state)
    }

    /// A verdict on the voucher that names one of its applications or claims.
    private func onCase(_ ruling: CaseRecord, _ verdict: String, _ record: StoredRecord) throws -> [Finding] {
        if verdict == "GRACE" { return try isNamed(ruling, on: record.key) ? [] : [.without(ruling, "宽限", record.key.key)] }
        guard let values = try transaction.merged(record.key.type, record.key.key), let party = values["party_uscc"]?.text,
            let year = values["voucher_year"]?.integer
        else { return [.unknownSubject(record.key.type.name, record.key.key)] }
        return try onVoucher(ruling, verdict, of: party, years: [Int(year)], "\(record.key.type.name) \(record.key.key)")
    }

    private func onVoucher(_ ruling: CaseRecord, _ verdict: String, _ subject: String, isParty: Bool) throws -> [Finding] {
        if isParty { return try onVoucher(ruling, verdict, of: subject, years: transaction.years(of: subject).sorted(), "party \(subject)") }
        guard let voucher = try transaction.currentDecision(.voucher, of: RecordKey(.application, subject))?.decision else {
            return [.unknownSubject("voucher", subject, "创新券以其申请编号为编号")]
        }
        return try onVoucher(ruling, verdict, of: voucher.party, years: [voucher.year], "voucher \(subject)")
    }

    private func onVoucher(_ ruling: CaseRecord, _ verdict: String, of party: String, years: [Int], _ subject: String) throws -> [Finding] {
        let events: [String: VoucherEvent] = ["FREEZE": .freeze, "FRAUD": .freeze, "UNFREEZE": .unfreeze, "VOID": .giveBack]
        guard let event = events[verdict] else { return [.unknownVerdict(verdict, "voucher", "FREEZE、UNFREEZE、FRAUD、VOID")] }
        var state: VoucherState?
        for year in years {
            let decisions = try transaction.currentDecisions(party: party, year: year).map(\.decision)
            if decisions.contains(where: { $0.isNamed(ruling) }) { return [] }
            state = VoucherState.of(decisions) ?? state
        }
        guard let state else { return [.ruling("subject=\(subject)", "\(subject) 的主体尚无创新券，裁定未产生效力", "创新券发放后自动生效，无需重报")] }
        let machine = StateMachine<VoucherState, VoucherEvent>.voucher
        // One of several rulings to the same end is the one that the decision names.
        if machine.states(after: event).contains(state) { return [] }
        return [machine.refusal(of: event, in: state, "\(subject) 的创新券", "subject=\(subject)")]
    }

    // MARK: What a ruling did

    private func refusal<State, Event>(
        of event: Event,
        by ruling: CaseRecord,
        on record: StoredRecord,
        _ name: String,
        _ machine: StateMachine<State, Event>,
        _ state: State
    ) throws -> [Finding] {
        if try isNamed(ruling, on: record.key) { return [] }
        return [machine.refusal(of: event, in: state, "\(name) \(record.key.key)", "\(record.key.type.name)=\(record.key.key)")]
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

extension StateMachine {
    /// The refusal of an event that the state does not allow: which state, and which would.
    func refusal(of event: Event, in state: State, _ name: String, _ values: String, title: String? = nil) -> Finding {
        let allowed = states(allowing: event).map(\.rawValue).sorted().joined(separator: ", ")
        return .refused("\(name) 的状态为 \(state.rawValue)，不能“\(title ?? event.rawValue)”", values, rule(of: event), state, event, allowed: allowed)
    }
}

extension Finding {
    fileprivate static func refused(
        _ reason: String,
        _ values: String,
        _ rule: String,
        _ state: some RawRepresentable<String>,
        _ event: some RawRepresentable<String>,
        allowed: String = ""
    ) -> Finding {
        Finding(
            rule: rule,
            effect: .hold,
            article: RuleBook.rule(rule)?.citation ?? "",
            values: "\(values); state=\(state.rawValue); event=\(event.rawValue)",
            reason: reason,
            fix: allowed.isEmpty ? "办结后自动生效，无需重报" : "状态为 \(allowed) 时方可；到时自动生效，无需重报"
        )
    }

    fileprivate static func unknownSubject(_ type: String, _ subject: String, _ words: String = "对象尚未收到；到达后自动生效，无需重报") -> Finding {
        ruling("subject=\(type) \(subject)", "裁定的对象 \(type) \(subject) 不存在，裁定未产生效力", words)
    }

    fileprivate static func unknownVerdict(_ verdict: String, _ type: String, _ known: String) -> Finding {
        ruling("verdict=\(verdict); subject=\(type)", "裁定 \(verdict) 不适用于 \(type)", "可用的裁定：\(known)")
    }

    fileprivate static func unknownRule(_ ruling: CaseRecord, _ subject: String, _ rules: Set<String>) -> Finding {
        let rule = ruling["rule"]?.text ?? ""
        return self.ruling(
            "\(subject); verdict=RELEASE; rule=\(rule)",
            rule.isEmpty ? "放行裁定未指明条款，未产生效力" : "放行裁定所指条款 \(rule) 在此无可放行，裁定未产生效力",
            "另行裁定，条款填下列之一：\(rules.sorted().joined(separator: "、"))"
        )
    }

    fileprivate static func without(_ ruling: CaseRecord, _ title: String, _ subject: String) -> Finding {
        self.ruling("ruling=\(ruling.key.key); subject=\(subject)", "裁定 \(ruling.key.key)（\(title)）对 \(subject) 未产生效力：没有因此暂缓的决定", "核对对象和条款")
    }

    fileprivate static func ruling(_ values: String, _ reason: String, _ fix: String) -> Finding {
        Finding(rule: "ART26-INTERPRET", effect: .hold, article: "第二十六条", values: values, reason: reason, fix: fix)
    }
}
