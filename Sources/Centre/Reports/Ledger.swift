import Programme
import Records
import Rules
import Store

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
