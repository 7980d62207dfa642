// The supply side: providers, platforms, intermediaries and instruments.

extension RecordType {
    /// A provider of shared services (服务机构, Art. 10 and 11).
    public static let provider = RecordType(
        "provider",
        "服务机构",
        by: [.district, .platform, .centre],
        [
            .key("uscc", "统一社会信用代码", .uscc),
            .required("name", "服务机构名称", .text(2...100), in: "name", .hold),
            .required(
                "provider_type",
                "机构类型",
                .enumeration(["UNIVERSITY", "INSTITUTE", "ENTERPRISE", "TEST_AGENCY", "OTHER_PUBLIC"]),
                in: "type",
                .hold
            ),
            .required("location_division", "所在区划", .code(#"^\d{6}$"#), in: "location", .latest),
            .required("fulltime_tech_staff", "专职技术人员数", .integer(0...1_000_000), in: "ability", .latest),
            .required("service_content", "服务内容", .text(0...2000), in: "ability", .latest),
            .required("service_spec", "服务规范", .text(0...2000), in: "ability", .latest),
            .required("price_list", "收费标准", .text(0...2000), in: "ability", .latest),
            .required("contact", "联系方式", .text(0...200), in: "ability", .latest),
            .optional("member_from", "会员起始日期", .date, in: "membership", .hold),
            .optional("member_to", "会员截止日期", .date, in: "membership", .hold),
        ]
    )

    /// A certificate or platform that lets a provider serve (资质, Art. 11 item 3).
    public static let qualification = RecordType(
        "qualification",
        "服务机构资质",
        by: [.district, .platform, .centre],
        [
            .key("id", "记录编号", .id),
            .required("provider_uscc", "服务机构代码", .reference("provider"), in: "holder", .hold),
            .required(
                "kind",
                "资质种类",
                .enumeration(["CMA", "CNAS", "KEY_LAB", "ENG_CENTER", "POC_CENTER", "PILOT_BASE", "INDUSTRY_INSTITUTE"]),
                in: "certificate",
                .hold
            ),
            .optional("level", "级别", .enumeration(["NATIONAL", "PROVINCE", "CITY"]), in: "certificate", .hold),
            .required("number", "证书编号", .text(1...60), in: "certificate", .hold),
            .required("valid_from", "有效期起", .date, in: "certificate", .hold),
            .required("valid_to", "有效期止", .date, in: "certificate", .hold),
        ]
    )

    /// A service platform (服务平台, Art. 7 to 9).
    public static let platform = RecordType(
        "platform",
        "服务平台",
        by: [.district, .platform, .centre],
        [
            .key("uscc", "统一社会信用代码", .uscc),
            .required("name", "服务平台名称", .text(2...100), in: "name", .hold),
            .required("reg_division", "注册区划", .code(#"^\d{6}$"#), in: "registration", .hold),
            .required("staff_count", "专业人员数", .integer(0...1_000_000), in: "ability", .latest),
            .required("instrument_count", "仪器设备数", .integer(0...10_000_000), in: "ability", .latest),
            .required("experience", "工作经验", .text(0...1000), in: "ability", .latest),
            .optional("url", "网址", .text(0...200), in: "ability", .latest),
        ]
    )

    /// The recognition of a service platform by the bureau (服务平台认定, Art. 9).
    public static let recognition = RecordType(
        "recognition",
        "服务平台认定",
        by: [.centre],
        [
            .key("id", "认定编号", .id),
            .required("platform_uscc", "服务平台代码", .reference("platform"), in: "owner", .frozen),
            .optional("published_on", "公示日期", .date, in: "recognition", .hold),
            .required("valid_from", "认定日期", .date, in: "recognition", .hold),
            .optional("valid_to", "撤销日期", .date, in: "recognition", .hold),
        ]
    )

    /// A provider's entrustment of an intermediary (委托关系, Art. 13).
    public static let entrustment = RecordType(
        "entrustment",
        "委托关系",
        by: [.district, .platform, .centre],
        [
            .key("id", "记录编号", .id),
            .required("principal_uscc", "委托机构代码", .reference("provider"), in: "entrustment", .hold),
            .required("agent_uscc", "中介机构代码", .uscc, in: "entrustment", .hold),
            .required("agent_name", "中介机构名称", .text(2...100), in: "entrustment", .hold),
            .required("valid_from", "有效期起", .date, in: "entrustment", .hold),
            .required("valid_to", "有效期止", .date, in: "entrustment", .hold),
        ]
    )

    /// An instrument that a provider shares (仪器设施).
    public static let instrument = RecordType(
        "instrument",
        "仪器设施",
        by: [.district, .platform, .centre],
        [
            .key("id", "仪器编号", .id),
            .required("provider_uscc", "服务机构代码", .reference("provider"), in: "instrument", .hold),
            .required("name", "仪器名称", .text(1...100), in: "note", .latest),
            .optional("model", "型号", .text(0...100), in: "note", .latest),
            .optional("list_price", "收费标准(元)", .yuan, in: "note", .latest),
        ]
    )
}
