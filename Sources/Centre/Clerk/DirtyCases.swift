import Merging
import Programme
import Records
import Rules
import Store

/// Finds the party-years that a changed record may concern, by its values before and after.
struct DirtyCases {
    private let transaction: Transaction
    private let known = Known()

    /// What was asked before. It lives no longer than one search, during which no record changes.
    private final class Known {
        /// The most answers that are kept, besides the claims that changed.
        static let most = 20_000
        var claims: [String: CaseKey?] = [:]
    }

    init(transaction: Transaction) {
        self.transaction = transaction
    }

    /// The party-years to adjudicate because of these changes.
    func cases(of changes: [RecordChange]) throws -> Set<CaseKey> {
        var cases: Set<CaseKey> = []
        for change in changes where change.record.key.type == .claim && change.merged.exists {
            known.claims[change.record.key.key] = .some(caseKey(.claim, change.merged.values))
        }
        // A project's former names are read too: any new row may have brought one.
        for change in changes where change.isVisible || change.isNew || (change.record.key.type == .project && change.hasNewVersion) {
            cases.formUnion(try self.cases(of: change))
        }
        for change in changes { try noteIdentities(change, &cases) }
        return try withSharers(cases)
    }

    private func cases(of change: RecordChange) throws -> Set<CaseKey> {
        var cases: Set<CaseKey> = []
        let key = change.record.key
        for values in change.images {
            func cell(_ column: String) -> String? { key.type.position(of: column).flatMap { values[$0]?.text } }
            func parties(_ column: String) throws { if let party = cell(column) { cases.formUnion(try years(of: party)) } }
            switch key.type {
            case .party: cases.formUnion(try years(of: key.key))
            case .application, .claim:
                if let found = caseKey(key.type, values) {
                    cases.insert(found)
                    for person in try MergedHolders(transaction: transaction).persons(with: found) {
                        cases.formUnion(try years(of: person).filter { $0.year == found.year })
                    }
                }
            case .project:
                try parties("party_uscc")
                for application in try transaction.records(.application, where: "project_id", is: key.key) {
                    if let found = caseKey(.application, application.values) { cases.insert(found) }
                }
                for contract in try transaction.keys(.contract, where: "project_id", is: key.key) {
                    cases.formUnion(try claims(ofContract: contract))
                }
            case .contract: cases.formUnion(try claims(ofContract: key.key))
            case .invoice, .bankReceipt, .accountingVoucher, .serviceResult, .evidence:
                if let claim = cell("claim_id") { cases.formUnion(try self.cases(ofClaim: claim)) }
            case .objection, .paperCheck, .payment:
                if let claim = cell("claim_id") { cases.formUnion(try self.cases(ofClaim: claim)) }
                if key.type == .objection, let platform = cell("platform_uscc") { cases.formUnion(try claims(ofPlatform: platform)) }
            case .publicity:
                for claim in cell("claims")?.split(separator: ";").map(String.init) ?? [] { cases.formUnion(try self.cases(ofClaim: claim)) }
            case .invoiceCheck:
                if let invoice = cell("invoice_id"), let claim = try transaction.merged(.invoice, invoice)?["claim_id"]?.text {
                    cases.formUnion(try self.cases(ofClaim: claim))
                }
            case .dispute: if let contract = cell("contract_id") { cases.formUnion(try claims(ofContract: contract)) }
            case .provider: cases.formUnion(try claims(ofProvider: key.key))
            case .qualification: if let provider = cell("provider_uscc") { cases.formUnion(try claims(ofProvider: provider)) }
            case .entrustment: if let provider = cell("principal_uscc") { cases.formUnion(try claims(ofProvider: provider)) }
            case .platform: cases.formUnion(try claims(ofPlatform: key.key))
            case .recognition: if let platform = cell("platform_uscc") { cases.formUnion(try claims(ofPlatform: platform)) }
            case .regHte, .regSme, .regProvincial, .regCityProject: try parties("uscc")
            case .regBadCredit:
                try parties("uscc")
                if let subject = cell("uscc") { cases.formUnion(try claims(ofBody: subject)) }
            case .regIncubator:
                if let name = cell("name") {
                    for spelling in try Spellings(transaction).of(name, in: .party, "incubator_name") {
                        for party in try transaction.keys(.party, where: "incubator_name", is: spelling) { cases.formUnion(try years(of: party)) }
                    }
                }
            case .regRelation: cases.formUnion(try related(to: [cell("a"), cell("b")].compactMap(\.self)))
            case .ruling:
                if let subject = cell("subject_id") {
                    cases.formUnion(try self.cases(ofClaim: subject))
                    if let application = try transaction.merged(.application, subject), let found = caseKey(.application, application.values) {
                        cases.insert(found)
                    }
                    cases.formUnion(try years(of: subject))
                }
            default: break
            }
        }
        return cases
    }

