public import Programme

/// A question that finds party-years to look at; one that it finds for two reasons it may find twice.
public struct CaseQuery {
    let sql: String
    let arguments: [(any ColumnValue)?]

    /// Those with a decision of that kind and outcome in force, such as `PAYMENT PAYABLE`.
    ///
    /// - Parameter year: of one voucher year; `nil` for all.
    public static func decided(_ outcome: String, ofYear year: Int? = nil) -> CaseQuery {
        let decided = "SELECT party, year FROM decision WHERE kind || ' ' || outcome = ? AND is_current = 1"
        return year.map { CaseQuery(sql: decided + " AND year = ?", arguments: [outcome, $0]) } ?? CaseQuery(sql: decided, arguments: [outcome])
    }

    /// Those with an application or claim that waits.
    public static var waiting: CaseQuery { CaseQuery(sql: "SELECT party, year FROM case_wait", arguments: []) }

    /// Those with a voucher of a year before this one that nothing has voided yet.
    public static func toVoid(before year: Int) -> CaseQuery {
        CaseQuery(
            sql: """
                SELECT party, year FROM decision AS issued
                WHERE kind || ' ' || outcome IN ('VOUCHER ISSUED', 'VOUCHER REDUCED') AND is_current = 1 AND year < ? AND NOT EXISTS (
                    SELECT 1 FROM decision WHERE kind = 'VOID' AND is_current = 1 AND party = issued.party AND year = issued.year AND outcome = 'FINAL')
                """,
            arguments: [year]
        )
    }

    /// Those with a tentative decision whose place every district has passed, or whose window has closed by working days.
    ///
    /// What is HELD or RETURNED waits for somebody, whatever time it is, and voids have days of their own: ``toVoid(before:)``.
    public static func maySettle(before place: Instant?, receivedBefore: Instant?) -> CaseQuery {
        CaseQuery(
            sql: """
                SELECT decision.party, decision.year FROM decision INDEXED BY decision_unsettled
                LEFT JOIN record ON record.type = decision.subject_type AND record.key = decision.subject_key
                WHERE decision.is_current = 1 AND decision.state = 'TENTATIVE' AND decision.kind IN ('APPLICATION', 'INITIAL_REVIEW')
                    AND decision.outcome NOT IN ('HELD', 'RETURNED') AND (decision.place < ? OR record.completed_at < ?)
                """,
            arguments: [place, receivedBefore]
        )
    }
}

extension Transaction {
    /// How often a query finds a party-year, and maybe one that it found before.
    ///
    /// - Parameter most: where counting ends.
    public func count(_ query: CaseQuery, most: Int) throws -> Int {
        try rows("\(query.sql) LIMIT ?", Arguments(query.arguments + [most])).count
    }
}
