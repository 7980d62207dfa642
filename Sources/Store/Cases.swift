import GRDB

// Party-years to look at.
extension Transaction {
    /// Every party-year that has a decision in force or something that waits.
    public func cases() throws -> [(party: String, year: Int)] {
        try rows("SELECT party, year FROM decision WHERE is_current = 1 UNION SELECT party, year FROM case_wait ORDER BY 1, 2")
            .map { ($0["party"], $0["year"]) }
    }

    /// Puts a party-year on a list, if it is not there.
    public func add(party: String, year: Int, to list: CaseList) throws {
        try execute("INSERT OR IGNORE INTO \(list.table) (party, year) VALUES (?, ?)", [party, year])
    }

    /// Puts all that a query finds on a list, however many there are: none of them goes through memory.
    public func add(_ query: CaseQuery, to list: CaseList) throws {
        try execute("INSERT OR IGNORE INTO \(list.table) (party, year) \(query.sql)", Arguments(query.arguments))
    }

    /// Takes a party-year from a list: it is adjudicated.
    public func remove(party: String, year: Int, from list: CaseList) throws {
        try execute("DELETE FROM \(list.table) WHERE party = ? AND year = ?", [party, year])
    }

    /// The first party-years of a list, in their order.
    ///
    /// - Parameter most: how many are wanted at most.
    public func first(_ most: Int = .max, of list: CaseList) throws -> [(party: String, year: Int)] {
        try rows("SELECT party, year FROM \(list.table) ORDER BY party, year LIMIT ?", [most]).map { ($0["party"], $0["year"]) }
    }

    /// Whether nothing is on a list.
    public func isEmpty(_ list: CaseList) throws -> Bool { try first(1, of: list).isEmpty }

    /// Whether a pass has not come to its end, be it that it is at work or that it was cut off.
    public func hasUnfinishedPass() throws -> Bool { try hasPostponed() || !isEmpty(.due) }

    /// Whether a pass has left anything to its end.
    public func hasPostponed() throws -> Bool {
        try row("SELECT 1 FROM postponed_case UNION ALL SELECT 1 FROM postponed_work LIMIT 1") != nil
    }
}

/// A list of party-years that drains work off, from the first to the last.
public enum CaseList: Sendable {
    /// What earlier drains of a pass left to its end.
    case postponed
    /// What the calendar may have moved, or the closing of a year may end.
    case due

    fileprivate var table: String {
        switch self {
        case .postponed: "postponed_case"
        case .due: "due_case"
        }
    }
}

/// What a pass leaves to its end besides party-years.
public enum PostponedWork: Hashable, Sendable {
    /// A look at what may become FINAL by now.
    case settling
    /// A look at all that the closing of a year may end.
    case closedYear
    /// A look at the rounds that may be closed.
    case closing
    /// To tell what an open conflict holds up.
    case conflict(String)
    /// To look at the rows of a record whose outcome depends on more than the record: by its id.
    case outcome(Int64)

    var words: (kind: String, name: String) {
        switch self {
        case .settling: ("SETTLING", "")
        case .closedYear: ("CLOSED_YEAR", "")
        case .closing: ("CLOSING", "")
        case .conflict(let id): ("CONFLICT", id)
        case .outcome(let record): ("OUTCOME", "\(record)")
        }
    }

    init?(kind: String, name: String) {
        switch kind {
        case "SETTLING": self = .settling
        case "CLOSED_YEAR": self = .closedYear
        case "CLOSING": self = .closing
        case "CONFLICT": self = .conflict(name)
        case "OUTCOME":
            guard let record = Int64(name) else { return nil }
            self = .outcome(record)
        default: return nil
        }
    }
}

extension Transaction {
    /// Leaves something to the drain that ends the pass.
    public func postpone(_ work: PostponedWork) throws {
        try execute("INSERT OR IGNORE INTO postponed_work (kind, name) VALUES (?, ?)", [work.words.kind, work.words.name])
    }

    /// What earlier drains of the pass left, besides party-years.
    public func postponedWork() throws -> Set<PostponedWork> {
        Set(try rows("SELECT kind, name FROM postponed_work").compactMap { PostponedWork(kind: $0["kind"], name: $0["name"]) })
    }

    /// Notes that something is done.
    public func take(_ work: PostponedWork) throws {
        try execute("DELETE FROM postponed_work WHERE kind = ? AND name = ?", [work.words.kind, work.words.name])
    }
}
