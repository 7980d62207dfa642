// External registers, imported by the centre.

extension RecordType {
    /// The register of high-tech enterprises (高新技术企业, Art. 14 item 1).
    public static let regHte = RecordType(
        "reg_hte",
        "高新技术企业登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("uscc", "统一社会信用代码", .uscc, in: "row", .latest),
            .required("name", "企业名称", .text(2...100), in: "row", .latest),
            .required("cert_no", "证书编号", .code(#"^G[RFS]\d{4}\d{2}\d{6}$"#), in: "row", .latest),
            .required("issued_on", "发证日期", .date, in: "row", .latest),
            .required("valid_to", "有效期止", .date, in: "row", .latest),
            .optional("cancelled_from", "取消生效日期", .date, in: "row", .latest),
        ]
    )

    /// The register of science-and-technology SMEs (科技型中小企业, Art. 14 item 2).
    public static let regSme = RecordType(
        "reg_sme",
        "科技型中小企业登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("uscc", "统一社会信用代码", .uscc, in: "row", .latest),
            .required("name", "企业名称", .text(2...100), in: "row", .latest),
            .required("reg_no", "入库登记编号", .code(#"^20\d{2}\d{6}[0-9A-Z]{2}\d{6}$"#), in: "row", .latest),
            .required("announced_on", "公告日期", .date, in: "row", .latest),
            .optional("revoked_on", "撤销日期", .date, in: "row", .latest),
        ]
    )

    /// The register of incubators (孵化载体, Art. 14 item 3).
    public static let regIncubator = RecordType(
        "reg_incubator",
        "孵化载体登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("name", "载体名称", .text(2...100), in: "row", .latest),
            .required(
                "kind",
                "载体类型",
                .enumeration(["INCUBATOR", "UNIV_PARK", "MAKERSPACE", "COMMUNITY", "SMART_ISLAND", "STAR_FARM"]),
                in: "row",
                .latest
            ),
            .required("level", "级别", .enumeration(["NATIONAL", "PROVINCE", "CITY", "COUNTY"]), in: "row", .latest),
            .required("valid_from", "有效期起", .date, in: "row", .latest),
            .optional("valid_to", "有效期止", .date, in: "row", .latest),
        ]
    )

    /// The province's own vouchers (省级创新券, Art. 16).
    public static let regProvincial = RecordType(
        "reg_provincial",
        "省级创新券登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("uscc", "统一社会信用代码", .uscc, in: "row", .latest),
            .required("year", "年度", .integer(2020...2100), in: "row", .latest),
            .required("project_name", "项目名称", .text(2...200), in: "row", .latest),
            .optional("contract_no", "合同编号", .text(0...100), in: "row", .latest),
            .optional("invoice_no", "发票号码", .text(0...40), in: "row", .latest),
            .optional("provider_uscc", "服务机构代码", .uscc, in: "row", .latest),
            .optional("amount", "金额(元)", .yuan, in: "row", .latest),
            .required("status", "状态", .enumeration(["GRANTED", "PENDING", "REFUSED"]), in: "row", .latest),
        ]
    )

    /// Projects that the city has funded (市级科技项目, Art. 22).
    public static let regCityProject = RecordType(
        "reg_city_project",
        "市级科技项目登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("uscc", "统一社会信用代码", .uscc, in: "row", .latest),
            .required("project_no", "立项编号", .text(1...60), in: "row", .latest),
            .required("project_name", "项目名称", .text(2...200), in: "row", .latest),
            .required("year", "年度", .integer(2000...2100), in: "row", .latest),
            .optional("amount", "金额(元)", .yuan, in: "row", .latest),
        ]
    )

    /// The register of bad credit (失信, Art. 20).
    public static let regBadCredit = RecordType(
        "reg_bad_credit",
        "失信登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("uscc", "统一社会信用代码", .uscc, in: "row", .latest),
            .required("kind", "失信类型", .text(1...100), in: "row", .latest),
            .required("from_date", "起始日期", .date, in: "row", .latest),
            .optional("to_date", "截止日期", .date, in: "row", .latest),
            .optional("repaired_on", "信用修复日期", .date, in: "row", .latest),
            .required("source_doc", "依据文号", .text(1...100), in: "row", .latest),
        ]
    )

    /// Who belongs to whom (关联关系, Art. 20).
    public static let regRelation = RecordType(
        "reg_relation",
        "关联关系登记",
        by: [.centre],
        [
            .key("id", "登记编号", .id),
            .required("a", "甲方代码", .text(1...60), in: "row", .latest),
            .required("b", "乙方代码", .text(1...60), in: "row", .latest),
            .required(
                "kind",
                "关系",
                .enumeration(["EQUITY", "CONTROL", "BRANCH", "CO_BUILT", "LEGAL_REP", "CONTROLLER", "MERGED_INTO"]),
                in: "row",
                .latest
            ),
            .optional("percent", "持股比例", .decimal(0...100), in: "row", .latest),
            .optional("state_asset_body", "甲方为国资监管主体", .bool, in: "row", .latest),
            .required("from_date", "起始日期", .date, in: "row", .latest),
            .optional("to_date", "截止日期", .date, in: "row", .latest),
        ]
    )
}
