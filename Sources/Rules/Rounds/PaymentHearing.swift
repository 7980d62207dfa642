import Programme
import Records

/// Pays what a round granted a claim and nobody objected to (支付, Art. 18 item 5): when the paper agrees, the registers have been asked again,
/// and the account is beyond doubt.
public struct PaymentHearing: Sendable {
    /// The rules whose holds a ruling RELEASE that names them lifts at payment.
    public static let releasable = ClaimHearing.askedAgain.union([Rule.paper.id, Rule.local.id, Rule.noTransfer.id])

    let docket: Docket
    let today: Day
    let claims: ClaimHearing
    /// The claim's line in the round's list.
    let line: Decision
    /// What was confirmed.
    let amount: Fen
    /// The payment of this grant that is in force.
    let acted: Decision?
    /// What the review and the publicity say: a published act that the records no longer bear is not paid until somebody has ruled.
    let standing: [Finding]

    /// - Parameter orders: the payment orders of this grant, in order.
    func decision(on orders: [CaseRecord]) -> Decision {
        let obstacles = obstacles(to: line.subject)
        let known = acted?.pinned(Rule.paper.id)["payment"]
        if let acted, acted.outcome == .paid {
            let isUnchanged = orders.contains { order in
                order.key.key == known && order.text("status") == "PAID" && order.fen("amount") == acted.amount
            }
            if !isUnchanged { return standingBeside(acted, known, orders) }
        }
        // What had left before an obstacle came is told as it is; the obstacle shows beside it.
        let isKnown = known.map { known in orders.contains { $0.key.key == known } } ?? !orders.isEmpty
        let begun = acted.flatMap { isKnown && [.sent, .paid, .returned].contains($0.outcome) ? $0 : nil }
        guard begun != nil || obstacles.isEmpty else {
            return decision(.held, orders.suffix(1).map { refused($0, .held) } + obstacles)
        }
        let (order, superfluous) = PaymentHearing.live(orders)
        let beside = superfluous.map { refused($0, begun?.outcome ?? .sent) }
        guard let order else {
            return decision(.payable, [Rule.paper.finding(.info(["amount": amount.yuan], "纸质材料与电子材料一致，可支付"))])
        }
        let status = order.text("status") ?? ""
        // An event that the order's state does not allow changes nothing, and is told (支付 PREPARED → SENT → PAID | RETURNED).
        if let begun, order.key.key == known, let state = PaymentState(rawValue: begun.outcome.rawValue), state.rawValue != status,
            PaymentEvent(rawValue: status).flatMap({ StateMachine.payment.after($0, in: state) }) == nil
        {
            return decision(begun.outcome, begun.findings.filter { $0.effect != .hold } + [refused(order, begun.outcome)])
        }
        if let stated = order.fen("amount"), stated != amount {
            return decision(
                .held,
                [
                    Rule.paper.finding(
                        .hold(
                            ["payment": order.key.key, "amount": stated.yuan, "confirmed": amount.yuan],
                            "支付 \(order.key.key) 的金额 \(stated.yuan) 元与确认书的 \(amount.yuan) 元不符",
                            fix: "更正支付金额"
                        )
                    )
                ]
            )
        }
        let values: Values = ["payment": order.key.key, "on_date": order.text("on_date"), "reason": order.text("return_reason")]
        // That a decision stands against the records is told where it stands.
        let told = beside + obstacles.filter { $0.rule != PublishedActs.rule }.map { $0.told(as: .warn, "支付发出后：") }
        switch status {
        case "PAID": return decision(.paid, [Rule.paper.finding(.info(values, "已支付 \(amount.yuan) 元"))] + told)
        case "RETURNED":
            let reason = "银行退回：\(order.text("return_reason") ?? "")"
            return decision(.returned, [Rule.paper.finding(.return(values, reason, fix: "更正账户后重新支付"))] + told)
        default: return decision(.sent, [Rule.paper.finding(.info(values, "支付指令已发出"))] + told)
        }
    }

    /// A payment that was made, when its row says something else by now: money does not come back by a row (Art. 18 item 5).
    private func standingBeside(_ acted: Decision, _ known: String?, _ orders: [CaseRecord]) -> Decision {
        let kept = acted.findings.filter { $0.effect != .hold }
        if let order = orders.first(where: { $0.key.key == known }), order.text("status") != "PAID" {
            return decision(.paid, kept + [refused(order, .paid)])
        }
        let finding = Rule.paper.finding(
            .hold(
                ["payment": known, "status": "", "state": Decision.Outcome.paid.rawValue],
                "支付 \(known ?? "") 已完成（PAID），其后对该支付记录的撤回或更改不改变结果",
                fix: "更正支付记录；须追回的，由中心裁定"
            )
        )
        return decision(.paid, kept + [finding])
    }

