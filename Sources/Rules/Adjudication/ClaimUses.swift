import Programme
import Records

/// What the claims of a party-year use that others may use too: invoices, files and orders.
struct ClaimUses: Sendable {
    private let docket: Docket
    /// The live claims by what they use, where there are several.
    private let users: [Identity: [CaseRecord]]

    private struct Identity: Hashable {
        let kind: SharedUse.Kind
        let text: String
    }

    init(_ docket: Docket) {
        self.docket = docket
        var users: [Identity: [CaseRecord]] = [:]
        // A claim that a FINAL decision refused uses nothing any more; one that it passed does until a ruling, even if it is taken back.
        let live = docket.all(.claim).filter { docket.published(.initialReview, $0.key)?.outcome != .rejected }
        let granted = docket.withdrawn(.claim).filter { docket.published(.initialReview, $0.key)?.outcome == .passed }
        let using = live + granted
        for claim in using where using.count > 1 {
            for identity in Set(ClaimUses.identities(of: claim, docket).map { Identity(kind: $0.kind, text: $0.identity) }) {
                users[identity, default: []].append(claim)
            }
        }
        self.users = users
    }

    /// Who else uses what the claim uses: other claims of the case, and what the clerk found beyond it.
    func byOthers(_ record: CaseRecord, _ contract: Contract?) -> [SharedUse] {
        if docket.file.shared.isEmpty, users.isEmpty { return [] }
        let own = Set(ClaimUses.identities(of: record, docket).map { Identity(kind: $0.kind, text: $0.identity) })
        var uses = docket.file.shared.filter { own.contains(Identity(kind: $0.kind, text: $0.identity)) }
        for identity in own where identity.kind != .evidence {
            for other in users[identity] ?? [] where other.key != record.key {
                // Two claims on one contract share its order by right.
                if identity.kind == .order, contract != nil, other.text("contract_id") == contract?.id { continue }
                guard let place = other.place else { continue }
                let invoice = ClaimUses.identities(of: other, docket)
                    .first { $0.kind == identity.kind && $0.identity == identity.text }?.invoice
                uses.append(
                    SharedUse(
                        kind: identity.kind,
                        identity: identity.text,
                        claim: other.key.key,
                        party: docket.file.party,
                        year: docket.file.year,
                        place: place,
                        allocated: invoice?.fen("allocated"),
                        numbering: invoice.map { InvoiceNumbering(of: $0) } ?? [],
                        isFinal: docket.published(.initialReview, other.key) != nil
                    )
                )
            }
        }
        return uses.sorted { ($0.kind.rawValue, $0.identity, $0.claim) < ($1.kind.rawValue, $1.identity, $1.claim) }
    }

    private static func identities(of claim: CaseRecord, _ docket: Docket) -> [(kind: SharedUse.Kind, identity: String, invoice: CaseRecord?)] {
        let id = claim.key.key
        let records =
            docket.all(.invoice, where: "claim_id", is: id) + docket.all(.evidence, where: "claim_id", is: id)
            + [docket.one(.contract, claim.text("contract_id"))].compactMap(\.self)
        return records.flatMap { record in
            SharedIdentity.identities(of: record).map { ($0.kind, $0.identity, record.key.type == .invoice ? record : nil) }
        }
    }
}
