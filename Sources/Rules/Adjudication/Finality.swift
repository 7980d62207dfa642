import Programme
import Records

/// Says which decisions are FINAL: published acts, which no later record changes silently.
///
/// A decision is FINAL when (a) every active district has spoken past its place, or the working days of finality have passed since the
/// centre received the record complete; (b) nothing placed earlier, of the same party-year or sharing an invoice, a file or an order, is
/// still open within its own such window; and (c) for a claim, its application is FINAL. What waits for somebody (HELD, RETURNED, parked)
/// never is, and what is called a duplicate is so only as long as the other stands: it becomes FINAL with it.
struct Finality: Sendable {
    let docket: Docket
    let horizon: Horizon
    let workingDays: Int

    /// An application or claim in the order.
    private struct Entry {
        let subject: RecordKey
        let order: Order
        let receivedAt: Instant?
        var isFinal: Bool
    }

    func settled(_ decisions: [Decision], waits: [Wait], standing: RecordKey?) -> [Decision] {
        let bySubject = Dictionary(decisions.filter { $0.kind != .voucher }.map { ($0.subject, $0) }) { first, _ in first }
        var entries = entries(decisions, waits)
        // Twice, since a duplicate placed earlier may stand upon an application placed later.
        var hasEnded = false
        for _ in 0..<2 where !hasEnded {
            var standingIsFinal = entries.contains { $0.subject == standing && $0.isFinal }
            var isFree = true
            for index in entries.indices {
                let entry = entries[index]
                if !entry.isFinal, isFree, let decision = bySubject[entry.subject], canBeFinal(decision, standingIsFinal: standingIsFinal) {
                    entries[index].isFinal = isPast(entry.order.place, entry.receivedAt) && !sharedBefore(entry)
                    // What ends here makes room: those behind it are judged anew before they are FINAL.
                    if entries[index].isFinal, [.rejected, .lapsed].contains(decision.outcome) {
                        hasEnded = true
                        isFree = false
                    }
                }
                if entries[index].isFinal {
                    if entry.subject == standing { standingIsFinal = true }
                } else if !isPast(entry.order.place, entry.receivedAt) {
                    isFree = false
                }
            }
        }
        let final = Set(entries.filter(\.isFinal).map(\.subject))
        return decisions.map { decision in
            var settled = decision
            if final.contains(decision.subject) { settled.becomeFinal() }
            return settled
        }
    }

    private func entries(_ decisions: [Decision], _ waits: [Wait]) -> [Entry] {
        let published = Set(docket.file.published.map(\.subject))
        let decided = decisions.filter { $0.kind != .voucher }.map { ($0.subject, $0.place) }
        let waiting = waits.map { wait in (wait.subject, docket.record(wait.subject)?.place) }
        return (decided + waiting).map { subject, place in
            Entry(
                subject: subject,
                order: Order(place: place, id: subject.key),
                receivedAt: docket.record(subject)?.receivedAt,
                isFinal: published.contains(subject)
            )
        }.sorted { $0.order < $1.order }
    }

    /// Whether a decision waits for nobody, and what it stands upon is FINAL (c).
    private func canBeFinal(_ decision: Decision, standingIsFinal: Bool) -> Bool {
        switch decision.outcome {
        case .held, .returned: false
        case .duplicate: standingIsFinal
        // A supplement may have been made in time and still be on its way.
        case .lapsed:
            decision.pinned(Rule.form.id)["due"].flatMap { Day($0) }.map { isPast(Instant(startOf: $0.adding(days: 1)), Instant(startOf: $0)) }
                ?? true
        default: decision.kind != .initialReview || standingIsFinal
        }
    }

    /// Whether the window is past in which something placed earlier may still come (a).
    private func isPast(_ place: Instant?, _ receivedAt: Instant?) -> Bool {
        guard let place else { return false }
        if let spoken = horizon.allHaveSpokenUntil, spoken > place { return true }
        // A year that the workday file lacks gives no answer, and no finality.
        guard let receivedAt, let last = horizon.workdays.day(workingDays, after: receivedAt.day) else { return false }
        return horizon.now.day > last
    }

    private func sharedBefore(_ entry: Entry) -> Bool {
        guard entry.subject.type == .claim, let claim = docket.one(.claim, entry.subject.key) else { return false }
        let records =
            docket.all(.invoice, where: "claim_id", is: claim.key.key) + docket.all(.evidence, where: "claim_id", is: claim.key.key)
            + [docket.one(.contract, claim.text("contract_id"))].compactMap(\.self)
        let identities = Set(records.flatMap { SharedIdentity.identities(of: $0).map(\.identity) })
        return docket.file.shared.contains { use in
            identities.contains(use.identity) && !use.isFinal && Order(place: use.place, id: use.claim) < entry.order
                && !isPast(use.place, use.receivedAt)
        }
    }
}

extension Decision {
    /// Makes the decision a published act. What was refused is not taken up again, whatever is corrected: the way out is a new number.
    fileprivate mutating func becomeFinal() {
        guard state != .final else { return }
        state = .final
        guard outcome == .rejected else { return }
        findings = findings.map { finding in
            guard [.reject, .return, .hold].contains(finding.effect) else { return finding }
            let cause = finding.fix.isEmpty ? "" : "原因（\(finding.fix)）消除后，"
            let fix = "本结论已最终公布，在原编号下补正、更正不再改变它；\(cause)以新编号另行申报，发票、凭证等材料也用新编号"
            return finding.with(fix: fix)
        }
    }
}
