import Bags
import Programme
import Records
import Rules
import Store

/// Cuts off and ranks the redemption rounds whose time has come (Art. 18, 19).
///
/// A round is a record of the centre's; what it lacks shows in the standing that ``standing(of:)`` gives. Its list is FINAL when it is made:
/// what comes later waits for another round.
struct RoundClerk {
    let work: DrainWork
    /// The last drain whose rows are read: what time ranks has not read those of its own drain.
    let lastRead: Int

    private var transaction: Transaction { work.transaction }

    /// - Returns: the party-years with a new line in a list.
    func run() throws -> Set<CaseKey> {
        var listed: Set<CaseKey> = []
        let rounds = try transaction.allMerged(.round).filter { !$0.isWithdrawn }
        for round in rounds {
            let id = round.key.key
            if try transaction.cutOffRound(id) == nil, try obstaclesToCutOff(round).isEmpty { try cutOff(round) }
            let rulings = try transaction.records(.ruling, where: "subject_id", is: id)
            if try isToBeRankedAgain(round, rulings) { try transaction.reopen(id) }
            // A round may be in review for weeks: its claims are read when the panel has met.
            guard let stored = try transaction.cutOffRound(id), stored.ranked == nil,
                RoundHearing.isReviewed(round, on: work.instant.day, rulings: rulings)
            else { continue }
            let file = try file(of: round)
            let standing = RoundHearing(file).ranked(on: work.instant.day)
            guard !standing.findings.contains(where: { $0.effect == .hold }) else { continue }
            var lines: [(claim: String, decision: Int64)] = []
            for line in standing.listing {
                lines.append((line.subject.key, try announce(line)))
                listed.insert(CaseKey(party: line.party, year: line.year))
            }
            try transaction.setRanked(id, lines: lines, digest: RoundClerk.digest(of: file, standing.listing).description, lastRead: lastRead)
        }
        // Rounds are closed by ruling alone, and by what ends their last line.
        guard work.mayCloseRounds else { return listed }
        for year in Set(rounds.compactMap { $0["voucher_year"]?.integer }) {
            listed.formUnion(try close(rounds.filter { $0["voucher_year"]?.integer == year }))
        }
        return listed
    }

    private static let closing: Set<RecordType> = [.round, .ruling, .payment, .objection]

    /// Whether any of these changes may close a round.
    static func mayClose(_ changes: [RecordChange]) -> Bool { changes.contains { closing.contains($0.record.key.type) } }

    private func announce(_ line: Decision) throws -> Int64 {
        let known = try transaction.currentDecision(.listing, of: line.subject)
        let id = try CaseClerk(work: work).announce(line, supersedes: known?.id)
        if let record = try transaction.record(line.subject) { work.concerned.insert(record.id) }
        return id
    }

    // MARK: Going back, and closing

    /// Whether a ruling sends a ranked round back to its panel. That is possible until the list is public, and until another round takes what
    /// this one left (Art. 18 item 2).
    private func isToBeRankedAgain(_ round: CaseRecord, _ rulings: [CaseRecord]) throws -> Bool {
        let asked = RoundHearing.reopenings(of: round, rulings).count
        guard let stored = try transaction.cutOffRound(round.key.key), stored.ranked != nil, stored.rankings <= asked else { return false }
        let progress = try RoundProgress(round, transaction)
        guard StateMachine.round.after(.reopen, in: progress.state) != nil else { return false }
        return try progress.lines.allSatisfy { try transaction.rounds(ofClaim: $0.claim.key, cutOffAfter: round.key.key).isEmpty }
    }

    /// Ends what the rounds of a voucher year could not give, when all of them are closed and the annual one is among them.
    private func close(_ rounds: [CaseRecord]) throws -> Set<CaseKey> {
        guard let annual = rounds.last(where: { $0["kind"]?.text == "ANNUAL" }) else { return [] }
        var claims: Set<RecordKey> = []
        for round in rounds {
            let progress = try RoundProgress(round, transaction)
            guard progress.state == .closed else { return [] }
            claims.formUnion(progress.lines.map(\.claim))
        }
        var ended: Set<CaseKey> = []
        for claim in claims.sorted() {
            guard let listing = try transaction.currentDecision(.listing, of: claim)?.decision, listing.ungranted > .zero, let round = listing.round
            else {
                continue
            }
            try transaction.setLine(try announce(listing.closed(by: annual.key.key)), of: claim.key, in: round)
            ended.insert(CaseKey(party: listing.party, year: listing.year))
        }
        return ended
    }

