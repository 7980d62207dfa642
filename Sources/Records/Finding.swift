/// Something that a reader of a receipt must know about a row or a decision: the rule, what was compared, why, and what would mend it.
public struct Finding: Hashable, Sendable, Codable {
    /// What the finding does to its row or decision.
    public enum Effect: String, Sendable, Hashable, CaseIterable, Codable {
        /// The row is not merged, or the application or claim is refused.
        case reject = "REJECT"
        /// Back to the office for a supplement (补正).
        case `return` = "RETURN"
        /// A merge conflict that waits for an operator.
        case conflict = "CONFLICT"
        /// Waits for something that is not here yet.
        case park = "PARK"
        /// Waits for an operator.
        case hold = "HOLD"
        /// Changes nothing; worth a look.
        case warn = "WARN"
        /// Changes nothing; told for the record.
        case info = "INFO"
    }

    /// The rule's id, such as `ART24-YEAR` or `FORMAT-VALUE`.
    public let rule: String
    public let effect: Effect
    /// The article, such as `第二十四条`, or `交换格式§4` for what no article says.
    public let article: String
    /// The column at fault, if one is.
    public let column: String?
    /// The values compared, such as `service_end=2026-01-03; voucher_year=2025`.
    public let values: String
    /// Why, in Chinese.
    public let reason: String
    /// What would make it pass, in Chinese.
    public let fix: String
    /// The conflict that the finding is about (`C-…`), if it is about one.
    public var conflict: String?

    public init(
        rule: String,
        effect: Effect,
        article: String,
        column: String? = nil,
        values: String = "",
        reason: String,
        fix: String = "",
        conflict: String? = nil
    ) {
        self.rule = rule
        self.effect = effect
        self.article = article
        self.column = column
        self.values = values
        self.reason = reason
        self.fix = fix
        self.conflict = conflict
    }

    /// A finding of the exchange format, which no article covers.
    public static func format(
        _ rule: String,
        _ effect: Effect,
        section: Int = 4,
        column: String? = nil,
        values: String = "",
        reason: String,
        fix: String = ""
    ) -> Finding {
        Finding(rule: rule, effect: effect, article: "交换格式§\(section)", column: column, values: values, reason: reason, fix: fix)
    }
}
