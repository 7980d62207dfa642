import GRDB

// Party-years to look at.
extension Transaction {
    /// Every party-year that has a decision in force or something that waits.
    public func cases() throws -> [(party: String, year: Int)] {
        try rows("SELECT party, year FROM decision WHERE is_current = 1 UNION SELECT party, year FROM case_wait ORDER BY 1, 2")
            .map { ($0["party"], $0["year"]) }
    }

    /// Leaves a party-year to the drain that ends the pass.
    public func postpone(party: String, year: Int) throws {
        try execute("INSERT OR IGNORE INTO postponed_case (party, year) VALUES (?, ?)", [party, year])
    }

    /// The party-years that earlier drains of a pass left to its end.
    public func postponedCases() throws -> [(party: String, year: Int)] {
        try rows("SELECT party, year FROM postponed_case ORDER BY party, year").map { ($0["party"], $0["year"]) }
    }

    /// Whether any is left.
    public func hasPostponedCases() throws -> Bool { try row("SELECT 1 FROM postponed_case LIMIT 1") != nil }

    /// Notes that a party-year is adjudicated.
    public func take(party: String, year: Int) throws {
        try execute("DELETE FROM postponed_case WHERE party = ? AND year = ?", [party, year])
    }
}
