import Merging
import Programme
import Records
import Rules
import Store

/// Gathers the case file of a party-year.
struct CaseLoader {
    let transaction: Transaction

    /// Asks at once what loading each of these cases would ask: a statement for each type, not for each case.
    func prefetch(_ cases: some Collection<CaseKey>) throws {
        let parties = Set(cases.map(\.party))
        func prefetch(_ types: RecordType..., where column: String, in values: [String]) throws {
            for type in types { try transaction.prefetch(type, where: column, in: values) }
        }
        func texts(_ records: [CaseRecord], _ column: String) -> [String] { records.compactMap { $0[column]?.text } }

        try transaction.prefetchDecisions(of: parties)
        try transaction.prefetch(.party, where: RecordType.party.key.name, in: parties)
        let applications = try transaction.prefetch(.application, where: "party_uscc", in: parties)
        let claims = try transaction.prefetch(.claim, where: "party_uscc", in: parties)
        let keys = claims.map(\.key.key)
        let contracts = try transaction.prefetch(.contract, where: RecordType.contract.key.name, in: texts(claims, "contract_id"))
        let invoices = try transaction.prefetch(.invoice, where: "claim_id", in: keys)
        try prefetch(.bankReceipt, .accountingVoucher, .serviceResult, .evidence, where: "claim_id", in: keys)
        try prefetch(.invoiceCheck, where: "invoice_id", in: invoices.map(\.key.key))
        try prefetch(.dispute, where: "contract_id", in: contracts.map(\.key.key))
        let projects = texts(applications, "project_id") + texts(contracts, "project_id")
        try prefetch(.project, where: RecordType.project.key.name, in: projects)
        try prefetch(.regHte, .regSme, .regProvincial, .regCityProject, where: "uscc", in: Array(parties))
        let bodies = parties.union(
            ["provider_uscc", "agent_uscc", "platform_uscc"].flatMap { texts(contracts, $0) } + texts(invoices, "seller_uscc")
        )
        try prefetch(.regBadCredit, where: "uscc", in: Array(bodies))
        for column in ["a", "b"] { try prefetch(.regRelation, where: column, in: Array(bodies)) }
        let subjects = (applications + claims).map(\.key)
        try prefetch(.ruling, where: "subject_id", in: subjects.map(\.key) + parties)
        try transaction.prefetchOpenTickets(of: subjects)
        try SharedUses(transaction: transaction).prefetch(cases)
    }

    /// The file of a case, and the other cases of whose decisions it tells.
    func loadWithSharers(_ found: CaseKey) throws -> (file: CaseFile, sharers: Set<CaseKey>) {
        var records: [RecordKey: CaseRecord] = [:]
        func add(_ record: CaseRecord?) { if let record { records[record.key] = record } }
        func add(_ found: [CaseRecord]) { for record in found { records[record.key] = record } }

        add(try transaction.merged(.party, found.party))
        let applications = try ofYear(.application, found)
        let claims = try ofYear(.claim, found)
        add(applications)
        add(claims)
        var subjects = [found.party]
        for application in applications {
            subjects.append(application.key.key)
            if let project = application["project_id"]?.text { add(try transaction.merged(.project, project)) }
        }
        var bodies: Set<String> = [found.party]
        for claim in claims {
            subjects.append(claim.key.key)
            for type in [RecordType.invoice, .bankReceipt, .accountingVoucher, .serviceResult, .evidence] {
                let proofs = try transaction.records(type, where: "claim_id", is: claim.key.key)
                add(proofs)
                if type == .invoice {
                    for invoice in proofs {
                        add(try transaction.records(.invoiceCheck, where: "invoice_id", is: invoice.key.key))
                        if let seller = invoice["seller_uscc"]?.text { bodies.insert(seller) }
                    }
                }
            }
            guard let id = claim["contract_id"]?.text, let contract = try transaction.merged(.contract, id) else { continue }
            add(contract)
            add(try transaction.records(.dispute, where: "contract_id", is: id))
            if let project = contract["project_id"]?.text { add(try transaction.merged(.project, project)) }
            if let provider = contract["provider_uscc"]?.text {
                bodies.insert(provider)
                add(try transaction.merged(.provider, provider))
                add(try transaction.records(.qualification, where: "provider_uscc", is: provider))
                add(try transaction.records(.entrustment, where: "principal_uscc", is: provider))
            }
            if let agent = contract["agent_uscc"]?.text { bodies.insert(agent) }
            if let platform = contract["platform_uscc"]?.text {
                bodies.insert(platform)
                add(try transaction.merged(.platform, platform))
                add(try transaction.records(.recognition, where: "platform_uscc", is: platform))
                add(try transaction.records(.objection, where: "platform_uscc", is: platform))
            }
        }
        for type in [RecordType.regHte, .regSme, .regProvincial, .regCityProject] {
            add(try transaction.records(type, where: "uscc", is: found.party))
        }
        for body in bodies.sorted() { add(try transaction.records(.regBadCredit, where: "uscc", is: body)) }
        if let incubator = records[RecordKey(.party, found.party)]?["incubator_name"]?.text {
            for spelling in try Spellings(transaction).of(incubator, in: .regIncubator, "name") {
                add(try transaction.records(.regIncubator, where: "name", is: spelling))
            }
        }
        if !claims.isEmpty { add(try RelationReach(transaction).relations(from: bodies.sorted())) }
        let others = try subjectsOfOtherYears(found)
        for subject in subjects + others.map(\.key).sorted() { add(try rulings(on: subject)) }

        let current = try transaction.currentDecisions(party: found.party, year: found.year).map(\.decision)
        for listing in current where listing.kind == .listing {
            let claim = listing.subject.key
            for type in [RecordType.objection, .paperCheck, .payment] { add(try transaction.records(type, where: "claim_id", is: claim)) }
            for round in try transaction.rounds(ofClaim: claim) {
                add(try transaction.merged(.round, round))
                add(try transaction.records(.publicity, where: "round_id", is: round))
            }
        }

        let uses = SharedUses(transaction: transaction)
        var sharers: Set<CaseKey> = []
        var file = CaseFile(
            party: found.party,
            year: found.year,
            records: records.values.sorted { $0.key < $1.key },
            shared: claims.isEmpty ? [] : try uses.uses(outside: found, of: uses.identities(of: claims, in: records.values), by: &sharers),
            otherYears: claims.isEmpty ? [] : try otherYears(found),
            formerProjectNames: try formerNames(of: records.values.filter { $0.key.type == .project }, funded: records.keys)
        )
        file.decided(current)
        for subject in (applications + claims).map(\.key) {
            if let ticket = try transaction.openTicket(of: subject) { file.returnedSince[subject] = ticket.openedAt }
        }
        file.subjectsOfOtherYears = others
        file.mergedHolders = claims.isEmpty ? [] : try MergedHolders(transaction: transaction).others(than: found)
        for listing in current where listing.kind == .listing {
            file.listings += try transaction.lines(ofClaim: listing.subject.key)
            file.manifests[listing.subject.key] = EvidenceManifest.digest(of: listing.subject.key, in: file.records)
        }
        return (file, sharers)
    }

