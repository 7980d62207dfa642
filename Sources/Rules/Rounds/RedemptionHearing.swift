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
    ///
    /// A publicity that has ended, a letter that is out and a payment that was made are published acts: what is registered afterwards is told
    /// beside them and takes none of them back.
    private func redeemed(_ lines: [Decision]) -> [Decision] {
        let claim = lines[0].subject
        guard reviews.decisions.contains(where: { $0.subject == claim && $0.outcome == .passed }) else { return [] }
        let granted = lines.filter { ($0.amount ?? .zero) > .zero }
        let acted = docket.acted(.publicity, claim)
        var progress = acted.flatMap { GrantProgress(of: $0) } ?? GrantProgress(grantedThrough: granted.first?.grantedInAll ?? .zero)
        let begun = progress.grantedThrough
        var orders = orders(of: claim, after: progress.lastPayment)
        var stage = ended(claim, progress)
        var lastDay: Day?
        for line in granted where line.grantedInAll >= begun {
            progress = progress.reaching(line.grantedInAll)
            let current = line.grantedInAll == begun ? acted : nil
            let notice = notice(of: line)
            guard notice != nil || current?.state == .final || current != nil && !progress.paidInRounds.isEmpty else { break }
            let publicity = PublicityHearing(
                docket: docket,
                horizon: horizon,
                workingDays: terms.periods.publicityWorkingDays,
                line: line,
                notice: notice,
                acted: current,
                progress: progress,
                objectionsAfter: lastDay
            )
            let decision = publicity.decision()
            // The letter and the payment of an earlier grant stand until those of this one take their place.
            stage = [decision] + stage.filter { $0.kind != .publicity }
            guard decision.state == .final else { break }
            lastDay = publicity.lastDay
            guard decision.outcome == .done, let amount = decision.amount, amount > .zero else {
                progress = progress.ended(paying: .zero, in: line.round ?? "")
                continue
            }
            // An order that is paid ends its grant; those after it are for the next.
            let own = Array(orders.prefix((orders.firstIndex { $0.text("status") == "PAID" } ?? orders.count) + 1))
            orders.removeFirst(own.count)
            let isPublished = acted == nil || current?.state == .final && current?.leadsToPayment == true
            let hearing = PaymentHearing(
                docket: docket,
                today: horizon.now.day,
                claims: claims,
                line: line,
                amount: amount,
                acted: isPublished ? docket.acted(.payment, claim) : nil,
                standing: (reviews.decisions.first { $0.subject == claim }?.findings ?? []) + decision.findings
            )
            let payment = hearing.decision(on: own)
            let letter = isPublished ? docket.acted(.confirmation, claim) : nil
            stage = [decision, letter ?? confirmation(line, amount), payment]
            let isPaid = payment.outcome == .paid
            if isPaid { progress = progress.ended(paying: amount, in: line.round ?? "", by: payment) }
            stage += [clawback(of: progress.paidBefore, after: payment)].compactMap(\.self)
            guard isPaid else { break }
        }
        if let index = stage.firstIndex(where: { $0.kind == .payment && $0.outcome == .paid }) { stage[index].findings += orders.map(superfluous) }
        return stage
    }

    /// The letter and the payment of a grant that has come to its end, while a later one is public.
    private func ended(_ claim: RecordKey, _ progress: GrantProgress) -> [Decision] {
        guard !progress.paidInRounds.isEmpty, let letter = docket.acted(.confirmation, claim), var payment = docket.acted(.payment, claim) else {
            return []
        }
        // What came too late for it is looked at anew.
        payment.findings.removeAll { $0.effect == .hold }
        return [letter, payment] + [clawback(of: progress.paidBefore, after: payment)].compactMap(\.self)
    }

    /// The payment orders of a claim in their order, without those that earlier grants have used up.
    private func orders(of claim: RecordKey, after payment: String?) -> [CaseRecord] {
        func isBefore(_ left: CaseRecord, _ right: CaseRecord) -> Bool { ActOrder(left, by: "on_date") < ActOrder(right, by: "on_date") }
        let all = docket.all(.payment, where: "claim_id", is: claim.key)
        let last = payment.flatMap { payment in (all + docket.withdrawn(.payment)).first { $0.key.key == payment } }
        let left = all.filter { order in !order.isContested("payment") && (last.map { isBefore($0, order) } ?? true) }
        return left.sorted(by: isBefore)
    }

    /// The first list of the line's round with the claim in it: a later one, for a party that was forgotten, gives the others no new window.
    private func notice(of line: Decision) -> CaseRecord? {
        docket.all(.publicity).filter {
            !$0.isContested("publicity") && $0.text("round_id") == line.round && $0.list("claims").contains(line.subject.key) && !isEarly($0, line)
        }.min { ActOrder($0, by: "published_on") < ActOrder($1, by: "published_on") }
    }

    /// What was published before the panel met shows nobody's list (Art. 18 item 3).
    private func isEarly(_ notice: CaseRecord, _ line: Decision) -> Bool {
        // A list that was made before its day was pinned goes by the round's row.
        let reviewed = line.reviewedOn ?? docket.one(.round, notice.text("round_id"))?.day("reviewed_on")
        guard let published = notice.day("published_on"), let reviewed else { return false }
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
    private func clawback(of paid: Fen, after payment: Decision) -> Decision? {
        let standing = Freezing(docket)
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
