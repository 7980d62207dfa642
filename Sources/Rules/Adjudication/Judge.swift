import Programme
import Records

/// Asks the rules, each in its turn, and puts what they find in order.
enum Judge {
    static func findings(_ facts: ApplicationFacts) -> [Finding] {
        // Without a version there is nothing to judge by; after the last one the rest is still worth saying.
        if facts.version == nil, let day = facts.day, let last = facts.lastDay, day <= last {
            return (Rule.policy.application?(facts) ?? []).map(Rule.policy.finding)
        }
        let contested = Contested(facts.records, category: facts.application.record)
        return RuleBook.ofApplications.flatMap { contested.asked($0, $0.application, facts, facts.application.category) }
    }

    /// What is to be said of the voucher when it is issued; none of it stands against it.
    static func issueFindings(_ facts: ApplicationFacts) -> [Finding] {
        let contested = Contested(facts.records, category: facts.application.record)
        return RuleBook.ofIssue.flatMap { contested.asked($0, $0.issue, facts, facts.application.category) }
    }

    static func findings(_ facts: ClaimFacts) -> [Finding] {
        let contested = Contested(facts.mayBeContested ? facts.records : [])
        return RuleBook.ofClaims.flatMap { contested.asked($0, $0.claim, facts, facts.voucher.category) }
    }

    /// Worst effect first, then in the order of the rules.
    static func ordered(_ findings: [Finding]) -> [Finding] {
        if findings.count < 2 { return findings }
        let ranked = findings.enumerated().map { (rank: rank(of: $1.effect), rule: RuleBook.position(of: $1.rule), place: $0, finding: $1) }
        return ranked.sorted { ($0.rank, $0.rule, $0.place) < ($1.rank, $1.rule, $1.place) }.map(\.finding)
    }

    private static func rank(of effect: Finding.Effect) -> Int {
        switch effect {
        case .reject: 0
        case .return: 1
        case .conflict: 2
        case .hold: 3
        case .park: 4
        case .warn: 5
        case .info: 6
        }
    }
}

/// What is in conflict of the records that a case's rules read. Most cases have nothing.
private struct Contested {
    private let records: [CaseRecord]
    /// The conflict about the category that decides whether a rule is asked.
    private let ofCategory: Ground?

    /// - Parameter category: the record whose category decides whether a rule is asked; `nil` for a claim, whose voucher pins it.
    init(_ records: [CaseRecord], category: CaseRecord? = nil) {
        self.records = records.filter { !$0.conflicts.isEmpty }
        ofCategory = category.flatMap { record in record.conflicts["eligibility"].map { Contested.ground(record, "eligibility", $0) } }
    }

    /// A rule that reads a group in conflict is not asked: the value in effect may be neither side's.
    func asked<Facts>(_ rule: Rule, _ check: (@Sendable (Facts) -> [Ground])?, _ facts: Facts, _ category: SupportCategory?) -> [Finding] {
        guard let check else { return [] }
        if let needed = rule.category {
            if let ofCategory { return [rule.finding(ofCategory)] }
            guard category == needed else { return [] }
        }
        let conflicts = records.isEmpty ? [] : grounds(rule)
        let grounds = conflicts.isEmpty ? check(facts) : conflicts
        return grounds.isEmpty ? [] : grounds.map(rule.finding)
    }

    private func grounds(_ rule: Rule) -> [Ground] {
        records.flatMap { record in
            rule.reads.filter { $0.type == record.key.type }.compactMap { reading in
                record.conflicts[reading.group].map { Contested.ground(record, reading.group, $0) }
            }
        }
    }

    private static func ground(_ record: CaseRecord, _ group: String, _ id: String) -> Ground {
        let type = record.key.type
        let titles = type.columns.filter { $0.group == group }.map(\.title).joined(separator: "、")
        return .hold(
            ["record": record.key, "group": group, "conflict": id],
            "\(type.title) \(record.key.key) 的“\(titles)”各方填报不一致（冲突 \(id)），待处理后再审",
            fix: "核对后统一该字段，或由中心处理冲突 \(id)",
            conflict: id
        )
    }
}
