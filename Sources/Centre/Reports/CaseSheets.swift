import Programme
import Records
import Rules
import Store

/// The sheets of what the regulation decides: applications, vouchers and claims.
struct CaseSheets {
    let desk: SheetDesk

    private var transaction: Transaction { desk.transaction }

    // MARK: Applications and vouchers

    func application(_ key: RecordKey) throws -> Sheet {
        let values = try transaction.merged(key.type, key.key)
        var facts = try desk.standing(of: key)
        facts.append(Sheet.Fact("place", "place 先后", values?.place?.description))
        var keys = [key]
        if let project = values?["project_id"]?.text { keys.append(RecordKey(.project, project)) }
        return Sheet(
            kind: "application",
            id: key.key,
            title: try desk.waits.words.words(for: key),
            facts: facts + (try balance(of: key.key)),
            sections: [
                Sheet.Section("values", "values in effect 现行值", try desk.values(of: key)), try decisions(of: key), try findings(of: key),
                try desk.conflicts(of: keys), try desk.waiting { $0.record.map { keys.contains($0) } ?? false }, try desk.rulings(on: key),
            ]
        )
    }

    func voucher(_ application: String) throws -> Sheet {
        let key = RecordKey(.application, application)
        let current = try transaction.currentDecision(.voucher, of: key)
        var claims: [[Sheet.Fact]] = []
        if let decision = current?.decision {
            for claim in try transaction.records(.claim, where: "party_uscc", is: decision.party)
            where claim["voucher_year"]?.integer == Int64(decision.year) && !claim.isWithdrawn { claims.append(try line(claim)) }
        }
        let state = current.map { "\($0.decision.outcome.rawValue) \($0.decision.state.rawValue)" } ?? "none"
        return Sheet(
            kind: "voucher",
            id: application,
            title: "voucher 创新券，\(try desk.waits.words.words(for: key))",
            facts: [Sheet.Fact("state", "state 状态", state)] + (try balance(of: application)),
            sections: [
                Sheet.Section("claims", "claims 兑付申请", claims), try decisions(of: key), try findings(of: key),
                try desk.waiting { $0.record == key }, try desk.rulings(on: key),
            ]
        )
    }

    private func line(_ claim: CaseRecord) throws -> [Sheet.Fact] {
        let decision = try transaction.currentDecision(.initialReview, of: claim.key)?.decision
        return [
            Sheet.Fact("claim", "", claim.key.key), Sheet.Fact("outcome", "", decision?.outcome.rawValue ?? "WAITS"),
            Sheet.Fact("state", "", decision?.state.rawValue), Sheet.Fact("reserved", "reserved 预留", decision?.amount?.yuan),
            Sheet.Fact("claimed_fee", "fee 申报费用", claim["claimed_fee"]?.integer.map { Fen($0).yuan }),
            Sheet.Fact("place", "place 先后", claim.place?.description),
        ]
    }

    /// The balance of the voucher of an application, where one is issued.
    private func balance(of application: String) throws -> [Sheet.Fact] {
        guard let decision = try transaction.currentDecision(.voucher, of: RecordKey(.application, application))?.decision,
            let balance = try Ledger(transaction, party: decision.party, year: decision.year).balances.first
        else { return [] }
        return [
            Sheet.Fact("face", "face 面额", balance.face.yuan), Sheet.Fact("reserved", "reserved 已预留", balance.reserved.yuan),
            Sheet.Fact("free", "free 可用", balance.free.yuan),
        ]
    }

    // MARK: Claims

    func claim(_ key: RecordKey) throws -> Sheet {
        let claim = try transaction.merged(key.type, key.key)
        let party = claim?["party_uscc"]?.text
        let year = claim?["voucher_year"]?.integer.map { Int($0) }
        let keys = try ClaimRecords(transaction).all(of: key)
        let decision = try transaction.currentDecision(.initialReview, of: key)?.decision
        var facts = try desk.standing(of: key)
        facts += [
            Sheet.Fact("party", "party 需求方", try party.map { try desk.waits.words.words(for: RecordKey(.party, $0)) }),
            Sheet.Fact("year", "year 年度", year.map(String.init)),
            Sheet.Fact("place", "place 先后", claim?.place?.description),
            Sheet.Fact("completed_at", "complete since 材料齐备于", claim?.receivedAt?.description),
            Sheet.Fact("reserved", "reserved 预留", decision?.amount?.yuan),
        ]
        if let party, let year, let balance = try Ledger(transaction, party: party, year: year).balances.first {
            facts.append(
                Sheet.Fact(
                    "voucher",
                    "voucher 创新券",
                    balance.voucher,
                    shown: "\(balance.voucher)，face 面额 \(balance.face.yuan)，reserved 已预留 \(balance.reserved.yuan)，free 可用 \(balance.free.yuan)"
                )
            )
            facts.append(Sheet.Fact("voucher_free", "voucher free 券可用", balance.free.yuan))
        }
        return Sheet(
            kind: "claim",
            id: key.key,
            title: try desk.waits.words.words(for: key),
            facts: facts,
            sections: [
                try decisions(of: key), try findings(of: key), Sheet.Section("values", "values in effect 现行值", try desk.values(of: key)),
                try contract(claim?["contract_id"]?.text), try proofs(of: key), try evidence(of: key), try desk.conflicts(of: keys),
                try desk.waiting { $0.record.map { keys.contains($0) && $0.type != .party } ?? false }, try desk.rulings(on: key),
            ]
        )
    }

