import Programme
import Records

/// Plays the centre's part of the year: two rounds from cut-off to payment, a freeze, a fraud, and what they come to for each claim.
///
/// Its acts are made in advance, since what the centre will decide is known; they go into batches of the centre like everything else.
struct RedemptionMaker {
    private(set) var events: [SampleEvent] = []
    private(set) var redemptions: [String: Redemption] = [:]
    private(set) var rounds: [SampleRound] = []
    private(set) var book: ReviewBook
    /// FREEZE and FRAUD by the application of the voucher.
    private(set) var freezes: [(application: String, outcome: Outcome, event: Injection)] = []
    private(set) var clawbacks: [(claim: String, amount: Fen)] = []

    private let story: Story
    private let manifests: [String: Digest]
    /// When two offices' words on a party's account had both been entered.
    private let contested: [String: Instant]
    private var identifiers: Identifiers
    private var random: RandomSource

    init(_ story: Story, seed: UInt64, _ identifiers: Identifiers) {
        self.story = story
        self.identifiers = identifiers
        random = RandomSource(seed: seed, purpose: "rounds")
        manifests = EvidenceDigests.of(story.events)
        contested = RedemptionMaker.contested(story.events)
        book = ReviewBook(story)
    }

    mutating func play() {
        hold(YearPlan.extra)
        let freed = redemptions.mapValues { $0.reserved - $0.kept }
        book = ReviewBook(story, release: ReviewBook.Release(after: YearPlan.extra.takenUntil, freed: freed))
        hold(YearPlan.annual)
        findFraud()
    }

    private static func contested(_ events: [SampleEvent]) -> [String: Instant] {
        var entered: [String: [Instant]] = [:]
        for event in events {
            for row in event.rows where row.mark == .conflict { entered[row.key, default: []].append(event.at) }
        }
        return entered.compactMapValues { $0.count > 1 ? $0.max() : nil }
    }

    private mutating func enter(_ row: SampleRow, on day: Day) {
        events.append(SampleEvent(at: YearPlan.desk(day), office: .centre, rows: [row]))
    }

    // MARK: A round

    private mutating func hold(_ round: YearPlan.Round) {
        var taken = candidates(of: round)
        convene(round, &taken)
        let maker = RoundMaker(taken, round)
        rounds.append(maker.money)
        if round.kind == "ANNUAL" { enter(waiver(round), on: round.cutOff) }
        enter(maker.row(), on: round.cutOff)
        enter(maker.row(reviewed: round.reviewed), on: round.reviewed)
        for redemption in maker.redemptions { redemptions[redemption.claim.id] = redemption }
        let publicity = PublicityMaker(round: round)
        if let list = publicity.list(maker.redemptions, &identifiers) { enter(list, on: round.published) }
        var plain = plainLines(of: maker.redemptions, round)
        object(&plain, round, publicity)
        if round.kind == "ANNUAL" {
            freeze(&plain, round)
            forfeit(&plain, round)
        }
        pay(maker.redemptions.map(\.claim.id), &plain, round)
    }

    /// Claims whose review is FINAL and to which earlier rounds have left something.
    private func candidates(of round: YearPlan.Round) -> [Redemption] {
        book.reviews.compactMap { review in
            if let known = redemptions[review.claim.id] { return known.outstanding > .zero ? known : nil }
            guard review.claim.place < round.takenUntil, let amount = review.amount, let application = review.application else { return nil }
            return Redemption(claim: review.claim, application: application, reserved: amount)
        }
    }

    /// The panel's opinion on every claim that has none; an opinion of an earlier round holds on.
    private mutating func convene(_ round: YearPlan.Round, _ taken: inout [Redemption]) {
        var rows: [SampleRow] = []
        let panel = PanelMaker(&identifiers, &random) { rows.append($0) }
        for index in taken.indices where taken[index].opinion == nil {
            let opinion = PanelMaker.opinion(on: taken[index].claim, &random)
            taken[index].opinion = opinion
            if opinion.result == .reduce { taken[index].event = .panelReduced }
            if opinion.result == .reject { taken[index].event = .panelRefused }
            rows.append(panel.row(on: taken[index], opinion: opinion, round: round.id, &identifiers))
        }
        for row in rows { enter(row, on: round.reviewed) }
    }

    /// The operator lets the round go on without the batches that never come.
    private mutating func waiver(_ round: YearPlan.Round) -> SampleRow {
        ruling("round", round.id, "RELEASE", rule: "ART06-ORDER", reason: "缺失批次已与有关县区核实，不影响本轮次", on: round.cutOff)
    }

