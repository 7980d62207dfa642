import Programme

extension Rows {
    public static func contract(_ id: String = "410305-K1", amount: String = "1000") -> String {
        """
        id,contract_no,party_uscc,provider_uscc,project_id,platform_uscc,platform_order_no,order_date,signed_on,service_start,service_end,service_category,service_desc,is_mandatory_test,amount
        \(id),HT-1,\(firm),\(provider),410305-P1,\(platform),DD-1,2025-05-05,2025-05-06,2025-05-07,2025-06-01,TEST,轴承寿命测试,否,\(amount)

        """
    }

    /// A claim of 1000 yuan that passes its initial review, with all its proofs; its files are ``claimFiles``.
    public static let claim: [String: String] = [
        "contract": contract(),
        "claim": """
        id,party_uscc,voucher_year,contract_id,claimed_fee,not_provincial_declared,not_city_funded_declared,not_affiliated_declared,submitted_at
        410305-C1,\(firm),2025,410305-K1,1000,是,是,是,2025-06-20T10:00:00+08:00

        """,
        "invoice": """
        id,claim_id,e_number,issued_on,seller_uscc,buyer_uscc,gross,tax,item_name
        410305-I1,410305-C1,25412017529607056348,2025-06-03,\(provider),\(firm),1000,56.60,*研发和技术服务*检测费

        """,
        "bank_receipt": """
        id,claim_id,bank_serial,paid_on,payer_name,payee_name,amount
        410305-D1,410305-C1,2025060932820512,2025-06-09,洛阳试样轴承有限公司,洛阳样本大学分析测试中心,1000

        """,
        "accounting_voucher": "id,claim_id,voucher_word,number,booked_on,amount\n410305-J1,410305-C1,银,5853,2025-06-09,1000\n",
        "service_result": "id,claim_id,result_type,report_no,report_date\n410305-R1,410305-C1,TEST_REPORT,SY-1,2025-06-01\n",
        "evidence": "id,claim_id,kind,file\n"
            + claimKinds.map { "410305-\($0),410305-C1,\($0),data/evidence/\($0).pdf\n" }.joined(),
    ]

    public static let claimFiles = Dictionary(uniqueKeysWithValues: claimKinds.map { ("\($0).pdf", "%PDF \($0)") })

    private static let claimKinds = EvidenceKind.allCases.map(\.rawValue)
}