    /// What keeps a round from its next step.
    static func standing(
        of round: CaseRecord,
        _ transaction: Transaction,
        at instant: Instant,
        _ configuration: CentreConfiguration
    ) throws -> [Finding] {
        if try transaction.cutOffRound(round.key.key) == nil { return try obstaclesToCutOff(round, transaction, at: instant) }
        return RoundHearing(try file(of: round, transaction, at: instant, configuration)).ranked(on: instant.day).findings
    }

    /// Whether a round's time has come that nothing but its time kept from being cut off.
    static func isDue(_ transaction: Transaction, at instant: Instant) throws -> Bool {
        try transaction.allMerged(.round).contains { round in
            try !round.isWithdrawn && transaction.cutOffRound(round.key.key) == nil && obstaclesToCutOff(round, transaction, at: instant).isEmpty
        }
    }

    // MARK: Cutting off

    private func obstaclesToCutOff(_ round: CaseRecord) throws -> [Finding] {
        try RoundClerk.obstaclesToCutOff(round, transaction, at: work.instant)
    }

    private static func obstaclesToCutOff(_ round: CaseRecord, _ transaction: Transaction, at instant: Instant) throws -> [Finding] {
        let gaps = try transaction.waitingBatches().map(\.identity.description)
        let rulings = try transaction.records(.ruling, where: "subject_id", is: round.key.key)
        let file = RoundFile(round: round, candidates: [], reviews: [], experts: [], rulings: rulings)
        var obstacles = RoundHearing(file).obstaclesToCutOff(gaps: gaps)
        if let cutOff = round["cut_off_at"]?.text.flatMap({ Instant($0) }), cutOff <= instant { return obstacles }
        obstacles.append(
            Finding(
                rule: "ART19-ROUNDS",
                effect: .hold,
                article: "第十九条",
                values: "cut_off_at=\(round["cut_off_at"]?.text ?? "")",
                reason: "截止时间未到",
                fix: "等待，或更正截止时间"
            )
        )
        return obstacles
    }

    private func cutOff(_ round: CaseRecord) throws {
        guard let year = round["voucher_year"]?.integer else { return }
        var claims: [String] = []
        let last = round["cut_off_at"]?.text.flatMap { Instant($0) } ?? work.instant
        for review in try transaction.finalClaims(ofYear: Int(year)) where try RoundClerk.left(review.decision, transaction) > .zero {
            // However late the centre looks: what was complete only after the cut-off is for another round.
            let decisions = try transaction.currentDecisions(party: review.decision.party, year: review.decision.year).map(\.decision)
            guard let place = review.decision.place, place <= last, !RoundClerk.isFrozen(decisions) else { continue }
            claims.append(review.decision.subject.key)
        }
        try transaction.cutOff(round.key.key, claims: claims, drain: work.number)
    }

    /// Whether a ruling has frozen what the claims of a party-year draw on (Art. 23).
    private static func isFrozen(_ decisions: [Decision]) -> Bool { decisions.contains { $0.kind == .freeze && $0.outcome == .on } }

    /// What earlier rounds have left of a claim's reservation: nothing once one has listed it in full, or refused it.
    private static func left(_ review: Decision, _ transaction: Transaction) throws -> Fen {
        try transaction.currentDecision(.listing, of: review.subject)?.decision.ungranted ?? review.amount ?? .zero
    }

    // MARK: Ranking

    private func file(of round: CaseRecord) throws -> RoundFile { try RoundClerk.file(of: round, transaction, at: work.instant, work.configuration) }

