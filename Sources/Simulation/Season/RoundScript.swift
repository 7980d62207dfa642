import Programme
import Records
import Sample

/// What makes redemption rounds of a season: firms whose claims pass, and the clerk who brings them from the cut-off to the bank.
struct RoundScript {
    /// On the first day applications come; on these later ones claims, by number.
    private static let claimDays = [1: 7, 2: 8, 6: 9, 11: 10]
    private static let firstDisturbance = 3

    private let offices: [OfficeCode]
    private let days: [Day]
    private let firms: [SteadyFirm]
    private var desk: RoundDesk
    private var random: RandomSource

    init(seed: UInt64, offices: [OfficeCode], days: [Day]) {
        self.offices = offices
        self.days = days
        firms = SteadyFirm.firms(of: offices)
        desk = RoundDesk(days: days, seed: seed)
        random = RandomSource(seed: seed, purpose: "steady")
    }

    /// What offices file of these firms on a day, batch by batch.
    mutating func filings(_ turn: Int) -> [(office: OfficeCode, rows: [CaseRow])] {
        if turn == 0 { return [(.centre, SteadyFirm.register(firms))] + firms.map { ($0.office, $0.application(on: days[0])) } }
        var batches: [(OfficeCode, [CaseRow])] = []
        for firm in firms {
            if let number = RoundScript.claimDays[turn], number == 7 || random.chance(6000) {
                batches.append((firm.office, firm.claim(number, on: days[turn], fee: random.pick(["20000", "40000", "60000"]))))
            }
            if turn >= RoundScript.firstDisturbance, random.chance(1500) {
                let author = random.chance(5000) ? firm.office : random.pick(offices)
                batches.append((author, [firm.disturbance(by: author, turn, &random)]))
            }
        }
        return batches
    }

    /// The centre's acts of a day, batch by batch.
    mutating func acts(_ turn: Int, knowing knowledge: RoundKnowledge) -> [[CaseRow]] {
        desk.work(turn, knowing: knowledge).reduce(into: []) { batches, row in
            // Rows of one table name the same columns.
            let fits = batches.last?.allSatisfy { $0.type != row.type || Set($0.cells.map(\.column)) == Set(row.cells.map(\.column)) } ?? false
            if fits { batches[batches.count - 1].append(row) } else { batches.append([row]) }
        }
    }
}
