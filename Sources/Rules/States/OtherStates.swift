import Programme
public import Records

/// What an application has come to (创新券申请, Art. 17).
public enum ApplicationState: String, Sendable, Hashable, CaseIterable {
    case received = "RECEIVED"
    case parked = "PARKED"
    case onHold = "ON_HOLD"
    case supplement = "SUPPLEMENT"
    case approved = "APPROVED"
    case rejected = "REJECTED"
    case duplicate = "DUPLICATE"
    case withdrawn = "WITHDRAWN"
    case lapsed = "LAPSED"
}

public enum ApplicationEvent: String, Sendable, Hashable, CaseIterable {
    case hold = "HOLD"
    case `return` = "RETURN"
    case supplement = "SUPPLEMENT"
    case approve = "APPROVE"
    case reject = "REJECT"
    case yieldPlace = "YIELD"
    case withdraw = "WITHDRAW"
    case lapse = "LAPSE"
}

extension StateMachine where State == ApplicationState, Event == ApplicationEvent {
    public static let application = StateMachine(
        transitions: [
            Transition([.received, .parked, .supplement], .hold, .onHold, "ART17-FORM"),
            Transition([.received, .parked, .onHold], .return, .supplement, "ART17-FORM"),
            Transition([.supplement], .supplement, .received, "ART17-FORM"),
            Transition([.received, .parked, .onHold, .supplement, .duplicate], .approve, .approved, "ART17-FACE"),
            // What was approved is taken back by ruling alone.
            Transition([.received, .parked, .onHold, .supplement, .duplicate, .approved], .reject, .rejected, "ART17-FORM"),
            Transition([.received, .parked, .onHold, .supplement], .yieldPlace, .duplicate, "ART17-FACE"),
            Transition([.received, .parked, .onHold, .supplement, .duplicate], .withdraw, .withdrawn, "ART17-FORM"),
            Transition([.parked, .onHold, .supplement], .lapse, .lapsed, "ART24-VOID"),
        ]
    )
}

extension ApplicationState {
    /// The state that the decision in force on an application gives.
    public static func of(_ decision: Decision?, isWithdrawn: Bool, isWaiting: Bool) -> ApplicationState {
        switch decision?.outcome {
        case .approved: .approved
        case .held: .onHold
        case .returned: .supplement
        case .rejected: .rejected
        case .duplicate: .duplicate
        case .withdrawn: .withdrawn
        case .lapsed: .lapsed
        default: isWithdrawn ? .withdrawn : isWaiting ? .parked : .received
        }
    }
}

/// What a voucher has come to (创新券, Art. 6, 17, 23, 24).
public enum VoucherState: String, Sendable, Hashable, CaseIterable {
    case issued = "ISSUED"
    case inUse = "IN_USE"
    case exhausted = "EXHAUSTED"
    case frozen = "FROZEN"
    case voidPending = "VOID_PENDING"
    case voidFinal = "VOID_FINAL"
}

public enum VoucherEvent: String, Sendable, Hashable, CaseIterable {
    case reserve = "RESERVE"
    case release = "RELEASE"
    case exhaust = "EXHAUST"
    case freeze = "FREEZE"
    case unfreeze = "UNFREEZE"
    case endOfYear = "END_OF_YEAR"
    case lateBatch = "LATE_BATCH"
    case cutOff = "CUT_OFF"
    /// The party gives back what it has not used.
    case giveBack = "GIVE_BACK"
}

extension VoucherState {
    /// The state that the decisions in force of a party-year give its voucher; `nil` where it has none.
    public static func of(_ decisions: [Decision]) -> VoucherState? {
        guard let balance = VoucherBalance(decisions) else { return nil }
        func outcome(_ kind: Decision.Kind) -> Decision.Outcome? { decisions.first { $0.kind == kind }?.outcome }
        if outcome(.freeze) == .on { return .frozen }
        switch outcome(.void) {
        case .final: return .voidFinal
        case .pending: return .voidPending
        default: break
        }
        if balance.free == .zero { return .exhausted }
        return balance.free == balance.face ? .issued : .inUse
    }
}

extension StateMachine where State == VoucherState, Event == VoucherEvent {
    public static let voucher = StateMachine(
        transitions: [
            Transition([.issued, .inUse], .reserve, .inUse, "ART18-1-SIX"),
            Transition([.inUse, .exhausted], .release, .inUse, "ART16-CAP"),
            Transition([.inUse], .exhaust, .exhausted, "ART16-CAP"),
            Transition([.issued, .inUse, .exhausted, .voidPending, .voidFinal], .freeze, .frozen, "ART23-FRAUD"),
            Transition([.frozen], .unfreeze, .inUse, "ART23-FRAUD"),
            Transition([.issued, .inUse], .endOfYear, .voidPending, "ART24-VOID"),
            Transition([.voidPending], .lateBatch, .inUse, "ART24-VOID"),
            Transition([.voidPending], .cutOff, .voidFinal, "ART24-VOID"),
            Transition([.issued, .inUse, .voidPending], .giveBack, .voidFinal, "ART24-VOID"),
        ]
    )
}

/// What a round has come to (兑付轮次, Art. 18, 19).
public enum RoundState: String, Sendable, Hashable, CaseIterable {
    /// Without its budget or a signature.
    case planned = "PLANNED"
    case open = "OPEN"
    case cutOff = "CUT_OFF"
    case inReview = "IN_REVIEW"
    case ranked = "RANKED"
    case publicity = "PUBLICITY"
    case confirming = "CONFIRMING"
    case paying = "PAYING"
    case closed = "CLOSED"
}

