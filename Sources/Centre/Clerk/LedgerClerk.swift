import Programme
import Records
import Rules
import Store

/// Posts what a drain moved on each voucher: append-only, so that every balance can be told as of any drain (Art. 16, 17, 24).
struct LedgerClerk {
    let work: DrainWork

    private var transaction: Transaction { work.transaction }

    /// Posts the difference between what the decisions in force bind and what was posted before, for every party-year adjudicated.
    func run() throws {
        for (found, balance) in work.balances.sorted(by: { $0.key < $1.key }) {
            let posted = try transaction.balances(ofVoucher: balance.voucher)
            for (account, amount) in balance.accounts where amount != posted[account] ?? .zero {
                try transaction.post(
                    amount - (posted[account] ?? .zero),
                    to: account,
                    ofVoucher: balance.voucher,
                    party: found.party,
                    year: found.year,
                    drain: work.number
                )
            }
        }
    }
}
