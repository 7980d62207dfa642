import Foundation
import Programme
import Records
import Rules
import Testing

/// Builds case files in code. As made, it holds one high-tech party of 2026 with an application and a claim that pass every rule.
struct CaseBuilder {
    static let party = "91410305MA8U667107"
    static let otherParty = "91410307MAC7PR0J00"
    static let provider = "12410300674521849K"
    static let agent = "91410381596229366C"
    static let platform = "91410371MA1X1WHC8Q"

    var records: [CaseRecord] = []
    var shared: [SharedUse] = []
    var otherYears: [EarlierClaim] = []
    var published: [Decision] = []
    var acts: [Decision] = []
    var subjectsOfOtherYears: Set<RecordKey> = []
    var mergedHolders: Set<String> = []

    init() {
        addParty()
        addSupply()
        addApplication("410305-A1", at: "2026-03-02T09:00:00+08:00")
        addClaim("410305-C1", at: "2026-06-01T10:00:00+08:00", fee: "10000.00")
    }

    /// Without an application or a claim.
    init(bare: Void) {
        addParty()
        addSupply()
    }

    // MARK: - Records

    mutating func add(_ type: RecordType, _ key: String, _ cells: [String: String], at place: String? = nil) {
        var record = CaseRecord(RecordKey(type, key), values: Array(repeating: nil, count: type.columns.count))
        record.values[0] = .text(key)
        record.place = place.flatMap { Instant($0) }
        record.receivedAt = record.place
        records.append(record)
        for (column, text) in cells { set(type, key, column, text) }
    }

    mutating func set(_ type: RecordType, _ key: String, _ column: String, _ text: String?) {
        guard let index = index(type, key), let position = type.position(of: column) else {
            Issue.record("no \(type.name) \(key).\(column)")
            return
        }
        records[index].values[position] = text.map { CaseBuilder.cell($0, type.columns[position].format) }
    }

    mutating func change(_ type: RecordType, _ key: String, _ edit: (inout CaseRecord) -> Void) {
        guard let index = index(type, key) else {
            Issue.record("no \(type.name) \(key)")
            return
        }
        edit(&records[index])
    }

    mutating func remove(_ type: RecordType, _ key: String) {
        records.removeAll { $0.key == RecordKey(type, key) }
    }

    mutating func contest(_ type: RecordType, _ key: String, _ group: String, id: String = "C-0123456789abcdef") {
        change(type, key) { $0.conflicts[group] = id }
    }

    mutating func rule(_ verdict: String, on type: RecordType, _ key: String, rule: String? = nil, until: String? = nil) {
        var cells = ["subject_type": type.name, "subject_id": key, "verdict": verdict, "reason": "经核实", "decided_by": "张三"]
        cells["rule"] = rule
        cells["until"] = until
        add(.ruling, "410300-R\(records.count)", cells)
    }

    private func index(_ type: RecordType, _ key: String) -> Int? { records.firstIndex { $0.key == RecordKey(type, key) } }

    private static func cell(_ text: String, _ format: Format) -> Cell {
        switch format {
        case .yuan: .integer(Fen(parsing: text)?.amount ?? 0)
        case .bool: .integer(text == "true" ? 1 : 0)
        case .integer: .integer(Int64(text) ?? 0)
        default: .text(text)
        }
    }

    // MARK: - A passing world

    private mutating func addParty() {
        add(
            .party,
            CaseBuilder.party,
            [
                "legal_name": "洛阳试样轴承有限公司", "reg_division": "410305", "reg_date": "2018-05-01", "home_office": "410305",
                "legal_rep_name": "王示例", "contact_name": "李样本", "contact_mobile": "13800000000", "support_categories": "HTE",
                "finance_system_declared": "true",
            ]
        )
        add(
            .regHte,
            "410300-H1",
            [
                "uscc": CaseBuilder.party, "name": "洛阳试样轴承有限公司", "cert_no": "GR202441000123", "issued_on": "2024-11-01",
                "valid_to": "2027-10-31",
            ]
        )
        add(
            .project,
            "410305-P1",
            ["party_uscc": CaseBuilder.party, "project_name": "高速精密轴承寿命试验技术研究", "summary": "研究轴承寿命"]
        )
    }