    private mutating func ruling(
        _ type: String,
        _ subject: String,
        _ verdict: String,
        rule: String = "",
        reason: String,
        on day: Day,
        _ injection: Injection? = nil
    ) -> SampleRow {
        SampleRow(
            .ruling,
            [
                "id": identifiers.record(.centre, "CD"), "subject_type": type, "subject_id": subject, "verdict": verdict, "rule": rule,
                "reason": reason, "doc_no": "示例文〔\(day.year)〕\(random.integer(1...99))号", "effective_on": day.description, "decided_by": "样例经办人",
            ],
            injection: injection
        )
    }

    // MARK: Events on lines

    /// Lines to which anything may happen, by chance: in full, the claim's only one, of a party whose account nobody doubts.
    private mutating func plainLines(of taken: [Redemption], _ round: YearPlan.Round) -> [String] {
        var plain = taken.filter { $0.lines.count == 1 && $0.lines[0].outcome == .full && contested[$0.claim.party.uscc] == nil }.map(\.claim.id)
        random.shuffle(&plain)
        return plain
    }

    /// At least one, so that a small city has it too; fewer where lines run out.
    private mutating func draw(_ perTenThousand: Int, of taken: Int, from plain: inout [String]) -> [String] {
        let count = min(max(1, taken * perTenThousand / 10_000), plain.count / 4)
        let drawn = Array(plain.prefix(count))
        plain.removeFirst(count)
        return drawn
    }

    /// Half a percent of the lines; three in ten objections are upheld.
    private mutating func object(_ plain: inout [String], _ round: YearPlan.Round, _ publicity: PublicityMaker) {
        let upheld: Injection = round.kind == "ANNUAL" ? .objectionReduces : .objectionUpheld
        let open: Injection = round.kind == "ANNUAL" ? .objectionOpen : .objectionDismissed
        for (event, rate) in [(upheld, 15), (open, 10), (.objectionDismissed, 25)] {
            for claim in draw(rate, of: plain.count, from: &plain) {
                guard var redemption = redemptions[claim] else { continue }
                let (received, ruled) = publicity.object(to: &redemption, event, &identifiers)
                redemptions[claim] = redemption
                enter(received, on: round.objected)
                if let ruled { enter(ruled, on: round.ruled) }
            }
        }
    }

    /// Freezes one party, and another until the freeze is lifted, each with a single claim.
    private mutating func freeze(_ plain: inout [String], _ round: YearPlan.Round) {
        for event in [Injection.frozen, .unfrozen] {
            guard let position = plain.firstIndex(where: { hasNoOther($0) }) else { return }
            let claim = plain.remove(at: position)
            guard var redemption = redemptions[claim], let last = redemption.lines.indices.last else { continue }
            redemption.event = event
            let party = redemption.claim.party.uscc
            enter(ruling("party", party, "FREEZE", reason: "接到举报，核查期间暂停", on: round.checked, event), on: round.checked)
            if event == .frozen {
                redemption.lines[last].payment = Verdict(.held, "ART23-FRAUD")
            } else {
                enter(ruling("party", party, "UNFREEZE", reason: "核查未发现问题", on: round.settled, event), on: round.settled)
            }
            redemptions[claim] = redemption
            freezes.append((redemption.application.id, event == .frozen ? .on : .off, event))
        }
    }

    /// What a register says between the letter and the money keeps the money back: the party lost its credit, or the province has paid already
    /// (Art. 16, 20).
    private mutating func forfeit(_ plain: inout [String], _ round: YearPlan.Round) {
        for event in [Injection.creditLost, .provincialLate] {
            guard let position = plain.firstIndex(where: { hasNoOther($0) }) else { return }
            let claim = plain.remove(at: position)
            guard var redemption = redemptions[claim], let last = redemption.lines.indices.last else { continue }
            redemption.event = event
            let row = event == .creditLost ? badCredit(redemption.claim, on: round.checked) : provincial(redemption.claim)
            enter(row, on: round.checked)
            redemption.lines[last].payment = Verdict(.held, event == .creditLost ? "ART20-CREDIT" : "ART16-PROVINCE")
            redemptions[claim] = redemption
        }
    }

    private mutating func badCredit(_ claim: SampleClaim, on day: Day) -> SampleRow {
        SampleRow(
            .regBadCredit,
            [
                "id": identifiers.record(.centre, "SX"), "uscc": claim.party.uscc, "kind": "科研失信行为", "from_date": day.description,
                "source_doc": "示例文〔\(day.year)〕\(random.integer(1...99))号",
            ],
            injection: .creditLost
        )
    }

