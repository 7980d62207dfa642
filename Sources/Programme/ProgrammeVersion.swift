/// The programme as it stands from one day to another (Art. 26, 27): a value for every rule that needs one.
public struct ProgrammeVersion: Sendable, Equatable {
    /// The first and last day on which an application can be made under this version (Art. 27). Vouchers issued under it are redeemed
    /// under it.
    public let effectiveFrom: Day
    public let effectiveTo: Day
    @Checked public private(set) var eligibility: Eligibility
    @Checked public private(set) var scope: Scope
    @Checked public private(set) var standard: Standard
    @Checked public private(set) var materials: Materials
    @Checked public private(set) var likeness: Likeness
    @Checked public private(set) var affiliation: Affiliation
    @Checked public private(set) var periods: Periods

    /// Who is supported (Art. 2 and 14).
    public struct Eligibility: Sendable, Equatable {
        public let categories: [SupportCategory]
        /// Years that a high-tech certificate lasts, its last day being the eve of the anniversary.
        public let certificateYears: Int
        /// Until when an SME number of the year before counts, in the voucher's year.
        public let previousNumberUntil: MonthDay
        public let incubatorKinds: [IncubatorKind]
        public let leastIncubatorLevel: AuthorityLevel
        public let leaderLevels: [TalentLevel]
        public let leastCoreMembers: Int
    }

    /// What is supported (Art. 2 and 15).
    public struct Scope: Sendable, Equatable {
        public let serviceCategories: [ServiceCategory]
        /// The short names between asterisks that services bear on an invoice, such as `研发和技术服务` in `*研发和技术服务*检测费`.
        public let serviceInvoicePrefixes: [String]
        /// Words that betray a test that the law demands.
        public let mandatoryTestKeywords: [String]
    }

    /// How much (Art. 16 and 17).
    public struct Standard: Sendable, Equatable {
        /// Hundredths of a percent of the recognised fee.
        public let ratesBasisPoints: [SupportCategory: Int64]
        /// The most that a party gets in a year.
        public let cap: Fen
        public let dualIdentity: DualIdentity
        public let feeBasis: FeeBasis

        /// Which rate a team has that is also a high-tech enterprise or an SME: the article does not say.
        public enum DualIdentity: String, Sendable, Codable, CaseIterable {
            case lower
            case declared
        }

        /// Whether fees count with their tax: the article does not say.
        public enum FeeBasis: String, Sendable, Codable, CaseIterable {
            case taxIncluded = "tax_incl"
            case taxExcluded = "tax_excl"
        }
    }

    /// What a claim must bring (Art. 18 and 24).
    public struct Materials: Sendable, Equatable {
        public let evidenceKinds: [EvidenceKind]
        /// A spreadsheet keeps fifteen digits of a number: an invoice number of twenty that ends in this many zeros is taken for damaged.
        public let damagedNumberZeros: Int
        /// By voucher year, the last day on which a claim is still in time, where the centre has given notice of a grace.
        public let claimGraceUntil: [Int: Day]
    }

    /// When two things are taken for perhaps the same (Art. 16 and 22).
    public struct Likeness: Sendable, Equatable {
        /// Percent of ``nameSimilarityPercent`` from which two names are alike.
        public let nameSimilarityPercent: Int
        /// Percent by which two amounts may differ.
        public let amountTolerancePercent: Int
    }

    /// When two are related (Art. 20).
    public struct Affiliation: Sendable, Equatable {
        /// The longest chain of relations that is followed.
        public let hops: Int
        /// Percent of the shares from which a holding controls.
        public let controllingPercent: Int
    }

    /// How long things may take (Art. 18).
    public struct Periods: Sendable, Equatable {
        /// Working days for the initial review.
        public let initialReviewWorkingDays: Int
        /// The working day of the review from which a warning is given.
        public let initialReviewWarningDay: Int
        /// Working days that an office has for a supplement (补正).
        public let supplementWorkingDays: Int
        /// Days after which what waits for a missing record goes to an operator.
        public let parkedDays: Int
    }
}

/// A day of any year, such as 31 March.
public struct MonthDay: Sendable, Equatable, Decodable {
    public let month: Int
    public let day: Int

    /// The day in a year.
    public func day(of year: Int) -> Day? { Day(year, month, day) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        // A leap year, so that no day of any year is refused.
        guard let day = Day("2024-\(text)") else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a day such as 03-31 / 应如 03-31")
        }
        month = day.month
        self.day = day.dayOfMonth
    }
}
