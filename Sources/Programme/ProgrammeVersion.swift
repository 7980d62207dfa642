/// The programme as it stands from one day to another (Art. 26, 27): a value for every rule that needs one.
public struct ProgrammeVersion: Sendable, Equatable {
    /// The first and last day on which an application can be made under this version (Art. 27). Vouchers issued under it are redeemed
    /// under it.
    public let effectiveFrom: Day
    public let effectiveTo: Day
    public let eligibility: Eligibility
    public let scope: Scope
    public let standard: Standard
    public let materials: Materials
    public let likeness: Likeness
    public let affiliation: Affiliation
    public let periods: Periods

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
        /// Working days for which a list is public, the day of publication not counted (Art. 18 item 3).
        public let publicityWorkingDays: Int
        /// The working day of the new year at whose end what a voucher has left is void for good (Art. 24).
        public let voidCutOffWorkingDay: Int
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

// MARK: - Keys and ranges

extension ProgrammeVersion: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case effectiveFrom = "effective_from"
        case effectiveTo = "effective_to"
        case eligibility
        case scope
        case standard
        case materials
        case likeness
        case affiliation
        case periods
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        effectiveFrom = try container.decode(Day.self, forKey: .effectiveFrom)
        effectiveTo = try container.decode(Day.self, forKey: .effectiveTo)
        eligibility = try container.section(forKey: .eligibility)
        scope = try container.section(forKey: .scope)
        standard = try container.section(forKey: .standard)
        materials = try container.section(forKey: .materials)
        likeness = try container.section(forKey: .likeness)
        affiliation = try container.section(forKey: .affiliation)
        periods = try container.section(forKey: .periods)
    }

    var faults: [Fault] {
        var faults: [Fault] = []
        if effectiveTo < effectiveFrom {
            faults.append(Fault(CodingKeys.effectiveTo, "must not be before effective_from", "不得早于 effective_from"))
        }
        let unrated = eligibility.categories.filter { standard.ratesBasisPoints[$0] == nil }.map(\.rawValue)
        if !unrated.isEmpty {
            let list = unrated.joined(separator: ", ")
            faults.append(Fault(CodingKeys.standard, "rates_bp has no rate for \(list)", "rates_bp 缺少 \(list) 的比例"))
        }
        return faults
    }
}

extension ProgrammeVersion.Eligibility: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case categories
        case certificateYears = "hte_validity_years"
        case previousNumberUntil = "sme_previous_number_until"
        case incubatorKinds = "incubator_kinds"
        case leastIncubatorLevel = "incubator_least_level"
        case leaderLevels = "leader_levels"
        case leastCoreMembers = "core_members_least"
    }

    var faults: [Fault] {
        [
            .empty(CodingKeys.categories, categories),
            .range(CodingKeys.certificateYears, certificateYears, 1...10),
            .empty(CodingKeys.incubatorKinds, incubatorKinds),
            .empty(CodingKeys.leaderLevels, leaderLevels),
            .range(CodingKeys.leastCoreMembers, leastCoreMembers, 0...100),
        ].compactMap(\.self)
    }
}

extension ProgrammeVersion.Scope: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case serviceCategories = "service_categories"
        case serviceInvoicePrefixes = "service_invoice_prefixes"
        case mandatoryTestKeywords = "mandatory_test_keywords"
    }

    var faults: [Fault] {
        [
            .empty(CodingKeys.serviceCategories, serviceCategories),
            .empty(CodingKeys.serviceInvoicePrefixes, serviceInvoicePrefixes),
            .blank(CodingKeys.serviceInvoicePrefixes, serviceInvoicePrefixes),
            .blank(CodingKeys.mandatoryTestKeywords, mandatoryTestKeywords),
        ].compactMap(\.self)
    }
}

extension ProgrammeVersion.Standard: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case ratesBasisPoints = "rates_bp"
        case cap
        case dualIdentity = "dual_identity"
        case feeBasis = "fee_basis"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var rates: [SupportCategory: Int64] = [:]
        for (name, rate) in try container.decode([String: Int64].self, forKey: .ratesBasisPoints) {
            guard let category = SupportCategory(rawValue: name) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .ratesBasisPoints,
                    in: container,
                    debugDescription: "'\(name)' is not one of HTE, SME, TEAM / 未知的支持类别"
                )
            }
            rates[category] = rate
        }
        ratesBasisPoints = rates
        let text = try container.decode(String.self, forKey: .cap)
        guard let amount = Fen(parsing: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .cap,
                in: container,
                debugDescription: "'\(text)' is not an amount of yuan such as 100000.00 / 应为以元为单位的金额"
            )
        }
        cap = amount
        dualIdentity = try container.decode(DualIdentity.self, forKey: .dualIdentity)
        feeBasis = try container.decode(FeeBasis.self, forKey: .feeBasis)
    }

    var faults: [Fault] {
        let rates = ratesBasisPoints.values.sorted().map(Int.init)
        return rates.map { .range(CodingKeys.ratesBasisPoints, $0, 1...10_000) }.compactMap(\.self)
            + (cap > .zero && cap <= Fen.largest ? [] : [Fault(CodingKeys.cap, "must be more than zero", "须大于零")])
    }
}

