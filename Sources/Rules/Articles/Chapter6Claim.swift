import Programme
import Records

// 第六章 兑付: Art. 18 item 1.

extension Rule {
    /// Art. 18 item 1: a claim is made when the service is completed.
    ///
    /// A claim made before is refused, and may be made again. That the result itself is missing is ART18-1-SIX's: it goes back for a
    /// supplement.
    static let serviceDone = Rule(
        "ART18-1-DONE",
        [Article(18, item: 1)],
        "服务完成后方可申报兑付",
        [.claim],
        effects: [.reject],
        english: "a claim is made when the service is completed",
        construction: "完成之前提交的驳回，可以再报；没有服务结果的按缺材料退回。",
        reads: [Reading(.claim, "contract"), Reading(.contract, "contract")],
        claim: { facts in
            guard let end = facts.contract?.end, let submitted = facts.submittedAt, submitted.day < end else { return [] }
            return [
                .reject(
                    ["service_end": end, "submitted_at": submitted],
                    "提交时间 \(submitted) 早于服务完成日 \(end)，服务尚未完成",
                    fix: "服务完成后重新申报；完成日期有误的更正合同记录",
                    column: "submitted_at"
                )
            ]
        }
    )

    /// Art. 18 item 1: the claim form is filled in, and each of the six kinds of evidence is there.
    ///
    /// “等证明材料” makes the six the least. What is missing is named and the claim goes back for a supplement. A fee above all its invoices
    /// together is taken for a wrong unit (万元 for 元) and goes back too: the papers do not prove it. An invoice that the tax authority
    /// calls void or taken back proves nothing: its amount is left out, and with none left the claim is refused; one that it does not
    /// know is HELD.
    static let sixKinds = Rule(
        "ART18-1-SIX",
        [Article(18, item: 1)],
        "兑付申请表完整，六类证明材料齐全",
        [.claim],
        effects: [.return, .reject, .hold, .warn],
        english: "the claim form is complete and each of the six kinds of evidence is there",
        construction: "“等证明材料”使六类为最低要求；金额高于全部发票的疑为单位错误，退回；查无的发票转人工，作废和冲红的不计。",
        reads: [Reading(.invoiceCheck, "check"), Reading(.accountingVoucher, "entry"), Reading(.serviceResult, "result")],
        claim: { facts in missingKinds(facts) + rivalFiles(facts) + emptyCells(facts) + feeGrounds(facts) + checkGrounds(facts) }
    )

    private static func missingKinds(_ facts: ClaimFacts) -> [Ground] {
        let present = Set(facts.evidence.compactMap { $0.text("kind") })
        let missing = facts.terms.materials.evidenceKinds.filter { !present.contains($0.rawValue) }
        var grounds: [Ground] = []
        if !missing.isEmpty {
            let names = missing.map(\.title).joined(separator: "、")
            grounds.append(
                .return(
                    ["missing": missing.map(\.rawValue).joined(separator: ",")],
                    "缺少第十八条第一项规定的材料：\(names)",
                    fix: "补充\(names)后重新提交"
                )
            )
        }
        let rows = [facts.invoices.isEmpty ? "发票" : nil, facts.receipts.isEmpty ? "到款凭证" : nil].compactMap(\.self)
        if !rows.isEmpty {
            let names = rows.joined(separator: "、")
            grounds.append(
                .return(
                    ["invoice": facts.invoices.count, "bank_receipt": facts.receipts.count],
                    "未登记\(names)的内容（号码、日期、金额等），无法核算费用",
                    fix: "补报\(names)记录"
                )
            )
        }
        return grounds
    }

    /// Two files that each replace the same third: both are kept, and an operator says which counts.
    private static func rivalFiles(_ facts: ClaimFacts) -> [Ground] {
        let replacements = facts.evidence.filter { $0.text("supersedes") != nil }
        if replacements.count < 2 { return [] }
        let replacing = Dictionary(grouping: replacements) { $0.text("supersedes") ?? "" }
        return replacing.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { replaced, rivals in
            let ids = rivals.map(\.key.key)
            return .hold(
                ["supersedes": replaced, "evidence": ids.joined(separator: ",")],
                "材料 \(replaced) 被 \(ids.joined(separator: "、")) 分别替换，均予保留，以哪一份为准须人工认定",
                fix: "撤回其中不用的一份，或由中心裁定",
                column: "supersedes"
            )
        }
    }

    private static func emptyCells(_ facts: ClaimFacts) -> [Ground] {
        let own =
            [facts.claim.record, facts.contract?.record].compactMap(\.self) + facts.invoices.map(\.record) + facts.receipts.map(\.record)
            + facts.accounts + facts.results
        return own.compactMap { record in
            let empty = record.emptyColumns
            guard !empty.isEmpty else { return nil }
            let names = empty.map(\.title).joined(separator: "、")
            return .return(
                ["record": record.key, "empty": empty.map(\.name).joined(separator: ",")],
                "\(record.key.type.title) \(record.key.key) 未填：\(names)",
                fix: "补填\(names)后重新提交",
                column: empty.count == 1 ? empty[0].name : nil
            )
        }
    }

    private static func feeGrounds(_ facts: ClaimFacts) -> [Ground] {
        guard let fee = facts.claim.fee, !facts.claim.record.isContested("amount") else { return [] }
        if fee <= .zero {
            return [.return(["claimed_fee": fee.yuan], "申报服务费用 \(fee.yuan) 元，须大于零", fix: "以元为单位填写申报费用", column: "claimed_fee")]
        }
        guard !facts.charges.isEmpty, !facts.charges.contains(where: { $0.record.isContested("invoice") }) else { return [] }
        let invoiced = facts.charges.compactMap(\.gross).cappedSum()
        guard fee > invoiced else { return [] }
        return [
            .return(
                ["claimed_fee": fee.yuan, "invoice_gross": invoiced.yuan],
                "申报服务费用 \(fee.yuan) 元高于发票价税合计 \(invoiced.yuan) 元，疑为金额单位错误或缺少发票",
                fix: "以元为单位核对申报费用和发票金额；缺少发票的补充",
                column: "claimed_fee"
            )
        ]
    }

    private static func checkGrounds(_ facts: ClaimFacts) -> [Ground] {
        var grounds: [Ground] = []
        for invoice in facts.charges {
            var values: Values { ["invoice": invoice.shown, "check": invoice.check?.rawValue] }
            switch invoice.check {
            case .notFound:
                grounds.append(.hold(values, "发票 \(invoice.shown) 查无此票，转人工", fix: "核对发票号码和开票信息；更正后由中心重新查验"))
            case .void, .red:
                let state = invoice.check == .void ? "已作废" : "已冲红"
                grounds.append(.warn(values, "发票 \(invoice.shown) \(state)，其金额不计入", fix: "补充有效发票"))
            case .good, nil: break
            }
        }
        let isKnown =
            !facts.invoices.contains { $0.record.isContested("invoice") } && facts.redLetters.allSatisfy { !$0.record.isContested("invoice") }
        if isKnown, !facts.charges.isEmpty, RecognisedFee.invoiced(facts) <= .zero {
            grounds.append(
                .reject(
                    ["invoices": facts.charges.map(\.shown).joined(separator: ","), "usable": Fen.zero.yuan],
                    "扣除作废、冲红和应剔除的金额后，没有有效的发票金额",
                    fix: "取得有效发票后重新申报"
                )
            )
        }
        return grounds
    }
}
