import Programme
import Records

/// What became of the claims of a party-year.
struct ClaimResult: Sendable {
    var decisions: [Decision] = []
    var waits: [Wait] = []
    /// What claims that nobody has passed yet would bind of the voucher.
    var claimable: [RecordKey: Fen] = [:]
}

/// Decides the claims of a party-year in the order of their places, and shares out the voucher among them (Art. 6, 16, 18 item 1).
struct ClaimHearing: Sendable {
    let docket: Docket
    let programme: ProgrammeFile
    let newest: ProgrammeVersion
    let applications: ApplicationResult
    /// What the centre knows of time; without it nothing is late.
    private(set) var horizon: Horizon?
    private let registers: Registers
    /// What stands against every claim while the party is frozen.
    private let frozen: Finding?
    private let mayBeContested: Bool
    /// The invoices by their claims.
    private let invoices: [String: [Invoice]]
    private let redLetters: [Invoice]
    private let claimUses: ClaimUses

    init(docket: Docket, programme: ProgrammeFile, newest: ProgrammeVersion, applications: ApplicationResult, horizon: Horizon? = nil) {
        self.horizon = horizon
        self.docket = docket
        self.programme = programme
        self.newest = newest
        self.applications = applications
        registers = Registers(docket)
        frozen = Freezing(docket).hold
        mayBeContested = docket.hasConflicts
        let invoices = docket.all(.invoice).map { ClaimHearing.invoice($0, docket) }
        self.invoices = Dictionary(grouping: invoices) { $0.record.text("claim_id") ?? "" }
        redLetters = invoices.filter(\.isRedLetter)
        claimUses = ClaimUses(docket)
    }

    /// The same, but that nothing is late.
    var timeless: ClaimHearing {
        var hearing = self
        hearing.horizon = nil
        return hearing
    }

    /// What is left of the voucher and of each contract while claims are looked at in order.
    private struct Ledger {
        var left: Fen
        var takenOfContracts: [String: Fen] = [:]

        mutating func take(_ share: Fen, fee: Fen, of contract: String?) {
            left -= share
            if let contract { takenOfContracts[contract] = [takenOfContracts[contract] ?? .zero, fee].cappedSum() }
        }
    }

    func result() -> ClaimResult {
        let published = docket.file.published.filter { $0.kind == .initialReview }
        var result = ClaimResult(decisions: published)
        let live = docket.all(.claim).map { (order: order($0), record: $0) }.sorted { $0.order < $1.order }.map(\.record)
        let granted = published.map(bound).cappedSum()
        let limit = applications.voucher.map { min($0.face, $0.terms.standard.cap) } ?? .zero
        var ledger = Ledger(left: max(.zero, limit - granted))
        // What is published has taken its part of its contract before any other.
        for record in live + docket.withdrawn(.claim) where docket.published(.initialReview, record.key)?.outcome == .passed {
            guard let facts = facts(record, ledger), let fee = RecognisedFee(facts).amount else { continue }
            ledger.take(.zero, fee: fee, of: facts.contract?.id)
        }
        for record in live where docket.published(.initialReview, record.key) == nil {
            let missing = MissingReferences.of(claim: Claim(record: record), in: docket)
            if !missing.isEmpty {
                wait(MissingReferences.wait(record.key, missing), record, &result)
            } else if let facts = facts(record, ledger) {
                let (decision, claimable) = judged(facts, &ledger)
                result.decisions.append(decision)
                result.claimable[record.key] = claimable
            } else if let held = heldForSuccession(record) {
                result.decisions.append(held)
            } else {
                wait(MissingReferences.wait(record.key, forVoucherOf: applications, year: docket.file.year), record, &result)
            }
        }
        return result
    }

    /// A claim of a party without an application that a register calls merged with another, whose voucher it may mean: an operator looks
    /// (Art. 24; the law of succession).
    private func heldForSuccession(_ record: CaseRecord) -> Decision? {
        guard applications.standing == nil, let other = registers.merged(with: docket.file.party) else { return nil }
        let values: Values = ["claim.party_uscc": docket.file.party, "merged_with": other, "voucher_year": docket.file.year]
        let hold = Rule.noTransfer.finding(
            .hold(
                values,
                "需求方 \(docket.file.party) 本年度没有创新券申请，登记显示其与 \(other) 有合并关系，疑以被合并单位的创新券申报，转人工",
                fix: "提供合并的登记证明，由中心裁定；本单位另行申请创新券的，批准后自动复核"
            )
        )
        let findings = Judge.ordered(Rulings(docket, on: record.key).applied(to: [hold]))
        let outcome = Decision.Outcome.of(findings, otherwise: .passed)
        return outcome == .passed ? nil : decision(record, outcome, findings)
    }

