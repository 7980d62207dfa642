// The demand side: parties, their projects and applications.

extension RecordType {
    /// The party (需求方, Art. 2 and 14): a firm or a start-up team's firm, named by its USCC.
    public static let party = RecordType(
        "party",
        "需求方",
        by: [.district],
        [
            .key("uscc", "统一社会信用代码", .uscc),
            .required("legal_name", "单位名称", .text(2...100), in: "name", .home),
            .optional("former_names", "曾用名", .textList, in: "name", .home),
            .required("reg_division", "注册区划", .code(#"^\d{6}$"#), in: "registration", .newest("reg_date")),
            .required("reg_date", "现登记日期", .date, in: "registration", .newest("reg_date")),
            .required("home_office", "受理县区", .office, in: "registration", .newest("reg_date")),
            .required("legal_rep_name", "法定代表人", .text(2...30), in: "legal_rep", .home),
            .required("contact_name", "联系人", .text(2...30), in: "contact", .latest),
            .required("contact_mobile", "联系手机", .code(#"^1[3-9]\d{9}$"#), in: "contact", .latest),
            .required("support_categories", "支持类别", .set(["HTE", "SME", "TEAM"]), in: "eligibility", .hold),
            .optional("hte_cert_no", "高新技术企业证书编号", .code(#"^G[RFS]\d{4}\d{2}\d{6}$"#), in: "hte", .hold),
            .optional("sme_reg_no", "科技型中小企业入库登记编号", .code(#"^20\d{2}\d{6}[0-9A-Z]{2}\d{6}$"#), in: "sme", .hold),
            .optional("incubator_name", "孵化载体名称", .text(2...100), in: "team", .hold),
            .optional("residency_from", "入驻起始日期", .date, in: "team", .hold),
            .optional("residency_to", "入驻截止日期", .date, in: "team", .hold),
            .optional("team_leader_name", "领军人才姓名", .text(2...30), in: "team", .hold),
            .optional("leader_talent_level", "领军人才级别", .enumeration(["NATIONAL", "PROVINCE", "CITY", "NONE"]), in: "team", .hold),
            .optional("core_members", "核心成员", .textList, in: "team", .hold),
            .optional("bank_account_name", "开户名", .text(2...100), in: "bank", .hold),
            .optional("bank_name", "开户银行", .text(2...100), in: "bank", .hold),
            .optional("bank_account_no", "银行账号", .code(#"^\d{8,32}$"#), in: "bank", .hold),
            .optional("cnaps", "联行号", .code(#"^\d{12}$"#), in: "bank", .hold),
            .required("finance_system_declared", "财务制度健全声明", .bool, in: "declaration", .hold),
        ]
    )

    /// A research project of a party (研发项目, Art. 2).
    public static let project = RecordType(
        "project",
        "研发项目",
        by: [.district],
        [
            .key("id", "项目编号", .id),
            .required("party_uscc", "需求方代码", .reference("party"), in: "owner", .frozen),
            .required("project_name", "项目名称", .text(2...200), in: "project", .hold),
            .required("summary", "研发内容", .text(1...4000), in: "note", .latest),
            .optional("started_on", "开始日期", .date, in: "note", .latest),
            .optional("ended_on", "结束日期", .date, in: "note", .latest),
        ]
    )

    /// An application for a year's voucher (创新券申请, Art. 17).
    public static let application = RecordType(
        "application",
        "创新券申请",
        by: [.district],
        [
            .key("id", "申请编号", .id),
            .required("party_uscc", "需求方代码", .reference("party"), in: "owner", .frozen),
            .required("voucher_year", "年度", .integer(2020...2100), in: "owner", .frozen),
            .required("support_category", "支持类别", .enumeration(["HTE", "SME", "TEAM", "OTHER"]), in: "eligibility", .hold),
            .required("requested_amount", "申请额度(元)", .yuan, in: "amount", .hold),
            .optional("project_id", "项目编号", .reference("project"), in: "project", .hold),
            .required("planned_services", "拟购服务", .set(["RD", "STANDARD", "TEST", "COMPUTE", "PILOT", "OTHER"]), in: "services", .hold),
            .required("declaration_signed", "承诺书已签", .bool, in: "declaration", .hold),
            .optional("exception_doc_no", "例外文件号", .text(0...100), in: "declaration", .hold),
            .required("submitted_at", "申请时间", .instant, in: "submitted", .frozen),
            .optional("district_opinion", "县区意见", .text(0...1000), in: "opinion", .latest),
        ]
    )
}
