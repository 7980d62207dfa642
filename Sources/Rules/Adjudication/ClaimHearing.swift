import Programme
import Records

/// What became of the claims of a party-year.
struct ClaimResult: Sendable {
    var decisions: [Decision] = []
    var waits: [Wait] = []
}

/// Decides the claims of a party-year in the order of their places, and shares out the voucher among them (Art. 6, 16, 18 item 1).
struct ClaimHearing: Sendable {
    let docket: Docket
    let programme: ProgrammeFile
    let newest: ProgrammeVersion
    let applications: ApplicationResult

    /// What is left of the voucher and of each contract while claims are looked at in order.
    private struct Ledger {
        var left: Fen
        var takenOfContracts: [String: Fen] = [:]

        mutating func take(_ share: Fen, fee: Fen, of contract: String?) {
            left -= share
            if let contract { takenOfContracts[contract, default: .zero] += fee }
        }
    }

    func result() -> ClaimResult {
        let published = docket.file.published.filter { $0.kind == .initialReview }
        var result = ClaimResult(decisions: published)
        let live = docket.all(.claim).sorted { order($0) < order($1) }
        let granted = published.filter { $0.outcome == .passed }.compactMap(\.amount).sum()
        let limit = applications.voucher.map { min($0.face, $0.terms.standard.cap) } ?? .zero
        var ledger = Ledger(left: max(.zero, limit - granted))
        // What is published has taken its part of its contract before any other.
        for record in live where docket.published(.initialReview, record.key)?.outcome == .passed {
            guard let facts = facts(record, live, ledger), let fee = RecognisedFee(facts).amount else { continue }
            ledger.take(.zero, fee: fee, of: facts.contract?.id)
        }
        for record in live where docket.published(.initialReview, record.key) == nil {
            let missing = MissingReferences.of(claim: Claim(record: record), in: docket)
            if !missing.isEmpty {
                result.waits.append(MissingReferences.wait(record.key, missing))
            } else if let facts = facts(record, live, ledger) {
                result.decisions.append(judged(facts, &ledger))
            } else {
                result.waits.append(MissingReferences.wait(record.key, forVoucherOf: applications, year: docket.file.year))
            }
        }
        return result
    }

