public import Programme
public import Records
public import Rules

/// A decision that is not what it was, or would not be: by an operator's act, or by a changed programme.
public struct DecisionChange: Sendable {
    public let kind: Decision.Kind
    public let subject: RecordKey
    /// The party's name, or its code where the store has no name.
    public let party: String
    /// What was in force; `nil` where there was none.
    public let before: Decision?
    /// What is then; `nil` where there is none any more.
    public let after: Decision?

    /// The rules whose findings are not the same, in the order of the book.
    public var rules: [String] {
        let sides = [before, after].map { Set($0?.findings ?? []) }
        let rules = Set(sides[0].symmetricDifference(sides[1]).map(\.rule))
        return RuleBook.all.map(\.id).filter(rules.contains) + rules.filter { RuleBook.rule($0) == nil }.sorted()
    }

    /// By how much the money bound by it changes.
    public var difference: Fen { (after?.boundAmount ?? .zero) - (before?.boundAmount ?? .zero) }
}

extension Decision {
    /// The money that the decision promises or reserves: what is held, returned or refused binds none.
    var boundAmount: Fen {
        switch outcome {
        case .issued, .reduced, .passed: kind == .confirmation ? .zero : amount ?? .zero
        default: .zero
        }
    }
}
