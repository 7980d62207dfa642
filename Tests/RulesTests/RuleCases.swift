import Programme
import Records
import Rules

/// How a rule is driven through the adjudicator: one way to pass it, and one way at least to each finding that it can make.
struct RuleCases: Sendable {
    typealias Edit = @Sendable (inout CaseBuilder) -> Void

    /// Who asks the rule, of which record.
    enum Hearing: Sendable {
        case application
        case voucher
        case claim(String = "410305-C1")
        case registration(RecordType, String)
    }

    /// What makes the rule speak.
    struct Firing: Sendable {
        let effect: Finding.Effect
        let hearing: Hearing
        var approval = Adjudicator.Settings.Approval.automatic
        /// The party's code where it is not the builder's.
        var party: String?
        let edit: Edit
    }

    /// What makes the builder's world, which passes every rule that is asked in it, one in which this rule is asked and passes.
    var passing: Edit = { _ in }
    let firings: [Firing]

    private static let contract = "410305-HT-C1"
    private static let invoice = "410305-I-C1"
    private static let receipt = "410305-B-C1"
    private static let result = "410305-S-C1"

    private static func on(_ hearing: Hearing, _ effect: Finding.Effect, _ edit: @escaping Edit) -> Firing {
        Firing(effect: effect, hearing: hearing, edit: edit)
    }

    private static func application(_ effect: Finding.Effect, _ edit: @escaping Edit) -> Firing { on(.application, effect, edit) }
    private static func claim(_ effect: Finding.Effect, _ edit: @escaping Edit) -> Firing { on(.claim(), effect, edit) }

    private static func credit(of uscc: String) -> Edit {
        { $0.add(.regBadCredit, "410300-D1", ["uscc": uscc, "kind": "失信", "from_date": "2026-01-01", "source_doc": "文1"]) }
    }

    private static func provincial(_ status: String) -> Edit {
        {
            $0.add(
                .regProvincial,
                "410300-V1",
                ["uscc": CaseBuilder.party, "year": "2026", "project_name": "别的项目", "contract_no": "HT-2026-C1", "status": status]
            )
        }
    }

    private static func funded(_ name: String) -> Edit {
        {
            $0.add(.regCityProject, "410300-F1", ["uscc": CaseBuilder.party, "project_no": "2019A01", "project_name": name, "year": "2019"])
        }
    }

    /// An application need not name its project: only where it does, the register speaks of it before a claim does.
    private static func appliedAndFunded(_ name: String, exception: String? = nil) -> Edit {
        {
            funded(name)(&$0)
            $0.set(.application, "410305-A1", "project_id", "410305-P1")
            $0.set(.application, "410305-A1", "exception_doc_no", exception)
        }
    }

