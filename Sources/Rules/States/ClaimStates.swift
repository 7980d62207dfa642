/// What a claim has come to (兑付申请, Art. 18).
public enum ClaimState: String, Sendable, Hashable, CaseIterable {
    case received = "RECEIVED"
    case parked = "PARKED"
    case supplement = "SUPPLEMENT"
    case onHold = "ON_HOLD"
    case rejected = "REJECTED_INITIAL"
    case passed = "INITIAL_PASSED"
    case inRound = "IN_ROUND"
    case unfunded = "UNFUNDED"
    case listed = "LISTED"
    case publicity = "PUBLICITY"
    case objected = "OBJECTED"
    case rejectedByObjection = "REJECTED_OBJECTION"
    case confirmed = "CONFIRMED"
    case paperHold = "PAPER_HOLD"
    case payable = "PAYABLE"
    case paying = "PAYING"
    case returnedByBank = "PAY_RETURNED"
    case paid = "PAID"
    case clawback = "CLAWBACK"
    case withdrawn = "WITHDRAWN"

    /// The state that the decisions in force on a claim give, the furthest first.
    public static func of(_ decisions: [Decision], isWithdrawn: Bool, isWaiting: Bool, isInRound: Bool) -> ClaimState {
        func outcome(_ kind: Decision.Kind) -> Decision.Outcome? { decisions.first { $0.kind == kind }?.outcome }
        if outcome(.clawback) != nil { return .clawback }
        switch outcome(.payment) {
        case .paid: return .paid
        case .returned: return .returnedByBank
        case .sent: return .paying
        case .payable: return .payable
        case .held: return .paperHold
        default: break
        }
        if outcome(.confirmation) != nil { return .confirmed }
        switch outcome(.publicity) {
        case .objected: return decisions.first { $0.kind == .publicity }?.state == .final ? .rejectedByObjection : .objected
        case .open, .done: return .publicity
        default: break
        }
        switch outcome(.listing) {
        case .full, .partial: return .listed
        case .unfunded: return isInRound ? .inRound : .unfunded
        default: break
        }
        if isInRound { return .inRound }
        switch outcome(.initialReview) {
        case .passed: return .passed
        case .rejected: return .rejected
        case .returned: return .supplement
        case .held: return .onHold
        default: return isWithdrawn ? .withdrawn : isWaiting ? .parked : .received
        }
    }
}

/// What happens to a claim.
public enum ClaimEvent: String, Sendable, Hashable, CaseIterable {
    case pass = "PASS"
    case hold = "HOLD"
    case `return` = "RETURN"
    case reject = "REJECT"
    case supplement = "SUPPLEMENT"
    case withdraw = "WITHDRAW"
    case cutOff = "CUT_OFF"
    case review = "REVIEW"
    case list = "LIST"
    case leaveOut = "LEAVE_OUT"
    case publish = "PUBLISH"
    case object = "OBJECT"
    case uphold = "UPHOLD"
    case dismiss = "DISMISS"
    case confirm = "CONFIRM"
    case checkPaper = "CHECK_PAPER"
    case mismatch = "MISMATCH"
    case send = "SENT"
    case pay = "PAID"
    case bankReturn = "RETURNED"
    case fraud = "FRAUD"

    /// How people call it.
    public var title: String {
        switch self {
        case .pass: "初审通过"
        case .hold: "暂缓"
        case .return: "退回补正"
        case .reject: "初审不予通过"
        case .supplement: "补正"
        case .withdraw: "撤回"
        case .cutOff: "轮次截止"
        case .review: "专家评审"
        case .list: "列入名单"
        case .leaveOut: "未列入名单"
        case .publish: "公示"
        case .object: "异议"
        case .uphold: "异议成立"
        case .dismiss: "异议不成立"
        case .confirm: "出具确认书"
        case .checkPaper: "纸质材料核验"
        case .mismatch: "纸质材料不一致"
        case .send: "支付发出"
        case .pay: "支付完成"
        case .bankReturn: "银行退回"
        case .fraud: "认定弄虚作假"
        }
    }
}

extension StateMachine where State == ClaimState, Event == ClaimEvent {
    /// A claim's life, from its receipt to its payment.
    public static let claim = StateMachine(
        transitions: [
            Transition([.received, .parked, .onHold, .supplement], .pass, .passed, "ART18-1-SIX"),
            Transition([.received, .parked, .supplement, .passed], .hold, .onHold, "ART18-1-SIX"),
            Transition([.received, .parked, .onHold, .passed], .return, .supplement, "ART18-1-SIX"),
            Transition([.received, .parked, .onHold, .supplement, .passed], .reject, .rejected, "ART18-1-SIX"),
            Transition([.supplement], .supplement, .received, "ART18-1-SIX"),
            Transition([.received, .parked, .onHold, .supplement, .passed], .withdraw, .withdrawn, "ART18-1-SIX"),
            Transition([.passed, .unfunded], .cutOff, .inRound, "ART19-ROUNDS"),
            Transition([.inRound], .review, .inRound, "ART18-2-PANEL"),
            Transition([.inRound], .list, .listed, "ART06-ORDER"),
            Transition([.inRound], .leaveOut, .unfunded, "ART06-ORDER"),
            Transition([.listed], .publish, .publicity, "ART18-3-PUBLICITY"),
            Transition([.publicity], .object, .objected, "ART18-3-OBJECTION"),
            Transition([.objected], .uphold, .rejectedByObjection, "ART18-3-OBJECTION"),
            Transition([.objected], .dismiss, .publicity, "ART18-3-OBJECTION"),
            Transition([.publicity], .confirm, .confirmed, "ART18-4-CONFIRM"),
            Transition([.confirmed, .paperHold], .checkPaper, .payable, "ART18-5-PAPER"),
            Transition([.confirmed, .payable], .mismatch, .paperHold, "ART18-5-PAPER"),
            Transition([.payable, .returnedByBank], .send, .paying, "ART18-5-PAPER"),
            Transition([.payable, .paying, .returnedByBank], .pay, .paid, "ART18-5-PAPER"),
            Transition([.payable, .paying], .bankReturn, .returnedByBank, "ART18-5-PAPER"),
            Transition([.paid], .fraud, .clawback, "ART23-FRAUD"),
        ]
    )
}
