import Centre
import Programme
import Records
import Rules
import Sample

/// The centre's clerk for redemption rounds: looks each day at where they stand and does what comes next, with slips (Art. 18, 19).
///
/// A signature is forgotten, a review comes late, a list goes back to the panel, somebody objects, papers do not agree, a bank sends money back,
/// an order is entered twice or over another amount, a firm is frozen.
struct RoundDesk {
    // Of one season.
    private static let mostRounds = 3

    private let days: [Day]
    private var random: RandomSource
    /// What was done last about each thing, by the turn: what is on its way is not done again at once.
    private var done: [String: Int] = [:]
    private var frozen: [String] = []
    private var acts: [CaseRow] = []
    private var turn = 0

    init(days: [Day], seed: UInt64) {
        self.days = days
        random = RandomSource(seed: seed, purpose: "rounds")
    }

    private var today: Day { days[turn] }

    /// The day's acts, in the order in which they are entered.
    mutating func work(_ turn: Int, knowing knowledge: RoundKnowledge) -> [CaseRow] {
        self.turn = turn
        acts = []
        for claim in frozen where random.chance(6000) { unfreeze(claim) }
        for objection in knowledge.objections where isDue("ruling on \(objection)") { rule(on: objection) }
        for round in knowledge.rounds { advance(round, knowledge) }
        openRound(knowledge)
        return acts
    }

    /// Whether a step is not on its way already; it then is.
    private mutating func isDue(_ step: String) -> Bool {
        if let last = done[step], turn - last < 2 { return false }
        done[step] = turn
        return true
    }

    private func id(_ letters: String) -> String { "410300-\(letters)\(turn)-\(acts.count)" }

    private mutating func rule(_ type: String, _ subject: String, _ verdict: String, under rule: String = "") {
        let cells: KeyValuePairs = [
            "subject_type": type, "subject_id": subject, "verdict": verdict, "rule": rule, "reason": "经核实", "effective_on": today.description,
            "decided_by": "王五",
        ]
        acts.append(CaseRow(.ruling, id("CD"), cells))
    }

    // MARK: From the budget to the list

    private mutating func openRound(_ knowledge: RoundKnowledge) {
        let number = knowledge.rounds.count + 1
        let isFree = knowledge.rounds.allSatisfy { ["CONFIRMING", "PAYING", "CLOSED"].contains($0.state) }
        guard number <= RoundDesk.mostRounds, isFree, !knowledge.waiting.isEmpty, isDue("round \(number)") else { return }
        let wanted = knowledge.waiting.reduce(Fen.zero, +)
        let available = Fen(wanted.amount * Int64(random.pick([60, 90, 120])) / 100)
        let isSigned = random.chance(8000)
        let cells: KeyValuePairs = [
            "voucher_year": "2025", "kind": random.pick(["EXTRA", "EXTRA", "ANNUAL"]), "budget": (available + Fen(1_000_000)).yuan,
            "admin_reserved": "10000", "cut_off_at": Papers.instant("\(today) 12:00"), "signoff_stb": today.adding(days: -6).description,
            "signoff_finance": isSigned ? today.adding(days: -5).description : "",
        ]
        acts.append(CaseRow(.round, "2025-R\(number)", cells))
    }

    private mutating func advance(_ round: RoundReport, _ knowledge: RoundKnowledge) {
        switch round.state {
        case "PLANNED" where isDue("\(round.id) signed"):
            let day = today.adding(days: -10).description
            acts.append(.edit(.round, round.id, ["signoff_stb": day, "signoff_finance": day]))
        case "OPEN" where !round.obstacles.isEmpty && isDue("\(round.id) released"):
            rule("round", round.id, "RELEASE", under: "ART06-ORDER")
        case "CUT_OFF", "IN_REVIEW":
            if isDue("\(round.id) reviewed") { review(round, knowledge) }
        case "RANKED" where round.lines.allSatisfy(\.isEnded): close(round)
        case "RANKED":
            if random.chance(1500), isDue("\(round.id) sent back") {
                rule("round", round.id, "RETURN")
                // The panel meets again at once.
                done["\(round.id) reviewed"] = nil
            } else {
                publish(round)
            }
        case "PUBLICITY", "CONFIRMING", "PAYING":
            publish(round)
            for line in round.lines where !line.isEnded { redeem(line, round, knowledge) }
            for line in round.lines where line.isEnded && !line.paid.isEmpty { doubt(line) }
            if round.lines.allSatisfy(\.isEnded) { close(round) }
        default: break
        }
    }