    /// A second claim of the party on the first one's invoice.
    private static let sharedInvoice: Edit = { builder in
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "10000.00")
        for id in ["410305-I-C1", "410305-I-C2"] { builder.set(.invoice, id, "e_number", "26412000000099900001") }
    }

    /// By the rule's id. Those of rounds, payment and the year's end are ``RoundCases``.
    static let all: [String: RuleCases] = applications.merging(supply) { first, _ in first }.merging(claims) { first, _ in first }
        .merging(conduct) { first, _ in first }

    // MARK: Art. 1, 2, 5, 14, 17, 26, 27

    private static let applications: [String: RuleCases] = [
        "ART01-POLICY": RuleCases(firings: [
            application(.hold) { $0.change(.application, "410305-A1") { $0.place = instant("2023-12-31T23:59:59+08:00") } }
        ]),
        "ART02-DEMANDER": RuleCases(firings: [application(.reject) { $0.set(.application, "410305-A1", "support_category", "OTHER") }]),
        "ART02-RDPROJECT": RuleCases(firings: [claim(.reject) { $0.set(.project, "410305-P1", "summary", nil) }]),
        "ART02-SERVICE": RuleCases(firings: [claim(.hold) { $0.set(.invoice, invoice, "item_name", "*仪器仪表*天平") }]),
        "ART05-AUTHORITY": RuleCases(firings: [
            application(.warn) { $0.set(.application, "410305-A1", "district_opinion", "审核通过") },
            Firing(effect: .hold, hearing: .application, approval: .byRuling) { _ in },
        ]),
        "ART14-LOCAL": RuleCases(firings: [
            application(.reject) { $0.set(.party, CaseBuilder.party, "reg_division", "410102") },
            application(.hold) {
                $0.set(.party, CaseBuilder.party, "reg_division", "410102")
                $0.set(.party, CaseBuilder.party, "reg_date", "2026-03-03")
            },
            application(.info) { $0.set(.party, CaseBuilder.party, "reg_division", "410322") },
        ]),
        "ART14-HTE": RuleCases(firings: [
            application(.reject) { $0.remove(.regHte, "410300-H1") },
            claim(.hold) { $0.set(.regHte, "410300-H1", "valid_to", "2026-04-19") },
        ]),
        "ART14-SME": RuleCases(
            passing: { $0.becomeSME() },
            firings: [
                application(.reject) { $0.becomeSME("202441030500012345") },
                application(.hold) { $0.becomeSME("202541030500012345", on: "2026-04-01T00:00:00+08:00") },
            ]
        ),
        "ART14-TEAM": RuleCases(
            passing: { $0.becomeTeam() },
            firings: [
                application(.reject) {
                    $0.becomeTeam()
                    $0.set(.regIncubator, "410300-N1", "level", "COUNTY")
                },
                application(.hold) {
                    $0.becomeTeam()
                    $0.set(.party, CaseBuilder.party, "team_leader_name", nil)
                },
            ]
        ),
        "ART17-FORM": RuleCases(firings: [
            application(.return) { $0.set(.application, "410305-A1", "declaration_signed", "false") },
            application(.warn) { $0.change(.application, "410305-A1") { $0.place = instant("2025-12-30T09:00:00+08:00") } },
        ]),
        "ART17-FACE": RuleCases(firings: [
            application(.reject) { $0.set(.application, "410305-A1", "requested_amount", "0.00") },
            on(.voucher, .warn) { $0.set(.application, "410305-A1", "requested_amount", "100000.01") },
        ]),
        "ART26-INTERPRET": RuleCases(firings: [
            application(.info) {
                $0.set(.party, CaseBuilder.party, "finance_system_declared", "false")
                $0.rule("RELEASE", on: .application, "410305-A1", rule: "ART20-FINANCE")
            },
            application(.reject) { $0.rule("REJECT", on: .application, "410305-A1") },
            claim(.return) { $0.rule("RETURN", on: .claim, "410305-C1") },
            claim(.hold) {
                $0.rule("RETURN", on: .claim, "410305-C1")
                $0.contest(.ruling, $0.records[$0.records.count - 1].key.key, "ruling")
            },
        ]),
        "ART27-VALID": RuleCases(firings: [
            application(.reject) { $0.change(.application, "410305-A1") { $0.place = instant("2027-01-01T00:00:00+08:00") } }
        ]),
    ]

    // MARK: Art. 8 to 13

    private static let supply: [String: RuleCases] = [
        "ART08-PLATFORM": RuleCases(firings: [
            claim(.hold) { $0.set(.platform, CaseBuilder.platform, "instrument_count", "0") },
            on(.registration(.platform, CaseBuilder.platform), .warn) { $0.set(.platform, CaseBuilder.platform, "reg_division", "410102") },
        ]),
        "ART09-RECOGNISED": RuleCases(firings: [claim(.reject) { $0.set(.recognition, "410300-K1", "valid_from", "2026-03-11") }]),
        "ART11-MEMBER": RuleCases(firings: [
            claim(.reject) { $0.set(.provider, CaseBuilder.provider, "member_from", nil) },
            claim(.hold) { $0.set(.provider, CaseBuilder.provider, "member_from", "2026-03-11") },
        ]),
        "ART11-ABILITY": RuleCases(firings: [
            claim(.hold) { $0.set(.provider, CaseBuilder.provider, "contact", nil) },
            on(.registration(.provider, CaseBuilder.provider), .warn) {
                $0.set(.provider, CaseBuilder.provider, "fulltime_tech_staff", "0")
            },
        ]),
        "ART11-QUAL": RuleCases(firings: [claim(.reject) { $0.set(.provider, CaseBuilder.provider, "provider_type", "ENTERPRISE") }]),
        "ART11-CERTVALID": RuleCases(
            passing: { certified(until: "2026-04-20", &$0) },
            firings: [claim(.reject) { certified(until: "2026-04-19", &$0) }]
        ),
        "ART13-AGENT": RuleCases(firings: [
            claim(.reject) { $0.set(.invoice, invoice, "seller_uscc", CaseBuilder.agent) },
            claim(.hold) { $0.set(.bankReceipt, receipt, "payee_name", "洛阳样本大学分析测量中心") },
        ]),
    ]

    private static func certified(until day: String, _ builder: inout CaseBuilder) {
        builder.set(.provider, CaseBuilder.provider, "provider_type", "TEST_AGENCY")
        builder.add(
            .qualification,
            "410305-Q1",
            ["provider_uscc": CaseBuilder.provider, "kind": "CMA", "number": "1", "valid_from": "2020-01-01", "valid_to": day]
        )
    }

    // MARK: Art. 15, 16, 18

    private static let claims: [String: RuleCases] = [
        "ART15-SCOPE": RuleCases(firings: [claim(.hold) { $0.set(.contract, contract, "service_category", "OTHER") }]),
        "ART15-PLATFORM": RuleCases(firings: [
            claim(.reject) { $0.set(.contract, contract, "platform_order_no", nil) },
            claim(.hold) { $0.set(.contract, contract, "order_date", "2026-03-16") },
            claim(.warn) {
                $0.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "10000.00")
                $0.set(.contract, "410305-HT-C2", "platform_order_no", "PO-C1")
            },
        ]),
        "ART15-MANDATORY": RuleCases(firings: [
            claim(.reject) { $0.set(.contract, contract, "is_mandatory_test", "true") },
            claim(.hold) { $0.set(.contract, contract, "service_desc", "特种设备定期检验") },
        ]),
        "ART16-RATE": RuleCases(firings: [
            on(.voucher, .info) { _ in }, claim(.info) { _ in }, claim(.hold) { $0.contest(.claim, "410305-C1", "amount") },
        ]),
        "ART16-CAP": RuleCases(firings: [
            claim(.warn) { $0.set(.application, "410305-A1", "requested_amount", "2999.99") },
            claim(.hold) { $0.mergedHolders = [CaseBuilder.otherParty] },
            on(.claim("410305-C2"), .reject) {
                $0.set(.application, "410305-A1", "requested_amount", "3000.00")
                $0.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "10000.00")
            },
        ]),
        "ART16-DUAL": RuleCases(
            passing: {
                $0.becomeTeam()
                $0.remove(.regHte, "410300-H1")
            },
            firings: [on(.voucher, .info) { $0.becomeTeam() }]
        ),
        "ART16-PROVINCE": RuleCases(
            passing: provincial("REFUSED"),
            firings: [claim(.reject, provincial("GRANTED")), claim(.hold, provincial("PENDING"))]
        ),
        "ART18-1-DONE": RuleCases(firings: [claim(.reject) { $0.set(.contract, contract, "service_end", "2026-06-02") }]),
        "ART18-1-SIX": RuleCases(firings: [
            claim(.return) { $0.remove(.evidence, "410305-E-C1-INVOICE") },
            claim(.reject) { $0.add(.invoiceCheck, "410300-Y1", ["invoice_id": invoice, "status": "RED"]) },
            claim(.hold) { $0.add(.invoiceCheck, "410300-Y1", ["invoice_id": invoice, "status": "NOT_FOUND"]) },
            claim(.warn) { $0.add(.invoiceCheck, "410300-Y1", ["invoice_id": invoice, "status": "VOID"]) },
        ]),
    ]

    // MARK: Art. 20 to 24

    private static let conduct: [String: RuleCases] = [
        "ART20-CREDIT": RuleCases(firings: [
            application(.reject, credit(of: CaseBuilder.party)), claim(.reject, credit(of: CaseBuilder.platform)),
        ]),
        "ART20-FINANCE": RuleCases(firings: [application(.hold) { $0.set(.party, CaseBuilder.party, "finance_system_declared", "false") }]),
        "ART20-AFFILIATION": RuleCases(firings: [
            claim(.reject) { $0.relate(CaseBuilder.provider, CaseBuilder.party, "EQUITY", percent: "1") },
            claim(.hold) { $0.set(.claim, "410305-C1", "not_affiliated_declared", "false") },
        ]),
        "ART21-DISPUTE": RuleCases(firings: [
            claim(.hold) { $0.add(.dispute, "410305-Z1", ["contract_id": contract, "contested": "AMOUNT", "opened_on": "2026-05-01"]) },
            claim(.info) { $0.add(.dispute, "410305-Z1", ["contract_id": contract, "contested": "OTHER", "opened_on": "2026-05-01"]) },
        ]),
        "ART22-CITYFUND": RuleCases(
            passing: funded("污水处理工艺"),
            firings: [
                application(.reject, appliedAndFunded("高速精密轴承寿命试验技术研究")), claim(.reject, funded("高速精密轴承寿命试验技术研究")),
                claim(.hold, funded("高速精密轴承寿命试验技术的研究")),
                application(.info, appliedAndFunded("高速精密轴承寿命试验技术研究", exception: "洛政〔2026〕3号")),
            ]
        ),
        "ART24-REALNAME": RuleCases(firings: [
            Firing(effect: .reject, hearing: .application, party: "91410305MA8U667108") { _ in },
            application(.hold) { $0.set(.party, CaseBuilder.party, "legal_name", "洛阳别名轴承有限公司") },
            application(.warn) {
                $0.set(.party, CaseBuilder.party, "legal_name", "洛阳别名轴承有限公司")
                $0.set(.party, CaseBuilder.party, "former_names", "洛阳试样轴承有限公司")
            },
        ]),
        "ART24-NOTRANSFER": RuleCases(firings: [
            claim(.reject) { $0.set(.invoice, invoice, "buyer_uscc", CaseBuilder.otherParty) },
            claim(.hold) { $0.set(.bankReceipt, receipt, "payer_name", "洛阳试样轴承有限公司涧西分公司") },
            claim(.warn) {
                $0.set(.party, CaseBuilder.party, "former_names", "洛阳旧名轴承厂")
                $0.set(.bankReceipt, receipt, "payer_name", "洛阳旧名轴承厂")
            },
        ]),
        "ART24-NOREUSE": RuleCases(firings: [
            claim(.warn, sharedInvoice), on(.claim("410305-C2"), .reject, sharedInvoice),
            claim(.hold) { $0.set(.invoice, invoice, "e_number", "26412000000012300000") },
            claim(.info) {
                sharedInvoice(&$0)
                for id in ["410305-I-C1", "410305-I-C2"] { $0.set(.invoice, id, "allocated", "5000.00") }
            },
        ]),
        "ART24-YEAR": RuleCases(firings: [
            claim(.reject) { $0.set(.contract, contract, "service_end", "2026-03-01") },
            claim(.hold) { $0.set(.bankReceipt, receipt, "paid_on", "2027-01-04") },
            claim(.warn) { $0.set(.contract, contract, "service_start", "2026-03-01") },
        ]),
    ]
}
