import Foundation
import Records

/// What offices file of a firm: the rows of a party, its application, and a claim with everything that proves it. As made, all of it passes.
enum Papers {
    static let firm = "91410305MA8U667107"
    static let other = "91410371MA1X1WHC8Q"
    static let third = "91410381596229366C"
    static let fourth = "91410302MA9K3XQ5TH"
    static let provider = "12410300674521849K"
    static let platform = "91410307MAC7PR0J00"
    /// Firms of other districts, whose papers are in order.
    static let steady = [
        "91410305MA1A1A1A99", "91410307MA2B2B2B45", "91410308MA3C3C3CXF", "91410311MA4D4D4D5X", "91410371MA5E5E5E0R", "91410302MA6F6F6F6W",
    ]
    private static let steadyNames = [
        "洛阳试样齿轮有限公司", "洛阳示例阀门有限公司", "孟津样本铸造有限公司", "洛阳仿真玻璃有限公司", "洛阳示例仪表有限公司", "洛阳样本电缆有限公司",
    ]

    static func name(_ uscc: String) -> String {
        switch uscc {
        case firm: "洛阳试样轴承有限公司"
        case other: "洛阳示例机器人有限公司"
        case third: "偃师样品材料有限公司"
        case fourth: "洛阳轴研样例科技有限公司"
        default: steady.firstIndex(of: uscc).map { steadyNames[$0] } ?? "洛阳轴研样例科技有限公司"
        }
    }

    static func party(_ uscc: String = firm, home: String = "410305", division: String? = nil, since: String = "2020-05-06") -> CaseRow {
        CaseRow(
            .party,
            uscc,
            [
                "legal_name": name(uscc), "former_names": "", "reg_division": division ?? home, "reg_date": since, "home_office": home,
                "legal_rep_name": "张三", "contact_name": "李四", "contact_mobile": "13800000001", "support_categories": "SME",
                "bank_account_name": name(uscc), "bank_name": "样本银行", "bank_account_no": "6222000011112222", "cnaps": "102493000001",
                "finance_system_declared": "是",
            ]
        )
    }

    static func project(_ id: String = "410305-P1", of party: String = firm, named name: String = "高速轴承寿命研究") -> CaseRow {
        CaseRow(.project, id, ["party_uscc": party, "project_name": name, "summary": "研究轴承在高速下的寿命"])
    }

    static func application(
        _ id: String = "410305-A1",
        of party: String = firm,
        project: String = "410305-P1",
        at submitted: String = "2025-03-03 09:00",
        asking amount: String = "100000"
    ) -> CaseRow {
        CaseRow(
            .application,
            id,
            [
                "party_uscc": party, "voucher_year": "2025", "support_category": "SME", "requested_amount": amount, "project_id": project,
                "planned_services": "TEST", "declaration_signed": "是", "submitted_at": instant(submitted),
            ]
        )
    }

    /// A firm, its project and its application.
    static func applied(_ party: String = firm, at office: String = "410305", submitted: String = "2025-03-03 09:00") -> [CaseRow] {
        [
            Papers.party(party, home: office), project("\(office)-P1", of: party),
            application("\(office)-A1", of: party, project: "\(office)-P1", at: submitted),
        ]
    }

    static func contract(_ id: String = "410305-K1", of party: String = firm, project: String = "410305-P1", amount: String = "40000") -> CaseRow {
        CaseRow(
            .contract,
            id,
            [
                "contract_no": "HT-\(id)", "party_uscc": party, "provider_uscc": provider, "project_id": project, "platform_uscc": platform,
                "platform_order_no": "DD-\(id)", "order_date": "2025-03-10", "signed_on": "2025-03-10", "service_start": "2025-03-11",
                "service_end": "2025-05-20", "service_category": "TEST", "service_desc": "轴承寿命检测", "is_mandatory_test": "否",
                "amount": amount,
            ]
        )
    }

    static func claim(
        _ id: String = "410305-C1",
        of party: String = firm,
        contract: String = "410305-K1",
        at submitted: String = "2025-06-02 09:00",
        fee: String = "40000"
    ) -> CaseRow {
        CaseRow(
            .claim,
            id,
            [
                "party_uscc": party, "voucher_year": "2025", "contract_id": contract, "claimed_fee": fee, "service_effect": "寿命提高两成",
                "not_provincial_declared": "是", "not_city_funded_declared": "是", "not_affiliated_declared": "是",
                "exception_doc_no": "", "submitted_at": instant(submitted),
            ]
        )
    }

