import Programme
import Records

// 第五章 支持范围: Art. 15.

extension Rule {
    /// Art. 15: research, standards, testing, computing, pilot services, “等”.
    ///
    /// The list is open: another kind is HELD for an operator, not refused.
    static let scope = Rule(
        "ART15-SCOPE",
        [Article(15)],
        "服务类别在支持范围内",
        [.claim],
        effects: [.hold],
        english: "research, standards, testing, computing or pilot services",
        construction: "列举之后有“等”字：其他类别不驳回，转人工。",
        reads: [Reading(.claim, "contract"), Reading(.contract, "service")],
        claim: { facts in
            guard let category = facts.contract?.category else { return [] }
            if let known = ServiceCategory(rawValue: category), facts.terms.scope.serviceCategories.contains(known) { return [] }
            return [
                .hold(
                    ["service_category": category],
                    "服务类别“\(category)”不在第十五条列举的类别之中，转人工",
                    fix: "类别有误的更正；确属科技创新活动的由中心裁定放行",
                    column: "service_category"
                )
            ]
        }
    )

    /// Art. 15, 2: the service was bought through a service platform, before it began, by an order of its own.
    ///
    /// No order, or no platform: REJECT. An order made after the service began (补单) or without a date: HELD. An order that other claims
    /// use too, for another contract or by another party: the later-placed is HELD, the earlier goes on with a warning.
    static let platformOrder = Rule(
        "ART15-PLATFORM",
        [Article(15), Article(2)],
        "通过创新券服务平台下单购买，且先下单、后服务",
        [.claim],
        effects: [.reject, .hold, .warn],
        english: "the service was ordered on a platform before it began",
        construction: "没有平台订单的驳回；服务开始以后才下单（补单）的转人工；一单两用的，后提交的转人工。",
        reads: [Reading(.claim, "contract"), Reading(.contract, "order"), Reading(.contract, "contract")],
        claim: { facts in
            guard let contract = facts.contract else { return [] }
            guard let order = contract.order, let platform = contract.platform else {
                return [
                    .reject(
                        ["platform_uscc": contract.platform, "platform_order_no": contract.order],
                        "合同 \(contract.id) 未写明服务平台和平台订单号，不能证明是通过创新券服务平台购买",
                        fix: "补填服务平台代码和平台订单号",
                        column: "platform_order_no"
                    )
                ]
            }
            return dateGrounds(contract, order) + doubleOrders(facts, "\(platform) \(order)")
        }
    )

    private static func dateGrounds(_ contract: Contract, _ order: String) -> [Ground] {
        guard let ordered = contract.orderedOn else {
            return [
                .hold(["platform_order_no": order, "order_date": nil], "订单 \(order) 没有下单日期，无法判断是否先下单后服务", fix: "补填下单日期", column: "order_date")
            ]
        }
        guard let start = contract.start, ordered > start else { return [] }
        return [
            .hold(
                ["platform_order_no": order, "order_date": ordered, "service_start": start],
                "下单日 \(ordered) 晚于服务开始日 \(start)，疑为事后补单，转人工",
                fix: "日期有误的更正；确系补单的说明原因，由中心裁定",
                column: "order_date"
            )
        ]
    }

    private static func doubleOrders(_ facts: ClaimFacts, _ order: String) -> [Ground] {
        facts.uses.filter { $0.kind == .order }.map { use in
            let values: Values = ["order": order, "other_claim": use.claim, "other_party": use.party]
            if use.comes(before: facts.order) {
                return .hold(
                    values,
                    "平台订单 \(order) 已用于先提交的兑付申请 \(use.claim)，转人工",
                    fix: "订单号有误的更正；确为同一订单的由中心裁定",
                    column: "platform_order_no"
                )
            }
            return .warn(values, "平台订单 \(order) 也被后提交的兑付申请 \(use.claim) 使用")
        }
    }

    /// Art. 15: tests that law or a mandatory standard demands are outside.
    ///
    /// Declared so: REJECT. A keyword in the service's description or on an invoice: HELD, for a word proves nothing. Lines that the
    /// office has taken out in full (`excluded_gross`) are not looked at: of a mixed contract the rest counts.
    static let mandatoryTest = Rule(
        "ART15-MANDATORY",
        [Article(15)],
        "不属于强制检测和法定检测",
        [.claim],
        effects: [.reject, .hold],
        english: "tests that the law demands are outside",
        construction: "自己申明的驳回；只是出现关键词的转人工，因为一个词不足为证；混合合同中已扣除的部分不看。",
        reads: [Reading(.claim, "contract"), Reading(.contract, "service"), Reading(.invoice, "invoice")],
        claim: { facts in
            guard let contract = facts.contract else { return [] }
            if contract.isMandatoryTest == true {
                return [
                    .reject(
                        ["contract": contract.id, "is_mandatory_test": true],
                        "合同 \(contract.id) 已申明属强制检测或法定检测，不在第十五条支持范围",
                        fix: "申明有误的更正；混合合同只申报非强制部分",
                        column: "is_mandatory_test"
                    )
                ]
            }
            let texts =
                [contract.description].compactMap(\.self)
                + facts.invoices.filter { !$0.isRedLetter && !$0.isWhollyExcluded }.compactMap(\.item)
            let said = texts.map(SearchKey.init)
            let hits = facts.terms.scope.mandatoryTestKeywords.filter { word in said.contains { $0.contains(word) } }
            guard !hits.isEmpty else { return [] }
            let words = hits.joined(separator: "、")
            return [
                .hold(
                    ["keywords": hits.joined(separator: ","), "service_desc": contract.description],
                    "服务内容或发票项目含“\(words)”，疑属强制检测或法定检测，转人工",
                    fix: "属强制或法定检测的，如实申明并扣除相应金额；不属于的，由中心裁定放行"
                )
            ]
        }
    )
}
