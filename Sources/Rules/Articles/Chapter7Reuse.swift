import Programme
import Records

// 第七章 监督管理: Art. 24, “不得重复使用”.

extension Rule {
    /// Art. 24: nothing is used twice: no invoice, no file of evidence, no more of a contract than its amount.
    ///
    /// An invoice is known by its number of twenty digits and by its code and number; one on paper and in digits has both. Of two claims
    /// of one party the later-placed is refused; of two parties' the later-placed is HELD and the earlier goes on with a warning, since
    /// fraud and a typing error look alike. A party may split an invoice if every use says its share and the shares fit into it. The
    /// same file in claims of two parties holds both. Two invoices known by numbers of different kinds that agree in seller, buyer, day and
    /// amount may be one: the later-placed claim is HELD. A number that a spreadsheet has damaged cannot be compared: HELD.
    static let noReuse = Rule(
        "ART24-NOREUSE",
        [Article(24)],
        "发票、凭证和合同金额不得重复使用",
        [.claim],
        effects: [.reject, .hold, .warn, .info],
        english: "no invoice, file or contract amount is used twice",
        construction: "同一单位的，后提交者驳回；不同单位的，后提交者转人工，先提交者附提示继续；分次使用须各写金额且合计不超。",
        reads: [Reading(.invoice, "invoice"), Reading(.claim, "contract"), Reading(.contract, "contract")],
        claim: { facts in
            damagedNumbers(facts) + repeatedRows(facts) + invoiceUses(facts) + likeInvoices(facts) + fileUses(facts) + contractUses(facts)
        }
    )

    private static func damagedNumbers(_ facts: ClaimFacts) -> [Ground] {
        let zeros = String(repeating: "0", count: facts.terms.materials.damagedNumberZeros)
        return facts.invoices.compactMap { invoice in
            guard let number = invoice.eNumber, number.hasSuffix(zeros) else { return nil }
            return .hold(
                ["invoice": invoice.id, "e_number": number],
                "发票号码 \(number) 末 \(zeros.count) 位全为 0，疑被表格软件损坏，转人工",
                fix: "将该列设为文本格式，按发票原件重新填写 20 位号码",
                column: "e_number"
            )
        }
    }

    private static func repeatedRows(_ facts: ClaimFacts) -> [Ground] {
        let counted = Set(facts.charges.map(\.id))
        return facts.invoices.filter { !$0.isRedLetter && !counted.contains($0.id) }.map { invoice in
            .hold(
                ["invoice": invoice.id, "number": invoice.shown],
                "发票 \(invoice.shown) 在本申请中登记了两次（\(invoice.id)），只计一次，转人工",
                fix: "撤回重复的发票记录",
                column: "e_number"
            )
        }
    }

    private static func invoiceUses(_ facts: ClaimFacts) -> [Ground] {
        facts.invoices.flatMap { invoice -> [Ground] in
            let identities = invoice.identities
            let uses = facts.uses.filter { $0.kind == .invoice && identities.contains($0.identity) }
            // One invoice may meet another claim under two identities.
            var seen: Set<String> = []
            let others = uses.filter { seen.insert($0.claim).inserted }
            return others.compactMap { invoiceUse(facts, invoice, $0, isSplit: isSplit(invoice, others)) }
        }
    }

    private static func invoiceUse(_ facts: ClaimFacts, _ invoice: Invoice, _ use: SharedUse, isSplit: Bool) -> Ground? {
        let isEarlier = use.comes(before: facts.order)
        let values: Values = [
            "invoice": invoice.shown, "other_claim": use.claim, "other_party": use.party, "other_year": use.year, "other_place": use.place,
            "place": facts.place, "allocated": invoice.allocated?.yuan, "other_allocated": use.allocated?.yuan,
        ]
        guard use.party == facts.party.uscc else {
            if isEarlier {
                return .hold(
                    values,
                    "发票 \(invoice.shown) 已用于其他需求方先提交的兑付申请，转人工",
                    fix: "核对发票号码；确系本单位发票的提供原件，由中心裁定",
                    column: "e_number"
                )
            }
            return .warn(values, "发票 \(invoice.shown) 也被其他需求方后提交的兑付申请使用，存在风险")
        }
        if isSplit { return .info(values, "发票 \(invoice.shown) 分次使用，各次金额合计未超过价税合计") }
        guard isEarlier else { return .warn(values, "发票 \(invoice.shown) 也被本单位后提交的兑付申请 \(use.claim) 使用") }
        return .reject(
            values,
            "发票 \(invoice.shown) 已用于先提交的兑付申请 \(use.claim)，不得重复使用",
            fix: "改用其他发票；确需分次使用的，各申请均填写“本次使用金额”，合计不超过价税合计",
            column: "e_number"
        )
    }

    private static func likeInvoices(_ facts: ClaimFacts) -> [Ground] {
        facts.invoices.flatMap { invoice -> [Ground] in
            let numbering = InvoiceNumbering(of: invoice.record)
            let known = invoice.identities
            let same = Set(facts.uses.filter { $0.kind == .invoice && known.contains($0.identity) }.map(\.claim))
            let alike = facts.uses.filter { use in
                use.kind == .invoiceLike && use.identity == invoice.likeness && use.numbering.isDisjoint(with: numbering) && !same.contains(use.claim)
            }
            return alike.map { use in
                let values: Values = ["invoice": invoice.shown, "other_claim": use.claim, "other_party": use.party, "alike": use.identity]
                guard use.comes(before: facts.order) else {
                    return .warn(values, "发票 \(invoice.shown) 与后提交的兑付申请 \(use.claim) 的一张发票销售方、购买方、日期和金额相同，号码种类不同，或为同一张")
                }
                return .hold(
                    values,
                    "发票 \(invoice.shown) 与先提交的兑付申请 \(use.claim) 的一张发票销售方、购买方、日期和金额相同，号码种类不同，疑为同一张，转人工",
                    fix: "数电纸质发票同时填写 20 位号码和发票代码、号码；确为两张的由中心裁定放行",
                    column: "e_number"
                )
            }
        }
    }

    private static func isSplit(_ invoice: Invoice, _ uses: [SharedUse]) -> Bool {
        guard let own = invoice.allocated, let gross = invoice.gross else { return false }
        let others = uses.compactMap(\.allocated)
        return others.count == uses.count && own + others.cappedSum() <= gross
    }

    private static func fileUses(_ facts: ClaimFacts) -> [Ground] {
        facts.uses.filter { $0.kind == .evidence && $0.party != facts.party.uscc }.map { use in
            .hold(
                ["evidence": use.identity, "other_claim": use.claim, "other_party": use.party],
                "同一份材料文件也出现在其他需求方的兑付申请中，转人工",
                fix: "核对所传文件；确系本单位材料的提供原件，由中心裁定"
            )
        }
    }

    private static func contractUses(_ facts: ClaimFacts) -> [Ground] {
        guard facts.takenOfContract > .zero, let contract = facts.contract, let amount = contract.amount, let fee = facts.claim.fee else {
            return []
        }
        let left = amount - facts.takenOfContract
        let values: Values = [
            "contract": contract.id, "amount": amount.yuan, "taken": facts.takenOfContract.yuan, "claimed_fee": fee.yuan,
        ]
        if left <= .zero {
            return [.reject(values, "合同 \(contract.id) 的金额 \(amount.yuan) 元已被先提交的兑付申请用尽", fix: "只申报合同中尚未申报的费用")]
        }
        guard fee > left else { return [] }
        return [.warn(values, "合同 \(contract.id) 余下 \(left.yuan) 元，低于申报费用 \(fee.yuan) 元，按余额计")]
    }
}