    /// What a published review still binds: what a round did not grant, or an objection took back, is free again (Art. 16).
    private func bound(_ review: Decision) -> Fen {
        ClaimBinding(
            [review, docket.published(.listing, review.subject)].compactMap(\.self) + docket.file.acts.filter { $0.subject == review.subject }
        )
        .total
    }

    /// Lets a claim wait for what it needs; after the days that the programme gives it an operator looks.
    private func wait(_ wait: Wait, _ record: CaseRecord, _ result: inout ClaimResult) {
        result.claimable[record.key] = applications.voucher.map { Entitlement.share(of: record.fen("claimed_fee") ?? .zero, rate: $0.rate) }
        let days = newest.periods.parkedDays
        guard let horizon, let received = record.receivedAt, horizon.now.day > received.day.adding(days: days) else {
            result.waits.append(wait)
            return
        }
        let findings = Rulings(docket, on: record.key).applied(to: [wait.finding.told(as: .hold, "已等待超过 \(days) 日，转人工：")])
        result.decisions.append(decision(record, .of(findings, otherwise: .held), Judge.ordered(findings)))
    }

    private func decision(_ record: CaseRecord, _ outcome: Decision.Outcome, amount: Fen? = nil, _ findings: [Finding]) -> Decision {
        Decision(
            kind: .initialReview,
            subject: record.key,
            party: docket.file.party,
            year: docket.file.year,
            outcome: outcome,
            amount: amount,
            findings: findings,
            place: record.place
        )
    }

    /// - Returns: the review, and what the claim would bind if it is not passed yet.
    private func judged(_ facts: ClaimFacts, _ ledger: inout Ledger) -> (Decision, claimable: Fen) {
        let tooLate = tooLate(facts)
        var findings = Rulings(docket, on: facts.claim.record.key).applied(to: Judge.findings(facts) + oneCap(facts) + tooLate)
        if let frozen { findings.append(frozen) }
        var outcome = Decision.Outcome.of(findings, otherwise: .passed)
        var reserved: Fen?
        let fee = RecognisedFee(facts)
        let recognised = fee.amount ?? .largest
        let share = Entitlement.share(of: recognised, rate: facts.voucher.rate)
        let granted = min(share, ledger.left)
        if outcome == .passed || outcome == .held {
            // What a held claim will get is not known yet; that nothing is left for it is.
            if outcome == .passed || granted == .zero, let limited = capFinding(share, granted, facts) { findings.append(limited) }
            outcome = Decision.Outcome.of(findings, otherwise: .passed)
            if outcome == .passed || outcome == .held {
                ledger.take(granted, fee: min(recognised, fee.contract ?? recognised), of: facts.contract?.id)
            }
            if outcome == .passed {
                reserved = granted
                findings.append(rateFinding(fee, recognised, share, granted, facts))
            }
        }
        if outcome == .held { findings += deadline(facts) }
        // What is void for good stays so until an operator lets the claim go on.
        return (decision(facts.claim.record, outcome, amount: reserved, Judge.ordered(findings)), tooLate.isEmpty ? granted : .zero)
    }

    /// How the five working days of the initial review stand for a claim that waits for the centre (Art. 18 item 1): a warning first, then that
    /// they are over. They begin anew with what completed the claim.
    private func deadline(_ facts: ClaimFacts) -> [Finding] {
        guard let horizon, let received = facts.claim.record.receivedAt?.day else { return [] }
        let periods = facts.terms.periods
        let due = horizon.workdays.day(periods.initialReviewWorkingDays, after: received)
        let warning = horizon.workdays.day(periods.initialReviewWarningDay, after: received)
        let values: Values = ["received_on": received, "due": due]
        guard let due, let warning else {
            return [Rule.initialReviewTime.finding(.warn(values, "工作日文件未覆盖，初审期限无法计算", fix: "补充 config/workdays.csv"))]
        }
        if horizon.now.day > due { return [Rule.initialReviewTime.finding(.warn(values, "初审期限至 \(due)，已逾期，升级督办", fix: "由中心尽快裁定"))] }
        if horizon.now.day >= warning { return [Rule.initialReviewTime.finding(.warn(values, "初审期限至 \(due)，即将届满", fix: "由中心尽快裁定"))] }
        return []
    }