public enum RoundEvent: String, Sendable, Hashable, CaseIterable {
    case open = "OPEN"
    /// Budget, signatures and dates are written anew.
    case change = "CHANGE"
    case cutOff = "CUT_OFF"
    case review = "REVIEW"
    case rank = "RANK"
    case reopen = "REOPEN"
    case publish = "PUBLISH"
    case confirm = "CONFIRM"
    case pay = "PAY"
    case close = "CLOSE"
}

extension StateMachine where State == RoundState, Event == RoundEvent {
    public static let round = StateMachine(
        transitions: [
            Transition([.planned], .open, .open, "ART04-JOINT"),
            Transition([.planned], .change, .planned, "ART04-JOINT"),
            Transition([.open], .change, .open, "ART04-JOINT"),
            Transition([.cutOff], .change, .cutOff, "ART03-BUDGET"),
            Transition([.inReview], .change, .inReview, "ART03-BUDGET"),
            Transition([.open], .cutOff, .cutOff, "ART19-ROUNDS"),
            Transition([.cutOff, .inReview], .review, .inReview, "ART18-2-PANEL"),
            Transition([.cutOff, .inReview], .rank, .ranked, "ART18-2-PANEL"),
            Transition([.ranked], .reopen, .inReview, "ART18-2-PANEL"),
            Transition([.ranked, .publicity, .confirming, .paying], .publish, .publicity, "ART18-3-PUBLICITY"),
            Transition([.publicity], .confirm, .confirming, "ART18-4-CONFIRM"),
            Transition([.publicity, .confirming], .pay, .paying, "ART18-5-PAPER"),
            // Without a granted line there is nothing to publish or to pay.
            Transition([.ranked, .confirming, .paying], .close, .closed, "ART19-ROUNDS"),
        ]
    )
}

/// What a platform has come to (服务平台, Art. 8, 9). A provider has no states: the dates of its membership say all (Art. 11).
public enum RegistrationState: String, Sendable, Hashable, CaseIterable {
    case applied = "APPLIED"
    /// Published, and open to objections.
    case publicity = "PUBLICITY"
    case recognised = "RECOGNISED"
    case revoked = "REVOKED"
}

public enum RegistrationEvent: String, Sendable, Hashable, CaseIterable {
    case publish = "PUBLISH"
    /// The publicity has ended without an objection.
    case pass = "PASS"
    case recognise = "RECOGNISE"
    case revoke = "REVOKE"
}

extension StateMachine where State == RegistrationState, Event == RegistrationEvent {
    public static let platform = StateMachine(
        transitions: [
            Transition([.applied, .revoked], .publish, .publicity, "ART09-RECOGNISED"),
            Transition([.publicity], .pass, .applied, "ART09-RECOGNISED"),
            Transition([.applied, .revoked], .recognise, .recognised, "ART09-RECOGNISED"),
            Transition([.recognised], .revoke, .revoked, "ART09-RECOGNISED"),
        ]
    )
}

/// What an objection has come to (异议, Art. 18 item 3).
public enum ObjectionState: String, Sendable, Hashable, CaseIterable {
    case received = "RECEIVED"
    case sustained = "SUSTAINED"
    case dismissed = "DISMISSED"
}

extension ObjectionState {
    /// The state in which a publicity that has ended left an objection: received, where it came too late to be heard there.
    public static func of(_ objection: RecordKey, in publicity: Decision) -> ObjectionState {
        let said = publicity.findings.first { $0.rule == Rule.objection.id && $0.valuesByName["objection"] == objection.key }
        guard let said, said.valuesByName["ends_on"] == nil else { return .received }
        return said.effect == .info ? .dismissed : .sustained
    }
}

public enum ObjectionEvent: String, Sendable, Hashable, CaseIterable {
    case sustain = "SUSTAIN"
    case dismiss = "DISMISS"

    /// How people call it.
    public var title: String { self == .sustain ? "异议成立" : "异议不成立" }
}

extension StateMachine where State == ObjectionState, Event == ObjectionEvent {
    public static let objection = StateMachine(
        transitions: [
            Transition([.received], .sustain, .sustained, "ART18-3-OBJECTION"),
            Transition([.received], .dismiss, .dismissed, "ART18-3-OBJECTION"),
        ]
    )
}

/// What a payment order has come to (支付, Art. 18 item 5).
public enum PaymentState: String, Sendable, Hashable, CaseIterable {
    case prepared = "PREPARED"
    case sent = "SENT"
    case paid = "PAID"
    case returned = "RETURNED"
}

public enum PaymentEvent: String, Sendable, Hashable, CaseIterable {
    case send = "SENT"
    case pay = "PAID"
    case bankReturn = "RETURNED"
}

extension StateMachine where State == PaymentState, Event == PaymentEvent {
    public static let payment = StateMachine(
        transitions: [
            Transition([.prepared, .returned], .send, .sent, "ART18-5-PAPER"),
            Transition([.prepared, .sent], .pay, .paid, "ART18-5-PAPER"),
            Transition([.prepared, .sent], .bankReturn, .returned, "ART18-5-PAPER"),
        ]
    )
}
