import Programme
import Records

extension Workshop {
    /// Puts one error into a claim, and into the registers or the supply side where it lies there; returns whether the claim could carry it.
    mutating func apply(_ injection: Injection, to claim: inout SampleClaim, of application: SampleApplication) -> Bool {
        let applied =
            switch injection {
            case .missingEvidence, .missingEvidenceSupplied: omitEvidence(injection, &claim)
            case .mandatoryDeclared, .mandatoryKeyword: makeMandatory(injection, &claim)
            case .affiliationDirect, .affiliationThroughOthers: relate(injection, claim)
            case .provincialExact, .provincialSimilar, .cityFunded: fundElsewhere(injection, &claim)
            case .providerNotMember, .certificateExpired, .sellerNotEntrusted: changeProvider(injection, &claim)
            case .finishedBeforeVoucher, .orderAfterStart, .filedInJanuary: moveDays(injection, &claim, application)
            case .wrongBuyer, .amountInTenThousands, .damagedInvoiceNumber, .goodsInvoice: changeInvoice(injection, &claim)
            default: changePaper(injection, &claim)
            }
        if applied { claim.injection = injection }
        return applied
    }

    // MARK: Papers

    private mutating func omitEvidence(_ injection: Injection, _ claim: inout SampleClaim) -> Bool {
        // Without the result the service would not even be done (Art. 18 item 1), which is another rule.
        let missing = random.pick(["CLAIM_FORM", "SERVICE_CONTRACT", "BANK_RECEIPT", "INVOICE", "ACCOUNTING_VOUCHER"])
        if injection == .missingEvidenceSupplied {
            let supplied = Chronology.moment(claim.submittedAt.day.adding(days: random.integer(8...20)), &random)
            guard supplied.day <= Day.last(of: claim.year) else { return false }
            claim.suppliedAt = supplied
        }
        claim.missing = missing
        claim.evidence.removeAll { $0 == missing }
        return true
    }

    private mutating func changePaper(_ injection: Injection, _ claim: inout SampleClaim) -> Bool {
        switch injection {
        case .openDispute, .dateSpelling: return true
        case .dateSerial:
            // What a spreadsheet makes of a date: days since 1899-12-30.
            var entry = claims.entry(claim.days.paid, Fen(10_000), claim.office.code, &identifiers, &random)
            entry.bookedOn = String(claim.days.paid.ordinal + 25_569)
            entry.isRefused = true
            claim.entries.append(entry)
            return true
        case .formerName:
            guard let former = claim.party.formerName else { return false }
            for index in claim.receipts.indices { claim.receipts[index].payer = former }
            return true
        default: return false
        }
    }

    private mutating func changeInvoice(_ injection: Injection, _ claim: inout SampleClaim) -> Bool {
        switch injection {
        case .wrongBuyer:
            claim.invoices[0].buyer = identifiers.uscc(division: "410311")
        case .amountInTenThousands:
            guard claim.fee.amount >= 1_000_000 else { return false }
            for index in claim.invoices.indices {
                claim.invoices[index].gross = Fen(claim.invoices[index].gross.amount / 10_000)
                claim.invoices[index].tax = Fen(claim.invoices[index].tax.amount / 10_000)
            }
        case .damagedInvoiceNumber:
            guard let number = claim.invoices[0].electronicNumber else { return false }
            claim.invoices[0].form = .electronic(number.prefix(15) + "00000")
        default:
            claim.invoices[0].item = "*仪器仪表*硬度计"
        }
        return true
    }

    // MARK: Services

    private mutating func makeMandatory(_ injection: Injection, _ claim: inout SampleClaim) -> Bool {
        if injection == .mandatoryDeclared {
            claim.isMandatory = true
        } else {
            claim.description += "，含" + random.pick(["特种设备监督检验", "防雷检测", "职业卫生检测", "强制检定"])
        }
        return true
    }

    private mutating func changeProvider(_ injection: Injection, _ claim: inout SampleClaim) -> Bool {
        claim.agent = nil
        switch injection {
        case .providerNotMember: claim.provider = supply.addOutsider(&identifiers)
        case .certificateExpired:
            // Good when the contract was made, expired when the report was.
            guard claim.category == "TEST", claim.days.reported.adding(days: -1) > claim.days.start else { return false }
            claim.provider = supply.addExpiring(on: claim.days.reported.adding(days: -1), &identifiers)
        default: break
        }
        let seller = injection == .sellerNotEntrusted ? identifiers.uscc(division: "410305") : claim.provider.uscc
        for index in claim.invoices.indices { claim.invoices[index].seller = seller }
        for index in claim.receipts.indices { claim.receipts[index].payee = claim.provider.name }
        return true
    }

