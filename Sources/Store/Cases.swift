import GRDB

extension Transaction {
    /// Every party-year that has a decision in force or something that waits.
    public func cases() throws -> [(party: String, year: Int)] {
        try rows("SELECT party, year FROM decision WHERE is_current = 1 UNION SELECT party, year FROM case_wait ORDER BY 1, 2")
            .map { ($0["party"], $0["year"]) }
    }
}
