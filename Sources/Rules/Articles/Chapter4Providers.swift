import Programme
import Records

// 第四章 服务机构: Art. 10 to 13.

extension Rule {
    /// Art. 10, 11: the provider was a member of the platform when the service was bought.
    ///
    /// Never a member, or no longer: REJECT. A member only since a later day: HELD, for registration may have lagged behind. Providers
    /// from outside the city are welcome.
    static let member = Rule(
        "ART11-MEMBER",
        [Article(10), Article(11)],
        "服务机构在下单日（无下单日的为合同签订日）是平台注册会员",
        [.claim],
        effects: [.reject, .hold],
        english: "the provider was a member of the platform when the service was bought",
        construction: "从未入会或已退会的驳回，购买之后才入会的转人工；条文不限服务机构所在地。",
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.contract, "order"), Reading(.contract, "contract"),
            Reading(.provider, "membership"),
        ],
        claim: { facts in
            guard let provider = facts.provider, let day = facts.contract?.boughtOn else { return [] }
            var values: Values {
                ["provider": provider.uscc, "date": day, "member_from": provider.memberFrom, "member_to": provider.memberTo]
            }
            guard let from = provider.memberFrom else {
                return [.reject(values, "服务机构 \(provider.uscc) 不是平台注册会员", fix: "服务机构先注册为平台会员，再另行签约购买服务")]
            }
            if day < from {
                return [
                    .hold(values, "服务机构 \(provider.uscc) 于 \(from) 才成为会员，晚于购买日 \(day)，转人工", fix: "说明先签约后入会的原因，由中心裁定")
                ]
            }
            if let to = provider.memberTo, to < day {
                return [.reject(values, "服务机构 \(provider.uscc) 的会员资格已于 \(to) 终止，早于购买日 \(day)", fix: "更正会员起止日期或另选服务机构")]
            }
            return []
        }
    )

    /// Art. 11 item 3: a research institute or university; or an enterprise with a platform of the city's level or above; or a testing
    /// body with CMA or CNAS.
    ///
    /// The three are alternatives, and the third is open to any kind of body. A platform must be valid on the day of purchase; for a
    /// certificate its validity on the day of the report is enough, since it may have been renewed in between (ART11-CERTVALID).
    static let qualification = Rule(
        "ART11-QUAL",
        [Article(11, item: 3)],
        "服务机构符合第十一条第三项条件之一",
        [.claim],
        effects: [.reject],
        english: "the provider is an institute or university, an enterprise with a recognised platform, or a certified test body",
        construction: "三项符合一项即可；第二项只对企业，第三项不限单位性质；平台看购买日，证书看购买日或报告日。",
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.contract, "order"), Reading(.contract, "contract"),
            Reading(.provider, "type"), Reading(.qualification, "holder"), Reading(.qualification, "certificate"),
        ],
        claim: { facts in
            guard let provider = facts.provider, let day = facts.contract?.boughtOn else { return [] }
            if isByNature(provider) || hasPlatform(provider, facts.qualifications, on: day) { return [] }
            let days = [day] + facts.results.compactMap { $0.day("report_date") }
            let certificates = facts.qualifications.filter(\.isTestCertificate)
            if certificates.contains(where: { certificate in days.contains { certificate.isValid(on: $0) } }) { return [] }
            return [
                .reject(
                    [
                        "provider": provider.uscc, "provider_type": provider.kind?.rawValue, "date": day,
                        "qualifications": described(facts.qualifications),
                    ],
                    "服务机构 \(provider.uscc) 不符合第十一条第三项任一条件：不是高校或科研院所，也没有在有效期内的市级及以上平台（限企业）或 CMA、CNAS 资质",
                    fix: "补充服务机构在有效期内的资质记录"
                )
            ]
        }
    )

    /// Art. 11 item 3 point 3: where CMA or CNAS is what qualifies the provider, it is valid on the day of each report.
    ///
    /// Universities, institutes and enterprises with a platform do not need it. Whether a test lies within the certified scope is not in
    /// the text.
    static let certificateValid = Rule(
        "ART11-CERTVALID",
        [Article(11, item: 3, point: 3)],
        "检测报告出具日，CMA 或 CNAS 资质有效",
        [.claim],
        effects: [.reject],
        english: "where CMA or CNAS is what qualifies the provider, it is valid on the day of the report",
        construction: "看报告出具日，期间换证不影响；检测项目是否在证书范围之内，条文未作要求，不审核。",
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.contract, "order"), Reading(.contract, "contract"),
            Reading(.provider, "type"), Reading(.qualification, "holder"), Reading(.qualification, "certificate"),
            Reading(.serviceResult, "result"),
        ],
        claim: { facts in
            guard let provider = facts.provider, let bought = facts.contract?.boughtOn else { return [] }
            let certificates = facts.qualifications.filter(\.isTestCertificate)
            guard !certificates.isEmpty, !isByNature(provider), !hasPlatform(provider, facts.qualifications, on: bought) else { return [] }
            return facts.results.compactMap { result in
                guard let day = result.day("report_date"), !certificates.contains(where: { $0.isValid(on: day) }) else { return nil }
                return .reject(
                    ["report": result.text("report_no") ?? result.key.key, "report_date": day, "certificates": described(certificates)],
                    "检测报告 \(result.text("report_no") ?? result.key.key) 出具日 \(day)，服务机构的 CMA、CNAS 资质不在有效期",
                    fix: "补充报告出具日有效的资质证书记录"
                )
            }
        }
    )

    private static func isByNature(_ provider: Provider) -> Bool { provider.kind == .university || provider.kind == .institute }

    private static func hasPlatform(_ provider: Provider, _ qualifications: [Qualification], on day: Day) -> Bool {
        provider.kind == .enterprise && qualifications.contains { $0.isPlatform && $0.isValid(on: day) }
    }

    private static func described(_ qualifications: [Qualification]) -> String {
        qualifications.map { "\($0.kind ?? "") \($0.from?.description ?? "")…\($0.to?.description ?? "")" }.joined(separator: ",")
    }

    /// Art. 13: who invoices and is paid is the provider, or an intermediary that it entrusted.
    ///
    /// The entrustment must be in force on the day of the contract; where the contract names an intermediary, it is that one. Receipts
    /// carry names only: one that is nearly right is HELD, another name is refused.
    static let agent = Rule(
        "ART13-AGENT",
        [Article(13)],
        "开票方、收款方为服务机构或其委托的中介机构",
        [.claim],
        effects: [.reject, .hold],
        english: "whoever invoices and is paid is the provider or the agent that it entrusted",
        construction: "委托关系须在合同签订日有效；到款凭证只有名称，名称相近的转人工。",
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.contract, "contract"), Reading(.invoice, "invoice"),
            Reading(.bankReceipt, "receipt"), Reading(.entrustment, "entrustment"), Reading(.provider, "name"),
        ],
        claim: { facts in
            guard let provider = facts.provider, let contract = facts.contract, let day = contract.signedOn else { return [] }
            let valid = facts.entrustments.filter { entrustment in
                entrustment.isValid(on: day) && (contract.agent.map { $0 == entrustment.agent } ?? true)
            }
            return sellerGrounds(facts, provider, contract, valid, on: day) + payeeGrounds(facts, provider, valid)
        }
    )

    private static func sellerGrounds(
        _ facts: ClaimFacts,
        _ provider: Provider,
        _ contract: Contract,
        _ entrustments: [Entrustment],
        on day: Day
    ) -> [Ground] {
        facts.invoices.compactMap { invoice in
            guard let seller = invoice.seller, seller != provider.uscc, !entrustments.contains(where: { $0.agent == seller }) else { return nil }
            return .reject(
                ["invoice": invoice.shown, "seller_uscc": seller, "provider": provider.uscc, "agent": contract.agent, "signed_on": day],
                "发票 \(invoice.shown) 的销售方 \(seller) 与服务机构 \(provider.uscc) 不一致，合同签订日 \(day) 无有效委托关系",
                fix: "由服务机构或其委托的中介机构开票，或补充合同签订日有效的委托关系",
                column: "seller_uscc"
            )
        }
    }

    private static func payeeGrounds(_ facts: ClaimFacts, _ provider: Provider, _ entrustments: [Entrustment]) -> [Ground] {
        let names = [provider.name].compactMap(\.self) + entrustments.compactMap(\.agentName)
        guard provider.name != nil else { return [] }
        return facts.receipts.compactMap { receipt in
            guard let payee = receipt.payee, !names.contains(where: { isSameName($0, payee) }) else { return nil }
            let values: Values = ["receipt": receipt.id, "payee_name": payee, "provider": provider.name]
            let percent = facts.terms.likeness.nameSimilarityPercent
            if names.contains(where: { NameLikeness.areAlike($0, payee, percent: percent) }) {
                return .hold(
                    values,
                    "到款凭证 \(receipt.id) 的收款人“\(payee)”与服务机构“\(provider.name ?? "")”名称相近但不相同，转人工",
                    fix: "核对收款人名称；系笔误的更正，确为同一单位的由中心裁定放行",
                    column: "payee_name"
                )
            }
            return .reject(
                values,
                "到款凭证 \(receipt.id) 的收款人“\(payee)”不是服务机构“\(provider.name ?? "")”，也不是其委托的中介机构",
                fix: "付款至服务机构或其委托的中介机构，或补充委托关系",
                column: "payee_name"
            )
        }
    }
}

extension Rule {
    /// Art. 12: what providers earn is technical-service income. Nothing to test.
    static let serviceIncome = Rule(
        "ART12-INCOME",
        [Article(12)],
        "服务收入按技术服务收入管理（无须审核）",
        [],
        effects: [.info],
        english: "what providers earn is their own technical-service income"
    )
}
