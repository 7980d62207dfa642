import Programme
import Records

// 第五章 支持标准: Art. 16. The amounts themselves are worked out in RecognisedFee and Entitlement.

extension Rule {
    /// Art. 16: 30% of the recognised fee for firms, 50% for teams, rounded down to the fen.
    ///
    /// The rate goes by identity at the application and is pinned on the voucher. Before the panel's review the fee is recognised as the
    /// least of what is claimed, contracted, invoiced and paid (Art. 3, ``RecognisedFee``); while one of these is in conflict, the claim
    /// is HELD under this rule.
    static let rate = Rule(
        "ART16-RATE",
        [Article(16)],
        "按认定费用的比例兑付，向下取整到分",
        [.issue, .claim],
        effects: [.info, .compute, .hold],
        english: "30 % of the recognised fee for firms, 50 % for teams, rounded down to the fen",
        construction: "比例随身份、不随服务种类，申请时固定在券上；每份兑付申请单独向下取整。",
        reads: [
            Reading(.claim, "amount"), Reading(.claim, "contract"), Reading(.contract, "contract"), Reading(.invoice, "invoice"),
            Reading(.invoiceCheck, "check"), Reading(.bankReceipt, "receipt"),
        ],
        issue: { facts in
            guard let category = facts.application.category else { return [] }
            let rate = Entitlement.rate(of: facts)
            return [
                .info(
                    ["support_category": category.rawValue, "rate_bp": rate],
                    "\(category.title)，兑付比例 \(rate / 100)%\(rate % 100 == 0 ? "" : ".\(rate % 100)")"
                )
            ]
        },
        claim: { _ in [] }
    )

    /// Art. 16, 17: all claims of a party in a voucher year together get no more than the voucher's face, and never more than the cap.
    ///
    /// First the rate, then the cap, in the order of the claims' places (Art. 6): the claim that reaches the limit gets what is left, and
    /// one that finds nothing left is refused. A HELD claim keeps its share. The voucher's year counts, not the year of payment. Persons that
    /// have merged have one cap together: where more than one of them has vouchers or claims of a year, an operator divides it.
    static let cap = Rule(
        "ART16-CAP",
        [Article(16), Article(17)],
        "年度合计不超过券面额度和年度最高额度",
        [.claim],
        effects: [.reduce, .warn, .reject, .hold],
        english: "all claims of a party and year together stay within its voucher and the yearly cap",
        construction: "先按比例、后按限额；按券的年度计，不按付款年度；次序在后的核减，分文不余的驳回；合并的各方共用一个限额，均有申领的转人工。",
        reads: [Reading(.application, "amount"), Reading(.claim, "amount")]
    )

    /// Art. 16: a team that is also a high-tech enterprise or an SME.
    ///
    /// The text is silent on which rate it has. The programme chooses; as shipped the lower rate, so that public money is not paid twice
    /// over on doubt. It is pinned on the voucher, and later changes of status do not alter it.
    static let dualIdentity = Rule(
        "ART16-DUAL",
        [Article(16)],
        "兼具团队与企业身份的，按规定取舍兑付比例",
        [.issue],
        effects: [.compute, .info],
        english: "a team that is a firm of the other kinds too",
        construction: "条文未定双重身份的比例：由参数 dual_identity 决定，默认从低，随券固定。",
        registers: [.regHte, .regSme],
        reads: [Reading(.application, "eligibility"), Reading(.party, "team")],
        category: .team,
        issue: { facts in
            guard Entitlement.isDual(facts) else { return [] }
            let rate = Entitlement.rate(of: facts)
            return [
                .info(
                    ["support_category": "TEAM", "dual_identity": facts.terms.standard.dualIdentity.rawValue, "rate_bp": rate],
                    "申请时同时具备企业与团队身份，按 \(rate / 100)% 执行"
                )
            ]
        }
    )