    private mutating func addSupply() {
        add(
            .provider,
            CaseBuilder.provider,
            [
                "name": "洛阳样本大学分析测试中心", "provider_type": "UNIVERSITY", "location_division": "410311", "fulltime_tech_staff": "20",
                "service_content": "检测", "service_spec": "按国家标准", "price_list": "按次收费", "contact": "0379-60000000", "member_from": "2024-01-01",
            ]
        )
        add(.platform, CaseBuilder.platform, ["name": "洛阳示例服务平台", "reg_division": "410371", "staff_count": "10", "instrument_count": "200"])
        add(.recognition, "410300-K1", ["platform_uscc": CaseBuilder.platform, "valid_from": "2024-01-01"])
    }

    mutating func addApplication(_ id: String, at place: String, category: String = "HTE", amount: String = "60000.00") {
        add(
            .application,
            id,
            [
                "party_uscc": CaseBuilder.party, "voucher_year": "2026", "support_category": category, "requested_amount": amount,
                "planned_services": "TEST", "declaration_signed": "true", "submitted_at": place,
            ],
            at: place
        )
    }

    /// A claim with a contract, an invoice, a receipt and all files of its own, named after it.
    mutating func addClaim(_ id: String, at place: String, fee: String) {
        let tail = String(id.dropFirst(7))
        let contract = "410305-HT-\(tail)"
        add(
            .contract,
            contract,
            [
                "contract_no": "HT-2026-\(tail)", "party_uscc": CaseBuilder.party, "provider_uscc": CaseBuilder.provider, "project_id": "410305-P1",
                "platform_uscc": CaseBuilder.platform, "platform_order_no": "PO-\(tail)", "order_date": "2026-03-10", "signed_on": "2026-03-12",
                "service_start": "2026-03-15", "service_end": "2026-04-20", "service_category": "TEST", "service_desc": "轴承寿命试验",
                "is_mandatory_test": "false", "amount": fee,
            ]
        )
        add(
            .claim,
            id,
            [
                "party_uscc": CaseBuilder.party, "voucher_year": "2026", "contract_id": contract, "claimed_fee": fee,
                "not_provincial_declared": "true", "not_city_funded_declared": "true", "not_affiliated_declared": "true", "submitted_at": place,
            ],
            at: place
        )
        let digits = String(tail.unicodeScalars.reduce(0) { ($0 * 31 + Int($1.value)) % 89_999 } + 10_001)
        add(
            .invoice,
            "410305-I-\(tail)",
            [
                "claim_id": id, "e_number": "264120000000123\(digits)", "issued_on": "2026-04-25", "seller_uscc": CaseBuilder.provider,
                "buyer_uscc": CaseBuilder.party, "gross": fee, "item_name": "*研发和技术服务*检测费",
            ]
        )
        add(
            .bankReceipt,
            "410305-B-\(tail)",
            [
                "claim_id": id, "bank_serial": "S-\(tail)", "paid_on": "2026-04-28", "payer_name": "洛阳试样轴承有限公司",
                "payee_name": "洛阳样本大学分析测试中心", "amount": fee,
            ]
        )
        add(.serviceResult, "410305-S-\(tail)", ["claim_id": id, "result_type": "TEST_REPORT", "report_date": "2026-04-20"])
        for kind in EvidenceKind.allCases {
            add(
                .evidence,
                "410305-E-\(tail)-\(kind.rawValue)",
                ["claim_id": id, "kind": kind.rawValue, "file": "data/evidence/\(tail)/\(kind.rawValue)"]
            )
        }
    }

    /// The party as a team instead: its application's category and what Art. 14 item 3 asks for.
    mutating func becomeTeam() {
        set(.application, "410305-A1", "support_category", "TEAM")
        for (column, text) in [
            "incubator_name": "洛阳示例孵化器", "residency_from": "2025-01-01", "team_leader_name": "赵样本", "leader_talent_level": "CITY",
            "core_members": "钱一;孙二",
        ] {
            set(.party, CaseBuilder.party, column, text)
        }
        add(
            .regIncubator,
            "410300-N1",
            ["name": "洛阳示例孵化器", "kind": "INCUBATOR", "level": "CITY", "valid_from": "2020-01-01"]
        )
    }

