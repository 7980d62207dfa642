public import Programme

/// A conflict with everything that whoever settles it must know, in one place: the log's block, the screen and the JSON are made of it.
public struct ConflictSheet: Sendable, Codable {
    public struct Column: Sendable, Codable {
        public let name: String
        public let title: String
        /// The value in effect while the conflict is open, or empty.
        public let inEffect: String
    }

    /// A row that holds a side.
    public struct Row: Sendable, Codable {
        public let office: String
        public let officeName: String
        public let batch: String
        public let line: Int
        public let editedAt: Instant
        public let editor: String
    }

    /// One of the values that are in conflict.
    public struct Side: Sendable, Codable {
        /// From 1, in the order of rank: the latest is last.
        public let number: Int
        public let rows: [Row]
        /// By column; columns that are empty are left out.
        public let values: [String: String]
        /// The command that settles the conflict by this side.
        public let command: String
    }

    /// A decision that waits for the conflict.
    public struct Wait: Sendable, Codable {
        public let kind: String
        public let subject: String
        public let party: String
        public let outcome: String
        /// In yuan, with two places: what the decision binds, or the most that can come of it while it is held.
        public let amount: String?
        /// `bound` or `at most`; `nil` where there is no amount.
        public let amountIs: String?
    }

    /// A resolution that was made of the conflict.
    public struct Settlement: Sendable, Codable {
        public let id: String
        public let at: Instant
        public let decidedBy: String
        /// The office whose side was taken, or `nil` for values of the centre's own.
        public let office: String?
        public let values: [String: String]?
        public let reason: String
        /// Who took it back, when and why, where somebody did.
        public let undone: Undone?
    }

    public struct Undone: Sendable, Codable {
        public let at: Instant
        public let decidedBy: String
        public let reason: String
    }

    /// The same choice made before for the same party and group: a hint, never applied by itself.
    public struct Suggestion: Sendable, Codable {
        public let side: Int
        public let conflict: String
        public let at: Instant
        public let decidedBy: String
        public let reason: String
    }

    /// The version of this form.
    public let version: Int
    public let id: String
    public let isOpen: Bool
    public let type: String
    public let key: String
    /// The record as people call it.
    public let record: String
    public let group: String
    public let columns: [Column]
    public let openedAt: Instant
    public let changedAt: Instant
    /// The sides; those of a settled conflict as they last were.
    public let sides: [Side]
    /// Names the sides as they stand: a command that bears it is refused once they have changed.
    public let seen: String
    public let waits: [Wait]
    /// The sum of the amounts that wait, in yuan; of those that are held, the most that can come of them.
    public let amountWaiting: String
    /// The rules that read the group, with their articles.
    public let articles: [String]
    /// The command that settles it by other values.
    public let otherCommand: String
    public let suggestion: Suggestion?
    public let history: [Settlement]
    /// The command that takes back what settled it; `nil` while it is open.
    public let undoCommand: String?
}
