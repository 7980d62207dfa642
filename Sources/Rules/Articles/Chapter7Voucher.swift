import Programme
import Records

// 第七章 监督管理: Art. 24 (real name, no transfer, the calendar year). No double use is in Chapter7Reuse.

extension Rule {
    /// Art. 24: parties are known by their real names.
    ///
    /// The USCC must be right; the name must be the one under which a register knows the code, or a recorded former name, which is noted.
    /// A party that no register knows cannot be compared. Someone must be named who acts for it.
    static let realName = Rule(
        "ART24-REALNAME",
        [Article(24)],
        "实名：信用代码有效，名称与登记一致，有经办联系人",
        [.application],
        effects: [.reject, .hold, .warn],
        english: "the party is known by its real code and name, and somebody acts for it",
        construction: "与登记名称不符的转人工，曾用名只作提示；登记中没有的无从比对。",
        registers: [.regHte, .regSme],
        reads: [Reading(.party, "name")],
        application: { facts in
            let party = facts.party
            guard USCC(party.uscc) != nil else {
                return [.reject(["uscc": party.uscc], "统一社会信用代码 \(party.uscc) 校验不通过", fix: "对照营业执照更正信用代码")]
            }
            let names = facts.registers.names
            guard let name = party.name, !names.isEmpty, !names.contains(where: { isSameName($0, name) }) else { return [] }
            let values: Values = ["legal_name": name, "register_name": names.joined(separator: ",")]
            if let former = names.first(where: { known in party.formerNames.contains { isSameName($0, known) } }) {
                return [.warn(values, "登记名称“\(former)”为曾用名", column: "legal_name")]
            }
            return [
                .hold(
                    values,
                    "单位名称“\(name)”与登记名称“\(names.joined(separator: "、"))”不一致，转人工",
                    fix: "更正单位名称；已更名的补填曾用名",
                    column: "legal_name"
                )
            ]
        }
    )

