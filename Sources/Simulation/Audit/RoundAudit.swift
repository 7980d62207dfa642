import Centre
import Programme
import Records
import Rules
import Store

/// Rounds and money (Art. 5, 6, 16, 18): no list grants more than its budget, nobody is served before those whose place is earlier, and nothing is
/// paid beyond what was reserved, reviewed, granted and confirmed, or twice by one order.
struct RoundAudit {
    private let knowledge: RoundKnowledge

    init(_ knowledge: RoundKnowledge) { self.knowledge = knowledge }

    func run(_ store: CentralStore) throws -> (ranked: Int, payments: Int, paid: Fen, faults: [String]) {
        let ranked = knowledge.rounds.filter { !$0.digest.isEmpty && $0.lines.contains { !$0.outcome.isEmpty } }
        var faults: [String] = []
        var orders: [String: String] = [:]
        try store.read { transaction in
            for round in ranked { faults += try budgetAndOrder(round, transaction) }
            for claim in Set(ranked.flatMap(\.lines).map(\.claim)).sorted() { faults += try payment(of: claim, transaction, &orders) }
        }
        let paid = ranked.flatMap(\.lines).compactMap { Fen(parsing: $0.paid) }
        return (ranked.count, paid.count, paid.reduce(.zero, +), faults)
    }

    private func budgetAndOrder(_ round: RoundReport, _ transaction: Transaction) throws -> [String] {
        let lines = try round.lines.compactMap { try transaction.line(ofClaim: $0.claim, in: round.id) }
        let granted = lines.compactMap(\.amount).reduce(.zero, +)
        let available = Fen(parsing: round.available) ?? .zero
        var faults = granted > available ? ["\(round.id): grants \(granted.yuan) of \(available.yuan)"] : []
        // A line that the panel refused wants nothing.
        let wanting = lines.filter { line in !line.findings.contains { $0.effect == .reject } }
        for line in wanting where line.outcome != .full {
            let later = wanting.first { other in (other.amount ?? .zero) > .zero && other.place.flatMap { at in line.place.map { $0 < at } } ?? false
            }
            if let later { faults.append("\(round.id): \(later.subject.key) is served, and \(line.subject.key) before it is not, or not in full") }
        }
        return faults
    }

    private func payment(of claim: String, _ transaction: Transaction, _ orders: inout [String: String]) throws -> [String] {
        let key = RecordKey(.claim, claim)
        func decision(_ kind: Decision.Kind) throws -> Decision? { try transaction.currentDecision(kind, of: key)?.decision }
        guard let review = try decision(.initialReview) else { return [] }
        let decisions = try transaction.currentDecisions(party: review.party, year: review.year).map(\.decision).filter { $0.subject == key }
        let paid = ClaimBinding(decisions).paid
        let granted = try transaction.lines(ofClaim: claim).compactMap(\.amount).reduce(.zero, +)
        var faults: [String] = []
        if paid > granted { faults.append("\(claim): \(paid.yuan) is paid, rounds granted \(granted.yuan)") }
        if paid > review.amount ?? .zero { faults.append("\(claim): \(paid.yuan) is paid, \(review.amount?.yuan ?? "nothing") was reserved") }
        guard let payment = try decision(.payment), payment.outcome == .paid else { return faults }
        let letter = try decision(.confirmation)
        if letter?.amount != payment.amount {
            faults.append("\(claim): paid \(payment.amount?.yuan ?? ""), confirmed \(letter?.amount?.yuan ?? "nothing")")
        }
        let order = payment.pinned("ART18-5-PAPER")["payment"] ?? ""
        if let other = orders.updateValue(claim, forKey: order) { faults.append("\(order): pays \(other) and \(claim)") }
        let record = try transaction.merged(.payment, order)
        let stated = record?["amount"]?.integer.map { Fen($0) }
        if record?["claim_id"]?.text != claim || stated != payment.amount || record?["status"]?.text != "PAID" {
            faults.append("\(claim): paid by \(order), which says \(stated?.yuan ?? "nothing") of \(record?["claim_id"]?.text ?? "nothing")")
        }
        return faults
    }
}