    private func contract(_ id: String?) throws -> Sheet.Section {
        let entries = try id.map { try desk.values(of: RecordKey(.contract, $0)) } ?? []
        return Sheet.Section("contract", "contract 服务合同 \(id ?? "")", entries)
    }

    private func proofs(of claim: RecordKey) throws -> Sheet.Section {
        let types: [RecordType] = [.invoice, .bankReceipt, .accountingVoucher, .serviceResult]
        let entries = try types.flatMap { type in
            try transaction.records(type, where: "claim_id", is: claim.key).map { record in
                let amount = ["gross", "amount"].lazy.compactMap { type.position(of: $0) == nil ? nil : record[$0]?.integer }.first
                return [
                    Sheet.Fact("type", "", type.title), Sheet.Fact("key", "", record.key.key),
                    Sheet.Fact("amount", "", amount.map { "\(Fen($0).yuan) 元" }),
                    Sheet.Fact("withdrawn", "", record.isWithdrawn ? "true" : nil, shown: "withdrawn 已撤回"),
                ]
            }
        }
        return Sheet.Section("proofs", "proofs 凭证", entries)
    }

    private func evidence(of claim: RecordKey) throws -> Sheet.Section {
        let entries = try transaction.records(.evidence, where: "claim_id", is: claim.key).map { record in
            let kind = record["kind"]?.text ?? ""
            return [
                Sheet.Fact("key", "", record.key.key), Sheet.Fact("kind", "", kind), Sheet.Fact("title", "", EvidenceKind(rawValue: kind)?.title),
                Sheet.Fact("file", "", record["file"]?.text), Sheet.Fact("pages", "pages 页", record["pages"]?.integer.map(String.init)),
                Sheet.Fact("digest", "sha256", record.digest?.description),
                Sheet.Fact("withdrawn", "", record.isWithdrawn ? "true" : nil, shown: "withdrawn 已撤回"),
            ]
        }
        return Sheet.Section("evidence", "evidence 材料", entries)
    }

    // MARK: Decisions

    private func current(_ key: RecordKey) throws -> [StoredDecision] {
        try Decision.Kind.allCases.compactMap { try transaction.currentDecision($0, of: key) }
    }

    private func decisions(of key: RecordKey) throws -> Sheet.Section {
        let entries = try current(key).map { stored in
            [
                Sheet.Fact("kind", "", stored.decision.kind.rawValue), Sheet.Fact("outcome", "", stored.decision.outcome.rawValue),
                Sheet.Fact("state", "", stored.decision.state.rawValue), Sheet.Fact("amount", "amount 金额", stored.decision.amount?.yuan),
                Sheet.Fact("decided_at", "decided 作出", stored.decidedAt.description), Sheet.Fact("programme", "programme 办法参数", stored.programme),
            ]
        }
        return Sheet.Section("decisions", "decisions 决定", entries)
    }

    private func findings(of key: RecordKey) throws -> Sheet.Section {
        Sheet.Section("findings", "findings 依据", try current(key).flatMap(\.decision.findings).map { RecordStory.Finding($0).facts })
    }
}

/// The records that a claim rests on.
struct ClaimRecords {
    private let transaction: Transaction

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    /// The claim, its contract, its proofs and its evidence, and the party, in that order.
    func all(of claim: RecordKey) throws -> [RecordKey] {
        var keys = [claim]
        let values = try transaction.merged(claim.type, claim.key)
        if let contract = values?["contract_id"]?.text { keys.append(RecordKey(.contract, contract)) }
        for type in [RecordType.invoice, .bankReceipt, .accountingVoucher, .serviceResult, .evidence] {
            keys += try transaction.keys(type, where: "claim_id", is: claim.key).map { RecordKey(type, $0) }
        }
        if let party = values?["party_uscc"]?.text { keys.append(RecordKey(.party, party)) }
        return keys
    }
}
