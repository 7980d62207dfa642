public import Programme
public import Records

/// What the centre decides of an application, a voucher or a claim, and by which rules.
public struct Decision: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case application = "APPLICATION"
        case voucher = "VOUCHER"
        case initialReview = "INITIAL_REVIEW"
        /// A claim's line in a round's list (Art. 6, 18 item 2).
        case listing = "LISTING"
        /// A line made public (Art. 18 item 3).
        case publicity = "PUBLICITY"
        /// The letter of confirmation (兑付确认书, Art. 18 item 4).
        case confirmation = "CONFIRMATION"
        case payment = "PAYMENT"
        /// What is left of a voucher at its year's end (Art. 24).
        case void = "VOID"
        /// A voucher frozen by ruling (Art. 23).
        case freeze = "FREEZE"
        /// What was paid and is claimed back (Art. 23).
        case clawback = "CLAWBACK"
    }

    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        case approved = "APPROVED"
        case held = "HELD"
        case returned = "RETURNED"
        case rejected = "REJECTED"
        case duplicate = "DUPLICATE"
        case withdrawn = "WITHDRAWN"
        case lapsed = "LAPSED"
        case issued = "ISSUED"
        case reduced = "REDUCED"
        case passed = "PASSED"
        case full = "FULL"
        case partial = "PARTIAL"
        case unfunded = "UNFUNDED"
        case open = "OPEN"
        case objected = "OBJECTED"
        case done = "DONE"
        case payable = "PAYABLE"
        case sent = "SENT"
        case paid = "PAID"
        case pending = "PENDING"
        case final = "FINAL"
        case on = "ON"
        case off = "OFF"
        case due = "DUE"
    }

    public enum State: String, Sendable, Hashable {
        /// Recomputed in each drain, and may change.
        case tentative = "TENTATIVE"
        /// A published act: it never changes silently.
        case final = "FINAL"
    }

    public let kind: Kind
    /// The application (also for its voucher) or the claim.
    public let subject: RecordKey
    public let party: String
    public let year: Int
    public let outcome: Outcome
    /// The voucher's face, the amount approved or the amount reserved; `nil` where the outcome grants none.
    public let amount: Fen?
    /// Every finding, not only the first: the worst comes first, then by the order of the rules. Where every rule passed, what there is to
    /// know, such as the rate and the amounts, with the effect ``Finding/Effect/info``.
    public var findings: [Finding]
    public var state: State
    /// The subject's place in the order.
    public let place: Instant?

    public init(
        kind: Kind,
        subject: RecordKey,
        party: String,
        year: Int,
        outcome: Outcome,
        amount: Fen? = nil,
        findings: [Finding] = [],
        state: State = .tentative,
        place: Instant? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.party = party
        self.year = year
        self.outcome = outcome
        self.amount = amount
        self.findings = findings
        self.state = state
        self.place = place
    }
}

/// An application or claim that cannot be judged yet, because something that it reads is not here.
public struct Wait: Sendable, Hashable {
    public let subject: RecordKey
    /// What is missing, as a finding with the effect ``Finding/Effect/park``.
    public let finding: Finding

    public init(subject: RecordKey, finding: Finding) {
        self.subject = subject
        self.finding = finding
    }
}

/// What the adjudication of a case file gives.
public struct Adjudication: Sendable, Hashable {
    /// One decision a subject and kind, ordered by kind and subject.
    public var decisions: [Decision]
    /// Applications and claims that wait, ordered by subject.
    public var waits: [Wait]

    public init(decisions: [Decision] = [], waits: [Wait] = []) {
        self.decisions = decisions
        self.waits = waits
    }
}