    private mutating func provincial(_ claim: SampleClaim) -> SampleRow {
        SampleRow(
            .regProvincial,
            [
                "id": identifiers.record(.centre, "SQ"), "uscc": claim.party.uscc, "year": String(claim.year), "project_name": claim.project.name,
                "contract_no": claim.contractNumber, "provider_uscc": claim.provider.uscc, "amount": claim.fee.yuan, "status": "GRANTED",
            ],
            injection: .provincialLate
        )
    }

    private func hasNoOther(_ claim: String) -> Bool {
        guard let party = redemptions[claim]?.claim.party.uscc else { return false }
        return story.claims.count { $0.party.uscc == party } == 1
    }

    // MARK: Payment

    private mutating func pay(_ taken: [String], _ plain: inout [String], _ round: YearPlan.Round) {
        let maker = PaymentMaker(round: round, manifests: manifests)
        let mismatched = Set(draw(200, of: taken.count, from: &plain))
        let returned = Set(draw(150, of: taken.count, from: &plain))
        for claim in taken {
            guard var redemption = redemptions[claim], let last = redemption.lines.indices.last,
                redemption.lines[last].publicity == .done, redemption.lines[last].publicised > .zero
            else { continue }
            if mismatched.contains(claim) { redemption.event = .paperMismatch }
            if returned.contains(claim) { redemption.event = .bankReturned }
            check(&redemption, maker)
            if redemption.lines[last].payment == nil { order(&redemption, maker) }
            redemptions[claim] = redemption
        }
    }

    /// Papers are checked once for a claim. In the first round, what did not agree is put right; in the second it is left so.
    private mutating func check(_ redemption: inout Redemption, _ maker: PaymentMaker) {
        guard redemption.lines.filter({ $0.payment?.outcome == .paid }).isEmpty, let last = redemption.lines.indices.last else { return }
        let round = maker.round
        let isConsistent = redemption.event != .paperMismatch
        let id = identifiers.record(.centre, "HY")
        let claim = redemption.claim.id
        enter(maker.check(claim, id: id, isConsistent: isConsistent, on: round.checked, injection: redemption.event), on: round.checked)
        guard !isConsistent else { return }
        if round.kind == "ANNUAL" {
            redemption.lines[last].payment = Verdict(.held, "ART18-5-PAPER")
        } else {
            enter(maker.check(claim, id: id, isConsistent: true, on: round.settled, injection: redemption.event), on: round.settled)
        }
    }

    private mutating func order(_ redemption: inout Redemption, _ maker: PaymentMaker) {
        let round = maker.round
        guard let last = redemption.lines.indices.last else { return }
        // Two offices name two accounts: nothing is sent to either.
        if let doubted = contested[redemption.claim.party.uscc], doubted < round.takenUntil {
            redemption.lines[last].payment = Verdict(.held, "ART18-5-PAPER")
            return
        }
        redemption.lines[last].payment = Verdict(.paid)
        let id = identifiers.record(.centre, "ZF")
        switch redemption.event {
        case .paperMismatch, .unfrozen: enter(maker.order(redemption, id: id, "PAID", on: round.paidAnew), on: round.paidAnew)
        case .bankReturned:
            enter(maker.order(redemption, id: id, "SENT", on: round.sent), on: round.sent)
            enter(maker.order(redemption, id: id, "RETURNED", on: round.settled), on: round.settled)
            let again = identifiers.record(.centre, "ZF")
            enter(maker.order(redemption, id: again, "PAID", on: round.paidAnew), on: round.paidAnew)
        default:
            enter(maker.order(redemption, id: id, "SENT", on: round.sent), on: round.sent)
            enter(maker.order(redemption, id: id, "PAID", on: round.settled), on: round.settled)
        }
    }

    // MARK: Fraud

    /// A party that was paid in the first round, and has no other claim, has cheated: its money is claimed back (Art. 23).
    private mutating func findFraud() {
        let paid = redemptions.values.filter {
            $0.event == nil && $0.lines.count == 1 && $0.lines[0].isPaid && $0.lines[0].round == YearPlan.extra.id
        }
        guard let found = paid.map(\.claim.id).sorted().first(where: { hasNoOther($0) }), let redemption = redemptions[found] else { return }
        redemptions[found]?.event = .fraud
        let row = ruling("party", redemption.claim.party.uscc, "FRAUD", reason: "检测报告系伪造", on: YearPlan.fraud, .fraud)
        enter(row, on: YearPlan.fraud)
        freezes.append((redemption.application.id, .on, .fraud))
        clawbacks.append((found, redemption.lines[0].publicised))
    }
}