    /// A claim that the centre received when what its voucher had left was void for good (Art. 24).
    private func tooLate(_ facts: ClaimFacts) -> [Finding] {
        guard let standing = applications.standing, let received = facts.claim.record.receivedAt, let horizon else { return [] }
        let values: Values
        let when: String
        if let last = YearEnd.ruling(standing, docket).flatMap(YearEnd.lastDay), received.day > last {
            (values, when) = (["received_at": received, "void_on": last], "于 \(last) 终了")
        } else if docket.acted(.void, standing)?.outcome == .final {
            let last = YearEnd.lastDay(of: standing, year: facts.year, docket, horizon.workdays, facts.terms)
            let closed = YearEnd.closed(standing, year: facts.year, docket, horizon)
            if let last, received.day > last {
                (values, when) = (["received_at": received, "void_on": last], "于 \(last) 终了")
            } else if let closed, received > closed {
                (values, when) = (["received_at": received, "void_at": closed], "随各县区截止批次于 \(closed) ")
            } else {
                return []
            }
        } else {
            return []
        }
        return [
            Rule.void.finding(
                .hold(
                    values,
                    "收到时创新券余额已\(when)作废，转人工",
                    fix: "确属年度内使用的，由中心裁定 RELEASE（条款 \(Rule.void.id)）"
                )
            )
        ]
    }

    /// A claim of a person that is merged with others who hold or claim vouchers of the year: they have one cap together, and an operator says what
    /// is left of it (Art. 16).
    private func oneCap(_ facts: ClaimFacts) -> [Finding] {
        let others = docket.file.mergedHolders.sorted()
        guard !others.isEmpty else { return [] }
        let together = others.joined(separator: "、")
        return [
            Rule.cap.finding(
                .hold(
                    [
                        "claim.party_uscc": docket.file.party, "merged_with": others.joined(separator: ","), "voucher_year": facts.year,
                        "cap": facts.terms.standard.cap.yuan,
                    ],
                    "登记显示 \(docket.file.party) 与 \(together) 已合并，双方均有 \(facts.year) 年度的申领或兑付，合计只有一个年度限额，转人工",
                    fix: "由中心核定各方合计不超过年度限额后裁定 RELEASE（条款 \(Rule.cap.id)），超过的不予通过（REJECT）"
                )
            )
        ]
    }

    private func capFinding(_ share: Fen, _ granted: Fen, _ facts: ClaimFacts) -> Finding? {
        guard granted < share else { return nil }
        let values: Values = ["entitlement": share.yuan, "left": granted.yuan, "face": facts.voucher.face.yuan, "cap": facts.terms.standard.cap.yuan]
        if granted == .zero {
            return Rule.cap.finding(
                .reject(values, "年度申领额度 \(facts.voucher.face.yuan) 元已被先提交的兑付申请用尽", fix: "先提交的申请未获兑付、腾出额度时自动复核")
            )
        }
        return Rule.cap.finding(.warn(values, "按比例应得 \(share.yuan) 元，超过年度剩余额度，核减为 \(granted.yuan) 元"))
    }

    private func rateFinding(_ fee: RecognisedFee, _ recognised: Fen, _ share: Fen, _ granted: Fen, _ facts: ClaimFacts) -> Finding {
        Rule.rate.finding(
            .info(
                [
                    "claimed": fee.claimed?.yuan, "contract": fee.contract?.yuan, "invoiced": fee.invoiced?.yuan, "received": fee.received?.yuan,
                    "recognised": recognised.yuan, "rate_bp": facts.voucher.rate, "entitlement": share.yuan, "reserved": granted.yuan,
                    "invoices": facts.invoices.flatMap(\.identities).joined(separator: ","),
                ],
                "初审按 \(recognised.yuan) 元计（申报、合同、发票、到款的最低值），预留 \(granted.yuan) 元，以专家评审认定为准"
            )
        )
    }

    /// The rules that are asked again before payment (Art. 16, 20, 22).
    static let askedAgain: Set<String> = [Rule.provincial.id, Rule.credit.id, Rule.finance.id, Rule.affiliation.id, Rule.cityFund.id]

    /// What the rules that are asked again before payment say on that day.
    func findings(of record: CaseRecord, payingOn day: Day) -> [Finding] {
        guard var facts = facts(record, Ledger(left: .zero)) else { return [] }
        facts.paymentDay = day
        return Judge.findings(facts).filter { ClaimHearing.askedAgain.contains($0.rule) && [.reject, .return, .hold].contains($0.effect) }
    }