    /// Art. 24: vouchers are not transferred, given or sold: who holds the voucher is who contracts, is invoiced and pays.
    ///
    /// By USCC; a bank receipt carries a name only, the party's own or a former one, and one that is nearly right or a branch's is HELD.
    /// Where a register says that the other is a branch of the party, or merged with it, HELD: the law of succession may carry the
    /// voucher over.
    static let noTransfer = Rule(
        "ART24-NOTRANSFER",
        [Article(24)],
        "用券主体、合同委托方、发票购买方和付款人一致",
        [.claim],
        effects: [.reject, .hold, .warn],
        english: "who holds the voucher contracts, is invoiced and pays",
        construction: "按信用代码比对，到款凭证按名称；分支、合并或名称相近的转人工。",
        registers: [.regRelation],
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.invoice, "invoice"), Reading(.bankReceipt, "receipt"),
            Reading(.party, "name"),
        ],
        claim: { facts in
            let client = facts.contract.flatMap { transferGround(facts, what: "合同 \($0.id) 的委托方", other: $0.party, column: "party_uscc") }
            let buyers = facts.invoices.compactMap {
                transferGround(facts, what: "发票 \($0.shown) 的购买方", other: $0.buyer, column: "buyer_uscc")
            }
            return [client].compactMap(\.self) + buyers + payerGrounds(facts)
        }
    )

    private static func transferGround(_ facts: ClaimFacts, what: @autoclosure () -> String, other: String?, column: String) -> Ground? {
        guard let other, other != facts.party.uscc else { return nil }
        let what = what()
        let values: Values = [column: other, "claim.party_uscc": facts.party.uscc]
        if facts.registers.areOneHouse(other, facts.party.uscc) {
            return .hold(
                values,
                "\(what) \(other) 与用券主体 \(facts.party.uscc) 有分支或合并关系，转人工",
                fix: "提供分支或合并的证明，由中心裁定",
                column: column
            )
        }
        return .reject(
            values,
            "\(what) \(other) 不是用券主体 \(facts.party.uscc)，创新券不得转让",
            fix: "代码有误的更正；由用券主体签约、受票和付款的方可申报",
            column: column
        )
    }

    private static func payerGrounds(_ facts: ClaimFacts) -> [Ground] {
        facts.receipts.compactMap { receipt in
            guard let payer = receipt.payer else { return nil }
            let match = facts.party.match(payer, alikeFrom: facts.terms.likeness.nameSimilarityPercent)
            if match == .current { return nil }
            let values: Values = ["receipt": receipt.id, "payer_name": payer, "legal_name": facts.party.name]
            switch match {
            case .current: return nil
            case .former: return .warn(values, "到款凭证 \(receipt.id) 的付款人“\(payer)”为需求方曾用名", column: "payer_name")
            case .alike:
                return .hold(
                    values,
                    "到款凭证 \(receipt.id) 的付款人“\(payer)”与需求方名称相近或为其分支机构，转人工",
                    fix: "核对付款人名称；确为需求方付款的由中心裁定放行",
                    column: "payer_name"
                )
            case .other:
                return .reject(
                    values,
                    "到款凭证 \(receipt.id) 的付款人“\(payer)”不是需求方“\(facts.party.name ?? "")”",
                    fix: "提供由需求方账户付款的凭证；已更名的补填曾用名",
                    column: "payer_name"
                )
            }
        }
    }

    /// Art. 24, 18: the voucher is good within its calendar year.
    ///
    /// A service completed outside the year, or before the voucher was issued (the place of the application), is refused. One begun before
    /// the issue and completed after it is allowed, with a warning. Where only the contract, an invoice or a payment falls outside the
    /// year, or only the claim is late (after 31 December 24:00), it is HELD, unless a grace lets it be. The claim's own time at the
    /// district decides, not its arrival, nor a supplement made later.
    static let voucherYear = Rule(
        "ART24-YEAR",
        [Article(24), Article(18)],
        "在申领周期（自然年度）内用券",
        [.claim],
        effects: [.reject, .hold, .warn],
        english: "the voucher is used within its calendar year",
        construction: "服务完成日在年度之外，或早于领券日的驳回；只有合同、开票或到款越年，或只是迟报的转人工；以县区提交时间为准，不看到达时间；领券前开始、领券后完成的允许，附提示。",
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "contract"), Reading(.invoice, "invoice"), Reading(.bankReceipt, "receipt"),
        ],
        claim: { facts in serviceGrounds(facts) + dateGrounds(facts) + lateGrounds(facts) }
    )

    private static func serviceGrounds(_ facts: ClaimFacts) -> [Ground] {
        guard let end = facts.contract?.end else { return [] }
        let issued = facts.voucher.place.day
        if end.year != facts.year {
            return [
                .reject(
                    ["service_end": end, "voucher_year": facts.year],
                    "服务完成日 \(end) 不在 \(facts.year) 年度内",
                    fix: "使用服务完成年度的创新券；日期有误的更正合同记录"
                )
            ]
        }
        if end < issued {
            return [
                .reject(
                    ["service_end": end, "voucher_issued": issued],
                    "服务完成日 \(end) 早于创新券申领日 \(issued)，服务不是用券购买的",
                    fix: "只申报领券之后完成的服务；日期有误的更正合同记录"
                )
            ]
        }
        guard let start = facts.contract?.start, start < issued else { return [] }
        return [.warn(["service_start": start, "service_end": end, "voucher_issued": issued], "服务于领券日 \(issued) 之前开始、之后完成")]
    }

    private static func dateGrounds(_ facts: ClaimFacts) -> [Ground] {
        let last = yearEnd(facts).adding(seconds: -1).day
        func ground(_ name: @autoclosure () -> String, _ column: String, _ day: Day?) -> Ground? {
            guard let day, day.year != facts.year, day < Day.first(of: facts.year) || day > last || column == "signed_on" else { return nil }
            return .hold(
                [column: day, "voucher_year": facts.year],
                "\(name()) \(day) 不在 \(facts.year) 年度内，服务在年度内完成，转人工",
                fix: "日期有误的更正；确属跨年的说明原因，由中心裁定",
                column: column
            )
        }
        return [ground("合同签订日", "signed_on", facts.contract?.signedOn)].compactMap(\.self)
            + facts.invoices.filter { !$0.isRedLetter }.compactMap { ground("发票 \($0.shown) 开票日", "issued_on", $0.issuedOn) }
            + facts.receipts.compactMap { ground("到款凭证 \($0.id) 到款日", "paid_on", $0.paidOn) }
    }

    private static func lateGrounds(_ facts: ClaimFacts) -> [Ground] {
        guard let submitted = facts.submittedAt, submitted >= yearEnd(facts) else { return [] }
        return [
            .hold(
                ["submitted_at": submitted, "voucher_year": facts.year],
                "兑付申请于 \(submitted) 提交，晚于 \(facts.year) 年 12 月 31 日 24 时，转人工",
                fix: "说明迟报原因由中心裁定，或由中心公告宽限",
                column: "submitted_at"
            )
        ]
    }

    /// The first moment that is too late: the end of the year, or of a grace.
    private static func yearEnd(_ facts: ClaimFacts) -> Instant {
        let noticed = facts.terms.materials.claimGraceUntil[facts.year].map { Instant(startOf: $0.adding(days: 1)) }
        let ruled = facts.graceUntil.map { $0.adding(seconds: 1) }
        return [noticed, ruled].compactMap(\.self).reduce(Instant(startOf: Day.first(of: facts.year + 1)), max)
    }
}
