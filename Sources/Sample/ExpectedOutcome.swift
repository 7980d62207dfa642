public import Programme

/// What should come of one delivered file, one row or one decision: once everything of the first wave has been drained together, or, in a world
/// that is played in phases, once the last phase has been drained.
public struct ExpectedOutcome: Sendable, Hashable {
    public enum Subject: Sendable, Hashable {
        /// A file, by name.
        case file(String)
        /// A row of a batch, by its type and line.
        case row(type: String, line: Int)
        /// The decision on an application, voucher or claim, by the word of the exchange format: `INITIAL_REVIEW`.
        case decision(kind: String, type: String)
    }

    public let subject: Subject
    /// The batch; for a decision the one that brought the application or claim.
    public let batch: BatchIdentity
    /// The record's key; a voucher's is its application's id. Empty for a file, and for a row whose key cannot be read.
    public let key: String
    /// The word that the centre's bundle should use. `NOT-WHOLE` for a file that waits in the inbox, `NOT-READ` for a row of a batch that is
    /// not applied.
    public let outcome: String
    /// The face of the voucher, or what the decision reserves, grants, pays, voids or claims back; `nil` where it has no amount.
    public let amount: Fen?
    /// Rules that must be among the findings; others may be there too, with no worse effect.
    public let rules: [String]
    /// The error or event behind it; `nil` where nothing was done on purpose.
    public let injection: Injection?
}

/// The outcomes of rows and decisions, in the words of the exchange format.
enum Outcome: String, Sendable {
    case accepted = "ACCEPTED"
    case merged = "MERGED"
    case unchanged = "UNCHANGED"
    case held = "HELD"
    case conflict = "CONFLICT"
    case parked = "PARKED"
    case returned = "RETURNED"
    case rejected = "REJECTED"
    case notRead = "NOT-READ"

    case approved = "APPROVED"
    case issued = "ISSUED"
    case reduced = "REDUCED"
    case passed = "PASSED"
    case lapsed = "LAPSED"

    case full = "FULL"
    case partial = "PARTIAL"
    case unfunded = "UNFUNDED"
    case done = "DONE"
    case objected = "OBJECTED"
    case paid = "PAID"
    case on = "ON"
    case off = "OFF"
    case due = "DUE"
    case final = "FINAL"
}

/// What the centre should say of an application or claim.
struct Verdict: Sendable, Hashable {
    var outcome: Outcome
    var rules: [String]

    init(_ outcome: Outcome, _ rules: String...) {
        self.outcome = outcome
        self.rules = rules
    }
}