    func load(_ found: CaseKey) throws -> CaseFile { try loadWithSharers(found).file }

    /// What else merged rows have called each project; asked only where the city has funded some project of the party.
    private func formerNames(of projects: [CaseRecord], funded known: some Collection<RecordKey>) throws -> [String: [String]] {
        guard known.contains(where: { $0.type == .regCityProject }), let name = RecordType.project.position(of: "project_name") else { return [:] }
        var former: [String: [String]] = [:]
        for project in projects {
            guard let record = try transaction.record(project.key) else { continue }
            let names = Set(try transaction.history(of: record).filter { $0.row.version != nil }.compactMap { $0.row.values[name]?.text })
            former[project.key.key] = names.subtracting([project.values[name]?.text].compactMap(\.self)).sorted()
        }
        return former
    }

    private func ofYear(_ type: RecordType, _ found: CaseKey) throws -> [CaseRecord] {
        try transaction.records(type, where: "party_uscc", is: found.party).filter { $0["voucher_year"]?.integer == Int64(found.year) }
    }

    /// The rulings that name a subject. One that voids a voucher and names no day counts from when the centre received it.
    private func rulings(on subject: String) throws -> [CaseRecord] {
        try transaction.records(.ruling, where: "subject_id", is: subject).map { ruling in
            guard ruling["verdict"]?.text == "VOID", ruling["effective_on"] == nil, let verdict = RecordType.ruling.position(of: "verdict"),
                let record = try transaction.record(ruling.key),
                let first = try transaction.history(of: record).first(where: { $0.row.values[verdict]?.text == "VOID" })
            else { return ruling }
            var dated = ruling
            dated.receivedAt = try transaction.receivedAt(ofBatch: first.batch)
            return dated
        }
    }

    /// The party's applications and claims of other years, on which fraud may have been found.
    private func subjectsOfOtherYears(_ found: CaseKey) throws -> Set<RecordKey> {
        var subjects: Set<RecordKey> = []
        for type in [RecordType.application, .claim] {
            for record in try transaction.records(type, where: "party_uscc", is: found.party)
            where record["voucher_year"]?.integer != Int64(found.year) { subjects.insert(record.key) }
        }
        return subjects
    }

    private func otherYears(_ found: CaseKey) throws -> [EarlierClaim] {
        try transaction.records(.claim, where: "party_uscc", is: found.party).compactMap { claim in
            guard let year = claim["voucher_year"]?.integer, Int(year) != found.year, !claim.isWithdrawn,
                let contract = claim["contract_id"]?.text, let project = try transaction.merged(.contract, contract)?["project_id"]?.text
            else { return nil }
            let name = try transaction.merged(.project, project)?["project_name"]?.text ?? ""
            return EarlierClaim(claim: claim.key.key, year: Int(year), project: project, projectName: name)
        }
    }
}
