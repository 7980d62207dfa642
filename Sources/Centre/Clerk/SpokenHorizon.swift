import Programme
import Rules
import Store

extension Horizon {
    /// How far every active district has spoken, by its latest applied export, as a drain of that instant sees it.
    init(at instant: Instant, _ transaction: Transaction, _ configuration: CentreConfiguration) throws {
        var spoken: Instant?
        var closed: [Int: Instant]?
        var allHaveSpoken = true
        for office in configuration.offices.activeDistricts.map(\.code) {
            if let export = try transaction.latestExport(of: office) {
                spoken = spoken.map { min($0, export) } ?? export
            } else {
                allHaveSpoken = false
            }
            let own = try transaction.closedYears(of: office)
            closed = closed?.reduce(into: [:]) { both, year in both[year.key] = own[year.key].map { max($0, year.value) } } ?? own
        }
        self.init(now: instant, allHaveSpokenUntil: allHaveSpoken ? spoken : nil, workdays: configuration.workdays, closedAt: closed ?? [:])
    }
}
