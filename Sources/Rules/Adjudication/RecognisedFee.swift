import Programme
import Records

/// The fee that a claim can be recognised for before the panel's review (Art. 3, 16): the least of what is claimed, what the contract has
/// left, what valid invoices leave usable, and what the provider received.
struct RecognisedFee: Sendable {
    /// What each source allows; `nil` where a conflict hides it.
    let claimed: Fen?
    let contract: Fen?
    let invoiced: Fen?
    let received: Fen?

    init(_ facts: ClaimFacts) {
        claimed = facts.claim.record.isContested("amount") ? nil : facts.claim.fee
        contract = facts.contract.flatMap { contract in
            contract.record.isContested("contract") ? nil : contract.amount.map { max(.zero, $0 - facts.takenOfContract) }
        }
        let hides = (facts.invoices + facts.redLetters).contains { $0.record.isContested("invoice") }
        invoiced = hides || facts.invoices.isEmpty ? nil : RecognisedFee.invoiced(facts)
        received =
            facts.receipts.isEmpty || facts.receipts.contains { $0.record.isContested("receipt") } ? nil : RecognisedFee.received(facts)
    }

    /// The least of what is known: exact for a claim that passes, an upper bound for one that is held over a conflict.
    var amount: Fen? { [claimed, contract, invoiced, received].compactMap(\.self).min().map { max(.zero, $0) } }

    /// What the claim's invoices leave usable: each once, without tax where the programme says so, less goods and mandatory tests, less what
    /// red-letter invoices took back, no more than the part allocated to this claim; nothing of a void one.
    static func invoiced(_ facts: ClaimFacts) -> Fen {
        facts.charges.map { usable($0, facts) }.cappedSum()
    }

    private static func usable(_ invoice: Invoice, _ facts: ClaimFacts) -> Fen {
        guard let gross = invoice.gross, invoice.check != .void, invoice.check != .red else { return .zero }
        let fee = facts.terms.standard.feeBasis == .taxExcluded ? gross - (invoice.tax ?? .zero) : gross
        var seen: Set<String> = []
        let takenBack = facts.redLetters.filter { invoice.isMeant(by: $0.redLetterOf) && seen.insert($0.identities.first ?? $0.id).inserted }
            .map { Fen(Int64(clamping: ($0.gross ?? .zero).amount.magnitude)) }.cappedSum()
        return max(.zero, min(fee - invoice.excluded - takenBack, invoice.allocated ?? .largest))
    }

    /// What the bank receipts prove, each serial number once.
    private static func received(_ facts: ClaimFacts) -> Fen {
        var seen: Set<String> = []
        return facts.receipts.filter { receipt in receipt.serial.map { seen.insert($0).inserted } ?? true }.compactMap(\.amount).cappedSum()
    }
}

/// What a party gets (Art. 16).
enum Entitlement {
    /// The rate in basis points that an application has: by its category, or the lower one for a double identity.
    static func rate(of facts: ApplicationFacts) -> Int64 {
        let rates = facts.terms.standard.ratesBasisPoints
        guard let category = facts.application.category, let rate = rates[category] else { return 0 }
        guard facts.terms.standard.dualIdentity == .lower, isDual(facts) else { return rate }
        return min(rate, [rates[.highTech], rates[.smallTech]].compactMap(\.self).min() ?? rate)
    }

    /// Whether a team is also a high-tech enterprise or an SME on the day of its application.
    static func isDual(_ facts: ApplicationFacts) -> Bool {
        guard facts.application.category == .team, let day = facts.day, let year = facts.application.year else { return false }
        let terms = facts.terms.eligibility
        guard Rule.isTeam(facts.party, facts.registers, on: day, terms) else { return false }
        return Rule.isHighTech(facts.registers, on: day, terms) || Rule.isSmallTech(facts.registers, year: year, on: day, terms)
    }

    /// The face of a voucher: what is asked, no more than the cap.
    static func face(requested: Fen, terms: ProgrammeVersion) -> Fen { min(requested, terms.standard.cap) }

    /// A recognised fee's share, rounded down to the fen, before the cap.
    static func share(of fee: Fen, rate: Int64) -> Fen { fee.share(basisPoints: rate) }
}

extension Sequence where Element == Fen {
    /// The sum of amounts none of which is negative, no more than ``Fen/largest``: what hostile rows add up to must not overflow.
    func cappedSum() -> Fen { reduce(.zero) { Swift.min($0 + $1, .largest) } }
}
