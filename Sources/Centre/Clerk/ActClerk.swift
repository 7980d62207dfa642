import Merging
import Programme
import Records
import Rules
import Store

/// Says of each act of the centre's whether the state of what it is about allowed it (评审、公示、异议、核验、支付、裁定、认定, Art. 9, 18, 26).
///
/// An act that came too early is kept, and takes effect once the state allows it; until then its row says which state it met.
struct ActClerk {
    let transaction: Transaction
    let configuration: CentreConfiguration
    let instant: Instant

    /// What stands against an act, as a finding on its row.
    func findings(on key: RecordKey) throws -> [Finding] {
        guard RecordType.acts.contains(key.type), let record = try transaction.merged(key.type, key.key) else { return [] }
        if record.isWithdrawn {
            return key.type == .ruling ? try RulingClerk(transaction: transaction).findings(onWithdrawalOf: record) : []
        }
        switch key.type {
        case .round:
            let isPlanned = try transaction.cutOffRound(key.key)?.ranked == nil
            // That its time has not come yet is no fault of a round.
            guard isPlanned else { return RoundHearing.lateness(of: record) }
            let standing = try RoundClerk.standing(of: record, transaction, at: instant, configuration)
            return standing.filter { !isAwaited($0) && !isEarly($0) }
        case .review: return try review(record)
        case .publicity:
            let claims = record.list("claims")
            if claims.isEmpty, !record.conflicts.keys.contains("publicity") { return [.emptyList(record)] }
            return try claims.flatMap { try event(.publish, on: $0, within: record["round_id"]?.text) }
        case .objection: return try objection(record)
        case .paperCheck: return try event(.checkPaper, on: record["claim_id"]?.text)
        case .payment:
            let told = try named("payment", key.key, .payment, record["claim_id"]?.text)
            return try told.isEmpty ? event(ClaimEvent(rawValue: record["status"]?.text ?? "") ?? .send, on: record["claim_id"]?.text) : told
        case .ruling: return try RulingClerk(transaction: transaction).findings(on: record)
        case .recognition: return try recognition(record)
        default: return []
        }
    }

    /// Whether a round only waits for its time, or for what its conflict tells.
    private func isAwaited(_ finding: Finding) -> Bool {
        finding.rule == "ART19-ROUNDS" && (finding.conflict != nil || finding.values.hasPrefix("cut_off_at="))
    }

    private func isEarly(_ finding: Finding) -> Bool { finding.rule == "ART18-2-PANEL" && finding.values.hasPrefix("reviewed_on=") }

    /// A round that is ranked is not changed any more, nor is what its panel said, nor a list whose publicity has ended: a later row has no effect.
    func refusal(of row: StoredRow, of key: RecordKey) throws -> [Finding] {
        if key.type == .publicity { return try refusal(of: row, ofList: key) }
        let id = key.type == .round ? key.key : key.type == .review ? try transaction.merged(key.type, key.key)?["round_id"]?.text : nil
        guard let id, let ranked = try transaction.cutOffRound(id)?.ranked, let record = try transaction.merged(.round, id),
            let drain = try transaction.drain(ofBatch: row.batch), drain > ranked
        else { return [] }
        let state = try RoundProgress(record, transaction).state
        let title = key.type == .round ? "更改" : "更改评审意见"
        return [StateMachine<RoundState, RoundEvent>.round.refusal(of: .change, in: state, "轮次 \(id)", "round=\(id)", title: title)]
    }

    private func refusal(of row: StoredRow, ofList list: RecordKey) throws -> [Finding] {
        guard let round = try transaction.merged(.publicity, list.key)?["round_id"]?.text, let drain = try transaction.drain(ofBatch: row.batch),
            let day = try transaction.instant(ofDrain: drain)?.day
        else { return [] }
        let ended = try transaction.claims(ofRound: round).compactMap { claim -> String? in
            guard let publicity = try transaction.currentDecision(.publicity, of: RecordKey(.claim, claim))?.decision, publicity.state == .final,
                case let pinned = publicity.pinned("ART18-3-PUBLICITY"), pinned["list"] == list.key,
                let last = pinned["ends_on"].flatMap({ Day($0) }), last < day
            else { return nil }
            return claim
        }
        guard !ended.isEmpty else { return [] }
        return [
            .refused(
                "公示 \(list.key) 已期满，其后的更改对 \(ended.prefix(20).joined(separator: "、")) 不产生效力",
                "list=\(list.key); ended=\(ended.prefix(20).joined(separator: ","))",
                "ART18-3-PUBLICITY",
                fix: "新增的对象另行公示；对结果有异议的，由中心裁定"
            )
        ]
    }

    // MARK: Claims

    /// A state that the event leads to, or one beyond it, shows that the event had its effect.
    private func event(_ event: ClaimEvent, on claim: String?, within round: String? = nil) throws -> [Finding] {
        guard let claim, let record = try transaction.record(RecordKey(.claim, claim)), record.version > 0 else { return [] }
        let state = try ClaimStanding(transaction: transaction).state(of: record, within: round)
        let machine = StateMachine<ClaimState, ClaimEvent>.claim
        let isAllowed = machine.states(allowing: event).contains { machine.isReachable(state, from: $0) }
        let isRefused = event == .send || event == .pay || event == .bankReturn ? state == .paperHold : false
        guard !isAllowed || isRefused else { return [] }
        return [machine.refusal(of: event, in: state, "兑付申请 \(claim)", "claim=\(claim)", title: event.title)]
    }

