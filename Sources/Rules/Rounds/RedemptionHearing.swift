import Programme
import Records

/// Carries the listed claims of a party-year from publicity to payment (Art. 18 items 3 to 5), freezes and claims back (Art. 23), and voids
/// what the year leaves (Art. 24).
struct RedemptionHearing: Sendable {
    let docket: Docket
    let horizon: Horizon
    let terms: ProgrammeVersion
    let claims: ClaimHearing
    /// The initial reviews of the party-year, and what claims that nobody has passed yet would bind.
    let reviews: ClaimResult
    let voucher: Decision?

    func decisions() -> [Decision] {
        var decisions = Dictionary(grouping: docket.file.listings, by: \.subject).sorted { $0.key < $1.key }.flatMap { redeemed($0.value) }
        if let freeze = freezing { decisions.append(freeze) }
        let yearEnd = YearEnd(docket: docket, horizon: horizon, terms: terms, reviews: reviews, voucher: voucher)
        if let void = yearEnd.void(after: decisions) { decisions.append(void) }
        return decisions
    }

    // MARK: From the list to the money

    /// Takes what rounds have granted a claim one after the other: the earliest grant that is not paid yet, else the last, is what stands.
    private func redeemed(_ lines: [Decision]) -> [Decision] {
        guard reviews.decisions.contains(where: { $0.subject == lines[0].subject && $0.outcome == .passed }) else { return [] }
        var stage: [Decision] = []
        var orders = docket.all(.payment, where: "claim_id", is: lines[0].subject.key).filter { !$0.isContested("payment") }.sorted {
            ($0.text("on_date") ?? "", $0.key.key) < ($1.text("on_date") ?? "", $1.key.key)
        }
        var paidInRounds: [String: Fen] = [:]
        var lastDay: Day?
        for line in lines where (line.amount ?? .zero) > .zero {
            guard let notice = notice(of: line) else { break }
            let progress = GrantProgress(paidInRounds: paidInRounds, grantedThrough: line.grantedInAll)
            let publicity = PublicityHearing(
                docket: docket,
                horizon: horizon,
                workingDays: terms.periods.publicityWorkingDays,
                line: line,
                notice: notice,
                progress: progress,
                objectionsAfter: lastDay
            )
            let decision = publicity.decision()
            // The letter and the payment of an earlier grant stand until those of this one take their place.
            stage = [decision] + stage.filter { $0.kind != .publicity }
            guard decision.state == .final else { break }
            var paid = Fen.zero
            if decision.outcome == .done, let amount = decision.amount, amount > .zero {
                // An order that is paid ends its grant; those after it are for the next.
                let own = Array(orders.prefix((orders.firstIndex { $0.text("status") == "PAID" } ?? orders.count) + 1))
                orders.removeFirst(own.count)
                let hearing = PaymentHearing(
                    docket: docket,
                    today: horizon.now.day,
                    claims: claims,
                    line: line,
                    amount: amount,
                    standing: (reviews.decisions.first { $0.subject == line.subject }?.findings ?? []) + decision.findings
                )
                let payment = hearing.decision(on: own)
                stage = [decision, confirmation(line, amount), payment] + [clawback(payment, progress)].compactMap(\.self)
                guard payment.outcome == .paid else { break }
                paid = amount
            }
            paidInRounds[line.round ?? "", default: .zero] += paid
            lastDay = publicity.lastDay
        }
        if let index = stage.firstIndex(where: { $0.kind == .payment && $0.outcome == .paid }) { stage[index].findings += orders.map(superfluous) }
        return stage
    }

    /// The latest list of the line's round with the claim in it: a line that was raised is published anew.
    private func notice(of line: Decision) -> CaseRecord? {
        docket.all(.publicity).filter {
            !$0.isContested("publicity") && $0.text("round_id") == line.round && $0.list("claims").contains(line.subject.key) && !isEarly($0)
        }.max { ($0.text("published_on") ?? "", $0.key.key) < ($1.text("published_on") ?? "", $1.key.key) }
    }

    /// What was published before the panel met shows nobody's list (Art. 18 item 3).
    private func isEarly(_ notice: CaseRecord) -> Bool {
        guard let published = notice.day("published_on"), let reviewed = docket.one(.round, notice.text("round_id"))?.day("reviewed_on") else {
            return false
        }
        return published < reviewed
    }

    private func confirmation(_ line: Decision, _ amount: Fen) -> Decision {
        let pinned = line.findings.first?.valuesByName ?? [:]
        let values: Values = [
            "amount": amount.yuan, "manifest": docket.file.manifests[line.subject.key], "copies": 2, "round": line.round, "rank": pinned["rank"],
        ]
        let reason = "公示无异议，出具兑付确认书一式两份，金额 \(amount.yuan) 元（\(ChineseCapitals.yuan(amount))）"
        return line.followed(by: .confirmation, .issued, amount, [Rule.confirmation.finding(.info(values, reason))], .final)
    }

    private func superfluous(_ order: CaseRecord) -> Finding {
        Rule.paper.finding(
            .hold(
                ["payment": order.key.key, "status": order.text("status"), "state": PaymentState.paid.rawValue],
                "支付 \(order.key.key) 登记前该项已支付（PAID），不予登记",
                fix: "核对是否重复支付；属误登的，撤回该支付记录"
            )
        )
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
    private func clawback(_ payment: Decision, _ progress: GrantProgress) -> Decision? {
        let standing = Freezing(docket)
        let paid = progress.paidBefore + (payment.outcome == .paid ? payment.amount ?? .zero : .zero)
        guard paid > .zero, standing.isFraud, let ruling = standing.ruling else { return nil }
        let values: Values = ["ruling": ruling.key.key, "doc_no": ruling.text("doc_no"), "amount": paid.yuan]
        let reason = "依第二十三条追回已支付的 \(paid.yuan) 元"
        return payment.followed(by: .clawback, .due, paid, [Rule.fraud.finding(.reject(values, reason, fix: "向管理机构退回资金"))], .final)
    }
}

extension Decision {
    /// What follows from this decision on the same subject, at the same place.
    func followed(by kind: Kind, _ outcome: Outcome, _ amount: Fen?, _ findings: [Finding], _ state: State) -> Decision {
        Decision(
            kind: kind,
            subject: subject,
            party: party,
            year: year,
            outcome: outcome,
            amount: amount,
            findings: findings,
            state: state,
            place: place
        )
    }
}
