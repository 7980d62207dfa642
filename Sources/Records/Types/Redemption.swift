// A claim and what proves it.

extension RecordType {
    /// A service contract (服务合同, Art. 18 item 1).
    public static let contract = RecordType(
        "contract",
        "服务合同",
        by: [.district],
        [
            .key("id", "合同记录编号", .id),
            .required("contract_no", "合同编号", .text(1...100), in: "contract", .hold),
            .required("party_uscc", "委托方代码", .reference("party"), in: "parties", .hold),
            .required("provider_uscc", "服务机构代码", .reference("provider"), in: "parties", .hold),
            .optional("agent_uscc", "中介机构代码", .uscc, in: "parties", .hold),
            .required("project_id", "项目编号", .reference("project"), in: "contract", .hold),
            .optional("platform_uscc", "服务平台代码", .reference("platform"), in: "order", .hold),
            .optional("platform_order_no", "平台订单号", .text(1...60), in: "order", .hold),
            .optional("order_date", "下单日期", .date, in: "order", .hold),
            .required("signed_on", "签订日期", .date, in: "contract", .hold),
            .required("service_start", "服务开始日期", .date, in: "contract", .hold),
            .required("service_end", "服务结束日期", .date, in: "contract", .hold),
            .required("service_category", "服务类别", .enumeration(["RD", "STANDARD", "TEST", "COMPUTE", "PILOT", "OTHER"]), in: "service", .hold),
            .required("service_desc", "服务内容", .text(1...2000), in: "note", .latest),
            .required("is_mandatory_test", "是否强制或法定检测", .bool, in: "service", .hold),
            .required("amount", "合同金额(元)", .yuan, in: "contract", .hold),
        ]
    )

    /// A redemption claim (兑付申请, Art. 18 item 1).
    public static let claim = RecordType(
        "claim",
        "兑付申请",
        by: [.district],
        [
            .key("id", "兑付申请编号", .id),
            .required("party_uscc", "需求方代码", .reference("party"), in: "owner", .frozen),
            .required("voucher_year", "年度", .integer(2020...2100), in: "owner", .frozen),
            .required("contract_id", "合同记录编号", .reference("contract"), in: "contract", .hold),
            .required("claimed_fee", "申报服务费用(元)", .yuan, in: "amount", .hold),
            .optional("service_effect", "服务成效", .text(0...4000), in: "effect", .latest),
            .required("not_provincial_declared", "未享受省级券声明", .bool, in: "declaration", .hold),
            .required("not_city_funded_declared", "未获市级资金声明", .bool, in: "declaration", .hold),
            .required("not_affiliated_declared", "无关联关系声明", .bool, in: "declaration", .hold),
            .optional("exception_doc_no", "例外文件号", .text(0...100), in: "declaration", .hold),
            .required("submitted_at", "提交时间", .instant, in: "submitted", .frozen),
        ]
    )

