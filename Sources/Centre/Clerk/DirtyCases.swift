import Merging
import Programme
import Records
import Rules
import Store

/// Finds the party-years that a changed record may concern, by its values before and after.
struct DirtyCases {
    private let transaction: Transaction

    /// How many changes, or cases, the store is asked about at once.
    private static let together = 1_000

    init(transaction: Transaction) {
        self.transaction = transaction
    }

    /// The party-years to adjudicate because of these changes.
    func cases(of changes: [RecordChange]) throws -> Set<CaseKey> {
        for change in changes where change.merged.exists && change.merged.conflicts.isEmpty { transaction.remember(CaseRecord(change)) }
        var cases: Set<CaseKey> = []
        for part in changes.parts(of: DirtyCases.together) {
            // A project's former names are read too: any new row may have brought one.
            let part = part.filter { $0.isVisible || $0.isNew || ($0.record.key.type == .project && $0.hasNewVersion) }
            try prefetch(for: part)
            for change in part { try add(change, to: &cases) }
        }
        cases.formUnion(try casesSharing(with: changes))
        return try withSharers(cases)
    }

    /// Asks at once what most changes ask about: parties, and the claims of contracts and projects.
    private func prefetch(for changes: [RecordChange]) throws {
        var named: [RecordType: Set<String>] = [:]
        for change in changes {
            let type = change.record.key.type
            named[type, default: []].insert(change.record.key.key)
            for (position, target) in type.references {
                for values in change.images { if let key = values[position]?.text { named[target, default: []].insert(key) } }
            }
            if let subject = type.position(of: "uscc") {
                for values in change.images { if let party = values[subject]?.text { named[.party, default: []].insert(party) } }
            }
        }
        try transaction.prefetchYears(of: named[.party] ?? [])
        try transaction.prefetch(.claim, where: RecordType.claim.key.name, in: named[.claim] ?? [])
        for column in ["a", "b"] { try transaction.prefetch(.regRelation, where: column, in: named[.party] ?? []) }
        try transaction.prefetch(.application, where: "project_id", in: named[.project] ?? [])
        let contracts = try transaction.prefetch(.contract, where: "project_id", in: named[.project] ?? [])
        try transaction.prefetch(.claim, where: "contract_id", in: contracts.map(\.key.key) + (named[.contract] ?? []))
    }

    private func add(_ change: RecordChange, to cases: inout Set<CaseKey>) throws {
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
        guard let found = try transaction.merged(.claim, claim).flatMap({ caseKey(.claim, $0.values) }) else { return [] }
        return [found]
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
        for node in try RelationReach(transaction).nodes(from: ends) {
            cases.formUnion(try years(of: node))
            cases.formUnion(try claims(ofBody: node))
        }
        return cases
    }

    // MARK: What claims share

    /// Keeps the identities of changed records, and gives the party-years that share one that came or went.
    private func casesSharing(with changes: [RecordChange]) throws -> Set<CaseKey> {
        var cases: Set<CaseKey> = []
        for part in changes.filter({ [.invoice, .evidence, .contract].contains($0.record.key.type) }).parts(of: DirtyCases.together) {
            var changed: Set<String> = []
            for change in part {
                let isLive = change.merged.exists && !change.record.isWithdrawn
                let identities = isLive ? SharedIdentity.identities(of: CaseRecord(change)).map(\.identity) : []
                changed.formUnion(try transaction.setIdentities(Set(identities), ofRecord: change.record.id, isNew: change.isNew))
            }
            // What changed visibly is known already.
            let others = try transaction.records(sharing: changed).subtracting(part.filter { $0.isVisible || $0.isNew }.map(\.record.id))
            for record in others { cases.formUnion(try self.cases(of: transaction.record(record).key)) }
        }
        return cases
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
        for part in Set(cases.map(\.party)).parts(of: DirtyCases.together) {
            try transaction.prefetchYears(of: part)
            for party in part { all.formUnion(try years(of: party)) }
        }
        let shared = SharedUses(transaction: transaction)
        for part in all.parts(of: DirtyCases.together) {
            try shared.prefetch(part)
            for found in part {
                for record in try shared.records(sharingWith: found) { all.formUnion(try self.cases(of: record)) }
            }
        }
        return all
    }
}
