public import Programme
import Records

/// The balance of one voucher: what its face value is bound to (Art. 16, 17, 24).
public struct VoucherBalance: Sendable, Equatable {
    /// The id of the voucher's application.
    public let voucher: String
    public let party: String
    public let year: Int
    public let face: Fen
    /// Reserved by claims that passed the initial review, or left ungranted by a round.
    public private(set) var reserved = Fen.zero
    /// Granted by a round, and not paid yet.
    public private(set) var approved = Fen.zero
    public private(set) var paid = Fen.zero
    /// Void for good at the year's end (Art. 24).
    public private(set) var voided = Fen.zero
    /// Paid and to be given back (Art. 23); no part of the face.
    public private(set) var clawback = Fen.zero

    /// What claims can still draw on.
    public var free: Fen { face - reserved - approved - paid - voided }

    /// By the names of the accounts that are posted.
    public var accounts: [(account: String, amount: Fen)] {
        [("FACE", face), ("RESERVED", reserved), ("APPROVED", approved), ("PAID", paid), ("VOIDED", voided), ("CLAWBACK", clawback)]
    }

    /// The balance that the decisions in force of a party-year give; `nil` where it has no voucher.
    public init?(_ decisions: [Decision]) {
        guard let issued = decisions.first(where: { $0.kind == .voucher }), let face = issued.amount else { return nil }
        voucher = issued.subject.key
        party = issued.party
        year = issued.year
        self.face = face
        for decisions in Dictionary(grouping: decisions.filter { $0.subject.type == .claim }, by: \.subject).values {
            let binding = ClaimBinding(decisions)
            reserved += binding.reserved
            approved += binding.approved
            paid += binding.paid
            clawback += decisions.first { $0.kind == .clawback }?.amount ?? .zero
        }
        if let void = decisions.first(where: { $0.kind == .void && $0.outcome == .final }) { voided = void.amount ?? .zero }
    }
}
