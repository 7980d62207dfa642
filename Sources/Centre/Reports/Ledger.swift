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
    /// Reserved by claims that passed the initial review.
    var reserved = Fen.zero

    /// What claims can still draw on.
    var free: Fen { face - reserved }
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
        var balances: [CaseKey: VoucherBalance] = [:]
        for decision in decisions where decision.kind == .voucher {
            guard let face = decision.amount else { continue }
            let found = CaseKey(party: decision.party, year: decision.year)
            balances[found] = VoucherBalance(voucher: decision.subject.key, party: decision.party, year: decision.year, face: face)
        }
        for decision in decisions where decision.kind == .initialReview && decision.outcome == .passed {
            balances[CaseKey(party: decision.party, year: decision.year)]?.reserved += decision.amount ?? .zero
        }
        self.balances = balances.values.sorted { $0.voucher < $1.voucher }
    }

    /// Vouchers that would pay more than their face: there must be none.
    var overdrawn: [VoucherBalance] { balances.filter { $0.free < .zero } }
}