    /// Art. 16: one project does not enjoy provincial and municipal vouchers in the same year.
    ///
    /// The same contract number or invoice number in the province's register: REJECT. A name alike, or the same provider with an amount
    /// within the tolerance: HELD. What is pending at the province gives HELD, since it may still be granted; what was refused there is
    /// no obstacle. Other projects and other years of the party remain free. A party that does not declare itself is HELD.
    static let provincial = Rule(
        "ART16-PROVINCE",
        [Article(16)],
        "同一项目同一年度未享受省级科技创新券",
        [.claim, .payment],
        effects: [.reject, .hold],
        english: "one project does not have a provincial and a municipal voucher in the same year",
        construction: "合同编号或发票号码相同为同一项目；名称相近，或机构相同而金额相近的转人工；省级正在办理的转人工，省级未予支持的不影响。",
        registers: [.regProvincial],
        reads: [
            Reading(.claim, "contract"), Reading(.claim, "amount"), Reading(.claim, "declaration"), Reading(.contract, "contract"),
            Reading(.contract, "parties"), Reading(.invoice, "invoice"), Reading(.project, "project"),
        ],
        claim: { facts in
            let rows = facts.registers.provincial.filter { $0.whole("year") == facts.year && $0.text("status") != "REFUSED" }
            return rows.compactMap { provincialGround(facts, $0) } + undeclared(facts)
        }
    )

    private static func undeclared(_ facts: ClaimFacts) -> [Ground] {
        guard facts.claim.declaresNotProvincial == false else { return [] }
        return [
            .hold(
                ["not_provincial_declared": false],
                "需求方未声明该项目同年度未享受省级创新券，转人工",
                fix: "未享受的补作声明；已享受的撤回本申请",
                column: "not_provincial_declared"
            )
        ]
    }

    private static func provincialGround(_ facts: ClaimFacts, _ row: CaseRecord) -> Ground? {
        let isPending = row.text("status") == "PENDING"
        var values: Values {
            [
                "register": row.key.key, "year": row.whole("year"), "status": row.text("status"), "project_name": row.text("project_name"),
                "contract_no": row.text("contract_no"), "invoice_no": row.text("invoice_no"), "amount": row.fen("amount")?.yuan,
            ]
        }
        if let same = exactMatch(facts, row) {
            guard isPending else {
                return .reject(values, "\(same)，同一项目 \(facts.year) 年度已享受省级创新券政策", fix: "省级登记有误的，请中心更正后复核")
            }
            return .hold(values, "\(same)，该项目 \(facts.year) 年度的省级创新券正在办理，转人工", fix: "待省级办结；未获支持的登记更新后自动复核")
        }
        return likeMatch(facts, row).map { like in
            .hold(
                values,
                "\(like)，疑与 \(facts.year) 年度省级创新券\(isPending ? "（办理中）" : "")为同一项目，转人工",
                fix: "说明两者的区别，由中心裁定"
            )
        }
    }

    private static func exactMatch(_ facts: ClaimFacts, _ row: CaseRecord) -> String? {
        if let number = row.text("contract_no"), isSameName(number, facts.contract?.number) { return "合同编号 \(number) 相同" }
        guard let number = row.text("invoice_no") else { return nil }
        let isSame = facts.invoices.contains { invoice in
            [invoice.eNumber, invoice.number, invoice.number.map { (invoice.record.text("code") ?? "") + $0 }].contains { isSameName($0, number) }
        }
        return isSame ? "发票号码 \(number) 相同" : nil
    }

    private static func likeMatch(_ facts: ClaimFacts, _ row: CaseRecord) -> String? {
        let terms = facts.terms.likeness
        if let name = row.text("project_name"), let own = facts.project?.name,
            NameLikeness.areAlike(name, own, percent: terms.nameSimilarityPercent)
        {
            return "项目名称“\(own)”与省级登记“\(name)”相似度 \(NameLikeness.percent(name, own))%"
        }
        guard let provider = row.text("provider_uscc"), provider == facts.contract?.provider, let amount = row.fen("amount") else { return nil }
        let near = [facts.claim.fee, facts.contract?.amount].compactMap(\.self).first { isNear($0, amount, terms.amountTolerancePercent) }
        return near.map { "服务机构相同且金额 \($0.yuan) 与省级登记 \(amount.yuan) 相近" }
    }

    private static func isNear(_ one: Fen, _ other: Fen, _ percent: Int) -> Bool {
        let larger = max(one, other).amount
        return larger > 0 && (one.amount - other.amount).magnitude * 100 <= UInt64(larger) * UInt64(percent)
    }
}

extension Rule {
    /// Art. 16: the provincial platform is preferred. An encouragement; nothing to test.
    static let preferProvincial = Rule(
        "ART16-PREFER",
        [Article(16)],
        "鼓励优先使用省级平台（无须审核）",
        [],
        effects: [.info],
        english: "the provincial platform is preferred"
    )
}
