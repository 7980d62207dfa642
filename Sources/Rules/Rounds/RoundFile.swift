public import Programme
public import Records

/// Everything that the ranking of a redemption round reads (兑付轮次, Art. 6, 18 item 2, 19).
public struct RoundFile: Sendable {
    /// A claim whose initial review had passed for good when the round was cut off.
    public struct Candidate: Sendable {
        public let claim: RecordKey
        public let party: String
        public let year: Int
        public let provider: String?
        /// The claim's place, then its application's (Art. 6).
        public let place: Instant
        public let applicationPlace: Instant
        /// The rate of its voucher, in basis points.
        public let rate: Int64
        /// What the initial review reserved, or an earlier round of the year left of it.
        public let reserved: Fen
        /// What earlier rounds of the year have granted of it.
        public let granted: Fen
        /// The least of contract, invoices and receipts, and of what an objection left: the panel recognises no more (Art. 3).
        public let ceiling: Fen
        /// The review of the latest earlier round, which counts on unless this round has its own.
        public let earlierReview: CaseRecord?

        public init(
            claim: RecordKey,
            party: String,
            year: Int,
            provider: String?,
            place: Instant,
            applicationPlace: Instant,
            rate: Int64,
            reserved: Fen,
            granted: Fen = .zero,
            ceiling: Fen,
            earlierReview: CaseRecord? = nil
        ) {
            self.claim = claim
            self.party = party
            self.year = year
            self.provider = provider
            self.place = place
            self.applicationPlace = applicationPlace
            self.rate = rate
            self.reserved = reserved
            self.granted = granted
            self.ceiling = ceiling
            self.earlierReview = earlierReview
        }
    }

    public let round: CaseRecord
    public let candidates: [Candidate]
    public let reviews: [CaseRecord]
    public let experts: [CaseRecord]
    /// Rulings on the round or on its claims.
    public let rulings: [CaseRecord]
    /// The last day of the regulation's term (Art. 27); `nil` where it does not matter.
    public let lastDay: Day?

    public init(
        round: CaseRecord,
        candidates: [Candidate],
        reviews: [CaseRecord],
        experts: [CaseRecord],
        rulings: [CaseRecord],
        lastDay: Day? = nil
    ) {
        self.lastDay = lastDay
        self.round = round
        self.candidates = candidates
        self.reviews = reviews
        self.experts = experts
        self.rulings = rulings
    }
}

/// What a round has come to, and what keeps it from going on.
public struct RoundStanding: Sendable, Hashable {
    /// What stands against the next step, and what is only to be said, by rule.
    public var findings: [Finding] = []
    /// The list, once the round is ranked; in order.
    public var listing: [Decision] = []
}
