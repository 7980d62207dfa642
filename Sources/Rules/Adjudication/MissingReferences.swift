import Programme
import Records

/// A record that is named and not here, or withdrawn.
struct MissingReference: Sendable {
    let column: String
    let type: RecordType
    let key: String
    let isWithdrawn: Bool
}

/// What an application or claim names that is not here yet: it waits, and no decision is made of it.
///
/// A reference in a group that is in conflict is not waited for: the decision is HELD over the conflict anyway.
enum MissingReferences {
    static func of(application: Application, in docket: Docket) -> [MissingReference] {
        var missing = reference("party_uscc", .party, docket.file.party, docket)
        if !application.record.isContested("project") { missing += reference("project_id", .project, application.project, docket) }
        return missing
    }

    static func of(claim: Claim, in docket: Docket) -> [MissingReference] {
        var missing = reference("party_uscc", .party, docket.file.party, docket)
        guard !claim.record.isContested("contract") else { return missing }
        missing += reference("contract_id", .contract, claim.contract, docket)
        guard let contract = docket.one(.contract, claim.contract).map(Contract.init) else { return missing }
        if !contract.record.isContested("parties") { missing += reference("provider_uscc", .provider, contract.provider, docket) }
        if !contract.record.isContested("contract") { missing += reference("project_id", .project, contract.project, docket) }
        if !contract.record.isContested("order") { missing += reference("platform_uscc", .platform, contract.platform, docket) }
        return missing
    }

    /// The wait for what is missing.
    static func wait(_ subject: RecordKey, _ missing: [MissingReference]) -> Wait {
        let names = missing.map { "\($0.type.title) \($0.key)\($0.isWithdrawn ? "（已撤回）" : "")" }.joined(separator: "、")
        let values = missing.map { "\($0.column)=\($0.key)" }.joined(separator: "; ")
        return Wait(
            subject: subject,
            finding: .format(
                "REF-MISSING",
                .park,
                column: missing.count == 1 ? missing[0].column : nil,
                values: values,
                reason: "所引用的\(names)尚未收到，暂存待其到达",
                fix: "报送\(names)，或更正引用的编号；收到后自动复核"
            )
        )
    }

    /// The wait of a claim for its voucher.
    static func wait(_ subject: RecordKey, forVoucherOf applications: ApplicationResult, year: Int) -> Wait {
        let standing = applications.standing
        let outcome = applications.decisions.last { $0.kind == .application && $0.subject == standing }?.outcome
        let reason: String
        let fix: String
        switch (standing, outcome) {
        case (let standing?, let outcome?):
            reason = "创新券尚未发放：申请 \(standing.key) 的决定为 \(outcome.rawValue)，待其批准"
            fix = "先办结申请 \(standing.key)；批准后自动复核本兑付申请"
        case (let standing?, nil):
            reason = "创新券尚未发放：申请 \(standing.key) 因缺少所引用的记录而暂存"
            fix = "先补齐申请 \(standing.key) 引用的记录；批准后自动复核本兑付申请"
        case (nil, _):
            reason = "未见该需求方 \(year) 年度有效的创新券申请"
            fix = "报送 \(year) 年度创新券申请；批准后自动复核本兑付申请"
        }
        return Wait(
            subject: subject,
            finding: .format(
                "REF-MISSING",
                .park,
                values: "application=\(standing?.key ?? ""); outcome=\(outcome?.rawValue ?? "")",
                reason: reason,
                fix: fix
            )
        )
    }

    private static func reference(_ column: String, _ type: RecordType, _ key: String?, _ docket: Docket) -> [MissingReference] {
        guard let key, docket.one(type, key) == nil else { return [] }
        let isWithdrawn = docket.withdrawn(type).contains { $0.key.key == key }
        return [MissingReference(column: column, type: type, key: key, isWithdrawn: isWithdrawn)]
    }
}