    private func caseKey(_ type: RecordType, _ values: [Cell?]) -> CaseKey? {
        guard let party = type.position(of: "party_uscc").flatMap({ values[$0]?.text }),
            let year = type.position(of: "voucher_year").flatMap({ values[$0]?.integer })
        else { return nil }
        return CaseKey(party: party, year: Int(year))
    }

    private func years(of party: String) throws -> Set<CaseKey> {
        Set(try transaction.years(of: party).map { CaseKey(party: party, year: $0) })
    }

    private func cases(ofClaim claim: String) throws -> Set<CaseKey> {
        if let known = known.claims[claim] { return known.map { [$0] } ?? [] }
        let found = try transaction.merged(.claim, claim).flatMap { caseKey(.claim, $0.values) }
        if known.claims.count >= Known.most { known.claims.removeAll(keepingCapacity: true) }
        known.claims[claim] = .some(found)
        return found.map { [$0] } ?? []
    }

    private func claims(ofContract contract: String) throws -> Set<CaseKey> {
        Set(try transaction.records(.claim, where: "contract_id", is: contract).compactMap { caseKey(.claim, $0.values) })
    }

    private func claims(ofProvider provider: String) throws -> Set<CaseKey> {
        var cases: Set<CaseKey> = []
        for contract in try transaction.keys(.contract, where: "provider_uscc", is: provider) { cases.formUnion(try claims(ofContract: contract)) }
        return cases
    }

    private func claims(ofPlatform platform: String) throws -> Set<CaseKey> {
        var cases: Set<CaseKey> = []
        for contract in try transaction.keys(.contract, where: "platform_uscc", is: platform) { cases.formUnion(try claims(ofContract: contract)) }
        return cases
    }

    /// Claims in which a body has any part: as provider, platform, intermediary or seller.
    private func claims(ofBody body: String) throws -> Set<CaseKey> {
        var cases = try claims(ofProvider: body).union(claims(ofPlatform: body))
        for contract in try transaction.keys(.contract, where: "agent_uscc", is: body) { cases.formUnion(try claims(ofContract: contract)) }
        for invoice in try transaction.records(.invoice, where: "seller_uscc", is: body) {
            if let claim = invoice["claim_id"]?.text { cases.formUnion(try self.cases(ofClaim: claim)) }
        }
        return cases
    }

    /// Everybody whom a relation may join: parties and providers within reach of its two ends.
    private func related(to ends: [String]) throws -> Set<CaseKey> {
        var cases: Set<CaseKey> = []
        for node in try RelationReach(CommonRecords(transaction)).nodes(from: ends) {
            cases.formUnion(try years(of: node))
            cases.formUnion(try claims(ofBody: node))
        }
        return cases
    }

    // MARK: What claims share

    /// Keeps the identities of a changed record, and adds the party-years that share one that came or went.
    private func noteIdentities(_ change: RecordChange, _ cases: inout Set<CaseKey>) throws {
        guard [.invoice, .evidence, .contract].contains(change.record.key.type) else { return }
        let current = CaseRecord(change.record.key, values: change.merged.values, digest: change.digest)
        let identities = change.merged.exists && !change.record.isWithdrawn ? SharedIdentity.identities(of: current).map(\.identity) : []
        for identity in try transaction.setIdentities(Set(identities), ofRecord: change.record.id, isNew: change.isNew) {
            for record in try transaction.recordsSharing(identity) { cases.formUnion(try self.cases(of: record)) }
        }
    }

    private func cases(of record: RecordKey) throws -> Set<CaseKey> {
        if record.type == .contract { return try claims(ofContract: record.key) }
        guard let claim = try transaction.merged(record.type, record.key)?["claim_id"]?.text else { return [] }
        return try cases(ofClaim: claim)
    }

    /// The party-years, all years of the same parties (Art. 22 looks across years), and those whose claims share an invoice, a file or an
    /// order with one of theirs.
    func withSharers(_ cases: Set<CaseKey>) throws -> Set<CaseKey> {
        var all = cases
        for party in Set(cases.map(\.party)) { all.formUnion(try years(of: party)) }
        for found in all {
            for record in try SharedUses(transaction: transaction).records(sharingWith: found) { all.formUnion(try self.cases(of: record)) }
        }
        return all
    }
}
