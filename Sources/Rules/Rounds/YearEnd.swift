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
    /// The initial reviews of the party-year, and what claims that nobody has passed yet would bind.
    let reviews: ClaimResult
    let voucher: Decision?

    func void(after redemption: [Decision]) -> Decision? {
        guard let voucher, let face = voucher.amount, [.issued, .reduced].contains(voucher.outcome) else { return nil }
        let ruling = YearEnd.ruling(voucher.subject, docket)
        let known = docket.acted(.void, voucher.subject)
        // What a ruling voided is void as long as the ruling stands.
        let isKnown = known.map { $0.state == .final && $0.pinned(Rule.void.id)["ruling"] == nil } ?? false
        guard horizon.now.day > Day.last(of: voucher.year) || ruling != nil || isKnown else { return nil }
        let isPast = YearEnd.isPast(voucher.subject, year: voucher.year, docket, horizon, terms)
        let bound = ([waiting] + reviews.decisions.map { self.bound($0, redemption, isPast: isPast) }).cappedSum()
        let free = max(.zero, face - min(bound, face))
        // What was told as pending and has been used since is no act: whether a drain ever saw it must not matter.
        guard free > .zero || isKnown || (known?.state == .final && ruling != nil) else { return nil }
        let isFinal = isKnown || isPast || ruling != nil
        return Decision(
            kind: .void,
            subject: voucher.subject,
            party: voucher.party,
            year: voucher.year,
            outcome: isFinal ? .final : .pending,
            amount: free,
            findings: [finding(ruling, year: voucher.year, face: face, bound: bound, free: free, isFinal: isFinal)],
            state: isFinal ? .final : .tentative,
            place: voucher.place
        )
    }

    private func finding(_ ruling: CaseRecord?, year: Int, face: Fen, bound: Fen, free: Fen, isFinal: Bool) -> Finding {
        let values: Values = ["voucher_year": year, "face": face.yuan, "bound": bound.yuan, "void": free.yuan, "ruling": ruling?.key.key]
        if let ruling { return Rule.void.finding(.info(values, "依裁定 \(ruling.key.key) 作废未使用的 \(free.yuan) 元：\(ruling.text("reason") ?? "")")) }
        let rest = isFinal ? "未使用的 \(free.yuan) 元作废" : "未使用的 \(free.yuan) 元待作废；在途批次到达前可恢复"
        return Rule.void.finding(.info(values, "\(year) 年度已届满，\(rest)"))
    }

    /// The ruling that voids what a voucher has left before its year is over, as when the party gives it back; of several the first.
    static func ruling(_ application: RecordKey, _ docket: Docket) -> CaseRecord? {
        docket.all(.ruling).filter { ruling in
            !ruling.isContested("ruling") && ruling.text("verdict") == "VOID" && Rulings.subject(of: ruling) == application
        }.min { ActOrder($0, by: "effective_on") < ActOrder($1, by: "effective_on") }
    }

    /// The last day on which what a ruling has left of a voucher could still be claimed: the one that it names, else that on which the centre
    /// received it.
    static func lastDay(of ruling: CaseRecord) -> Day? { ruling.day("effective_on") ?? ruling.receivedAt?.day }

    /// Whether the year is over for good: nothing that was made in it is still on its way.
    static func isPast(_ application: RecordKey, year: Int, _ docket: Docket, _ horizon: Horizon, _ terms: ProgrammeVersion) -> Bool {
        guard horizon.now.day > Day.last(of: year) else { return false }
        if horizon.closedYears.contains(year) { return true }
        // A year that the workday file lacks gives no answer: what is left stays pending.
        guard let last = lastDay(of: application, year: year, docket, horizon.workdays, terms) else { return false }
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

    /// When every district had closed the year and it was over: what was not here by then is void. An application that came later counts
    /// from its receipt, as it does for ``lastDay(of:year:_:_:_:)``.
    static func closed(_ application: RecordKey, year: Int, _ docket: Docket, _ horizon: Horizon) -> Instant? {
        guard let closed = horizon.closedAt[year] else { return nil }
        let end = max(closed, Instant(startOf: Day.first(of: year + 1)))
        return docket.one(.application, application.key)?.receivedAt.map { max($0, end) } ?? end
    }

    /// What a claim keeps of the voucher: what it was paid or granted, else what its review reserved, else what it may get while it lives.
    private func bound(_ review: Decision, _ redemption: [Decision], isPast: Bool) -> Fen {
        switch review.outcome {
        case .passed:
            let listing = docket.published(.listing, review.subject)
            return ClaimBinding([review, listing].compactMap(\.self) + redemption.filter { $0.subject == review.subject }).total
        // A supplement that was not made in time, and comes after its year if it comes, keeps nothing.
        case .returned where isPast && isOverdue(review.subject): return .zero
        case .held, .returned: return reviews.claimable[review.subject] ?? .zero
        default: return .zero
        }
    }

    private func isOverdue(_ claim: RecordKey) -> Bool {
        guard let since = docket.file.returnedSince[claim], let due = horizon.workdays.day(terms.periods.supplementWorkingDays, after: since.day)
        else { return false }
        return horizon.now.day > due
    }

    /// Claims that wait for a record and have no review yet.
    private var waiting: Fen { reviews.waits.map { reviews.claimable[$0.subject] ?? .zero }.cappedSum() }
}