    /// The order that stands, and those that came while it did: a second one is due only when the bank has returned the first.
    private static func live(_ orders: [CaseRecord]) -> (CaseRecord?, superfluous: [CaseRecord]) {
        var live: CaseRecord?
        var superfluous: [CaseRecord] = []
        for order in orders {
            if live == nil || live?.text("status") == "RETURNED" { live = order } else { superfluous.append(order) }
        }
        return (live, superfluous)
    }

    private func decision(_ outcome: Decision.Outcome, _ findings: [Finding]) -> Decision {
        line.followed(by: .payment, outcome, amount, findings, outcome == .paid ? .final : .tentative)
    }

    /// An order that met a state in which nothing is paid, or that its own state does not allow.
    private func refused(_ order: CaseRecord, _ state: Decision.Outcome) -> Finding {
        let status = order.text("status") ?? ""
        return Rule.paper.finding(
            .hold(
                ["payment": order.key.key, "status": status, "state": state.rawValue],
                "支付 \(order.key.key) 所在状态为 \(state.rawValue)，不能登记为 \(status)",
                fix: state == .held ? "先消除下列事由；消除后自动生效，无需重报" : "更正支付记录；重新支付的，用新的支付编号"
            )
        )
    }

    // MARK: Obstacles

    /// What stands against paying a claim today.
    private func obstacles(to claim: RecordKey) -> [Finding] {
        var findings: [Finding] = []
        let rulings = Rulings(docket, on: claim)
        let checks = docket.all(.paperCheck, where: "claim_id", is: claim.key)
        // What was wanting may have been brought since, and what agreed may have been exchanged: the latest look at the paper counts.
        let latest = checks.max { ActOrder($0, by: "checked_on") < ActOrder($1, by: "checked_on") }
        let manifest = docket.file.manifests[claim.key]?.description
        if let contested = checks.compactMap({ $0.conflicts["check"] }).first {
            findings.append(Rule.paper.finding(.hold(["claim": claim.key], "纸质材料核验内容不一致", fix: "由中心处理冲突 \(contested)", conflict: contested)))
        } else if latest == nil {
            findings.append(Rule.paper.finding(.hold(["manifest": manifest], "尚未核验纸质材料", fix: "需方持确认书和纸质材料到管理机构核验")))
        } else if latest?.text("result") != "CONSISTENT" {
            findings.append(Rule.paper.finding(.hold(["check": latest?.key.key, "result": "MISMATCH"], "纸质材料与电子材料不一致", fix: "补正材料后重新核验")))
        } else if let manifest, latest?.text("evidence_digest") != manifest {
            findings.append(Rule.paper.finding(.hold(["manifest": manifest], "核验所对的电子清单摘要与现有材料不符", fix: "按现有电子材料重新核验")))
        }
        // At payment a refusal is a hold: what was confirmed is not taken back by the machine.
        let asked = docket.one(.claim, claim.key).map { claims.findings(of: $0, payingOn: today) } ?? []
        findings += asked.map { $0.told(as: .hold, "支付前复核：") } + account + residence
        if let frozen = Freezing(docket).hold {
            findings.append(frozen)
        } else if asked.isEmpty {
            // What the registers say, or a ruling, is said once.
            findings += standing.filter { $0.rule == PublishedActs.rule && $0.effect == .hold }
        }
        let releasable = PaymentHearing.releasable.union([PublishedActs.rule])
        return findings.filter { $0.conflict != nil || !releasable.contains($0.rule) || !rulings.lets($0.rule) }
    }

    /// A party that has left the city since is looked at by an operator (Art. 14).
    private var residence: [Finding] {
        let city = claims.programme.city
        guard let party = docket.one(.party, docket.file.party), let division = party.text("reg_division"), party.conflicts.isEmpty,
            !(city.divisionSuccessors[division] ?? division).hasPrefix(city.divisionPrefix)
        else { return [] }
        return [
            Rule.local.finding(.hold(["reg_division": division], "用券后、兑付前已迁出洛阳（\(division)），转人工", fix: "由中心裁定 RELEASE（条款 \(Rule.local.id)）或不予兑付"))
        ]
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
}