    /// What contract, invoices and receipts prove of a claim today: the panel recognises no more (Art. 3); `nil` where nobody can tell.
    func provable(_ record: CaseRecord) -> Fen? {
        guard let facts = facts(record, Ledger(left: .zero)) else { return nil }
        let fee = RecognisedFee(facts)
        return [fee.contract, fee.invoiced, fee.received].compactMap(\.self).min()
    }

    // MARK: - Gathering

    private func order(_ record: CaseRecord) -> Order { Order(place: record.place, id: record.key.key) }

    /// The facts of a claim; `nil` where there is no party or voucher to judge it by.
    private func facts(_ record: CaseRecord, _ ledger: Ledger) -> ClaimFacts? {
        guard let voucher = applications.voucher, let party = docket.one(.party, docket.file.party) else { return nil }
        let claim = Claim(record: record)
        let contract = record.isContested("contract") ? nil : docket.one(.contract, claim.contract).map(Contract.init)
        let id = record.key.key
        let provider = contract.flatMap { docket.one(.provider, $0.provider) }
        let evidence = docket.all(.evidence, where: "claim_id", is: id)
        let replaced = Set(evidence.compactMap { $0.text("supersedes") })
        let invoices = invoices[id] ?? []
        return ClaimFacts(
            year: docket.file.year,
            claim: claim,
            place: record.place,
            party: Party(record: party),
            voucher: voucher,
            city: programme.city,
            contract: contract,
            project: Project(contract?.project, in: docket),
            provider: provider.map(Provider.init),
            platform: docket.one(.platform, contract?.platform).map(Platform.init),
            recognitions: recognitions(of: contract?.platform),
            qualifications: docket.all(.qualification, where: "provider_uscc", is: provider?.key.key).map(Qualification.init),
            entrustments: docket.all(.entrustment, where: "principal_uscc", is: provider?.key.key).map(Entrustment.init),
            invoices: invoices,
            charges: ClaimFacts.charges(invoices),
            redLetters: redLetters,
            receipts: docket.all(.bankReceipt, where: "claim_id", is: id).map(Receipt.init),
            accounts: docket.all(.accountingVoucher, where: "claim_id", is: id),
            results: docket.all(.serviceResult, where: "claim_id", is: id),
            evidence: evidence.filter { !replaced.contains($0.key.key) },
            disputes: docket.all(.dispute, where: "contract_id", is: contract?.id),
            checks: invoices.flatMap { docket.all(.invoiceCheck, where: "invoice_id", is: $0.id) },
            registers: registers,
            uses: claimUses.byOthers(record, contract),
            takenOfContract: contract.flatMap { ledger.takenOfContracts[$0.id] } ?? .zero,
            otherYears: docket.file.otherYears,
            graceUntil: grace(record),
            mayBeContested: mayBeContested
        )
    }

    private static func invoice(_ record: CaseRecord, _ docket: Docket) -> Invoice {
        let answers = docket.all(.invoiceCheck, where: "invoice_id", is: record.key.key).compactMap { $0.text("status") }
        // Of several answers the worst counts.
        let worst = ["VOID", "RED", "NOT_FOUND", "OK"].first { answers.contains($0) }
        return Invoice(record: record, check: worst.flatMap(Invoice.Check.init))
    }

    /// The recognitions of a platform against which no objection was upheld; each from the end of its publicity on (Art. 9).
    private func recognitions(of platform: String?) -> [Recognition] {
        let upheld = docket.all(.objection).filter { objection in
            platform != nil && objection.text("platform_uscc") == platform && objection.text("ruling") == "SUSTAINED"
                && !objection.isContested("ruling")
        }.compactMap { $0.instant("received_at")?.day }
        return docket.all(.recognition, where: "platform_uscc", is: platform).compactMap { record in
            let days = newest.periods.publicityWorkingDays
            let last = record.day("published_on").flatMap { horizon?.workdays.day(days, after: $0) }
            let recognition = Recognition(record: record, publicUntil: last)
            // An objection of an earlier publicity was heard there, one of later is a complaint.
            let published = record.day("published_on") ?? record.day("valid_from")
            let end = recognition.from
            let isObjected = upheld.contains { day in (published.map { $0 <= day } ?? true) && (end.map { day < $0 } ?? true) }
            return isObjected ? nil : recognition
        }
    }

    private func grace(_ record: CaseRecord) -> Instant? {
        [record.key, applications.standing].compactMap(\.self).compactMap { Rulings(docket, on: $0).graceUntil }.max()
    }
}