    private mutating func moveDays(_ injection: Injection, _ claim: inout SampleClaim, _ application: SampleApplication) -> Bool {
        let applied = application.submittedAt.day
        switch injection {
        case .finishedBeforeVoucher:
            guard applied >= Chronology.day(claim.year, 2, 25) else { return false }
            claim.days.end = applied.adding(days: -random.integer(2...10))
            claim.days.start = claim.days.end.adding(days: -random.integer(5...20))
            claim.days.signed = claim.days.start.adding(days: -random.integer(0...5))
            claim.days.ordered = claim.days.signed
            claim.days.reported = claim.days.end
        case .orderAfterStart:
            claim.days.ordered = claim.days.start.adding(days: random.integer(1...3))
        default:
            claim.submittedAt = Chronology.moment(Chronology.day(claim.year + 1, 1, random.integer(3...8)), &random)
        }
        return true
    }

    // MARK: Registers

    private mutating func relate(_ injection: Injection, _ claim: SampleClaim) -> Bool {
        guard claim.agent == nil else { return false }
        var chain = [claim.party.uscc, claim.provider.uscc]
        if injection == .affiliationThroughOthers {
            // Shares that multiply to less than a half: nobody controls anybody, and yet they belong together.
            let between = (0..<random.integer(1...3)).map { _ in identifiers.uscc(division: "410300") }
            chain.insert(contentsOf: between, at: 1)
        }
        for (one, other) in zip(chain, chain.dropFirst()) {
            let row = SampleRow(
                .regRelation,
                [
                    "id": identifiers.record(.centre, "GX"), "a": one, "b": other, "kind": "EQUITY", "percent": String(random.integer(12...35)),
                    "from_date": Chronology.day(claim.year - 3, 5, 6).description,
                ],
                injection: injection
            )
            parties.add(row, on: Chronology.day(claim.year, 1, 4))
        }
        return true
    }

    /// Lets the province or the city have paid for the project already: a project of its own, so that no other claim is touched.
    private mutating func fundElsewhere(_ injection: Injection, _ claim: inout SampleClaim) -> Bool {
        // Of another trade, so that no name of the party's other projects comes near.
        let trade = random.pick(Names.trades.filter { $0 != claim.party.trade })
        let name = Names.project(trade: trade, number: random.integer(0...8), &random) + "（专题\(claim.id.suffix(5))）"
        claim.description = claim.description.replacingFirst(claim.project.name, by: name)
        claim.project = SampleProject(id: identifiers.record(claim.office.code, "XM"), name: name)
        claim.bringsProject = true
        let row: SampleRow
        switch injection {
        case .cityFunded:
            row = SampleRow(
                .regCityProject,
                [
                    "id": identifiers.record(.centre, "SJ"), "uscc": claim.party.uscc, "project_no": "LYKJ\(claim.year - 1)-\(random.digits(4))",
                    "project_name": name, "year": String(claim.year - 1), "amount": "200000.00",
                ],
                injection: injection
            )
        case .provincialExact:
            row = SampleRow(
                .regProvincial,
                [
                    "id": identifiers.record(.centre, "SQ"), "uscc": claim.party.uscc, "year": String(claim.year), "project_name": name,
                    "contract_no": claim.contractNumber, "invoice_no": claim.invoices[0].electronicNumber ?? "", "provider_uscc": claim.provider.uscc,
                    "amount": claim.fee.yuan, "status": "GRANTED",
                ],
                injection: injection
            )
        default:
            row = SampleRow(
                .regProvincial,
                [
                    "id": identifiers.record(.centre, "SQ"), "uscc": claim.party.uscc, "year": String(claim.year),
                    // One character in some thirty differs.
                    "project_name": name.replacingFirst("专题", by: "课题"), "status": "GRANTED",
                ],
                injection: injection
            )
        }
        parties.add(row, on: claim.days.claimed)
        return true
    }
}
