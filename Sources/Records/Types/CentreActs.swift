// The centre's own acts: rounds, reviews, publicity, payment, rulings.

extension RecordType {
    /// A redemption round (兑付轮次, Art. 18 and 19).
    public static let round = RecordType(
        "round",
        "兑付轮次",
        by: [.centre],
        [
            .key("id", "轮次编号", .code(#"^\d{4}-R\d{1,2}$"#)),
            .required("voucher_year", "年度", .integer(2020...2100), in: "round", .hold),
            .required("kind", "类型", .enumeration(["ANNUAL", "EXTRA"]), in: "round", .hold),
            .required("budget", "预算(元)", .yuan, in: "budget", .hold),
            .required("admin_reserved", "工作经费(元)", .yuan, in: "budget", .hold),
            .required("cut_off_at", "截止时间", .instant, in: "round", .hold),
            .optional("signoff_stb", "科技局会签日期", .date, in: "signoff", .hold),
            .optional("signoff_finance", "财政局会签日期", .date, in: "signoff", .hold),
            .optional("reviewed_on", "评审会日期", .date, in: "review", .hold),
        ]
    )

    /// A list made public (公示, Art. 18 item 3).
    public static let publicity = RecordType(
        "publicity",
        "公示",
        by: [.centre],
        [
            .key("id", "公示编号", .id),
            .required("round_id", "轮次编号", .reference("round"), in: "owner", .frozen),
            .optional("claims", "兑付申请编号", .referenceList("claim"), in: "publicity", .hold),
            .required("published_on", "公示日期", .date, in: "publicity", .hold),
        ]
    )

    /// An expert of the panel (评审专家, Art. 18 item 2).
    public static let expert = RecordType(
        "expert",
        "评审专家",
        by: [.centre],
        [
            .key("id", "专家编号", .id),
            .required("name", "姓名", .text(2...30), in: "expert", .latest),
            .required("kind", "类别", .enumeration(["MANAGEMENT", "TECHNICAL", "FINANCE"]), in: "expert", .latest),
            .optional("employer_uscc", "工作单位代码", .uscc, in: "expert", .latest),
        ]
    )

    /// The panel's opinion on a claim (专家评审, Art. 18 item 2).
    public static let review = RecordType(
        "review",
        "专家评审",
        by: [.centre],
        [
            .key("id", "评审编号", .id),
            .required("round_id", "轮次编号", .reference("round"), in: "owner", .frozen),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required("result", "评审结论", .enumeration(["APPROVE", "REDUCE", "REJECT"]), in: "opinion", .hold),
            .required("recognised_fee", "认定费用(元)", .yuan, in: "opinion", .hold),
            .required("experts", "评审专家编号", .referenceList("expert"), in: "opinion", .hold),
            .optional("opinion", "评审意见", .text(0...2000), in: "note", .latest),
            .optional("site_visit", "实地考察", .bool, in: "note", .latest),
        ]
    )

    /// An objection in the publicity window (异议, Art. 18 item 3).
    public static let objection = RecordType(
        "objection",
        "异议",
        by: [.centre],
        [
            .key("id", "异议编号", .id),
            .optional("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .optional("platform_uscc", "服务平台代码", .reference("platform"), in: "owner", .frozen),
            .required("received_at", "受理时间", .instant, in: "owner", .frozen),
            .required("content", "异议内容", .text(1...4000), in: "objection", .hold),
            .optional("ruling", "处理结论", .enumeration(["SUSTAINED", "DISMISSED"]), in: "ruling", .hold),
            .optional("reduced_fee", "核减后费用(元)", .yuan, in: "ruling", .hold),
            .optional("ruled_on", "处理日期", .date, in: "ruling", .hold),
        ]
    )

    /// Paper held against the electronic files (纸质材料核验, Art. 18 item 5).
    public static let paperCheck = RecordType(
        "paper_check",
        "纸质材料核验",
        by: [.centre],
        [
            .key("id", "核验编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required("result", "核验结论", .enumeration(["CONSISTENT", "MISMATCH"]), in: "check", .hold),
            .required("evidence_digest", "电子清单摘要", .code(#"^[0-9a-f]{64}$"#), in: "check", .hold),
            .required("checked_on", "核验日期", .date, in: "check", .hold),
            .optional("note", "说明", .text(0...1000), in: "note", .latest),
        ]
    )

    /// A payment order and what the bank said (支付, Art. 18 item 5).
    public static let payment = RecordType(
        "payment",
        "支付",
        by: [.centre],
        [
            .key("id", "支付编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required("amount", "金额(元)", .yuan, in: "payment", .hold),
            .required("status", "状态", .enumeration(["SENT", "PAID", "RETURNED"]), in: "payment", .hold),
            .required("on_date", "日期", .date, in: "payment", .hold),
            .optional("return_reason", "退票原因", .text(0...200), in: "note", .latest),
        ]
    )

    /// An operator's ruling (裁定, Art. 26).
    public static let ruling = RecordType(
        "ruling",
        "裁定",
        by: [.centre],
        [
            .key("id", "裁定编号", .id),
            .required("subject_type", "对象类型", .text(1...40), in: "owner", .frozen),
            .required("subject_id", "对象编号", .text(1...100), in: "owner", .frozen),
            .required(
                "verdict",
                "裁定",
                .enumeration(["APPROVE", "RELEASE", "RETURN", "REJECT", "FREEZE", "UNFREEZE", "FRAUD", "WAIVE_GAP", "NEW_EPOCH", "GRACE", "VOID"]),
                in: "ruling",
                .hold
            ),
            .optional("rule", "条款编号", .text(0...40), in: "ruling", .hold),
            .required("reason", "理由", .text(1...2000), in: "ruling", .hold),
            .optional("doc_no", "依据文号", .text(0...100), in: "ruling", .hold),
            .optional("effective_on", "生效日期", .date, in: "ruling", .hold),
            .optional("until", "截止时间", .instant, in: "ruling", .hold),
            .required("decided_by", "经办人", .text(1...40), in: "ruling", .hold),
        ]
    )

    /// The settlement of a merge conflict (冲突处理).
    public static let resolution = RecordType(
        "resolution",
        "冲突处理",
        by: [.centre],
        [
            .key("id", "处理编号", .id),
            .required("conflict_id", "冲突编号", .text(1...40), in: "resolution", .frozen),
            .required("sides", "已见各方", .textList, in: "resolution", .frozen),
            .optional("office", "采用县区", .office, in: "resolution", .frozen),
            .optional("values", "采用值JSON", .text(0...4000), in: "resolution", .frozen),
            .required("reason", "理由", .text(1...2000), in: "resolution", .frozen),
            .required("decided_by", "经办人", .text(1...40), in: "resolution", .frozen),
        ]
    )
}