    private func judged(_ facts: ClaimFacts, _ ledger: inout Ledger) -> Decision {
        var findings = Rulings(docket, on: facts.claim.record.key).applied(to: Judge.findings(facts))
        var outcome = Decision.Outcome.of(findings, otherwise: .passed)
        var reserved: Fen?
        if outcome == .passed || outcome == .held {
            let fee = RecognisedFee(facts)
            let recognised = fee.amount ?? .largest
            let share = Entitlement.share(of: recognised, rate: facts.voucher.rate)
            let granted = min(share, ledger.left)
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
        return Decision(
            kind: .initialReview,
            subject: facts.claim.record.key,
            party: docket.file.party,
            year: docket.file.year,
            outcome: outcome,
            amount: reserved,
            findings: Judge.ordered(findings),
            place: facts.place
        )
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
                ],
                "初审按 \(recognised.yuan) 元计（申报、合同、发票、到款的最低值），预留 \(granted.yuan) 元，以专家评审认定为准"
            )
        )
    }

    // MARK: - Gathering

    private func order(_ record: CaseRecord) -> Order { Order(place: place(record), id: record.key.key) }

    private func place(_ record: CaseRecord) -> Instant? {
        let kinds = (applications.voucher?.terms ?? newest).materials.evidenceKinds
        return Place.of(claim: record, evidence: files(of: record), kinds: kinds)
    }

    private func files(of record: CaseRecord) -> [CaseRecord] {
        docket.file.records.filter { $0.key.type == .evidence && $0.text("claim_id") == record.key.key }
    }

    /// The facts of a claim; `nil` where there is no party or voucher to judge it by.
    private func facts(_ record: CaseRecord, _ live: [CaseRecord], _ ledger: Ledger) -> ClaimFacts? {
        guard let voucher = applications.voucher, let party = docket.one(.party, docket.file.party) else { return nil }
        let claim = Claim(record: record)
        let contract = record.isContested("contract") ? nil : docket.one(.contract, claim.contract).map(Contract.init)
        let id = record.key.key
        let provider = contract.flatMap { docket.one(.provider, $0.provider) }
        let evidence = docket.all(.evidence, where: "claim_id", is: id)
        let replaced = Set(evidence.compactMap { $0.text("supersedes") })
        let invoices = docket.all(.invoice, where: "claim_id", is: id).map(invoice)
        return ClaimFacts(
            year: docket.file.year,
            claim: claim,
            place: place(record),
            party: Party(record: party),
            voucher: voucher,
            city: programme.city,
            contract: contract,
            project: docket.one(.project, contract?.project).map(Project.init),
            provider: provider.map(Provider.init),
            recognitions: docket.all(.recognition, where: "platform_uscc", is: contract?.platform).map(Recognition.init),
            qualifications: docket.all(.qualification, where: "provider_uscc", is: provider?.key.key).map(Qualification.init),
            entrustments: docket.all(.entrustment, where: "principal_uscc", is: provider?.key.key).map(Entrustment.init),
            invoices: invoices,
            redLetters: docket.all(.invoice).map(invoice).filter(\.isRedLetter),
            receipts: docket.all(.bankReceipt, where: "claim_id", is: id).map(Receipt.init),
            accounts: docket.all(.accountingVoucher, where: "claim_id", is: id),
            results: docket.all(.serviceResult, where: "claim_id", is: id),
            evidence: evidence.filter { !replaced.contains($0.key.key) },
            disputes: docket.all(.dispute, where: "contract_id", is: contract?.id),
            checks: docket.all(.invoiceCheck).filter { check in invoices.contains { $0.id == check.text("invoice_id") } },
            registers: Registers(docket),
            uses: uses(record, contract, live),
            takenOfContract: contract.flatMap { ledger.takenOfContracts[$0.id] } ?? .zero,
            otherYears: docket.file.otherYears,
            graceUntil: grace(record)
        )
    }

    private func invoice(_ record: CaseRecord) -> Invoice {
        let answers = docket.all(.invoiceCheck).filter { $0.text("invoice_id") == record.key.key }.compactMap { $0.text("status") }
        // Of several answers the worst counts.
        let worst = ["VOID", "RED", "NOT_FOUND", "OK"].first { answers.contains($0) }
        return Invoice(record: record, check: worst.flatMap(Invoice.Check.init))
    }

    private func grace(_ record: CaseRecord) -> Instant? {
        [record.key, applications.standing].compactMap(\.self).compactMap { Rulings(docket, on: $0).graceUntil }.max()
    }

    /// Who else uses what the claim uses: claims of the case that are not ended by a FINAL refusal, and what the clerk found beyond it.
    private func uses(_ record: CaseRecord, _ contract: Contract?, _ live: [CaseRecord]) -> [SharedUse] {
        let own = identities(of: record)
        var uses = docket.file.shared.filter { use in own.contains { $0.kind == use.kind && $0.identity == use.identity } }
        for other in live where other.key != record.key && docket.published(.initialReview, other.key)?.outcome != .rejected {
            let isSameContract = contract != nil && other.text("contract_id") == contract?.id
            guard let place = place(other) else { continue }
            for theirs in identities(of: other) where theirs.kind != .evidence && !(theirs.kind == .order && isSameContract) {
                guard own.contains(where: { $0.kind == theirs.kind && $0.identity == theirs.identity }) else { continue }
                uses.append(
                    SharedUse(
                        kind: theirs.kind,
                        identity: theirs.identity,
                        claim: other.key.key,
                        party: docket.file.party,
                        year: docket.file.year,
                        place: place,
                        allocated: theirs.allocated
                    )
                )
            }
        }
        return uses.sorted { ($0.kind.rawValue, $0.identity, $0.claim) < ($1.kind.rawValue, $1.identity, $1.claim) }
    }

    private func identities(of claim: CaseRecord) -> [(kind: SharedUse.Kind, identity: String, allocated: Fen?)] {
        let mine = { (type: RecordType) in docket.all(type).filter { $0.text("claim_id") == claim.key.key } }
        let records = mine(.invoice) + mine(.evidence) + [docket.one(.contract, claim.text("contract_id"))].compactMap(\.self)
        return records.flatMap { record in
            SharedIdentity.identities(of: record).map { ($0.kind, $0.identity, record.key.type == .invoice ? record.fen("allocated") : nil) }
        }
    }
}
