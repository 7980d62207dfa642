public import Programme
public import Records

/// Looks at a provider or platform by the articles on their registration (Art. 8, 11).
///
/// The exchange format lets no rule refuse such a record: what is found is a warning on its row, and the claims that use it are HELD when
/// they are judged.
public struct RegistrationHearing: Sendable {
    private let city: City

    public init(programme: ProgrammeFile) {
        city = programme.city
    }

    /// What is to be said of a merged provider or platform on a day; nothing of a record of another type, or of a withdrawn one.
    ///
    /// - Parameter badCredit: the bad-credit register's rows of the body; rows of others do not matter.
    public func findings(of record: CaseRecord, badCredit: [CaseRecord], on day: Day) -> [Finding] {
        let body: RegistrationFacts.Body
        switch record.key.type {
        case .provider: body = .provider(Provider(record: record))
        case .platform: body = .platform(Platform(record: record))
        default: return []
        }
        guard !record.isWithdrawn else { return [] }
        let facts = RegistrationFacts(body: body, badCredit: badCredit.filter { !$0.isWithdrawn }, city: city, day: day)
        return RuleBook.all.flatMap { rule -> [Finding] in
            guard let check = rule.registration else { return [] }
            // A group in conflict has no value to judge by; the conflict itself is told.
            let isContested = rule.reads.contains { $0.type == record.key.type && record.isContested($0.group) }
            return isContested ? [] : check(facts).map(rule.finding)
        }
    }
}
