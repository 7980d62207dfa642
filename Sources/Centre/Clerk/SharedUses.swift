import Programme
import Records
import Rules
import Store

/// Finds what the claims of a party-year share with claims outside it.
struct SharedUses {
    let transaction: Transaction

    /// An identity, and the record of the party-year that has it.
    struct Shareable {
        let kind: SharedUse.Kind
        let identity: String
        /// The invoice or file that the party-year's claim alone can have; `nil` for a contract, which others may claim upon.
        let own: RecordKey?

        init(_ kind: SharedUse.Kind, _ identity: String, of record: RecordKey) {
            self.kind = kind
            self.identity = identity
            own = record.type == .contract ? nil : record
        }
    }

    /// The identities of all invoices, files and orders of a party-year's claims.
    ///
    /// - Parameter records: the claims, and what belongs to them.
    func identities(of claims: [CaseRecord], in records: some Collection<CaseRecord>) throws -> [Shareable] {
        // Most proofs are nobody else's: one question a claim tells so.
        let proofsAreShared = try claims.contains { claim in
            try [RecordType.invoice, .evidence].contains { try !transaction.recordsSharing(with: $0, ofClaim: claim.key.key).isEmpty }
        }
        let types: Set<RecordType> = proofsAreShared ? [.invoice, .evidence, .contract] : [.contract]
        return records.filter { types.contains($0.key.type) && !$0.isWithdrawn }.flatMap { record in
            SharedIdentity.identities(of: record).map { Shareable($0.kind, $0.identity, of: record.key) }
        }
    }

    /// Asks at once what each of these party-years shares.
    func prefetch(_ cases: some Collection<CaseKey>) throws {
        let claims = try transaction.prefetch(.claim, where: "party_uscc", in: Set(cases.map(\.party)))
        for type in [RecordType.invoice, .evidence] { try transaction.prefetchSharing(with: type, ofClaims: claims.map(\.key.key)) }
        try transaction.prefetchSharing(withContracts: Set(claims.compactMap { $0["contract_id"]?.text }))
    }

    /// The records outside that have an identity of one of the claims of a party-year.
    func records(sharingWith found: CaseKey) throws -> Set<RecordKey> {
        var sharing: Set<RecordKey> = []
        for claim in try claims(of: found) {
            for type in [RecordType.invoice, .evidence] { sharing.formUnion(try transaction.recordsSharing(with: type, ofClaim: claim.key.key)) }
            if let contract = claim["contract_id"]?.text { sharing.formUnion(try transaction.recordsSharing(withContract: contract)) }
        }
        return sharing
    }

    /// The uses of those identities by live claims outside the party-year.
    ///
    /// - Parameter sharers: gets every party-year with a claim that uses one of them, live or not.
    func uses(
        outside found: CaseKey,
        of identities: [Shareable],
        by sharers: inout Set<CaseKey>
    ) throws -> [SharedUse] {
        var uses: Set<SharedUse> = []
        for shared in identities {
            for record in try transaction.recordsSharing(shared.identity) where record != shared.own {
                for (claim, source) in try claims(using: record) {
                    if let party = claim["party_uscc"]?.text, let year = claim["voucher_year"]?.integer {
                        let user = CaseKey(party: party, year: Int(year))
                        // Its own claims are no uses by others.
                        if user == found { continue }
                        sharers.insert(user)
                    }
                    guard let use = try use(shared.kind, shared.identity, claim, source), CaseKey(party: use.party, year: use.year) != found else {
                        continue
                    }
                    uses.insert(use)
                }
            }
        }
        return uses.sorted { ($0.identity, $0.place, $0.claim) < ($1.identity, $1.place, $1.claim) }
    }

    private func claims(of found: CaseKey) throws -> [CaseRecord] {
        try transaction.records(.claim, where: "party_uscc", is: found.party).filter { $0["voucher_year"]?.integer == Int64(found.year) }
    }

    /// The claims that use a record, with the invoice where it is one.
    private func claims(using record: RecordKey) throws -> [(claim: CaseRecord, invoice: CaseRecord?)] {
        if record.type == .contract {
            return try transaction.records(.claim, where: "contract_id", is: record.key).map { ($0, nil) }
        }
        guard let source = try transaction.merged(record.type, record.key), let id = source["claim_id"]?.text,
            let claim = try transaction.merged(.claim, id)
        else { return [] }
        return [(claim, record.type == .invoice ? source : nil)]
    }

    private func use(_ kind: SharedUse.Kind, _ identity: String, _ claim: CaseRecord, _ invoice: CaseRecord?) throws -> SharedUse? {
        guard let party = claim["party_uscc"]?.text, let year = claim["voucher_year"]?.integer, let place = claim.place else { return nil }
        let review = try transaction.currentDecision(.initialReview, of: claim.key)?.decision
        let isFinal = review?.state == .final
        // REJECTED ends a claim's life only when it is FINAL; what FINAL has passed is no longer its office's to take back.
        if isFinal ? review?.outcome == .rejected : claim.isWithdrawn { return nil }
        return SharedUse(
            kind: kind,
            identity: identity,
            claim: claim.key.key,
            party: party,
            year: Int(year),
            place: place,
            allocated: invoice?["allocated"]?.integer.map { Fen($0) },
            numbering: invoice.map { InvoiceNumbering(of: $0) } ?? [],
            isFinal: isFinal,
            receivedAt: claim.receivedAt
        )
    }
}