    /// An invoice of a claim (发票, Art. 18 item 1).
    public static let invoice = RecordType(
        "invoice",
        "发票",
        by: [.district],
        [
            .key("id", "发票记录编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .optional("e_number", "数电发票号码", .code(#"^\d{20}$"#), in: "invoice", .hold),
            .optional("code", "发票代码", .code(#"^(\d{10}|\d{12})$"#), in: "invoice", .hold),
            .optional("number", "发票号码", .code(#"^\d{8}$"#), in: "invoice", .hold),
            .required("issued_on", "开票日期", .date, in: "invoice", .hold),
            .required("seller_uscc", "销售方代码", .uscc, in: "invoice", .hold),
            .required("buyer_uscc", "购买方代码", .uscc, in: "invoice", .hold),
            .required("gross", "价税合计(元)", .yuan, in: "invoice", .hold),
            .optional("tax", "税额(元)", .yuan, in: "invoice", .hold),
            .required("item_name", "项目名称", .text(1...200), in: "invoice", .hold),
            .optional("excluded_gross", "货物及强检金额(元)", .yuan, in: "invoice", .hold),
            .optional("allocated", "本次使用金额(元)", .yuan, in: "invoice", .hold),
            .optional("red_letter_of", "被冲红发票号码", .code(#"^\d{8}(\d{12})?$"#), in: "invoice", .hold),
        ]
    )

    /// The tax authority's answer on an invoice (发票查验).
    public static let invoiceCheck = RecordType(
        "invoice_check",
        "发票查验",
        by: [.centre],
        [
            .key("id", "查验编号", .id),
            .required("invoice_id", "发票记录编号", .reference("invoice"), in: "owner", .frozen),
            .required("status", "查验结果", .enumeration(["OK", "VOID", "RED", "NOT_FOUND"]), in: "check", .hold),
        ]
    )

    /// Proof that the provider was paid (银行到款凭证, Art. 18 item 1).
    public static let bankReceipt = RecordType(
        "bank_receipt",
        "到款凭证",
        by: [.district],
        [
            .key("id", "到款凭证编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required("bank_serial", "银行流水号", .text(1...60), in: "receipt", .hold),
            .required("paid_on", "到款日期", .date, in: "receipt", .hold),
            .required("payer_name", "付款人", .text(2...100), in: "receipt", .hold),
            .required("payee_name", "收款人", .text(2...100), in: "receipt", .hold),
            .required("amount", "金额(元)", .yuan, in: "receipt", .hold),
        ]
    )

    /// The party's accounting entry (记账凭证, Art. 18 item 1).
    public static let accountingVoucher = RecordType(
        "accounting_voucher",
        "记账凭证",
        by: [.district],
        [
            .key("id", "记账凭证编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required("voucher_word", "凭证字", .enumeration(["记", "付", "转", "银"]), in: "entry", .hold),
            .required("number", "凭证号", .code(#"^\d{1,6}$"#), in: "entry", .hold),
            .required("booked_on", "记账日期", .date, in: "entry", .hold),
            .required("amount", "金额(元)", .yuan, in: "entry", .hold),
        ]
    )

    /// What the service brought (服务结果, Art. 18 item 1).
    public static let serviceResult = RecordType(
        "service_result",
        "服务结果",
        by: [.district],
        [
            .key("id", "服务结果编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required(
                "result_type",
                "结果类型",
                .enumeration(["TEST_REPORT", "DATA", "SAMPLE", "STANDARD_DRAFT", "ACCEPTANCE", "COMPUTE_LOG"]),
                in: "result",
                .hold
            ),
            .optional("report_no", "报告编号", .text(0...100), in: "result", .hold),
            .required("report_date", "报告日期", .date, in: "result", .hold),
            .optional("summary", "摘要", .text(0...2000), in: "note", .latest),
        ]
    )

    /// A file of evidence in the batch (证明材料, Art. 18 item 1).
    public static let evidence = RecordType(
        "evidence",
        "证明材料",
        by: [.district],
        [
            .key("id", "材料编号", .id),
            .required("claim_id", "兑付申请编号", .reference("claim"), in: "owner", .frozen),
            .required(
                "kind",
                "材料种类",
                .enumeration(["CLAIM_FORM", "SERVICE_CONTRACT", "BANK_RECEIPT", "INVOICE", "ACCOUNTING_VOUCHER", "SERVICE_RESULT", "OTHER"]),
                in: "file",
                .frozen
            ),
            .required("file", "包内路径", .path, in: "file", .frozen),
            .optional("pages", "页数", .integer(0...100_000), in: "file", .frozen),
            .optional("supersedes", "替换的材料编号", .reference("evidence"), in: "file", .frozen),
        ]
    )

    /// A dispute on a contract (合同纠纷, Art. 21).
    public static let dispute = RecordType(
        "dispute",
        "合同纠纷",
        by: [.district],
        [
            .key("id", "纠纷编号", .id),
            .required("contract_id", "合同记录编号", .reference("contract"), in: "dispute", .hold),
            .required("contested", "争议事项", .enumeration(["AMOUNT", "RESULT", "OTHER"]), in: "dispute", .hold),
            .required("opened_on", "发生日期", .date, in: "dispute", .hold),
            .optional("closed_on", "解决日期", .date, in: "dispute", .hold),
        ]
    )

    /// A complaint (投诉, Art. 25).
    public static let complaint = RecordType(
        "complaint",
        "投诉",
        by: [.district, .centre],
        [
            .key("id", "投诉编号", .id),
            .required("target", "投诉对象", .text(1...100), in: "complaint", .hold),
            .required("channel", "渠道", .text(1...60), in: "complaint", .hold),
            .required("content", "内容", .text(1...4000), in: "complaint", .hold),
            .required("received_at", "受理时间", .instant, in: "complaint", .hold),
            .optional("result", "处理结果", .text(0...2000), in: "note", .latest),
        ]
    )
}
