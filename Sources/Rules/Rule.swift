public import Programme
public import Records

/// A rule of the regulation: which article, when it is asked, what it reads, and what it finds.
///
/// The rules stand in `Articles/`, a file for each chapter or family of articles; each says in its comment what the article demands and
/// how it is read where the text is silent. A rule is a pure function of the facts; it knows no clock, store or other rule.
public final class Rule: Sendable {
    /// When a rule is asked.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
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

    /// What a rule can do. The first five are findings on an application, a claim, a provider or a platform; the others act on rounds,
    /// amounts and dates.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        /// Refused (驳回).
        case reject = "REJECT"
        /// Back to the office for a supplement (补正).
        case `return` = "RETURN"
        /// For an operator (转人工).
        case hold = "HOLD"
        /// Told, and changes nothing (提示).
        case warn = "WARN"
        /// Noted (备注).
        case info = "INFO"
        /// An amount is lowered (核减).
        case reduce = "REDUCE"
        /// An amount, a rate or an order is worked out (计算).
        case compute = "COMPUTE"
        /// A period runs (计时).
        case timer = "TIMER"
        /// Nothing can be otherwise (由设计保证).
        case invariant = "INVARIANT"
        /// A paper is made (出具文书).
        case generate = "GENERATE"
        /// Money is stopped and reclaimed (停拨、追回).
        case freeze = "FREEZE"
        /// A ruling takes the place of a finding (裁定).
        case override = "OVERRIDE"
        /// Taken without a condition (一律受理).
        case accept = "ACCEPT"

        public var title: String {
            switch self {
            case .reject: "驳回"
            case .return: "补正"
            case .hold: "转人工"
            case .warn: "提示"
            case .info: "备注"
            case .reduce: "核减"
            case .compute: "计算"
            case .timer: "计时"
            case .invariant: "由设计保证"
            case .generate: "出具文书"
            case .freeze: "停拨、追回"
            case .override: "裁定"
            case .accept: "一律受理"
            }
        }
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
    /// The articles as findings cite them: `第二条、第十四条`.
    public let citation: String
    /// What the rule demands, in Chinese.
    public let sense: String
    /// The same in English.
    public let english: String
    public let stages: Set<Stage>
    /// All that the rule can do, the gravest first.
    public let effects: [Effect]
    /// How the text is read where it is silent or in doubt, in Chinese; `nil` where its words are enough.
    public let construction: String?
    public let reads: [Reading]
    /// The registers that it looks into. Their rows never conflict: of two versions the later edit stands.
    public let registers: [RecordType]
    /// The only category for which the rule is asked; `nil` for a rule that is asked of all.
    public let category: SupportCategory?

    let application: (@Sendable (ApplicationFacts) -> [Ground])?
    let issue: (@Sendable (ApplicationFacts) -> [Ground])?
    let claim: (@Sendable (ClaimFacts) -> [Ground])?
    let registration: (@Sendable (RegistrationFacts) -> [Ground])?

    init(
        _ id: String,
        _ articles: [Article],
        _ sense: String,
        _ stages: Set<Stage>,
        effects: [Effect],
        english: String,
        construction: String? = nil,
        registers: [RecordType] = [],
        reads: [Reading] = [],
        category: SupportCategory? = nil,
        application: (@Sendable (ApplicationFacts) -> [Ground])? = nil,
        issue: (@Sendable (ApplicationFacts) -> [Ground])? = nil,
        claim: (@Sendable (ClaimFacts) -> [Ground])? = nil,
        registration: (@Sendable (RegistrationFacts) -> [Ground])? = nil
    ) {
        self.id = id
        self.articles = articles
        citation = articles.map(\.citation).joined(separator: "、")
        self.sense = sense
        self.stages = stages
        self.effects = effects
        self.english = english
        self.construction = construction
        self.registers = registers
        self.reads = reads
        self.category = category
        self.application = application
        self.issue = issue
        self.claim = claim
        self.registration = registration
    }

    /// Whether there is nothing to ask of any record: the article says what something is for, or only encourages.
    public var needsNoTest: Bool { stages.isEmpty }

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
        var text = ""
        for (name, value) in elements {
            if !text.isEmpty { text += "; " }
            text += name
            text += "="
            if let value { text += value.description }
        }
        self.text = text
    }

    /// Values as a finding wrote them.
    init(_ text: String) { self.text = text }

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

extension Finding {
    /// The same finding with another effect, and words before its reason that say why.
    func told(as effect: Effect, _ words: String) -> Finding { with(effect: effect, reason: words + reason) }

    /// The same finding with another way out.
    func with(fix: String) -> Finding { with(effect: nil, fix: fix) }

    private func with(effect: Effect?, reason: String? = nil, fix: String? = nil) -> Finding {
        Finding(
            rule: rule,
            effect: effect ?? self.effect,
            article: article,
            column: column,
            values: values,
            reason: reason ?? self.reason,
            fix: fix ?? self.fix,
            conflict: conflict
        )
    }

    /// The values compared, by name; those left empty are not there.
    public var valuesByName: [String: String] { Values.read(values) }
}

extension Decision {
    /// What the decision's finding of that rule pins, by name.
    public func pinned(_ rule: String) -> [String: String] { findings.first { $0.rule == rule }?.valuesByName ?? [:] }
}
