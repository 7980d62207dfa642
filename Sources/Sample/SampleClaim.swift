import Programme
import Records

/// A claim with all that proves it. Injections change it before its rows are written.
struct SampleClaim {
    struct Invoice {
        enum Form {
            case electronic(String)
            case paper(code: String, number: String)
            /// Printed from an electronic invoice (数电纸质票): it bears both.
            case both(String, code: String, number: String)
        }

        let id: String
        var form: Form
        var issuedOn: Day
        var seller: String
        var buyer: String
        var gross: Fen
        var tax: Fen
        var item: String

        var electronicNumber: String? {
            switch form {
            case .electronic(let number), .both(let number, _, _): number
            case .paper: nil
            }
        }
    }

    struct Receipt {
        let id: String
        let serial: String
        var paidOn: Day
        var payer: String
        var payee: String
        var amount: Fen
    }

    struct Entry {
        let id: String
        let word: String
        let number: String
        var bookedOn: String
        var amount: Fen
        var isRefused = false
    }

    /// The kinds of evidence that Art. 18 item 1 names.
    static let kinds = ["CLAIM_FORM", "SERVICE_CONTRACT", "BANK_RECEIPT", "INVOICE", "ACCOUNTING_VOUCHER", "SERVICE_RESULT"]

    let id: String
    let contractID: String
    let resultID: String
    var office: SampleOffice
    let party: SampleParty
    let year: Int
    var project: SampleProject
    /// Whether the claim's batch brings the project too.
    var bringsProject = false
    var provider: SampleProvider
    var agent: SampleAgent?
    let platform: String
    let orderNumber: String
    let contractNumber: String
    var days: ServiceDays
    let category: String
    var description: String
    var isMandatory = false
    var contractAmount: Fen
    var fee: Fen
    var invoices: [Invoice]
    var receipts: [Receipt]
    var entries: [Entry]
    var submittedAt: Instant
    var evidence = SampleClaim.kinds
    /// When the missing evidence comes after all.
    var suppliedAt: Instant?
    /// The kind of evidence that was left out.
    var missing: String?
    var injection: Injection?

    var verdict: Verdict { injection?.verdict ?? Verdict(.passed) }

    /// The claim's place in the order: when it first was complete.
    var place: Instant { suppliedAt ?? submittedAt }

    /// The least of what was claimed, agreed, invoiced and paid: the panel recognises no more (Art. 3).
    var ceiling: Fen {
        let invoiced = invoices.reduce(Int64(0)) { $0 + $1.gross.amount }
        let paid = receipts.reduce(Int64(0)) { $0 + $1.amount.amount }
        return Fen(min(fee.amount, contractAmount.amount, invoiced, paid))
    }

    /// What is owed before the cap (Art. 16).
    var entitlement: Fen { share(of: ceiling) }

    /// The party's rate of a fee, applied once and rounded down.
    func share(of recognised: Fen) -> Fen { Fen(recognised.amount * party.category.percent / 100) }
}
