import Programme

/// Makes claims that deserve to pass.
struct ClaimMaker {
    let year: Int

    private static let works: [String: (descriptions: [String], items: [String])] = [
        "TEST": (["材料成分与力学性能分析测试", "疲劳寿命试验与数据分析", "微观组织表征与失效分析"], ["*研发和技术服务*检测费", "*研发和技术服务*试验费", "*鉴证咨询服务*检验费"]),
        "RD": (["联合开展工艺技术开发", "关键零部件设计开发"], ["*研发和技术服务*技术开发费"]),
        "COMPUTE": (["多物理场仿真算力服务", "模型训练算力服务"], ["*信息技术服务*算力服务费"]),
        "PILOT": (["中试放大与工艺验证", "小批量中试生产线验证"], ["*研发和技术服务*中试服务费"]),
        "STANDARD": (["团体标准研制服务", "企业标准编制与验证"], ["*研发和技术服务*标准研制费"]),
    ]

    static let resultTypes = ["TEST": "TEST_REPORT", "RD": "ACCEPTANCE", "COMPUTE": "COMPUTE_LOG", "PILOT": "DATA", "STANDARD": "STANDARD_DRAFT"]

    /// - Parameters:
    ///   - days: when it all happens; drawn where it is `nil`.
    ///   - fee: what the service costs; drawn where it is `nil`.
    func claim(
        of party: SampleParty,
        under application: SampleApplication,
        at office: SampleOffice,
        supply: SupplySide,
        days: ServiceDays? = nil,
        fee: Fen? = nil,
        _ identifiers: inout Identifiers,
        _ random: inout RandomSource
    ) -> SampleClaim {
        let category: String = random.pick([
            ("TEST", weight: 62), ("RD", weight: 20), ("COMPUTE", weight: 7), ("PILOT", weight: 6), ("STANDARD", weight: 5),
        ])
        let days = days ?? ServiceDays(after: application.submittedAt.day, &random)
        let fee = fee ?? Money.fee(&random)
        let agent = random.chance(300) && !supply.agents.isEmpty ? random.pick(supply.agents) : nil
        let provider = agent?.principal ?? supply.provider(for: category, &random)
        let work = ClaimMaker.works[category] ?? (["技术服务"], ["*现代服务*技术服务费"])
        let item = random.pick(work.items)
        let seller = agent?.uscc ?? provider.uscc
        let count = random.pick([(1, weight: 70), (random.integer(2...3), weight: 22), (random.integer(4...12), weight: 8)])
        let invoices = Money.split(fee, into: count, &random).map { gross in
            invoice(gross, item, from: seller, to: party.uscc, on: days.invoiced, office.code, &identifiers, &random)
        }
        // Some pay less than was invoiced; what was not paid is not supported.
        let paid = random.chance(1000) ? Fen(fee.amount * Int64(random.integer(80...95)) / 100) : fee
        let receipts = Money.split(paid, into: count == 1 || random.chance(5000) ? 1 : 2, &random).map { amount in
            receipt(amount, from: party.name, to: agent?.name ?? provider.name, on: days.paid, office.code, &identifiers)
        }
        return SampleClaim(
            id: identifiers.record(office.code, "DF"),
            contractID: identifiers.record(office.code, "HT"),
            resultID: identifiers.record(office.code, "JG"),
            office: office,
            party: party,
            year: year,
            project: application.project,
            provider: provider,
            agent: agent,
            platform: random.pick(supply.platforms).uscc,
            orderNumber: identifiers.record(.centre, "DD").replacingFirst("410300-", by: ""),
            contractNumber: identifiers.record(.centre, "HTBH").replacingFirst("410300-", by: "技服"),
            days: days,
            category: category,
            description: "为项目“\(application.project.name)”提供\(random.pick(work.descriptions))",
            contractAmount: random.chance(1500) ? Fen(fee.amount * 5 / 4) : fee,
            fee: fee,
            invoices: invoices,
            receipts: receipts,
            entries: [entry(days.paid, paid, office.code, &identifiers, &random)],
            submittedAt: Chronology.moment(days.claimed, &random)
        )
    }

    func invoice(
        _ gross: Fen,
        _ item: String,
        from seller: String,
        to buyer: String,
        on day: Day,
        _ office: OfficeCode,
        _ identifiers: inout Identifiers,
        _ random: inout RandomSource
    ) -> SampleClaim.Invoice {
        let kind = random.integer(1...100)
        let form: SampleClaim.Invoice.Form
        if kind <= 93 {
            form = .electronic(identifiers.electronicInvoice(year: year))
        } else {
            let paper = identifiers.paperInvoice(year: year)
            form =
                kind <= 95
                ? .both(identifiers.electronicInvoice(year: year), code: paper.code, number: paper.number)
                : .paper(code: paper.code, number: paper.number)
        }
        let percent: Int64 = random.pick([(6, weight: 90), (1, weight: 5), (3, weight: 5)])
        return SampleClaim.Invoice(
            id: identifiers.record(office, "FP"),
            form: form,
            issuedOn: day,
            seller: seller,
            buyer: buyer,
            gross: gross,
            tax: Money.tax(in: gross, percent: percent),
            item: item
        )
    }

    private func receipt(
        _ amount: Fen,
        from payer: String,
        to payee: String,
        on day: Day,
        _ office: OfficeCode,
        _ identifiers: inout Identifiers
    ) -> SampleClaim.Receipt {
        SampleClaim.Receipt(
            id: identifiers.record(office, "DK"),
            serial: identifiers.bankSerial(day),
            paidOn: day,
            payer: payer,
            payee: payee,
            amount: amount
        )
    }

    func entry(_ day: Day, _ amount: Fen, _ office: OfficeCode, _ identifiers: inout Identifiers, _ random: inout RandomSource) -> SampleClaim.Entry {
        SampleClaim.Entry(
            id: identifiers.record(office, "PZ"),
            word: random.pick(["记", "付", "银"]),
            number: String(random.integer(1...9_999)),
            bookedOn: day.description,
            amount: amount
        )
    }
}
