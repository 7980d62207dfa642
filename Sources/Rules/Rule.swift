public import Programme
public import Records

/// A rule of the regulation: which article, when it is asked, what it reads, and what it finds.
///
/// The rules stand in `Articles/`, a file for each chapter or family of articles; each says in its comment what the article demands and
/// how it is read where the text is silent. A rule is a pure function of the facts; it knows no clock, store or other rule.
public struct Rule: Sendable {
    /// When a rule is asked.
    public enum Stage: String, Sendable, Hashable {
        /// An application is judged (Art. 17).
        case application
        /// A voucher is issued on an application that passed (Art. 6, 17).
        case issue
        /// A claim has its initial review (Art. 18 item 1).
        case claim
        /// A provider or platform registers (Art. 8, 11).
        case registration
        /// A round is opened, cut off and ranked (Art. 3, 4, 6, 19).
        case round
        /// The panel reviews a claim (Art. 18 item 2).
        case review
        /// The list is public (Art. 18 item 3).
        case publicity
        /// The letter is written (Art. 18 item 4).
        case confirmation
        /// The money is paid (Art. 18 item 5).
        case payment
        /// The year of a voucher ends (Art. 24).
        case yearEnd
        /// At any time, by an operator's act.
        case act
    }

    /// A group of fields that a rule reads: while it is in conflict, the decision is HELD and the rule is not asked.
    public struct Reading: Sendable, Hashable {
        public let type: RecordType
        public let group: String

        init(_ type: RecordType, _ group: String) {
            precondition(type.group(named: group) != nil, "\(type.name) has no group \(group)")
            self.type = type
            self.group = group
        }
    }

    /// The id, such as `ART24-YEAR`.
    public let id: String
    public let articles: [Article]
    /// What the rule demands, in Chinese.
    public let sense: String
    public let stages: Set<Stage>
    public let reads: [Reading]
    /// The only category for which the rule is asked; `nil` for a rule that is asked of all.
    public let category: SupportCategory?

    let application: (@Sendable (ApplicationFacts) -> [Ground])?
    let issue: (@Sendable (ApplicationFacts) -> [Ground])?
    let claim: (@Sendable (ClaimFacts) -> [Ground])?

    init(
        _ id: String,
        _ articles: [Article],
        _ sense: String,
        _ stages: Set<Stage>,
        reads: [Reading] = [],
        category: SupportCategory? = nil,
        application: (@Sendable (ApplicationFacts) -> [Ground])? = nil,
        issue: (@Sendable (ApplicationFacts) -> [Ground])? = nil,
        claim: (@Sendable (ClaimFacts) -> [Ground])? = nil
    ) {
        self.id = id
        self.articles = articles
        self.sense = sense
        self.stages = stages
        self.reads = reads
        self.category = category
        self.application = application
        self.issue = issue
        self.claim = claim
    }

    /// The articles as findings cite them: `第二条、第十四条`.
    public var citation: String { articles.map(\.citation).joined(separator: "、") }

    func finding(_ ground: Ground) -> Finding {
        Finding(
            rule: id,
            effect: ground.effect,
            article: citation,
            column: ground.column,
            values: ground.values,
            reason: ground.reason,
            fix: ground.fix,
            conflict: ground.conflict
        )
    }
}

/// What a rule says against (or beside) a decision: a finding before the rule puts its id and article to it.
struct Ground: Sendable {
    let effect: Finding.Effect
    var column: String?
    let values: String
    let reason: String
    let fix: String
    var conflict: String?

    private init(_ effect: Finding.Effect, _ values: Values, _ reason: String, _ fix: String, column: String? = nil, conflict: String? = nil) {
        self.effect = effect
        self.column = column
        self.values = values.text
        self.reason = reason
        self.fix = fix
        self.conflict = conflict
    }

    /// Refused (驳回).
    static func reject(_ values: Values, _ reason: String, fix: String, column: String? = nil) -> Ground {
        Ground(.reject, values, reason, fix, column: column)
    }

    /// Back for a supplement (补正).
    static func `return`(_ values: Values, _ reason: String, fix: String, column: String? = nil) -> Ground {
        Ground(.return, values, reason, fix, column: column)
    }

    /// For an operator (转人工).
    static func hold(_ values: Values, _ reason: String, fix: String, column: String? = nil, conflict: String? = nil) -> Ground {
        Ground(.hold, values, reason, fix, column: column, conflict: conflict)
    }

    static func warn(_ values: Values, _ reason: String, fix: String = "", column: String? = nil) -> Ground {
        Ground(.warn, values, reason, fix, column: column)
    }

    static func info(_ values: Values, _ reason: String, column: String? = nil) -> Ground {
        Ground(.info, values, reason, "", column: column)
    }
}

/// The values compared, as a finding writes them: `service_end=2026-01-03; voucher_year=2025`. An absent value is written empty.
struct Values: ExpressibleByDictionaryLiteral {
    let text: String

    init(dictionaryLiteral elements: (String, (any CustomStringConvertible)?)...) {
        text = elements.map { "\($0)=\($1?.description ?? "")" }.joined(separator: "; ")
    }

    /// The values that a finding wrote, by name; those left empty are not there.
    static func read(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for part in text.split(separator: ";") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[String(pair[0])] = String(pair[1]) }
        }
        return fields
    }
}
