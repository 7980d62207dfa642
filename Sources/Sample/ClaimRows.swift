import Programme
import Records

extension SampleClaim {
    /// The rows with which the office submits the claim, and the files that they name.
    func rows(_ identifiers: inout Identifiers) -> (rows: [SampleRow], files: [SampleFile]) {
        var rows: [SampleRow] = bringsProject ? [project.row(of: party.uscc)] : []
        rows.append(contractRow)
        rows.append(claimRow)
        rows += invoices.map(row) + receipts.map(row) + entries.map(row)
        rows.append(resultRow)
        if injection == .openDispute { rows.append(disputeRow(&identifiers)) }
        let proof = proof(of: evidence, &identifiers)
        return (rows + proof.rows, proof.files)
    }

    /// The evidence of these kinds: a row and a file for each.
    func proof(of kinds: [String], editedAt: Instant? = nil, _ identifiers: inout Identifiers) -> (rows: [SampleRow], files: [SampleFile]) {
        var rows: [SampleRow] = []
        var files: [SampleFile] = []
        for kind in kinds {
            let path = "data/evidence/\(id)/\(kind.lowercased()).pdf"
            var row = SampleRow(
                .evidence,
                ["id": identifiers.record(office.code, "CL"), "claim_id": id, "kind": kind, "file": path, "pages": "2"],
                injection: injection
            )
            row.editedAt = editedAt
            rows.append(row)
            files.append(SampleFile(path: path, bytes: SampleClaim.document("\(id) \(kind) \(contractNumber)")))
        }
        return (rows, files)
    }

    /// A file that begins and ends as a PDF does, and is like no other.
    private static func document(_ title: String) -> [UInt8] {
        Array("%PDF-1.4\n% 仿真材料，仅供试用 \(title)\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n".utf8)
    }

    private var contractRow: SampleRow {
        let isSpelled = injection == .dateSpelling
        return SampleRow(
            .contract,
            [
                "id": contractID, "contract_no": contractNumber, "party_uscc": party.uscc, "provider_uscc": provider.uscc,
                "agent_uscc": agent?.uscc ?? "",
                "project_id": project.id, "platform_uscc": platform, "platform_order_no": orderNumber, "order_date": days.ordered.description,
                "signed_on": isSpelled ? days.signed.slashed : days.signed.description,
                "service_start": isSpelled ? days.start.dotted : days.start.description,
                "service_end": isSpelled ? days.end.inChinese : days.end.description,
                "service_category": category, "service_desc": description, "is_mandatory_test": isMandatory ? "是" : "否",
                "amount": contractAmount.yuan,
            ],
            injection: injection
        )
    }

    private var claimRow: SampleRow {
        SampleRow(
            .claim,
            [
                "id": id, "party_uscc": party.uscc, "voucher_year": String(year), "contract_id": contractID, "claimed_fee": fee.yuan,
                "service_effect": "取得\(ClaimMaker.resultTypes[category] ?? "DATA")一份，用于“\(project.name)”", "not_provincial_declared": "true",
                "not_city_funded_declared": "true", "not_affiliated_declared": "true", "submitted_at": submittedAt.description,
            ],
            injection: injection
        )
    }

    private var resultRow: SampleRow {
        SampleRow(
            .serviceResult,
            [
                "id": resultID, "claim_id": id, "result_type": ClaimMaker.resultTypes[category] ?? "DATA",
                "report_no": "SY-\(contractNumber.suffix(8))",
                "report_date": days.reported.description, "summary": "结论：达到合同约定的技术指标",
            ],
            injection: injection
        )
    }

    private func row(_ invoice: Invoice) -> SampleRow {
        var row = SampleRow(
            .invoice,
            [
                "id": invoice.id, "claim_id": id, "issued_on": invoice.issuedOn.description, "seller_uscc": invoice.seller,
                "buyer_uscc": invoice.buyer,
                "gross": invoice.gross.yuan, "tax": invoice.tax.yuan, "item_name": invoice.item,
            ],
            injection: injection
        )
        switch invoice.form {
        case .electronic(let number): row["e_number"] = number
        case .paper(let code, let number): (row["code"], row["number"]) = (code, number)
        case .both(let electronic, let code, let number): (row["e_number"], row["code"], row["number"]) = (electronic, code, number)
        }
        return row
    }

    private func row(_ receipt: Receipt) -> SampleRow {
        SampleRow(
            .bankReceipt,
            [
                "id": receipt.id, "claim_id": id, "bank_serial": receipt.serial, "paid_on": receipt.paidOn.description, "payer_name": receipt.payer,
                "payee_name": receipt.payee, "amount": receipt.amount.yuan,
            ],
            injection: injection
        )
    }

    private func row(_ entry: Entry) -> SampleRow {
        var row = SampleRow(
            .accountingVoucher,
            [
                "id": entry.id, "claim_id": id, "voucher_word": entry.word, "number": entry.number, "booked_on": entry.bookedOn,
                "amount": entry.amount.yuan,
            ],
            injection: injection
        )
        if entry.isRefused { row.mark = .refused }
        return row
    }

    private func disputeRow(_ identifiers: inout Identifiers) -> SampleRow {
        SampleRow(
            .dispute,
            [
                "id": identifiers.record(office.code, "JF"), "contract_id": contractID, "contested": "RESULT",
                "opened_on": submittedAt.day.adding(days: -1).description,
            ],
            injection: injection
        )
    }
}

extension Day {
    /// `2026/3/5`.
    fileprivate var slashed: String { "\(year)/\(month)/\(dayOfMonth)" }
    /// `2026.3.5`.
    fileprivate var dotted: String { "\(year).\(month).\(dayOfMonth)" }
    /// `2026年3月5日`.
    fileprivate var inChinese: String { "\(year)年\(month)月\(dayOfMonth)日" }
}
