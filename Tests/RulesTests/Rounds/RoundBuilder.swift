import Programme
import Records
import Rules

/// A round of three claims that can be ranked, made in code.
struct RoundBuilder {
    var world = CaseBuilder(bare: ())
    var candidates: [RoundFile.Candidate] = []
    var lastDay: Day?

    init() {
        world.add(
            .round,
            "2026-R1",
            [
                "voucher_year": "2026", "kind": "ANNUAL", "budget": "100000.00", "admin_reserved": "10000.00",
                "cut_off_at": "2027-01-20T18:00:00+08:00",
                "signoff_stb": "2027-01-05", "signoff_finance": "2027-01-06", "reviewed_on": "2027-02-10",
            ]
        )
        for (index, kind) in ["MANAGEMENT", "TECHNICAL", "FINANCE"].enumerated() {
            world.add(.expert, "410300-X\(index)", ["name": "专家", "kind": kind])
        }
        for number in 1...3 { add(number, at: "2026-0\(number)-01T09:00:00+08:00") }
    }

    /// A claim of 50,000 yuan of fees at 30 per cent.
    mutating func add(_ number: Int, at place: String) {
        let claim = "410305-C\(number)"
        candidates.append(
            RoundFile.Candidate(
                claim: RecordKey(.claim, claim),
                party: CaseBuilder.party,
                year: 2026,
                provider: CaseBuilder.provider,
                place: instant(place),
                applicationPlace: instant("2026-01-01T09:00:00+08:00"),
                rate: 3000,
                reserved: Fen(1_500_000),
                ceiling: Fen(5_000_000)
            )
        )
        world.add(
            .review,
            "410300-V\(number)",
            [
                "round_id": "2026-R1", "claim_id": claim, "result": "APPROVE", "recognised_fee": "50000.00",
                "experts": "410300-X0;410300-X1;410300-X2",
            ]
        )
    }

    private func records(_ type: RecordType) -> [CaseRecord] { world.records.filter { $0.key.type == type } }

    var hearing: RoundHearing {
        RoundHearing(
            RoundFile(
                round: records(.round)[0],
                candidates: candidates,
                reviews: records(.review),
                experts: records(.expert),
                rulings: records(.ruling),
                lastDay: lastDay
            )
        )
    }

    func obstacles(gaps: [String] = []) -> [String] { hearing.obstaclesToCutOff(gaps: gaps).filter { $0.effect == .hold }.map(\.rule) }
    var ranked: RoundStanding { hearing.ranked(on: Day("2027-02-20")!) }
    /// What the round's own words and its panel's leave to be said, and what its lines say.
    var findings: [Finding] { hearing.obstaclesToCutOff(gaps: []) + ranked.findings + ranked.listing.flatMap(\.findings) }
    var holds: [String] { ranked.findings.filter { $0.effect == .hold }.map(\.rule) }
    var lines: [String] { ranked.listing.map { "\($0.subject.key.suffix(2)) \($0.outcome.rawValue) \($0.amount?.yuan ?? "")" } }

    /// The same round, with another word in one of its columns.
    static func with(_ column: String, _ text: String?) -> RoundBuilder {
        var builder = RoundBuilder()
        builder.world.set(.round, "2026-R1", column, text)
        return builder
    }
}
