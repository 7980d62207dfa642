import Programme
import Records

/// Carries the listed claims of a party-year from publicity to payment (Art. 18 items 3 to 5), freezes and claims back (Art. 23), and voids
/// what the year leaves (Art. 24).
struct RedemptionHearing: Sendable {
    let docket: Docket
    let horizon: Horizon
    let terms: ProgrammeVersion
    let claims: ClaimHearing
    let initialReviews: [Decision]
    let voucher: Decision?

    private var today: Day { horizon.now.day }

    func decisions() -> [Decision] {
        let listings = docket.file.published.filter { $0.kind == .listing }
        var decisions: [Decision] = []
        for listing in listings where (listing.amount ?? .zero) > .zero { decisions += redeemed(listing) }
        if let freeze = freezing { decisions.append(freeze) }
        if let void = YearEnd(docket: docket, horizon: horizon, terms: terms, reviews: initialReviews, voucher: voucher).void(after: decisions) {
            decisions.append(void)
        }
        return decisions
    }

    // MARK: From the list to the money

    private func redeemed(_ listing: Decision) -> [Decision] {
        guard let notice = publication(of: listing.subject.key) else { return [] }
        let publicity = publicised(listing, notice)
        guard publicity.outcome == .done, let amount = publicity.amount, amount > .zero else { return [publicity] }
        let confirmation = decision(
            .confirmation,
            listing,
            .issued,
            amount,
            [
                Rule.confirmation.finding(
                    .info(
                        ["amount": amount.yuan, "manifest": docket.file.manifests[listing.subject.key], "copies": 2],
                        "公示无异议，出具兑付确认书一式两份，金额 \(amount.yuan) 元（\(ChineseCapitals.yuan(amount))）"
                    )
                )
            ],
            .final
        )
        let payment = paid(listing, amount)
        return [publicity, confirmation, payment] + [clawback(payment)].compactMap(\.self)
    }

    /// The latest list with the claim in it: a line that was raised is published anew.
    private func publication(of claim: String) -> CaseRecord? {
        docket.all(.publicity).filter { !$0.isContested("publicity") && $0.list("claims").contains(claim) }
            .max { ($0.text("published_on") ?? "", $0.key.key) < ($1.text("published_on") ?? "", $1.key.key) }
    }

    private func publicised(_ listing: Decision, _ notice: CaseRecord) -> Decision {
        let published = notice.day("published_on") ?? today
        guard let last = horizon.workdays.day(terms.periods.publicityWorkingDays, after: published) else {
            let finding = Rule.publicity.finding(
                .hold(["published_on": published], "工作日文件未覆盖公示期，无法计算期满之日", fix: "补充 config/workdays.csv")
            )
            return decision(.publicity, listing, .open, listing.amount, [finding], .tentative)
        }
        var findings: [Finding] = []
        var amount = listing.amount ?? .zero
        var isOpen = false
        for objection in docket.all(.objection, where: "claim_id", is: listing.subject.key) {
            guard let received = objection.instant("received_at") else { continue }
            let number = objection.key.key
            if received.day > last {
                findings.append(Rule.objection.finding(.info(["objection": number, "ends_on": last], "异议 \(number) 在公示期满后提出，按投诉办理（第二十五条）")))
                continue
            }
            switch (objection.isContested("ruling"), objection.text("ruling")) {
            case (false, "DISMISSED"): findings.append(Rule.objection.finding(.info(["objection": number], "异议 \(number) 不成立")))
            case (false, "SUSTAINED"):
                let reduced = objection.fen("reduced_fee").map { min(amount, Entitlement.share(of: $0, rate: rate(listing))) } ?? .zero
                amount = max(.zero, reduced)
                findings.append(
                    Rule.objection.finding(
                        amount == .zero
                            ? .reject(["objection": number], "异议 \(number) 成立，不予兑付", fix: "无")
                            : .warn(["objection": number, "amount": amount.yuan], "异议 \(number) 成立，核减为 \(amount.yuan) 元")
                    )
                )
            default:
                isOpen = true
                findings.append(Rule.objection.finding(.hold(["objection": number], "公示有异议（\(number)），暂缓兑付", fix: "由中心调查后填写处理结论")))
            }
        }
        if isOpen || amount == .zero { return decision(.publicity, listing, .objected, amount, findings, amount == .zero ? .final : .tentative) }
        let window = Rule.publicity.finding(
            .info(
                ["published_on": published, "ends_on": last, "list": notice.key.key],
                "公示自 \(published) 起满 \(terms.periods.publicityWorkingDays) 个工作日，至 \(last) 止"
            )
        )
        let isDone = today > last || docket.acted(.publicity, listing.subject)?.outcome == .done
        return decision(.publicity, listing, isDone ? .done : .open, amount, findings + [window], isDone ? .final : .tentative)
    }

