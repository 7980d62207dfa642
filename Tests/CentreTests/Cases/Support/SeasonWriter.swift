import Foundation
import Merging
import Programme
import Records
import TestSupport

/// Writes what five offices file in a random season: the same few parties, projects, applications, contracts and claims, over and over, with
/// wrong clocks, slips, withdrawals, and edits upon what a bundle gave them.
struct SeasonWriter {
    /// What an office has been given: the versions of records, and the number of its last bundle.
    struct Knowledge {
        var versions: [RecordKey: Int] = [:]
        var bundles: [OfficeCode: Int] = [:]
        /// Open conflicts by id, with the rows of their sides.
        var conflicts: [(id: String, rows: [RowIdentity])] = []
        /// Rows that wait for a ruling, because nobody was given the version that they name.
        var parked: [(type: RecordType, row: RowIdentity)] = []
    }

    static let offices: [OfficeCode] = [.jianxi, .yanshi, .mengjin, .luolong, .gaoxin]
    private static let parties = [Papers.firm, Papers.other, Papers.third]

    var generator: SplitMix64
    private var story = CaseStory()
    /// The months in which a turn plays: applications first, then claims, then everything.
    private static let days = ["2025-03-04", "2025-06-03", "2025-06-17", "2025-07-15", "2025-08-12"]

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    static var turns: Int { days.count }

    private static func drainDay(_ turn: Int) -> String { Day(days[turn])?.adding(days: 4).description ?? "" }

    /// The next turn of about forty steps; a step is a filing, an edit, or a withdrawal.
    mutating func turn(_ number: Int, knowing knowledge: Knowledge) -> CaseTurn {
        var open: [OfficeCode: [CaseRow]] = [:]
        for _ in 0..<40 {
            let office = SeasonWriter.offices.randomElement(using: &generator) ?? .jianxi
            for row in step(office, number, knowledge) {
                // Rows of one table name the same columns; another kind of row, or chance, closes the batch.
                let isOdd = (open[office] ?? []).contains { $0.type == row.type && Set($0.cells.map(\.column)) != Set(row.cells.map(\.column)) }
                if isOdd { export(office, number, knowledge, &open) }
                open[office, default: []].append(row)
            }
            if generator.chance(10) { export(office, number, knowledge, &open) }
        }
        for office in SeasonWriter.offices where generator.chance(80) { export(office, number, knowledge, &open) }
        if generator.chance(60) { story.send(.centre, "\(SeasonWriter.days[number]) 20:00", centreRows(number)) }
        let settled = settlements(number, knowledge)
        if !settled.isEmpty { story.send(.centre, "\(SeasonWriter.days[number]) 21:00", settled) }
        if generator.chance(20), number > 0 { story.send(.centre, "\(SeasonWriter.days[number]) 22:00", [takenBack(number)]) }
        story.drain("\(SeasonWriter.drainDay(number)) 09:00")
        // What time alone makes FINAL is so before the next turn's first batch comes.
        if number + 1 < SeasonWriter.turns { story.wait(until: "\(SeasonWriter.drainDay(number + 1)) 09:00") }
        return story.finished[story.finished.count - 1]
    }

