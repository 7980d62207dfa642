import Foundation
import Logging
import Programme
import Records
import Sample
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What a centre asks of its store does not take longer because the store has grown")
struct QueryPlanTests {
    /// What is looked through on purpose, by table or index: it holds what is open just now, or as many rows as people have made by hand.
    private static let small: Set<String> = [
        // What waits: files in the inbox, applications and claims that cannot be judged, references to what is not here.
        "waiting_file", "case_wait", "case_wait_case", "pending_reference", "pending_reference_record",
        // What operators have settled.
        "settlement", "settlement_conflict", "settlement_target", "settled",
        // Indexes of what is open, and of nothing else.
        "decision_unsettled", "decision_holding", "decision_returned", "ticket_oldest", "ticket_biggest",
        // A row for each kind and outcome there is.
        "decision_count",
        // What a statement has made for itself: the findings of one decision, the decisions that one superseded, a subquery of the above.
        "finding", "earlier", "v_other_waits", "opening", "CONSTANT",
        // What one pass leaves to its end.
        "postponed_case", "postponed_work", "due_case",
        // The values that a statement is asked about.
        "asked",
        // Asked for its first row.
        "held_up",
    ]

    private static func isSmall(_ name: String) -> Bool {
        small.contains(name) || ["_held", "_parked", "_resolved"].contains { name.hasSuffix("_row\($0)") }
    }

    @Test("no question of a drain, of the status or of the log looks through a table that grows")
    func noScans() async throws {
        var scans: Set<String> = []
        var seen: Set<String> = []
        for world in [SampleWorld.wholeYear(seed: 5, parties: 8), .demo()] {
            let centre = try await played(world)
            let plans = try QueryPlans(centre.store)
            #expect(plans.steps.count > 180, "the statements are seen")
            seen.formUnion(plans.steps.keys)
            scans.formUnion(plans.scans { QueryPlanTests.isSmall($0) })
        }
        #expect(seen.count > 250)
        #expect(scans.isEmpty, "\(scans.map { $0.prefix(200) }.sorted().prefix(5).joined(separator: "\n"))")
    }

    @Test("a table that is looked through is noticed")
    func scan() async throws {
        let centre = try await TestCity().centre()
        _ = try centre.store.read { try $0.bundles() }
        #expect(try QueryPlans(centre.store).scans { QueryPlanTests.isSmall($0) }.count == 1)
    }

    @Test("what the digest of the waits says is what the queue of all of them says")
    func digest() async throws {
        let moments = ["2025-06-01T09:00:00+08:00", "2025-12-31T18:00:00+08:00", "2026-04-01T09:00:00+08:00"].map { Instant($0)! }
        var returned = 0
        for world in [SampleWorld.demo(), .city(seed: 11, parties: 12)] {
            let centre = try await played(world)
            try centre.store.read { transaction in
                returned += try transaction.returnedCount()
                for moment in moments {
                    let queue = try WaitQueue(transaction, centre.configuration, at: moment)
                    let digest = try WaitDigest(transaction, centre.configuration, at: moment)
                    #expect(digest.counts == queue.counts)
                    #expect(digest.overdue == queue.overdue)
                    #expect(try digest.biggest(7).map(name) == queue.items.filter { $0.amount != nil }.prefix(7).map(name))
                    let byAge = queue.items.filter { $0.since != nil }.sorted { ($0.since!.seconds, $0.subject) < ($1.since!.seconds, $1.subject) }
                    #expect(try digest.oldest(7).map(name) == byAge.prefix(7).map(name))
                }
            }
        }
        #expect(returned > 0)
    }

    private func name(_ item: WaitQueue.Item) -> String {
        "\(item.kind) \(item.subject) \(item.waitsFor) \(item.amount ?? "") \(item.amountIs ?? "")"
    }

    /// A centre that has taken all of a world, and was asked what a daemon and its operator ask.
    private func played(_ world: SampleWorld) async throws -> Centre {
        let year = try await PlayedYear(world)
        try await year.play()
        let centre = year.centre
        let look = Inbox(centre.root, offices: centre.configuration.offices.codes).look()
        _ = try StatusReport(centre, look, at: Instant("2026-04-01T09:00:00+08:00")!)
        try ConflictLog(centre: centre).write()
        return centre
    }
}