    private func rate(_ listing: Decision) -> Int64 {
        listing.findings.first?.valuesByName["rate_bp"].flatMap { Int64($0) } ?? 0
    }

    // MARK: Payment

    private func paid(_ listing: Decision, _ amount: Fen) -> Decision {
        let claim = listing.subject
        let acted = docket.acted(.payment, claim)
        let orders = docket.all(.payment, where: "claim_id", is: claim.key).filter { !$0.isContested("payment") }.sorted {
            ($0.text("on_date") ?? "", $0.key.key) < ($1.text("on_date") ?? "", $1.key.key)
        }
        let obstacles = obstacles(to: claim, amount)
        // What had left before an obstacle came is told as it is; the obstacle shows beside it.
        let hasBegun = acted.map { [.sent, .paid, .returned].contains($0.outcome) } ?? false
        if !obstacles.isEmpty, !hasBegun {
            let refused = orders.last.map { order in
                Rule.paper.finding(
                    .hold(
                        ["payment": order.key.key, "status": order.text("status"), "state": Decision.Outcome.held.rawValue],
                        "支付 \(order.key.key) 所在状态为暂缓（HELD），不予登记",
                        fix: "先消除下列事由，再登记支付"
                    )
                )
            }
            return decision(.payment, listing, .held, amount, [refused].compactMap(\.self) + obstacles, .tentative)
        }
        guard let order = orders.last else {
            return decision(.payment, listing, .payable, amount, [Rule.paper.finding(.info(["amount": amount.yuan], "纸质材料与电子材料一致，可支付"))], .tentative)
        }
        if let stated = order.fen("amount"), stated != amount {
            let finding = Rule.paper.finding(
                .hold(
                    ["payment": order.key.key, "amount": stated.yuan, "confirmed": amount.yuan],
                    "支付 \(order.key.key) 的金额 \(stated.yuan) 元与确认书的 \(amount.yuan) 元不符",
                    fix: "更正支付金额"
                )
            )
            return decision(.payment, listing, .held, amount, [finding], .tentative)
        }
        let values: Values = ["payment": order.key.key, "on_date": order.text("on_date"), "reason": order.text("return_reason")]
        let beside = obstacles.map { finding in
            Finding(
                rule: finding.rule,
                effect: .warn,
                article: finding.article,
                values: finding.values,
                reason: "支付发出后：\(finding.reason)",
                fix: finding.fix
            )
        }
        switch order.text("status") {
        case "PAID": return decision(.payment, listing, .paid, amount, [Rule.paper.finding(.info(values, "已支付 \(amount.yuan) 元"))] + beside, .final)
        case "RETURNED":
            return decision(
                .payment,
                listing,
                .returned,
                amount,
                [Rule.paper.finding(.return(values, "银行退回：\(order.text("return_reason") ?? "")", fix: "更正账户后重新支付"))] + beside,
                .tentative
            )
        default: return decision(.payment, listing, .sent, amount, [Rule.paper.finding(.info(values, "支付指令已发出"))] + beside, .tentative)
        }
    }