    static func invoice(_ id: String, for claim: String, buyer: String = firm, number: String, gross: String = "40000") -> CaseRow {
        CaseRow(
            .invoice,
            id,
            [
                "claim_id": claim, "e_number": number, "code": "", "number": "", "issued_on": "2025-05-25", "seller_uscc": provider,
                "buyer_uscc": buyer, "gross": gross, "item_name": "*研发和技术服务*检测费",
            ]
        )
    }

    static func receipt(_ id: String, for claim: String, payer: String = name(firm), amount: String = "40000") -> CaseRow {
        CaseRow(
            .bankReceipt,
            id,
            [
                "claim_id": claim, "bank_serial": "S-\(id)", "paid_on": "2025-05-26", "payer_name": payer, "payee_name": "洛阳样本大学分析测试中心",
                "amount": amount,
            ]
        )
    }

    static let kinds = ["CLAIM_FORM", "SERVICE_CONTRACT", "BANK_RECEIPT", "INVOICE", "ACCOUNTING_VOUCHER", "SERVICE_RESULT"]

    static func evidence(_ id: String, for claim: String, kind: String, file: String, replacing: String = "") -> CaseRow {
        CaseRow(.evidence, id, ["claim_id": claim, "kind": kind, "file": "data/evidence/\(file)", "pages": "2", "supersedes": replacing])
    }

    /// The six kinds of evidence of a claim; the files are named after their rows.
    static func sixKinds(for claim: String) -> [CaseRow] {
        kinds.enumerated().map { evidence("\(claim)-E\($0)", for: claim, kind: $1, file: "\(claim)-E\($0).txt") }
    }

    /// A claim with its contract, invoice, receipt, ledger entry, result and the six kinds of evidence.
    ///
    /// - Parameter id: `410305-C1`; the other ids are made from it.
    static func claimed(
        _ id: String = "410305-C1",
        of party: String = firm,
        project: String = "410305-P1",
        at submitted: String = "2025-06-02 09:00",
        fee: String = "40000",
        invoice number: String? = nil
    ) -> [CaseRow] {
        let office = id.prefix(6)
        let serial = id.dropFirst(8)
        let digits = "25\(office)0000000" + String(String(serial.filter(\.isNumber) + "11111").prefix(5))
        return [
            contract("\(office)-K\(serial)", of: party, project: project, amount: fee),
            claim(id, of: party, contract: "\(office)-K\(serial)", at: submitted, fee: fee),
            invoice("\(office)-I\(serial)", for: id, buyer: party, number: number ?? digits, gross: fee),
            receipt("\(office)-B\(serial)", for: id, payer: name(party), amount: fee),
            CaseRow(
                .accountingVoucher,
                "\(office)-V\(serial)",
                ["claim_id": id, "voucher_word": "记", "number": "12", "booked_on": "2025-05-27", "amount": fee]
            ),
            CaseRow(
                .serviceResult,
                "\(office)-R\(serial)",
                ["claim_id": id, "result_type": "TEST_REPORT", "report_no": "BG-\(id)", "report_date": "2025-05-20", "summary": "合格"]
            ),
        ] + sixKinds(for: id)
    }

    /// `2025-03-03 09:00` as RFC 3339 at Luoyang's offset; other spellings are left as they are.
    static func instant(_ text: String) -> String {
        text.count == 16 && !text.contains("T") ? text.replacing(" ", with: "T") + ":00+08:00" : text
    }

    /// The centre's first batch: the SME register, a provider, a recognised platform.
    static let registers: [CaseRow] =
        [firm, other, third, fourth].enumerated().map { index, uscc in
            CaseRow(
                .regSme,
                "410300-S\(index)",
                ["uscc": uscc, "name": name(uscc), "reg_no": "2025410305\(index)A000123", "announced_on": "2025-01-10"]
            )
        } + [
            CaseRow(
                .provider,
                provider,
                [
                    "name": "洛阳样本大学分析测试中心", "provider_type": "UNIVERSITY", "location_division": "410311", "fulltime_tech_staff": "20",
                    "service_content": "检测", "service_spec": "按国家标准", "price_list": "按次收费", "contact": "0379-1", "member_from": "2020-01-01",
                ]
            ),
            CaseRow(
                .platform,
                platform,
                ["name": "洛阳样本共享平台", "reg_division": "410307", "staff_count": "10", "instrument_count": "200", "experience": "五年"]
            ),
            CaseRow(.recognition, "410300-R1", ["platform_uscc": platform, "published_on": "2020-03-01", "valid_from": "2020-04-01"]),
        ]
}
