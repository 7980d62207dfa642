import Foundation
import Merging
import Programme
import Records
import Sample

/// Writes what offices file in a random season: the same few parties, projects, applications, contracts and claims, over and over, with
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
        var rounds = RoundKnowledge()
    }

    /// Five districts.
    static let offices = ["410305", "410307", "410308", "410311", "410371"].compactMap { OfficeCode($0) }
    /// The days on which offices export: applications first, then claims, then everything.
    static let days = ["2025-03-04", "2025-06-03", "2025-06-17", "2025-07-15", "2025-08-12"].compactMap { Day($0) }
    private static let parties = [Papers.firm, Papers.other, Papers.third]

    let offices: [OfficeCode]
    let days: [Day]
    /// How many steps a turn has; a step is a filing, an edit, or a withdrawal.
    private let steps: Int
    private let mishaps: Mishaps
    /// Redemption rounds; `nil` for a season without.
    private var script: RoundScript?
    private var generator: RandomSource
    private var story = CaseStory()
    private var epochs: [OfficeCode: Int] = [:]
    /// What the centre has to rule on so that chains go on: a batch that never comes, an office that began anew.
    private var blocked: [(subject: String, key: String, verdict: String)] = []

    /// What may befall an office besides its clerks' slips.
    struct Mishaps {
        /// Offices that may lose a batch for good.
        var mislaying: Set<OfficeCode> = []
        /// Offices whose disk may be restored from a backup.
        var restoring: Set<OfficeCode> = []
    }

    /// - Parameters:
    ///   - offices: at least one.
    ///   - days: each later than the one before by more than ``daysToDrain``.
    ///   - hasRounds: whether the centre holds redemption rounds over the claims of further firms.
    init(
        seed: UInt64,
        offices: [OfficeCode] = SeasonWriter.offices,
        days: [Day] = SeasonWriter.days,
        steps: Int = 40,
        mishaps: Mishaps = Mishaps(),
        hasRounds: Bool = false
    ) {
        self.mishaps = mishaps
        script = hasRounds ? RoundScript(seed: seed, offices: offices, days: days) : nil
        generator = RandomSource(seed: seed, purpose: "season")
        self.offices = offices
        self.days = days
        self.steps = steps
    }

    var turns: Int { days.count }

    /// What is exported on a day is drained this much later, so that no clock is ahead of the centre's.
    static let daysToDrain = 4

    func drainDay(_ turn: Int) -> Day { days[turn].adding(days: SeasonWriter.daysToDrain) }

    /// The next turn.
    mutating func turn(_ number: Int, knowing knowledge: Knowledge) -> CaseTurn {
        var open: [OfficeCode: [CaseRow]] = [:]
        for office in offices where mishaps.restoring.contains(office) && generator.chance(800) { beginAnew(office) }
        for filing in script?.filings(number) ?? [] {
            story.send(filing.office, "\(days[number]) 11:50", filing.rows, epoch: epochs[filing.office] ?? 1)
        }
        for _ in 0..<steps {
            let office = generator.pick(offices)
            for row in step(office, number, knowledge) {
                // Rows of one table name the same columns; another kind of row, or chance, closes the batch.
                let isOdd = (open[office] ?? []).contains { $0.type == row.type && Set($0.cells.map(\.column)) != Set(row.cells.map(\.column)) }
                if isOdd { export(office, number, knowledge, &open) }
                open[office, default: []].append(row)
            }
            if generator.chance(1000) { export(office, number, knowledge, &open) }
        }
        for office in offices where generator.chance(8000) { export(office, number, knowledge, &open) }
        if generator.chance(6000) { story.send(.centre, "\(days[number]) 20:00", centreRows(number)) }
        let settled = settlements(number, knowledge)
        if !settled.isEmpty { story.send(.centre, "\(days[number]) 21:00", settled) }
        let rulings = unblocking(number)
        if !rulings.isEmpty { story.send(.centre, "\(days[number]) 21:30", rulings) }
        if generator.chance(2000), number > 0 { story.send(.centre, "\(days[number]) 22:00", [takenBack(number)]) }
        for acts in script?.acts(number, knowing: knowledge.rounds) ?? [] { story.send(.centre, "\(days[number]) 22:30", acts) }
        story.drain("\(drainDay(number)) 09:00")
        // What time alone makes FINAL is so before the next turn's first batch comes.
        if number + 1 < turns { story.wait(until: "\(drainDay(number + 1)) 09:00") }
        return story.finished[story.finished.count - 1]
    }

    private mutating func export(_ office: OfficeCode, _ turn: Int, _ knowledge: Knowledge, _ open: inout [OfficeCode: [CaseRow]]) {
        let rows = open[office] ?? []
        open[office] = nil
        // Now and then an export is dated before the last one, or hours ahead.
        let hour = generator.chance(1000) ? generator.integer(0...23) : 12 + generator.integer(0...6)
        let exported = "\(days[turn]) \(two(hour)):\(two(generator.integer(0...59)))"
        let hasBase = rows.contains { $0["base"]?.isEmpty == false }
        let acknowledged = hasBase || generator.chance(5000) ? knowledge.bundles[office] ?? 0 : 0
        story.send(office, exported, rows, epoch: epochs[office] ?? 1, acknowledging: acknowledged)
        if mishaps.mislaying.contains(office), generator.chance(500) {
            blocked.append(("batch", story.mislayLast().description, "WAIVE_GAP"))
        }
    }

    /// An office that no longer knows what it sent goes on under a new epoch.
    private mutating func beginAnew(_ office: OfficeCode) {
        guard let last = story.last(of: office) else { return }
        epochs[office] = last.epoch + 1
        blocked.append(("office", "\(office)-\(last.epoch + 1) after \(last.epoch)-\(last.sequence)", "NEW_EPOCH"))
    }

    /// The operator's rulings on blocked chains: some the same day, some later, all by the last.
    private mutating func unblocking(_ turn: Int) -> [CaseRow] {
        var rows: [CaseRow] = []
        for (index, chain) in blocked.enumerated() where turn == turns - 1 || generator.chance(6000) {
            let cells: KeyValuePairs = [
                "subject_type": chain.subject, "subject_id": chain.key, "verdict": chain.verdict, "rule": "", "reason": "经与县区核实",
                "decided_by": "王五",
            ]
            rows.append(CaseRow(.ruling, "410300-G\(turn)-\(index)", cells))
        }
        let ruled = Set(rows.compactMap { $0["subject_id"] })
        blocked.removeAll { ruled.contains($0.key) }
        return rows
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    // MARK: Steps

    private static func project(of party: String, at office: OfficeCode) -> String { "\(office)-P\(parties.firstIndex(of: party) ?? 0)" }

    private static func home(_ party: String) -> String { ["410305", "410371", "410307"][parties.firstIndex(of: party) ?? 0] }

    private mutating func step(_ office: OfficeCode, _ turn: Int, _ knowledge: Knowledge) -> [CaseRow] {
        let party = generator.pick(SeasonWriter.parties)
        switch generator.integer(0...99) {
        case ..<(turn == 0 ? 70 : 8): return filedApplication(office, party, turn)
        case ..<(turn == 0 ? 72 : 35): return filedClaim(office, party, turn)
        default: return [stamped(edit(office, party), office, turn, knowledge)]
        }
    }

    private mutating func filedApplication(_ office: OfficeCode, _ party: String, _ turn: Int) -> [CaseRow] {
        let id = "\(office)-A\(generator.integer(1...2))"
        let day = generator.chance(9000) ? days[turn].description : "2025-03-\(two(generator.integer(1...28)))"
        let submitted = "\(day) \(two(generator.integer(8...11))):00"
        var application = Papers.application(id, of: party, project: SeasonWriter.project(of: party, at: office), at: submitted)
        if generator.chance(3000) {
            application = application.with(["requested_amount": generator.pick(["50000", "150000", ""])])
        }
        return [
            Papers.party(party, home: SeasonWriter.home(party)), Papers.project(SeasonWriter.project(of: party, at: office), of: party), application,
        ]
    }

    private mutating func filedClaim(_ office: OfficeCode, _ party: String, _ turn: Int) -> [CaseRow] {
        let id = "\(office)-C\(generator.integer(1...2))"
        let submitted = "\(days[turn]) \(two(generator.integer(8...11))):00"
        let fee = generator.pick(["20000", "40000", "200000"])
        let number = generator.chance(4000) ? "2541000000000001234\(generator.integer(1...2))" : nil
        let rows = Papers.claimed(id, of: party, project: SeasonWriter.project(of: party, at: office), at: submitted, fee: fee, invoice: number)
        // A kind of evidence may come later.
        return generator.chance(2000) ? rows.filter { $0.key != "\(id)-E2" } : rows
    }

    private mutating func edit(_ office: OfficeCode, _ party: String) -> CaseRow {
        let author = generator.chance(7000) ? office : generator.pick(offices)
        let number = generator.integer(1...2)
        // What keeps everything of a party from being decided is seldom, or claims would never be looked at.
        if generator.chance(800) { return graveEdit(party, author, number) }
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
        return generator.pick(edits)
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
        return generator.pick(edits)
    }

    private mutating func pick(_ words: String...) -> String { generator.pick(words) }

    /// The row with a time of its own, and with the version that the office was given, now and then.
    private mutating func stamped(_ row: CaseRow, _ office: OfficeCode, _ turn: Int, _ knowledge: Knowledge) -> CaseRow {
        var base = ""
        if generator.chance(4000), let version = knowledge.versions[RecordKey(row.type, row.key)] {
            // Seldom one that nobody was given.
            base = "\(generator.chance(9000) ? version : version + 50)"
        }
        let day = days[turn].adding(days: generator.integer(-3...1))
        return row.with(["base": base, "edited_at": Papers.instant("\(day) 10:00")])
    }

    // MARK: The centre

    /// Resolutions of open conflicts, by an operator who may have overlooked a side; rulings that let parked rows go on.
    private mutating func settlements(_ turn: Int, _ knowledge: Knowledge) -> [CaseRow] {
        var rows: [CaseRow] = []
        for (index, conflict) in knowledge.conflicts.enumerated() where generator.chance(3000) {
            var seen = conflict.rows
            if seen.count > 2, generator.chance(2000) { seen.removeLast() }
            let office = seen.isEmpty ? "" : generator.pick(seen).office.description
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
        for (index, parked) in knowledge.parked.enumerated() where generator.chance(3000) {
            let cells: KeyValuePairs = [
                "subject_type": "row", "subject_id": "\(parked.type.name) \(parked.row)", "verdict": "RELEASE", "rule": "", "reason": "核实",
                "decided_by": "王五",
            ]
            rows.append(CaseRow(.ruling, "410300-W\(turn)-\(index)", cells))
        }
        return rows
    }

    private mutating func takenBack(_ turn: Int) -> CaseRow {
        let id = "410300-S\(generator.integer(1...turn))-0"
        return CaseRow(.resolution, id, ["op": "withdraw", "reason": "看错了", "decided_by": "王五"])
    }

    private mutating func centreRows(_ turn: Int) -> [CaseRow] {
        let office = generator.pick(offices)
        let party = generator.pick(SeasonWriter.parties)
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
            [CaseRow.withdrawal(.regSme, "410300-S\(generator.integer(0...2))")],
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
        return generator.pick(rows)
    }
}