    private static func file(
        of round: CaseRecord,
        _ transaction: Transaction,
        at instant: Instant,
        _ configuration: CentreConfiguration
    ) throws -> RoundFile {
        let id = round.key.key
        let claims = try transaction.claims(ofRound: id)
        var candidates: [RoundFile.Candidate] = []
        var rulings = try transaction.records(.ruling, where: "subject_id", is: id)
        for claim in claims {
            rulings += try transaction.records(.ruling, where: "subject_id", is: claim)
            if let candidate = try candidate(claim, before: round, transaction, at: instant, configuration) { candidates.append(candidate) }
        }
        let reviews = try transaction.records(.review, where: "round_id", is: id)
        var experts: [String: CaseRecord] = [:]
        for review in reviews + candidates.compactMap(\.earlierReview) {
            for key in review.list("experts") where experts[key] == nil {
                experts[key] = try transaction.merged(.expert, key)
            }
        }
        return RoundFile(
            round: round,
            candidates: candidates,
            reviews: reviews,
            experts: experts.values.sorted { $0.key < $1.key },
            rulings: rulings,
            lastDay: configuration.programme.lastDay
        )
    }

    private static func candidate(
        _ claim: String,
        before round: CaseRecord,
        _ transaction: Transaction,
        at instant: Instant,
        _ configuration: CentreConfiguration
    ) throws -> RoundFile.Candidate? {
        let key = RecordKey(.claim, claim)
        // What a ruling took back, or froze, since the cut-off asks for nothing; what is only frozen waits for another round.
        guard let review = try transaction.currentDecision(.initialReview, of: key)?.decision, let place = review.place, review.outcome == .passed
        else { return nil }
        let decisions = try transaction.currentDecisions(party: review.party, year: review.year).map(\.decision)
        if isFrozen(decisions) { return nil }
        let voucher = decisions.first { $0.kind == .voucher }
        let record = try transaction.merged(.claim, claim)
        let provider = try record?["contract_id"]?.text.flatMap { try transaction.merged(.contract, $0) }?["provider_uscc"]?.text
        let pinned = review.pinned("ART16-RATE")
        let earlier = try transaction.lines(ofClaim: claim).filter { $0.round != round.key.key }
        let objected = earlier.isEmpty ? [] : try transaction.records(.objection, where: "claim_id", is: claim)
        let file = try CaseLoader(transaction: transaction).load(CaseKey(party: review.party, year: review.year))
        let today = Horizon(now: instant, workdays: configuration.workdays)
        let provable = Adjudicator(programme: configuration.programme).provable(claim, in: file, at: today)
        let lowered = objected.filter { !$0.isWithdrawn && $0["ruling"]?.text == "SUSTAINED" }.map { Fen($0["reduced_fee"]?.integer ?? 0) }
        return RoundFile.Candidate(
            claim: key,
            party: review.party,
            year: review.year,
            provider: provider,
            place: place,
            applicationPlace: voucher?.place ?? place,
            rate: pinned["rate_bp"].flatMap { Int64($0) } ?? 0,
            // What an earlier round cut is free for others.
            reserved: earlier.last.map { $0.grantedInAll + $0.ungranted } ?? review.amount ?? .zero,
            granted: earlier.last?.grantedInAll ?? .zero,
            // Where nobody can tell it any more, what the initial review found for good.
            ceiling: ([provable ?? pinned["recognised"].flatMap { Fen(parsing: $0) }].compactMap(\.self) + lowered).min() ?? .zero,
            earlierReview: try earlierReview(of: claim, in: earlier.compactMap(\.round), transaction)
        )
    }

    /// The review that the latest of those rounds had of a claim.
    private static func earlierReview(of claim: String, in rounds: [String], _ transaction: Transaction) throws -> CaseRecord? {
        guard !rounds.isEmpty else { return nil }
        let reviews = try transaction.records(.review, where: "claim_id", is: claim).filter { !$0.isWithdrawn }
        return rounds.reversed().lazy.compactMap { round in reviews.first { $0["round_id"]?.text == round } }.first
    }

    /// The digest of everything that decided the list, so that anybody can make it again and compare.
    private static func digest(of file: RoundFile, _ listing: [Decision]) -> Digest {
        var lines = ["\(file.round.key.key) \(RoundHearing(file).available?.yuan ?? "")"]
        for line in listing {
            lines.append("\(line.subject.key) \(line.place?.description ?? "") \(line.outcome.rawValue) \(line.amount?.yuan ?? "")")
        }
        return Digest(of: Array(lines.joined(separator: "\n").utf8))
    }
}
