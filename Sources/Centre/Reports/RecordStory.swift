public import Programme
import Records

/// Every edit, rule and decision behind a record, a claim or a voucher, in the order in which the centre dealt with them (`voucherd why`).
public struct RecordStory: Sendable, Codable {
    /// What a row or a settlement changed in one column.
    public struct Change: Sendable, Codable, Hashable {
        public let column: String
        public let title: String
        public let before: String
        public let after: String

        /// `银行账号: 6222… -> 6228…`.
        var text: String { "\(title): \(before.isEmpty ? "空" : before) -> \(after.isEmpty ? "空" : after)" }
    }

    /// A rule's word on a row or a decision.
    public struct Finding: Sendable, Codable, Hashable {
        public let rule: String
        public let effect: String
        public let article: String
        public let values: String
        public let reason: String
        public let fix: String
        public let conflict: String?
    }

    /// Something that happened to one of the records.
    public struct Event: Sendable, Codable, Hashable {
        public enum Kind: String, Sendable, Codable {
            /// A row of an office.
            case row
            /// Two sides came to differ.
            case conflict
            /// The centre settled a conflict.
            case settlement
            /// The centre took a settlement back.
            case undo
            case ruling
            case decision
        }

        public let kind: Kind
        /// When the centre dealt with it.
        public let at: Instant
        /// The drain in which it did.
        public let drain: Int
        /// `claim 410305-C1`.
        public let record: String
        /// The row, the conflict, the resolution, the ruling or the decision, by its name.
        public let source: String
        public var office: String?
        public var officeName: String?
        /// The editor, or who decided.
        public var by: String?
        public var editedAt: Instant?
        /// The conflict that a settlement is about.
        public var conflict: String?
        /// One line for people.
        public var headline = ""
        public var changes: [Change] = []
        /// What became of it, a sentence for each part.
        public var fates: [String] = []
        public var findings: [Finding] = []
        /// Of a decision.
        public var outcome: String?
        public var state: String?
        public var amount: String?
        public var supersedes: String?
        /// SHA-256 of the programme file by which it was made.
        public var programme: String?
    }

    /// The version of this form.
    public let version: Int
    /// What was asked about.
    public let subject: String
    /// The subject as people call it.
    public let words: String
    public let events: [Event]
}