    /// A panel reviews the claims that its round was cut off with.
    private func review(_ record: CaseRecord) throws -> [Finding] {
        guard let round = record["round_id"]?.text, let claim = record["claim_id"]?.text, try transaction.cutOffRound(round) != nil,
            try !transaction.rounds(ofClaim: claim).contains(round), let stored = try transaction.record(RecordKey(.claim, claim)), stored.version > 0
        else { return try event(.review, on: record["claim_id"]?.text, within: record["round_id"]?.text) }
        let state = try ClaimStanding(transaction: transaction).state(of: stored)
        let values = "claim=\(claim); round=\(round)"
        return [StateMachine<ClaimState, ClaimEvent>.claim.refusal(of: .review, in: state, "不在轮次 \(round) 之内的兑付申请 \(claim)", values, title: "评审")]
    }

    /// What the decision of a kind holds against the act that it names.
    private func named(_ name: String, _ key: String, _ kind: Decision.Kind, _ claim: String?) throws -> [Finding] {
        guard let claim, let decision = try transaction.currentDecision(kind, of: RecordKey(.claim, claim))?.decision else { return [] }
        return decision.findings.filter { $0.effect == .hold && $0.valuesByName[name] == key }
    }

    private func objection(_ record: CaseRecord) throws -> [Finding] {
        guard let claim = record["claim_id"]?.text else { return [] }
        let early = try event(.object, on: claim)
        guard early.isEmpty, record["ruling"] != nil,
            let publicity = try transaction.currentDecision(.publicity, of: RecordKey(.claim, claim))?.decision, publicity.state == .final
        else { return early }
        // A ruling that was heard before the publicity ended is part of it.
        let isAfter = publicity.findings.contains { $0.rule == PublishedActs.rule }
        guard isAfter, let stored = try transaction.record(RecordKey(.claim, claim)) else { return [] }
        let way = "公示已了结，结果不变；未支付的由中心裁定：照付（RELEASE，条款 \(PublishedActs.rule)），或冻结（FREEZE）"
        let isSustained = record["ruling"]?.text == "SUSTAINED"
        let heard = ObjectionState.of(record.key, in: publicity)
        if heard == .received {
            let state = try ClaimStanding(transaction: transaction).state(of: stored)
            let event: ClaimEvent = isSustained ? .uphold : .dismiss
            let machine = StateMachine<ClaimState, ClaimEvent>.claim
            return [machine.refusal(of: event, in: state, "兑付申请 \(claim)", "objection=\(record.key.key)", title: event.title, way: way)]
        }
        // What was dismissed in time and is dismissed still says nothing new.
        if heard == .dismissed, !isSustained { return [] }
        let event: ObjectionEvent = isSustained ? .sustain : .dismiss
        let values = "objection=\(record.key.key); claim=\(claim)"
        let machine = StateMachine<ObjectionState, ObjectionEvent>.objection
        return [machine.refusal(of: event, in: heard, "异议 \(record.key.key)", values, title: event.title, way: way)]
    }

    // MARK: Platforms

    /// A platform is recognised once, when its publicity is over and nothing is objected (Art. 9).
    private func recognition(_ record: CaseRecord) throws -> [Finding] {
        guard record.conflicts.isEmpty, let platform = record["platform_uscc"]?.text, let from = record["valid_from"]?.text.flatMap({ Day($0) })
        else {
            return []
        }
        let machine = StateMachine<RegistrationState, RegistrationEvent>.platform
        let others = try transaction.records(.recognition, where: "platform_uscc", is: platform).filter { other in
            guard !other.isWithdrawn, other.key != record.key, let since = other["valid_from"]?.text.flatMap({ Day($0) }) else { return false }
            let isEarlier = since < from || (since == from && other.key < record.key)
            return isEarlier && other["valid_to"]?.text.flatMap { Day($0) }.map { from < $0 } ?? true
        }
        if let other = others.first {
            return [
                machine.refusal(
                    of: .recognise,
                    in: .recognised,
                    "服务平台 \(platform)",
                    "platform=\(platform); recognition=\(other.key.key)",
                    title: "认定"
                )
            ]
        }
        return try publicity(of: record, platform, from).map {
            machine.refusal(of: .recognise, in: .publicity, "服务平台 \(platform)（\($0)）", "platform=\(platform); valid_from=\(from)", title: "认定")
        }
    }

    /// Why the publicity of a platform has not ended by the day of its recognition.
    private func publicity(of record: CaseRecord, _ platform: String, _ from: Day) throws -> [String] {
        var reasons: [String] = []
        let periods = configuration.programme.versions.last?.periods
        if let published = record["published_on"]?.text.flatMap({ Day($0) }), let days = periods?.publicityWorkingDays,
            let last = configuration.workdays.day(days, after: published), from <= last
        {
            reasons.append("公示至 \(last) 止")
        }
        let objections = try transaction.records(.objection, where: "platform_uscc", is: platform)
        for objection in objections where !objection.isWithdrawn && objection["ruling"]?.text != "DISMISSED" {
            guard let received = objection["received_at"]?.text.flatMap({ Instant($0) }), received.day < from else { continue }
            reasons.append("异议 \(objection.key.key) 未了结或成立")
        }
        return reasons
    }
}

extension Finding {
    /// A list made public with nobody in it.
    fileprivate static func emptyList(_ publicity: CaseRecord) -> Finding {
        Finding(
            rule: "ART18-3-PUBLICITY",
            effect: .hold,
            article: RuleBook.rule("ART18-3-PUBLICITY")?.citation ?? "",
            column: "claims",
            values: "publicity=\(publicity.key.key); round=\(publicity["round_id"]?.text ?? ""); claims=",
            reason: "公示 \(publicity.key.key) 没有列出兑付申请，未产生效力",
            fix: "填写公示的兑付申请编号"
        )
    }
}
