import Programme
import Records
import Sample
import Testing

@Suite("A sample year that is played in phases")
struct WholeYearTests {
    private static let world = SampleWorld.wholeYear(seed: 7, parties: 300)

    private static func decisions(_ kind: String) -> [ExpectedOutcome] {
        world.expected.filter { if case .decision(kind, _) = $0.subject { true } else { false } }
    }

    @Test("is the same for the same seed")
    func sameSeedSameYear() {
        #expect(Transcript.of(.wholeYear(seed: 4, parties: 30)) == Transcript.of(.wholeYear(seed: 4, parties: 30)))
    }

    @Test("grants in each round the lesser of budget and demand, to the fen, with one line in part at the edge")
    func roundsAddUp() {
        #expect(WholeYearTests.world.rounds.map(\.id) == ["2025-R1", "2025-R2"])
        for round in WholeYearTests.world.rounds {
            #expect(round.granted == min(round.available, round.demand))
            #expect(round.available.amount == round.demand.amount * 9 / 10)
        }
        let edge = WholeYearTests.decisions("LISTING").filter { $0.outcome == "PARTIAL" }
        #expect(edge.count == 1, "what the first round left of its edge, the second grants in full")
    }

    @Test("accounts for each voucher's face, and leaves free only what waits for somebody")
    func balancesAddUp() {
        let faces = Dictionary(uniqueKeysWithValues: WholeYearTests.decisions("VOUCHER").map { ($0.key, $0.amount) })
        #expect(Set(faces.keys) == Set(WholeYearTests.world.balances.map(\.voucher)))
        for balance in WholeYearTests.world.balances {
            #expect(balance.face == faces[balance.voucher])
            let parts = [balance.reserved, balance.approved, balance.paid, balance.voided, balance.free]
            #expect(parts.reduce(.zero, +) == balance.face && parts.allSatisfy { $0 >= .zero }, "\(balance)")
        }
        #expect(WholeYearTests.world.balances.contains { $0.free > .zero })
    }

    @Test("pays no more than its rounds granted, and the first round's edge twice")
    func paymentsComeFromGrants() {
        let paid = WholeYearTests.world.balances.reduce(Fen.zero) { $0 + $1.paid + $1.approved }
        let granted = WholeYearTests.world.rounds.reduce(Fen.zero) { $0 + $1.granted }
        #expect(paid <= granted)
        // What objections took is all that is missing.
        #expect((granted - paid).amount * 20 < granted.amount)
    }

    @Test("has every step of every kind of decision")
    func everyDecisionComes() {
        let told = Set(
            WholeYearTests.world.expected.compactMap { outcome -> String? in
                if case .decision(let kind, _) = outcome.subject { "\(kind) \(outcome.outcome)" } else { nil }
            }
        )
        for word in [
            "APPLICATION APPROVED", "APPLICATION LAPSED", "APPLICATION REJECTED", "VOUCHER ISSUED", "VOUCHER REDUCED", "INITIAL_REVIEW PASSED",
            "INITIAL_REVIEW HELD", "INITIAL_REVIEW RETURNED", "INITIAL_REVIEW REJECTED", "LISTING FULL", "LISTING PARTIAL", "LISTING UNFUNDED",
            "PUBLICITY DONE", "PUBLICITY OBJECTED", "CONFIRMATION ISSUED", "PAYMENT PAID", "PAYMENT HELD", "VOID FINAL", "FREEZE ON", "FREEZE OFF",
            "CLAWBACK DUE",
        ] { #expect(told.contains(word), "\(word)") }
        for event in Injection.ofRounds { #expect(WholeYearTests.world.expected.contains { $0.injection == event }, "\(event)") }
    }

    @Test("brings every batch once, after its export and in the order of its office's chain")
    func phasesCarryEverything() {
        let world = WholeYearTests.world
        let drains = world.phases.map(\.drainedAt)
        #expect(drains == drains.sorted() && Set(drains).count == drains.count)
        var arrivals: [BatchIdentity: Instant] = [:]
        for delivery in world.deliveries {
            let batch = world.batches[delivery.batch]
            let drain =
                switch delivery.wave {
                case .first: drains[0]
                case .phase(let position): drains[position]
                case .later: Instant(seconds: 0)
                }
            #expect(drain > batch.exportedAt, "\(delivery.fileName)")
            arrivals[batch.identity] = min(arrivals[batch.identity] ?? drain, drain)
        }
        for (identity, arrival) in arrivals where identity.sequence > 1 {
            guard let before = arrivals[BatchIdentity(office: identity.office, epoch: 1, sequence: identity.sequence - 1)] else { continue }
            #expect(before <= arrival, "\(identity)")
        }
    }

    @Test("submits nothing outside the window of the batch that brings it")
    func submissionsLieInTheirWindows() throws {
        for (_, chain) in Dictionary(grouping: WholeYearTests.world.batches, by: \.identity.office) {
            var last = try #require(Instant("2020-01-01T00:00:00+08:00"))
            var seen: Set<BatchIdentity> = []
            for batch in chain where seen.insert(batch.identity).inserted {
                #expect(batch.exportedAt > last)
                for row in batch.tables.flatMap(\.rows) where row.type == .application || row.type == .claim {
                    let submitted = try #require(Instant(row["submitted_at"]))
                    #expect(submitted > last && submitted <= batch.exportedAt, "\(batch.identity) \(row.key)")
                }
                last = batch.exportedAt
            }
        }
    }

    @Test("of no firms, or of a handful, is a year still", arguments: [0, 1, 5])
    func smallYear(_ parties: Int) {
        let world = SampleWorld.wholeYear(seed: 2, parties: parties)
        #expect(world.rounds.allSatisfy { $0.available > .zero && $0.granted == min($0.available, $0.demand) })
    }
}