extension ProgrammeVersion.Materials: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case evidenceKinds = "evidence_kinds"
        case damagedNumberZeros = "damaged_number_zeros"
        case claimGraceUntil = "claim_grace_until"
    }

    var faults: [Fault] {
        let early = claimGraceUntil.filter { $0.value <= Day.last(of: $0.key) }.keys.sorted()
        return [
            .empty(CodingKeys.evidenceKinds, evidenceKinds),
            .range(CodingKeys.damagedNumberZeros, damagedNumberZeros, 1...20),
            early.isEmpty ? nil : Fault(CodingKeys.claimGraceUntil, "must be after the end of the year \(early[0])", "须晚于该年度终了"),
        ].compactMap(\.self)
    }
}

extension ProgrammeVersion.Likeness: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case nameSimilarityPercent = "name_similarity_percent"
        case amountTolerancePercent = "amount_tolerance_percent"
    }

    var faults: [Fault] {
        [
            .range(CodingKeys.nameSimilarityPercent, nameSimilarityPercent, 1...100),
            .range(CodingKeys.amountTolerancePercent, amountTolerancePercent, 0...100),
        ].compactMap(\.self)
    }
}

extension ProgrammeVersion.Affiliation: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case hops
        case controllingPercent = "controlling_percent"
    }

    var faults: [Fault] {
        [.range(CodingKeys.hops, hops, 1...20), .range(CodingKeys.controllingPercent, controllingPercent, 1...100)].compactMap(\.self)
    }
}

extension ProgrammeVersion.Periods: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case initialReviewWorkingDays = "initial_review_working_days"
        case initialReviewWarningDay = "initial_review_warning_day"
        case supplementWorkingDays = "supplement_working_days"
        case parkedDays = "parked_days"
        case publicityWorkingDays = "publicity_working_days"
        case voidCutOffWorkingDay = "void_cut_off_working_day"
    }

    /// A file from before rounds were here names neither their publicity nor the void day: the regulation's five days and the tenth hold.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        initialReviewWorkingDays = try container.decode(Int.self, forKey: .initialReviewWorkingDays)
        initialReviewWarningDay = try container.decode(Int.self, forKey: .initialReviewWarningDay)
        supplementWorkingDays = try container.decode(Int.self, forKey: .supplementWorkingDays)
        parkedDays = try container.decode(Int.self, forKey: .parkedDays)
        publicityWorkingDays = try container.decodeIfPresent(Int.self, forKey: .publicityWorkingDays) ?? 5
        voidCutOffWorkingDay = try container.decodeIfPresent(Int.self, forKey: .voidCutOffWorkingDay) ?? 10
    }

    var faults: [Fault] {
        [
            .range(CodingKeys.initialReviewWorkingDays, initialReviewWorkingDays, 1...250),
            .range(CodingKeys.initialReviewWarningDay, initialReviewWarningDay, 1...max(1, initialReviewWorkingDays)),
            .range(CodingKeys.supplementWorkingDays, supplementWorkingDays, 1...250),
            .range(CodingKeys.parkedDays, parkedDays, 1...3650),
            .range(CodingKeys.publicityWorkingDays, publicityWorkingDays, 1...250),
            .range(CodingKeys.voidCutOffWorkingDay, voidCutOffWorkingDay, 1...250),
        ].compactMap(\.self)
    }
}

extension Optional where Wrapped == Fault {
    fileprivate static func range(_ key: any CodingKey, _ value: Int, _ range: ClosedRange<Int>) -> Fault? {
        let bounds = "\(range.lowerBound)…\(range.upperBound)"
        return range.contains(value) ? nil : Fault(key, "\(value) is not in \(bounds)", "须在 \(bounds) 之间")
    }

    fileprivate static func empty(_ key: any CodingKey, _ list: [some Sendable]) -> Fault? {
        list.isEmpty ? Fault(key, "must not be empty", "不得为空") : nil
    }

    fileprivate static func blank(_ key: any CodingKey, _ list: [String]) -> Fault? {
        list.contains(where: \.isEmpty) ? Fault(key, "has an empty entry", "含空白项") : nil
    }
}
