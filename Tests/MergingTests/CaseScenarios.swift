import Merging
import Programme
import Records

/// The situations in which offices meet over one record, as rows: who wrote what, upon what. Each is small; pairs of them make the knots.
struct CaseScenario: Sendable, CustomStringConvertible {
    let name: String
    let type: RecordType
    let rows: [ScenarioRow]

    var description: String { name }

    private init(_ name: String, _ type: RecordType, _ rows: [ScenarioRow]) {
        self.name = name
        self.type = type
        // Each row is a batch of its office, in the order written; numbers are given when the scenario stands.
        self.rows = rows
    }

    private static func row(
        _ office: String,
        _ stated: [String: String] = [:],
        at minute: Int = 0,
        base: ScenarioRow.Base = .own,
        act: HistoryRow.Act = .upsert,
        later: Bool = false
    ) -> ScenarioRow {
        let batch = BatchIdentity(office: OfficeCode(office)!, epoch: 1, sequence: 1)
        return ScenarioRow(
            identity: RowIdentity(batch, line: 2),
            act: act,
            base: base,
            editedAt: minute,
            stated: stated,
            isLater: later
        )
    }

    private static let moved = ["reg_division": "410371", "reg_date": "2024-11-01", "home_office": "410371"]
    private static let rooted = ["reg_division": "410305", "reg_date": "2020-05-06", "home_office": "410305"]

    static let parties = [
        CaseScenario("1: registered again after a move", .party, [row("410305", rooted), row("410371", moved)]),
        CaseScenario(
            "1: two registrations of one day",
            .party,
            [row("410305", rooted), row("410371", rooted.merging(["home_office": "410371"]) { $1 })]
        ),
        CaseScenario(
            "4: name here, account there, upon one bundle",
            .party,
            [
                row("410305", ["legal_name": "甲", "bank_account_no": "1"].merging(rooted) { $1 }),
                row("410305", ["legal_name": "乙", "former_names": "甲"], base: .published, later: true),
                row("410311", ["bank_account_no": "2"], base: .published, later: true),
            ]
        ),
        CaseScenario(
            "5: the account in two offices, upon one bundle",
            .party,
            [
                row("410305", ["bank_account_no": "1"]), row("410305", ["bank_account_no": "2"], base: .published, later: true),
                row("410311", ["bank_account_no": "3"], base: .published, later: true),
            ]
        ),
        CaseScenario(
            "5: an edit upon a base in conflict",
            .party,
            [
                row("410305", ["bank_account_no": "1"]), row("410311", ["bank_account_no": "2"]),
                row("410311", ["bank_account_no": "4"], base: .published, later: true),
                row("410371", ["bank_account_no": "5"], base: .published, later: true),
            ]
        ),
        CaseScenario(
            "6: the telephone in two offices",
            .party,
            [row("410305", ["contact_mobile": "1"], at: 2), row("410311", ["contact_mobile": "2"], at: 1)]
        ),
        CaseScenario(
            "7: brackets",
            .party,
            [row("410305", ["legal_name": "甲（乙）"].merging(rooted) { $1 }), row("410311", ["legal_name": "甲(乙)"], at: 1)]
        ),
        CaseScenario(
            "35: withdrawn here, edited there",
            .party,
            [
                row("410305", ["contact_name": "甲"]), row("410305", base: .published, act: .withdraw, later: true),
                row("410311", ["contact_name": "乙"], base: .published, later: true),
            ]
        ),
        CaseScenario(
            "38: upon a version that no bundle gave",
            .party,
            [row("410311", ["contact_name": "丙"], base: .unknown), row("410311", ["bank_name": "丁"])]
        ),
    ]

    private static let submitted = ["party_uscc": "甲", "voucher_year": "2025", "submitted_at": "2025-06-02T09:00:00+08:00"]

    static let claims = [
        CaseScenario("11: the same claim from two offices", .claim, [row("410305", submitted), row("410311", submitted)]),
        CaseScenario(
            "15: different fields",
            .claim,
            [row("410305", submitted.merging(["claimed_fee": "1"]) { $1 }), row("410311", ["service_effect": "好"])]
        ),
        CaseScenario(
            "15: the same field",
            .claim,
            [row("410305", submitted.merging(["claimed_fee": "1"]) { $1 }), row("410311", ["claimed_fee": "2"])]
        ),
        CaseScenario(
            "16: withdrawn, and filed again",
            .claim,
            [row("410305", submitted), row("410305", act: .withdraw), row("410305", submitted, at: 1)]
        ),
        CaseScenario(
            "26: another office's correction before the original",
            .claim,
            [row("410311", ["voucher_year": "2026"]), row("410371", ["claimed_fee": "3"])]
        ),
        CaseScenario(
            "34: upon one bundle, two fees",
            .claim,
            [
                row("410305", submitted.merging(["claimed_fee": "40000"]) { $1 }),
                row("410305", ["claimed_fee": "30000"], base: .published, later: true),
                row("410311", ["claimed_fee": "4"], base: .published, later: true),
            ]
        ),
    ]

    /// The scenarios together as one record's history: rows before the bundle first, each office's in one chain.
    static func together(_ parts: [CaseScenario], key: RecordKey, settling: Settlement.Choice? = nil) -> Scenario {
        var numbers: [OfficeCode: Int] = [:]
        var rows: [ScenarioRow] = []
        for isLater in [false, true] {
            for row in parts.flatMap(\.rows) where row.isLater == isLater {
                numbers[row.office, default: 0] += 1
                var numbered = row
                numbered.identity = RowIdentity(BatchIdentity(office: row.office, epoch: 1, sequence: numbers[row.office] ?? 1), line: 2)
                rows.append(numbered)
            }
        }
        return Scenario(key: key, rows: rows + settlements(of: rows, key, settling))
    }

    /// A settlement of each group that the rows leave in conflict, by one who saw all its sides but the last.
    private static func settlements(of rows: [ScenarioRow], _ key: RecordKey, _ choice: Settlement.Choice?) -> [ScenarioRow] {
        guard let choice else { return [] }
        let scenario = Scenario(key: key, rows: rows)
        let record = scenario.arrive(scenario.atOnce).0
        return record.conflicts.enumerated().map { index, group in
            var seen = record.groups[group].sides.flatMap(\.rows)
            if seen.count > 2 { seen.removeLast() }
            var row = ScenarioRow(identity: RowIdentity(BatchIdentity(office: .centre, epoch: 0, sequence: index + 1), line: 2))
            row.act = .resolve(Settlement(group: group, rows: seen, choice: choice))
            row.isLater = rows.contains(where: \.isLater)
            return row
        }
    }
}