    /// The party as an SME instead, with a number.
    mutating func becomeSME(_ number: String = "202641030500012345", on place: String = "2026-03-02T09:00:00+08:00") {
        remove(.regHte, "410300-H1")
        set(.application, "410305-A1", "support_category", "SME")
        change(.application, "410305-A1") { $0.place = Instant(place) }
        set(.application, "410305-A1", "submitted_at", place)
        add(
            .regSme,
            "410300-M1",
            ["uscc": CaseBuilder.party, "name": "洛阳试样轴承有限公司", "reg_no": number, "announced_on": "\(number.prefix(4))-05-20"]
        )
    }

    mutating func relate(_ a: String, _ b: String, _ kind: String, percent: String? = nil, isStateBody: Bool = false) {
        var cells = ["a": a, "b": b, "kind": kind, "from_date": "2020-01-01"]
        cells["percent"] = percent
        cells["state_asset_body"] = isStateBody ? "true" : nil
        add(.regRelation, "410300-X\(records.count)", cells)
    }

    // MARK: - Judging

    var file: CaseFile {
        var file = CaseFile(
            party: CaseBuilder.party,
            year: 2026,
            records: records,
            shared: shared,
            otherYears: otherYears,
            published: published
        )
        file.acts = acts
        file.subjectsOfOtherYears = subjectsOfOtherYears
        file.mergedHolders = mergedHolders
        return file
    }

    /// Before any window of finality is past.
    static let early = Horizon(now: instant("2026-06-02T08:00:00+08:00"), workdays: workdays)
    /// When every district has spoken past all that the builder makes.
    static let late = Horizon(
        now: instant("2026-12-01T08:00:00+08:00"),
        allHaveSpokenUntil: instant("2026-11-30T00:00:00+08:00"),
        workdays: workdays
    )

    func adjudicated(
        at horizon: Horizon = early,
        _ approval: Adjudicator.Settings.Approval = .automatic,
        programme: ProgrammeFile? = nil
    ) throws -> Adjudication {
        let programme = try programme ?? shippedProgramme()
        return Adjudicator(programme: programme, settings: .init(applications: approval)).adjudicate(file, at: horizon)
    }

    func application(_ id: String = "410305-A1") throws -> Decision {
        try #require(adjudicated().decision(.application, RecordKey(.application, id)))
    }

    func claim(_ id: String = "410305-C1") throws -> Decision {
        try #require(adjudicated().decision(.initialReview, RecordKey(.claim, id)))
    }
}

extension Adjudication {
    func decision(_ kind: Decision.Kind, _ subject: RecordKey) -> Decision? { decisions.first { $0.kind == kind && $0.subject == subject } }
}

extension Decision {
    /// The effects of the findings of a rule.
    func effects(_ rule: String) -> [Finding.Effect] { findings.filter { $0.rule == rule }.map(\.effect) }

    /// The rules of the findings that decide.
    var against: [String] { findings.filter { [.reject, .return, .hold].contains($0.effect) }.map(\.rule) }

    /// The findings in words, for a failed test to show.
    var told: String {
        "\(outcome.rawValue): " + findings.map { "\($0.effect.rawValue) \($0.rule) [\($0.values)] \($0.reason)" }.joined(separator: "\n")
    }
}

func instant(_ text: String) -> Instant { Instant(text)! }

let workdays = Workdays(
    Dictionary(
        uniqueKeysWithValues: (Day.first(of: 2026).ordinal...Day.last(of: 2026).ordinal).map { ordinal in
            // 1970-01-01 was a Thursday.
            (Day(ordinal: ordinal), (ordinal + 3) % 7 < 5)
        }
    )
)

let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The programme as it ships, with some of its text exchanged.
func shippedProgramme(_ exchange: [String: String] = [:]) throws -> ProgrammeFile {
    var text = try String(contentsOf: packageRoot.appending(path: "config/programme.yaml"), encoding: .utf8)
    for (old, new) in exchange {
        try #require(text.contains(old))
        text = text.replacing(old, with: new)
    }
    return try ProgrammeFile(yaml: text, digest: Digest(bytes: Array(repeating: 7, count: 32)))
}