    /// What stands against paying a claim today.
    private func obstacles(to claim: RecordKey, _ amount: Fen) -> [Finding] {
        var findings: [Finding] = []
        let rulings = Rulings(docket, on: claim)
        let checks = docket.all(.paperCheck, where: "claim_id", is: claim.key)
        let manifest = docket.file.manifests[claim.key]?.description
        if let contested = checks.compactMap({ $0.conflicts["check"] }).first {
            findings.append(Rule.paper.finding(.hold(["claim": claim.key], "纸质材料核验内容不一致", fix: "由中心处理冲突 \(contested)", conflict: contested)))
        } else if checks.isEmpty {
            findings.append(Rule.paper.finding(.hold(["manifest": manifest], "尚未核验纸质材料", fix: "需方持确认书和纸质材料到管理机构核验")))
        } else if checks.contains(where: { $0.text("result") != "CONSISTENT" }) {
            findings.append(Rule.paper.finding(.hold(["result": "MISMATCH"], "纸质材料与电子材料不一致", fix: "补正材料后重新核验")))
        } else if let manifest, checks.allSatisfy({ $0.text("evidence_digest") != manifest }) {
            findings.append(Rule.paper.finding(.hold(["manifest": manifest], "核验所对的电子清单摘要与现有材料不符", fix: "按现有电子材料重新核验")))
        }
        if let record = docket.one(.claim, claim.key) {
            // At payment a refusal is a hold: what was confirmed is not taken back by the machine.
            findings += claims.findings(of: record, payingOn: today).map { finding in
                Finding(
                    rule: finding.rule,
                    effect: .hold,
                    article: finding.article,
                    column: finding.column,
                    values: finding.values,
                    reason: "支付前复核：\(finding.reason)",
                    fix: finding.fix,
                    conflict: finding.conflict
                )
            }
        }
        findings += account
        if let frozen = Freezing(docket).hold { findings.append(frozen) }
        return findings.filter { $0.conflict != nil || !rulings.lets($0.rule) }
    }

    /// The account that the money goes to: the party's own, in nobody's doubt.
    private var account: [Finding] {
        guard let party = docket.one(.party, docket.file.party).map(Party.init) else { return [] }
        if let conflict = party.record.conflicts["bank"] {
            return [Rule.paper.finding(.hold(["party": party.uscc], "收款账户各方填报不一致", fix: "由中心处理冲突 \(conflict)", conflict: conflict))]
        }
        guard party.bankAccount != nil, let owner = party.record.text("bank_account_name") else {
            return [Rule.paper.finding(.hold(["bank_account_no": party.bankAccount], "没有收款账户", fix: "补报开户名、开户银行和账号"))]
        }
        switch party.match(owner, alikeFrom: 101) {
        case .current, .former: return []
        default: return [Rule.noTransfer.finding(.hold(["bank_account_name": owner, "legal_name": party.name], "收款账户的户名不是需求方现名或曾用名", fix: "更正收款账户"))]
        }
    }

    // MARK: Fraud

    private var freezing: Decision? {
        let standing = Freezing(docket)
        guard let voucher, let finding = standing.finding else { return nil }
        return Decision(
            kind: .freeze,
            subject: voucher.subject,
            party: docket.file.party,
            year: docket.file.year,
            outcome: standing.isOn ? .on : .off,
            findings: [finding],
            state: .final,
            place: voucher.place
        )
    }

    /// What was paid to somebody whom the authority finds to have cheated is claimed back.
    private func clawback(_ payment: Decision) -> Decision? {
        let standing = Freezing(docket)
        guard payment.outcome == .paid, standing.isFraud, let ruling = standing.ruling else { return nil }
        let values: Values = ["ruling": ruling.key.key, "doc_no": ruling.text("doc_no"), "amount": payment.amount?.yuan]
        return Decision(
            kind: .clawback,
            subject: payment.subject,
            party: payment.party,
            year: payment.year,
            outcome: .due,
            amount: payment.amount,
            findings: [Rule.fraud.finding(.reject(values, "依第二十三条追回已支付的 \(payment.amount?.yuan ?? "") 元", fix: "向管理机构退回资金"))],
            state: .final,
            place: payment.place
        )
    }

    private func decision(
        _ kind: Decision.Kind,
        _ listing: Decision,
        _ outcome: Decision.Outcome,
        _ amount: Fen?,
        _ findings: [Finding],
        _ state: Decision.State
    ) -> Decision {
        Decision(
            kind: kind,
            subject: listing.subject,
            party: listing.party,
            year: listing.year,
            outcome: outcome,
            amount: amount,
            findings: findings,
            state: state,
            place: listing.place
        )
    }
}
