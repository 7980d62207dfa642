import Records

// 第一章、第二章: Art. 3 to 5, the city's money.

extension Rule {
    /// Art. 3, 6: what a round grants is no more than its budget less what the programme's own costs take. A round without a positive
    /// remainder is not opened.
    static let budget = Rule(
        "ART03-BUDGET",
        [Article(3), Article(6)],
        "本轮兑付总额不超过预算可用额",
        [.round],
        effects: [.hold, .reduce],
        english: "a round pays no more than its budget leaves",
        construction: "可用额为预算减去工作经费；没有正数余额的轮次不得开启。",
        reads: [Reading(.round, "budget")]
    )

    /// Art. 3, 16: fees are reimbursed as incurred (据实列支): what the panel recognises is no more than the contract, the valid invoices
    /// and the receipts each allow.
    static let actual = Rule(
        "ART03-ACTUAL",
        [Article(3), Article(16)],
        "认定费用不高于合同、发票、到款三者最低值",
        [.review],
        effects: [.reject, .hold],
        english: "the recognised fee is no more than contract, invoices and receipts each prove",
        construction: "费用含税与否条文未定，由参数 fee_basis 决定，默认含税；上限之内以专家认定为准。",
        reads: [Reading(.review, "opinion"), Reading(.contract, "contract"), Reading(.invoice, "invoice"), Reading(.bankReceipt, "receipt")]
    )

    /// Art. 4, 18 item 2: the science bureau and the finance bureau act together; both signatures are needed before a round goes on.
    static let joint = Rule(
        "ART04-JOINT",
        [Article(4), Article(18, item: 2)],
        "市科技局、市财政局会签",
        [.round],
        effects: [.hold],
        english: "the science bureau and the finance bureau both sign",
        reads: [Reading(.round, "signoff")]
    )

    /// Art. 5: the programme's own costs (评审、管理) come out of the same appropriation, before the claims.
    static let administration = Rule(
        "ART05-ADMIN",
        [Article(5)],
        "工作经费先于兑付从预算中列支",
        [.round],
        effects: [.compute],
        english: "the programme's own costs come out of the budget first",
        reads: [Reading(.round, "budget")]
    )
}
