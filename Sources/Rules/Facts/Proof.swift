import Programme
import Records

// What proves a claim, as the rules read it.

/// An invoice (发票).
struct Invoice: Sendable {
    let record: CaseRecord
    /// What the tax authority answered, where the centre asked.
    let check: Check?
    /// Its identities, by which double use is seen.
    let identities: [String]
    /// What it has in common with the same invoice under another kind of number.
    let likeness: String?

    init(record: CaseRecord, check: Check?) {
        self.record = record
        self.check = check
        let all = SharedIdentity.identities(of: record)
        identities = all.filter { $0.kind == .invoice }.map(\.identity)
        likeness = all.first { $0.kind == .invoiceLike }?.identity
    }

    enum Check: String {
        case good = "OK"
        case void = "VOID"
        case red = "RED"
        case notFound = "NOT_FOUND"
    }

    var id: String { record.key.key }
    var eNumber: String? { record.text("e_number") }
    var number: String? { record.text("number") }
    var issuedOn: Day? { record.day("issued_on") }
    var seller: String? { record.text("seller_uscc") }
    var buyer: String? { record.text("buyer_uscc") }
    var gross: Fen? { record.fen("gross") }
    var tax: Fen? { record.fen("tax") }
    var item: String? { record.text("item_name") }
    var excluded: Fen { record.fen("excluded_gross") ?? .zero }
    var allocated: Fen? { record.fen("allocated") }
    var redLetterOf: String? { record.text("red_letter_of") }

    /// A red-letter invoice takes back another (红字发票).
    var isRedLetter: Bool { redLetterOf != nil || (gross.map { $0 < .zero } ?? false) }

    /// The number by which people know it.
    var shown: String { eNumber ?? number ?? id }

    /// Whether a red-letter invoice's reference means this one.
    func isMeant(by reference: String?) -> Bool { reference != nil && (reference == eNumber || reference == number) }

    /// Whether goods or mandatory tests were taken out of it altogether.
    var isWhollyExcluded: Bool { gross.map { $0 > .zero && excluded >= $0 } ?? false }
}

/// A bank receipt (到款凭证).
struct Receipt: Sendable {
    let record: CaseRecord

    var id: String { record.key.key }
    var serial: String? { record.text("bank_serial") }
    var paidOn: Day? { record.day("paid_on") }
    var payer: String? { record.text("payer_name") }
    var payee: String? { record.text("payee_name") }
    var amount: Fen? { record.fen("amount") }
}

/// A claim (兑付申请).
struct Claim: Sendable {
    let record: CaseRecord

    var id: String { record.key.key }
    var contract: String? { record.text("contract_id") }
    var fee: Fen? { record.fen("claimed_fee") }
    var declaresNotProvincial: Bool? { record.flag("not_provincial_declared") }
    var declaresNotCityFunded: Bool? { record.flag("not_city_funded_declared") }
    var declaresNotAffiliated: Bool? { record.flag("not_affiliated_declared") }
    var exception: String? { record.text("exception_doc_no") }
    var submittedAt: Instant? { record.instant("submitted_at") }
}

/// A voucher that a claim draws on (创新券).
struct Voucher: Sendable {
    let application: Application
    /// The place of the application: when the voucher counts as issued.
    let place: Instant
    let category: SupportCategory
    let rate: Int64
    let face: Fen
    let terms: ProgrammeVersion
}

/// Everything that the rules read of a claim.
struct ClaimFacts: Sendable {
    let year: Int
    let claim: Claim
    let place: Instant?
    let party: Party
    let voucher: Voucher
    let city: City
    /// `nil` where a conflict hides which it is.
    let contract: Contract?
    let project: Project?
    let provider: Provider?
    let platform: Platform?
    let recognitions: [Recognition]
    let qualifications: [Qualification]
    let entrustments: [Entrustment]
    let invoices: [Invoice]
    /// The invoices that charge, each identity once, without those that take back.
    let charges: [Invoice]
    /// The red-letter invoices of the case, of this claim and others.
    let redLetters: [Invoice]
    let receipts: [Receipt]
    let accounts: [CaseRecord]
    let results: [CaseRecord]
    /// Live files that no other replaces.
    let evidence: [CaseRecord]
    let disputes: [CaseRecord]
    let checks: [CaseRecord]
    let registers: Registers
    /// Uses of the claim's invoices, files and order by other live claims, of this party and of others.
    let uses: [SharedUse]
    /// What earlier-placed live claims took of the same contract.
    let takenOfContract: Fen
    let otherYears: [EarlierClaim]
    /// Until when a ruling lets the claim be late.
    let graceUntil: Instant?
    /// Whether anything of the case is in conflict.
    let mayBeContested: Bool
    /// The day of payment, when the rules that are asked again before it look at that day; `nil` in the initial review.
    var paymentDay: Day?

    var terms: ProgrammeVersion { voucher.terms }
    var order: Order { Order(place: place, id: claim.id) }

    /// When the claim was submitted: the earlier of what it says and its place, so that a clock that runs ahead gains nothing.
    var submittedAt: Instant? {
        switch (claim.submittedAt, claim.record.place) {
        case (let stated?, let placed?): min(stated, placed)
        case (let stated, let placed): stated ?? placed
        }
    }

    /// The intermediaries that act for the provider: the contract's, and sellers that it entrusted.
    var agents: [String] {
        let entrusted = Set(entrustments.compactMap(\.agent))
        let sellers = invoices.compactMap(\.seller).filter { entrusted.contains($0) }
        return Set(sellers + [contract?.agent].compactMap(\.self)).subtracting([provider?.uscc].compactMap(\.self)).sorted()
    }

    static func charges(_ invoices: [Invoice]) -> [Invoice] {
        var seen: Set<String> = []
        return invoices.filter { invoice in
            guard !invoice.isRedLetter else { return false }
            let identities = invoice.identities
            defer { seen.formUnion(identities) }
            return identities.allSatisfy { !seen.contains($0) }
        }
    }

    /// The records that are read, for their conflicts.
    var records: [CaseRecord] {
        [claim.record, party.record, contract?.record, project?.record, provider?.record, platform?.record].compactMap(\.self)
            + recognitions.map(\.record) + qualifications.map(\.record) + entrustments.map(\.record) + invoices.map(\.record)
            + receipts.map(\.record) + accounts + results + evidence + disputes + checks
    }
}
