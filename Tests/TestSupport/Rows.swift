/// Tables of a firm that may have a voucher and claims on it, as an office would export them.
public enum Rows {
    public static let firm = "91410305MA8U667107"
    public static let other = "91410371MA1X1WHC8Q"
    public static let provider = "12410300674521849K"
    public static let platform = "91410307MAC7PR0J00"

    /// A party that is an SME by its own word; the register says the same in ``registers``.
    public static func party(
        _ uscc: String = firm,
        name: String = "洛阳试样轴承有限公司",
        mobile: String = "13800000001",
        account: String = "6222000011112222"
    ) -> String {
        """
        uscc,legal_name,reg_division,reg_date,home_office,legal_rep_name,contact_name,contact_mobile,support_categories,sme_reg_no,bank_account_name,bank_name,bank_account_no,cnaps,finance_system_declared
        \(uscc),\(name),410305,2020-05-06,410305,张三,李四,\(mobile),SME,20254103050A000123,\(name),样本银行,\(account),102493000001,是

        """
    }

    public static func project(_ id: String = "410305-P1", party: String = firm) -> String {
        "id,party_uscc,project_name,summary\n\(id),\(party),高速轴承寿命研究,研究轴承在高速下的寿命\n"
    }

    public static func application(
        _ id: String = "410305-A1",
        party: String = firm,
        at: String = "2025-03-03T09:00:00+08:00",
        amount: String = "100000"
    ) -> String {
        """
        id,party_uscc,voucher_year,support_category,requested_amount,project_id,planned_services,declaration_signed,submitted_at
        \(id),\(party),2025,SME,\(amount),410305-P1,TEST,是,\(at)

        """
    }

    /// A firm, its project and its application: what an office sends first.
    public static let firstApplication = ["party": party(), "project": project(), "application": application()]

    /// The centre's registers, a provider and a platform.
    public static let registers: [String: String] = [
        "reg_sme": """
        id,uscc,name,reg_no,announced_on
        410300-S1,\(firm),洛阳试样轴承有限公司,20254103050A000123,2025-01-10
        410300-S2,\(other),洛阳示例机器人有限公司,20254103710A000124,2025-01-10

        """,
        "provider": """
        uscc,name,provider_type,location_division,fulltime_tech_staff,service_content,service_spec,price_list,contact,member_from
        \(provider),洛阳样本大学分析测试中心,UNIVERSITY,410311,20,检测,按国家标准,按次收费,0379-1,2020-01-01

        """,
        "platform": """
        uscc,name,reg_division,staff_count,instrument_count,experience
        \(platform),洛阳样本共享平台,410307,10,200,五年

        """,
        "recognition": """
        id,platform_uscc,published_on,valid_from
        410300-R1,\(platform),2020-03-01,2020-04-01

        """,
    ]
}