    /// The panel meets. Now and then one of its papers comes later.
    private mutating func review(_ round: RoundReport, _ knowledge: RoundKnowledge) {
        for (index, kind) in ["MANAGEMENT", "TECHNICAL", "FINANCE"].enumerated() {
            acts.append(CaseRow(.expert, "410300-ZJ\(index)", ["name": "专家甲", "kind": kind]))
        }
        for line in round.lines where knowledge.reviewed[round.id]?.contains(line.claim) != true && random.chance(9000) {
            let fee = knowledge.recognised[line.claim].flatMap { Fen(parsing: $0) } ?? .zero
            let result = random.pick(["APPROVE", "APPROVE", "APPROVE", "REDUCE", "REJECT"])
            let share: Int64 = result == "APPROVE" ? 100 : result == "REDUCE" ? 60 : 0
            let cells: KeyValuePairs = [
                "round_id": round.id, "claim_id": line.claim, "result": result, "recognised_fee": Fen(fee.amount * share / 100).yuan,
                "experts": "410300-ZJ0;410300-ZJ1;410300-ZJ2",
            ]
            acts.append(CaseRow(.review, "410300-PS-\(round.id)-\(line.claim)", cells))
        }
        // What was recognised of a fee beyond what papers still prove is put right.
        for finding in round.obstacles where finding.rule == "ART03-ACTUAL" {
            guard let claim = finding.valuesByName["claim"], let ceiling = finding.valuesByName["ceiling"] else { continue }
            acts.append(.edit(.review, "410300-PS-\(round.id)-\(claim)", ["result": "REDUCE", "recognised_fee": ceiling]))
        }
        acts.append(.edit(.round, round.id, ["reviewed_on": today.description]))
    }

    // MARK: From the list to the bank

    /// Makes public what is granted and not public yet, and lets some object.
    private mutating func publish(_ round: RoundReport) {
        let granted = round.lines.filter { $0.stage.hasPrefix("LISTING") && !$0.isEnded }.map(\.claim)
        let claims = granted.filter { claim in isDue("\(round.id) \(claim) public") }.filter { _ in random.chance(9500) }
        guard !claims.isEmpty else { return }
        let cells: KeyValuePairs = ["round_id": round.id, "claims": claims.joined(separator: ";"), "published_on": today.description]
        acts.append(CaseRow(.publicity, id("GS"), cells))
        for claim in claims where random.chance(2500) {
            let cells: KeyValuePairs = [
                "claim_id": claim, "received_at": Papers.instant("\(today) 16:00"), "content": "对公示的金额有异议", "ruling": "", "reduced_fee": "",
                "ruled_on": "",
            ]
            acts.append(CaseRow(.objection, id("YY"), cells))
        }
    }

    private mutating func rule(on objection: String) {
        let ruling = random.pick(["DISMISSED", "SUSTAINED", "SUSTAINED"])
        let fee = ruling == "SUSTAINED" ? random.pick(["", "8000"]) : ""
        acts.append(.edit(.objection, objection, ["ruling": ruling, "reduced_fee": fee, "ruled_on": today.description]))
    }

    private mutating func redeem(_ line: RoundReport.Line, _ round: RoundReport, _ knowledge: RoundKnowledge) {
        guard line.stage.hasPrefix("PAYMENT"), let confirmed = Fen(parsing: line.confirmed), isDue("\(round.id) \(line.claim) \(line.stage)") else {
            return
        }
        switch line.stage {
        case "PAYMENT HELD":
            guard let manifest = knowledge.manifests[line.claim] else { return }
            let result = random.chance(1500) ? "MISMATCH" : "CONSISTENT"
            let cells: KeyValuePairs = [
                "claim_id": line.claim, "result": result, "evidence_digest": manifest, "checked_on": today.description,
            ]
            acts.append(CaseRow(.paperCheck, id("HY"), cells))
            // The order that is entered with it takes effect once the paper agrees.
            if random.chance(3000) { order(line.claim, confirmed, "SENT") }
        case "PAYMENT PAYABLE":
            // One wrong amount that nobody may pay.
            order(line.claim, random.chance(1000) ? confirmed + Fen(10_000) : confirmed, random.pick(["SENT", "SENT", "PAID"]))
            if random.chance(800) { freeze(line.claim) }
        case "PAYMENT SENT":
            guard let known = knowledge.orders[line.claim] else { return }
            let status = random.chance(2000) ? "RETURNED" : "PAID"
            acts.append(.edit(.payment, known, ["status": status, "on_date": today.description]))
        default: order(line.claim, confirmed, "SENT")
        }
    }

    private mutating func order(_ claim: String, _ amount: Fen, _ status: String) {
        let cells: KeyValuePairs = ["claim_id": claim, "amount": amount.yuan, "status": status, "on_date": today.description, "return_reason": ""]
        acts.append(CaseRow(.payment, id("ZF"), cells))
    }

    /// What is paid is ordered once more, or was got by deceit (Art. 23).
    private mutating func doubt(_ line: RoundReport.Line) {
        guard isDue("\(line.claim) \(line.stage)"), let paid = Fen(parsing: line.paid) else { return }
        if random.chance(1000) { order(line.claim, paid, "PAID") }
        if random.chance(500) { rule("claim", line.claim, "FRAUD") }
    }

    private mutating func freeze(_ claim: String) {
        rule("claim", claim, "FREEZE")
        frozen.append(claim)
    }

    private mutating func unfreeze(_ claim: String) {
        rule("claim", claim, "UNFREEZE")
        frozen.removeAll { $0 == claim }
    }

    private mutating func close(_ round: RoundReport) {
        if random.chance(5000), isDue("\(round.id) closed") { rule("round", round.id, "APPROVE") }
    }
}
