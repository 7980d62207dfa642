public import Programme

/// What a voucher's face is bound to when the first quarter of the next year is over.
public struct SampleBalance: Sendable, Hashable {
    /// The id of the voucher's application.
    public let voucher: String
    public let face: Fen
    /// Reserved by claims that passed the initial review and to which a round may still grant something.
    public internal(set) var reserved = Fen.zero
    /// Granted and not paid yet.
    public internal(set) var approved = Fen.zero
    public internal(set) var paid = Fen.zero
    /// Void for good (Art. 24).
    public internal(set) var voided = Fen.zero

    /// What is left: the shares of claims that wait for somebody.
    public var free: Fen { face - reserved - approved - paid - voided }

    init(voucher: String, face: Fen) {
        self.voucher = voucher
        self.face = face
    }
}

/// Closes the books of the year: what each voucher has paid, still owes, and loses (Art. 24).
struct YearEndLedger {
    /// In the order of the vouchers' keys.
    let balances: [SampleBalance]

    init(_ story: Story, _ book: ReviewBook, _ redemptions: [String: Redemption]) {
        let reviews = Dictionary(grouping: book.reviews.filter { $0.application != nil }) { $0.claim.party.uscc }
        balances = story.applications.filter { $0.verdict.outcome == .approved }.sorted { $0.id < $1.id }.map { application in
            YearEndLedger.balance(application, reviews[application.party] ?? [], redemptions)
        }
    }

    private static func balance(
        _ application: SampleApplication,
        _ reviews: [ReviewBook.Review],
        _ redemptions: [String: Redemption]
    ) -> SampleBalance {
        var balance = SampleBalance(voucher: application.id, face: application.face)
        // What waits for somebody keeps its share. What was to be supplemented and never was keeps nothing: the year is past.
        var waiting = Fen.zero
        for review in reviews {
            if review.verdict.outcome == .held { waiting += review.share }
            guard let redemption = redemptions[review.claim.id] else { continue }
            let paid = redemption.lines.filter(\.isPaid).reduce(Fen.zero) { $0 + $1.publicised }
            let owed = redemption.lines.filter { !$0.isPaid }.reduce(Fen.zero) { $0 + $1.publicised }
            balance.paid += paid
            balance.approved += owed
            balance.reserved += max(.zero, redemption.kept - paid - owed)
        }
        balance.voided = max(.zero, balance.free - waiting)
        return balance
    }
}
