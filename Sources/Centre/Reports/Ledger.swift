import Programme
import Records
import Rules
import Store

/// The balance of one voucher: what its face value is bound to.
struct VoucherBalance: Sendable, Equatable {
    /// The id of the voucher's application.
    let voucher: String
    let party: String
    let year: Int
    let face: Fen
    /// Reserved by claims that passed the initial review and that no round has listed.
    var reserved = Fen.zero
    /// Listed by a round, and not paid yet.
    var approved = Fen.zero
    var paid = Fen.zero
    /// Void for good at the year's end (Art. 24).
    var voided = Fen.zero
    /// Paid and to be given back (Art. 23); no part of the face.
    var clawback = Fen.zero

    /// What claims can still draw on.
    var free: Fen { face - reserved - approved - paid - voided }

    /// By the names of the accounts that are posted.
    var accounts: [(account: String, amount: Fen)] {
        [("FACE", face), ("RESERVED", reserved), ("APPROVED", approved), ("PAID", paid), ("VOIDED", voided), ("CLAWBACK", clawback)]
    }

    /// The balance that the decisions in force of a party-year give; `nil` where it has no voucher.
    init?(_ decisions: [Decision]) {
        guard let issued = decisions.first(where: { $0.kind == .voucher }), let face = issued.amount else { return nil }
        voucher = issued.subject.key
        party = issued.party
        year = issued.year
        self.face = face
        let bySubject = Dictionary(grouping: decisions.filter { $0.subject.type == .claim }, by: \.subject)
        for decisions in bySubject.values { add(decisions) }
        if let void = decisions.first(where: { $0.kind == .void && $0.outcome == .final }) { voided = void.amount ?? .zero }
    }

    /// Adds what one claim binds, by how far it has come.
    private mutating func add(_ decisions: [Decision]) {
        func decision(_ kind: Decision.Kind) -> Decision? { decisions.first { $0.kind == kind } }
        guard let review = decision(.initialReview), review.outcome == .passed else { return }
        if let payment = decision(.payment), payment.outcome == .paid {
            paid += payment.amount ?? .zero
            if decision(.clawback) != nil { clawback += payment.amount ?? .zero }
        } else if let listing = decision(.listing) {
            if listing.outcome == .unfunded {
                // What the budget did not reach may enter another round; what the panel refused may not.
                if !listing.findings.contains(where: { $0.effect == .reject }) { reserved += review.amount ?? .zero }
            } else {
                approved += decision(.publicity)?.amount ?? listing.amount ?? .zero
            }
        } else {
            reserved += review.amount ?? .zero
        }
    }
}

/// Derives the balances of all vouchers from the current decisions.
struct Ledger {
    let balances: [VoucherBalance]

    init(_ transaction: Transaction) throws {
        self.init(try transaction.currentDecisions().map(\.decision))
    }

    /// The balance of one party's voucher of one year.
    init(_ transaction: Transaction, party: String, year: Int) throws {
        self.init(try transaction.currentDecisions(party: party, year: year).map(\.decision))
    }

    private init(_ decisions: [Decision]) {
        let cases = Dictionary(grouping: decisions) { CaseKey(party: $0.party, year: $0.year) }
        balances = cases.values.compactMap { VoucherBalance($0) }.sorted { $0.voucher < $1.voucher }
    }

    /// Vouchers that would pay more than their face: there must be none.
    var overdrawn: [VoucherBalance] { balances.filter { $0.free < .zero } }
}
