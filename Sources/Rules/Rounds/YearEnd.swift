import Programme
import Records

/// Voids what a voucher has left when its year is over (Art. 24).
///
/// From the first instant of the next year what is free is PENDING: batches that offices made in time may still be on their way. It is
/// FINAL when every district has closed the year, or after the working day that the programme names. What live claims have reserved, or
/// may yet be granted, is no part of it.
struct YearEnd: Sendable {
    let docket: Docket
    let horizon: Horizon
    let terms: ProgrammeVersion
    /// The initial reviews of the party-year, as decided.
    let reviews: [Decision]
    let voucher: Decision?

    func void(after redemption: [Decision]) -> Decision? {
        guard let voucher, let face = voucher.amount, [.issued, .reduced].contains(voucher.outcome), horizon.now.day > Day.last(of: voucher.year)
        else {
            return nil
        }
        let bound = reviews.map { self.bound($0, redemption) }.cappedSum() + [waiting].cappedSum()
        let free = max(.zero, face - min(bound, face))
        let known = docket.acted(.void, voucher.subject)
        let isFinal = known?.outcome == .final || isPast(voucher)
        guard free > .zero || known != nil else { return nil }
        let values: Values = ["voucher_year": voucher.year, "face": face.yuan, "bound": bound.yuan, "void": free.yuan]
        return Decision(
            kind: .void,
            subject: voucher.subject,
            party: voucher.party,
            year: voucher.year,
            outcome: isFinal ? .final : .pending,
            amount: free,
            findings: [
                Rule.void.finding(
                    .info(values, isFinal ? "\(voucher.year) 年度已届满，未使用的 \(free.yuan) 元作废" : "\(voucher.year) 年度已届满，未使用的 \(free.yuan) 元待作废；在途批次到达前可恢复")
                )
            ],
            state: isFinal ? .final : .tentative,
            place: voucher.place
        )
    }

    private func isPast(_ voucher: Decision) -> Bool {
        if horizon.closedYears.contains(voucher.year) { return true }
        // A year that the workday file lacks gives no answer: what is left stays pending.
        guard let last = YearEnd.lastDay(of: voucher.subject, year: voucher.year, docket, horizon.workdays, terms) else { return false }
        return horizon.now.day > last
    }

    /// The last day on which what was used in the year may still come in.
    ///
    /// Counted from the year's end, or, where the centre learned of the application only after it, from then: a slow relay is not the
    /// party's fault, and in which order a late application and its claims come must not decide.
    static func lastDay(of application: RecordKey, year: Int, _ docket: Docket, _ workdays: Workdays, _ terms: ProgrammeVersion) -> Day? {
        let received = docket.one(.application, application.key)?.receivedAt?.day
        return workdays.day(terms.periods.voidCutOffWorkingDay, after: max(Day.last(of: year), received ?? Day.last(of: year)))
    }

    /// What a claim keeps of the voucher: what was confirmed or listed, else what its review reserved, else what it asks for while it lives.
    private func bound(_ review: Decision, _ redemption: [Decision]) -> Fen {
        if let listing = docket.published(.listing, review.subject) {
            if listing.findings.contains(where: { $0.effect == .reject }) { return .zero }
            let publicity = redemption.first { $0.kind == .publicity && $0.subject == review.subject }
            // What the round could not fund may be granted by another of the same year.
            if listing.outcome != .full { return review.amount ?? .zero }
            return publicity?.amount ?? listing.amount ?? .zero
        }
        switch review.outcome {
        case .passed: return review.amount ?? .zero
        case .held, .returned: return asked(review.subject.key)
        default: return .zero
        }
    }

    /// Claims that wait for a record and have no review yet.
    private var waiting: Fen {
        let decided = Set(reviews.map(\.subject))
        return docket.all(.claim).filter { !decided.contains($0.key) }.map { asked($0.key.key) }.cappedSum()
    }

    private func asked(_ claim: String) -> Fen { docket.one(.claim, claim)?.fen("claimed_fee") ?? .zero }
}