    private mutating func export(_ office: OfficeCode, _ turn: Int, _ knowledge: Knowledge, _ open: inout [OfficeCode: [CaseRow]]) {
        let rows = open[office] ?? []
        open[office] = nil
        // Now and then an export is dated before the last one, or hours ahead.
        let hour = generator.chance(10) ? Int.random(in: 0...23, using: &generator) : 12 + Int.random(in: 0...6, using: &generator)
        let exported = "\(SeasonWriter.days[turn]) \(two(hour)):\(two(Int.random(in: 0...59, using: &generator)))"
        let hasBase = rows.contains { $0["base"]?.isEmpty == false }
        story.send(office, exported, rows, acknowledging: hasBase || generator.chance(50) ? knowledge.bundles[office] ?? 0 : 0)
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    // MARK: Steps

    private static func project(of party: String, at office: OfficeCode) -> String { "\(office)-P\(parties.firstIndex(of: party) ?? 0)" }

    private static func home(_ party: String) -> String { ["410305", "410371", "410307"][parties.firstIndex(of: party) ?? 0] }

    private mutating func step(_ office: OfficeCode, _ turn: Int, _ knowledge: Knowledge) -> [CaseRow] {
        let party = SeasonWriter.parties.randomElement(using: &generator) ?? Papers.firm
        switch Int.random(in: 0..<100, using: &generator) {
        case ..<(turn == 0 ? 70 : 8): return filedApplication(office, party, turn)
        case ..<(turn == 0 ? 72 : 35): return filedClaim(office, party, turn)
        default: return [stamped(edit(office, party), office, turn, knowledge)]
        }
    }

    private mutating func filedApplication(_ office: OfficeCode, _ party: String, _ turn: Int) -> [CaseRow] {
        let id = "\(office)-A\(Int.random(in: 1...2, using: &generator))"
        let day = generator.chance(90) ? SeasonWriter.days[turn] : "2025-03-\(two(Int.random(in: 1...28, using: &generator)))"
        let submitted = "\(day) \(two(Int.random(in: 8...11, using: &generator))):00"
        var application = Papers.application(id, of: party, project: SeasonWriter.project(of: party, at: office), at: submitted)
        if generator.chance(30) {
            application = application.with(["requested_amount": ["50000", "150000", ""].randomElement(using: &generator) ?? ""])
        }
        return [
            Papers.party(party, home: SeasonWriter.home(party)), Papers.project(SeasonWriter.project(of: party, at: office), of: party), application,
        ]
    }

    private mutating func filedClaim(_ office: OfficeCode, _ party: String, _ turn: Int) -> [CaseRow] {
        let id = "\(office)-C\(Int.random(in: 1...2, using: &generator))"
        let submitted = "\(SeasonWriter.days[turn]) \(two(Int.random(in: 8...11, using: &generator))):00"
        let fee = ["20000", "40000", "200000"].randomElement(using: &generator) ?? "40000"
        let number = generator.chance(40) ? "2541000000000001234\(Int.random(in: 1...2, using: &generator))" : nil
        let rows = Papers.claimed(id, of: party, project: SeasonWriter.project(of: party, at: office), at: submitted, fee: fee, invoice: number)
        // A kind of evidence may come later.
        return generator.chance(20) ? rows.filter { $0.key != "\(id)-E2" } : rows
    }

    private mutating func edit(_ office: OfficeCode, _ party: String) -> CaseRow {
        let author = generator.chance(70) ? office : SeasonWriter.offices.randomElement(using: &generator) ?? office
        let number = Int.random(in: 1...2, using: &generator)
        // What keeps everything of a party from being decided is seldom, or claims would never be looked at.
        if generator.chance(8) { return graveEdit(party, author, number) }
        let edits: [CaseRow] = [
            .edit(.party, party, ["contact_mobile": pick("13900000001", "13900000002"), "contact_name": pick("王五", "赵六")]),
            .edit(.party, party, ["bank_account_no": pick("6333000044445555", "6444000066667777", "")]),
            .edit(.application, "\(author)-A\(number)", ["requested_amount": pick("30000", "90000", "120000")]),
            .edit(.contract, "\(author)-K\(number)", ["service_category": pick("TEST", "OTHER"), "is_mandatory_test": "否"]),
            .edit(
                .contract,
                "\(author)-K\(number)",
                ["platform_order_no": pick("DD-1", "DD-2"), "platform_uscc": Papers.platform, "order_date": "2025-03-10"]
            ),
            .edit(.claim, "\(author)-C\(number)", ["claimed_fee": pick("10000", "20000", "", "4000000")]),
            .edit(.claim, "\(author)-C\(number)", ["service_effect": pick("好", "很好", "")]),
            .edit(.claim, "\(author)-C\(number)", ["contract_id": "\(pick("410305", "410371"))-K1"]),
            .edit(
                .invoice,
                "\(author)-I\(number)",
                ["gross": pick("10000", "40000"), "e_number": pick("25410000000000012341", "25410000000000012342")]
            ),
            .edit(.bankReceipt, "\(author)-B\(number)", ["amount": pick("10000", "40000")]),
            Papers.evidence(
                "\(office)-E\(number)",
                for: "\(author)-C\(number)",
                kind: pick("INVOICE", "BANK_RECEIPT"),
                file: "\(office)-E\(number).txt",
                replacing: pick("", "\(author)-C\(number)-E3")
            ),
            .withdrawal(.claim, "\(author)-C\(number)"), .withdrawal(.invoice, "\(author)-I\(number)"),
            .withdrawal(.evidence, "\(author)-C\(number)-E3"),
        ]
        return edits.randomElement(using: &generator) ?? edits[0]
    }

    private mutating func graveEdit(_ party: String, _ author: OfficeCode, _ number: Int) -> CaseRow {
        let moved: KeyValuePairs = [
            "reg_division": pick("410305", "410371", "410322"), "reg_date": pick("2020-05-06", "2024-11-01"), "home_office": pick("410305", "410371"),
        ]
        let edits: [CaseRow] = [
            .edit(.party, party, ["legal_name": pick(Papers.name(party), "洛阳（更名）试样有限公司", "洛阳(更名)试样有限公司")]),
            .edit(.party, party, moved),
            .edit(.project, "\(author)-P\(number)", ["project_name": pick("高速轴承寿命研究", "机床主轴温升控制方法")]),
            .edit(.application, "\(author)-A\(number)", ["planned_services": pick("TEST", "RD;TEST", ""), "declaration_signed": pick("是", "否")]),
            .withdrawal(.application, "\(author)-A\(number)"), .withdrawal(.party, party),
        ]
        return edits.randomElement(using: &generator) ?? edits[0]
    }

    private mutating func pick(_ words: String...) -> String { words.randomElement(using: &generator) ?? words[0] }

    /// The row with a time of its own, and with the version that the office was given, now and then.
    private mutating func stamped(_ row: CaseRow, _ office: OfficeCode, _ turn: Int, _ knowledge: Knowledge) -> CaseRow {
        var base = ""
        if generator.chance(40), let version = knowledge.versions[RecordKey(row.type, row.key)] {
            // Seldom one that nobody was given.
            base = "\(generator.chance(90) ? version : version + 50)"
        }
        let day = Day(SeasonWriter.days[turn])?.adding(days: Int.random(in: -3...1, using: &generator)).description ?? ""
        return row.with(["base": base, "edited_at": Papers.instant("\(day) 10:00")])
    }

    // MARK: The centre

    /// Resolutions of open conflicts, by an operator who may have overlooked a side; rulings that let parked rows go on.
    private mutating func settlements(_ turn: Int, _ knowledge: Knowledge) -> [CaseRow] {
        var rows: [CaseRow] = []
        for (index, conflict) in knowledge.conflicts.enumerated() where generator.chance(30) {
            var seen = conflict.rows
            if seen.count > 2, generator.chance(20) { seen.removeLast() }
            let office = seen.randomElement(using: &generator)?.office.description ?? ""
            rows.append(
                CaseRow(
                    .resolution,
                    "410300-S\(turn)-\(index)",
                    [
                        "conflict_id": conflict.id, "sides": seen.map(\.description).joined(separator: ";"), "office": office, "values": "",
                        "reason": "核实", "decided_by": "王五",
                    ]
                )
            )
        }
        for (index, parked) in knowledge.parked.enumerated() where generator.chance(30) {
            let cells: KeyValuePairs = [
                "subject_type": "row", "subject_id": "\(parked.type.name) \(parked.row)", "verdict": "RELEASE", "rule": "", "reason": "核实",
                "decided_by": "王五",
            ]
            rows.append(CaseRow(.ruling, "410300-W\(turn)-\(index)", cells))
        }
        return rows
    }

    private mutating func takenBack(_ turn: Int) -> CaseRow {
        let id = "410300-S\(Int.random(in: 1...turn, using: &generator))-0"
        return CaseRow(.resolution, id, ["op": "withdraw", "reason": "看错了", "decided_by": "王五"])
    }

    private mutating func centreRows(_ turn: Int) -> [CaseRow] {
        let office = SeasonWriter.offices.randomElement(using: &generator) ?? .jianxi
        let party = SeasonWriter.parties.randomElement(using: &generator) ?? Papers.firm
        let rows: [[CaseRow]] = [
            [
                CaseRow(
                    .regProvincial,
                    "410300-V\(turn)",
                    ["uscc": party, "year": "2025", "project_name": "高速轴承寿命研究", "status": pick("GRANTED", "PENDING")]
                )
            ],
            [
                CaseRow(
                    .regCityProject,
                    "410300-F\(turn)",
                    ["uscc": party, "project_no": "2024-\(turn)", "project_name": "机床主轴温升控制方法", "year": "2024"]
                )
            ],
            [
                CaseRow(
                    .regRelation,
                    "410300-M\(turn)",
                    [
                        "a": party, "b": pick(Papers.other, Papers.provider), "kind": pick("MERGED_INTO", "EQUITY"), "percent": "",
                        "from_date": "2020-01-01",
                    ]
                )
            ],
            [
                CaseRow(
                    .regBadCredit,
                    "410300-D\(turn)",
                    ["uscc": party, "kind": "欠款", "from_date": "2025-06-01", "to_date": pick("", "2025-06-10"), "source_doc": "文1"]
                )
            ],
            [CaseRow.withdrawal(.regSme, "410300-S\(Int.random(in: 0...2, using: &generator))")],
            [
                CaseRow(
                    .ruling,
                    "410300-L\(turn)",
                    [
                        "subject_type": "claim", "subject_id": "\(office)-C1", "verdict": pick("RELEASE", "REJECT", "RETURN"),
                        "rule": pick("", "ART24-NOREUSE", "ART26-INTERPRET"), "reason": "经核实", "decided_by": "王五",
                    ]
                )
            ],
        ]
        return rows.randomElement(using: &generator) ?? []
    }
}
