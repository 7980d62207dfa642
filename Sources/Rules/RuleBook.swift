/// The rules in the order of the articles.
public enum RuleBook {
    public static let all: [Rule] = [
        .policy, .demander, .researchProject, .serviceNotGoods,
        .budget, .actual, .joint, .authority, .administration, .electronic, .order,
        .platformRole, .platform, .recognisedPlatform,
        .member, .ability, .qualification, .certificateValid, .serviceIncome, .agent,
        .local, .highTech, .smallTech, .team,
        .scope, .platformOrder, .mandatoryTest,
        .rate, .cap, .dualIdentity, .provincial, .preferProvincial,
        .form, .face, .serviceDone, .sixKinds, .initialReviewTime, .panel, .firstQuarter, .publicity, .objection, .confirmation, .paper,
        .allYear, .rounds,
        .credit, .finance, .affiliation, .dispute, .cityFund, .fraud,
        .realName, .noTransfer, .noReuse, .voucherYear, .void, .complaint,
        .interpretation, .validity,
    ]

    // Those that are asked of each; most are asked of one alone.
    static let ofApplications = all.filter { $0.application != nil }
    static let ofIssue = all.filter { $0.issue != nil }
    static let ofClaims = all.filter { $0.claim != nil }

    /// The rule of that id, or `nil` where the book has none.
    public static func rule(_ id: String) -> Rule? { byID[id] }

    /// The place of a rule in the book; what is in no book comes last.
    static func position(of id: String) -> Int { positions[id] ?? all.count }

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    private static let positions = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.id, $0) })
}
