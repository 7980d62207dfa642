import Programme

/// The decisions in force when the first quarter of the next year is over.
struct YearDecisions {
    /// One of them.
    struct Line {
        let kind: String
        let type: String
        let key: String
        var verdict: Verdict
        var amount: Fen?
        var injection: Injection?
    }

    let lines: [Line]

    init(_ story: Story, _ year: RedemptionMaker, _ ledger: YearEndLedger) {
        var lines: [Line] = []
        for application in story.applications { lines += YearDecisions.lines(application) }
        lines += year.book.reviews.map { YearDecisions.line($0, year.redemptions[$0.claim.id]?.event) }
        for redemption in year.redemptions.values.sorted(by: { $0.claim.id < $1.claim.id }) { lines += YearDecisions.lines(redemption) }
        for (application, outcome, event) in year.freezes {
            lines.append(Line(kind: "FREEZE", type: "application", key: application, verdict: Verdict(outcome, "ART23-FRAUD"), injection: event))
        }
        for (claim, amount) in year.clawbacks {
            lines.append(
                Line(kind: "CLAWBACK", type: "claim", key: claim, verdict: Verdict(.due, "ART23-FRAUD"), amount: amount, injection: .fraud)
            )
        }
        for balance in ledger.balances where balance.voided > .zero {
            lines.append(
                Line(kind: "VOID", type: "application", key: balance.voucher, verdict: Verdict(.final, "ART24-VOID"), amount: balance.voided)
            )
        }
        self.lines = lines
    }

    private static func lines(_ application: SampleApplication) -> [Line] {
        let verdict = application.verdict
        let injection = application.injection
        // What was not approved lapses with the year; what was refused stays refused.
        let isOpen = verdict.outcome == .held || verdict.outcome == .returned
        let end = isOpen ? Verdict(.lapsed) : verdict
        var lines = [Line(kind: "APPLICATION", type: "application", key: application.id, verdict: end, injection: injection)]
        if verdict.outcome == .approved {
            let issued: Outcome = application.requested > SampleApplication.cap ? .reduced : .issued
            lines.append(
                Line(
                    kind: "VOUCHER",
                    type: "voucher",
                    key: application.id,
                    verdict: Verdict(issued),
                    amount: application.face,
                    injection: injection
                )
            )
        }
        return lines
    }

    private static func line(_ review: ReviewBook.Review, _ event: Injection?) -> Line {
        var line = Line(
            kind: "INITIAL_REVIEW",
            type: "claim",
            key: review.claim.id,
            // A claim that waited a month for a voucher goes to an operator.
            verdict: review.verdict.outcome == .parked ? Verdict(.held) : review.verdict,
            amount: review.amount,
            injection: review.claim.injection
        )
        // What has been passed for good stands against a ruling or a register that speaks later, and says so.
        if let event, [.frozen, .fraud, .provincialLate].contains(event) {
            line.verdict = Verdict(.passed, "FINAL-STANDS")
            line.injection = event
        }
        return line
    }

    private static func lines(_ redemption: Redemption) -> [Line] {
        let claim = redemption.claim.id
        func line(_ kind: String, _ verdict: Verdict, _ amount: Fen?) -> Line {
            Line(kind: kind, type: "claim", key: claim, verdict: verdict, amount: amount, injection: redemption.event)
        }
        guard let listed = redemption.lines.last else { return [] }
        var lines = [line("LISTING", redemption.isRefused ? Verdict(.unfunded, "ART03-ACTUAL") : Verdict(listed.outcome), listed.granted)]
        guard let grant = redemption.current, let publicity = grant.publicity else { return lines }
        // An objection that nobody has ruled on leaves the amount open.
        lines.append(line("PUBLICITY", Verdict(publicity), grant.publicised))
        guard publicity == .done, let payment = grant.payment else { return lines }
        lines.append(line("CONFIRMATION", Verdict(.issued), grant.publicised))
        lines.append(line("PAYMENT", payment, grant.publicised))
        return lines
    }
}
