import Merging
import Programme
import Records
import Testing

@Suite("What is frozen, and who waits for it")
struct FrozenTests {
    @Test("the first submission of the office that the id names decides")
    func decided() {
        let story = Story.claim()
        #expect(story.group("owner").decidedBy == RowIdentity("410305-1-1:2"))
        #expect(story.group("submitted").decidedBy == RowIdentity("410305-1-1:2"))
    }

    @Test("another office's earlier row waits for the first author, and is merged when it comes")
    func otherOfficeFirst() {
        var story = Story(.claim, "410305-C1")
        #expect(story.upsert("410311-1-1:2", at: 9, ["service_effect": "缩短周期"]) == .parked(.firstAuthor(OfficeCode("410305")!)))
        #expect(!story.record.exists)
        story.upsert("410305-1-1:2", at: 5, Story.completeClaim)
        #expect(story.state("410305-1-1:2") == .merged(version: 1, change: .created))
        #expect(story.state("410311-1-1:2") == .merged(version: 2, change: .changed))
        #expect(story["service_effect"] == "缩短周期")
    }

    @Test("another office's earlier row that says otherwise is refused when the first author comes")
    func otherOfficeRefused() {
        var story = Story(.claim, "410305-C1")
        story.upsert("410302-1-1:2", ["voucher_year": 2025])
        story.upsert("410305-1-1:2", Story.completeClaim)
        #expect(story.state("410302-1-1:2") == .refused(group: story.key.type.group(named: "owner")!, decidedBy: RowIdentity("410305-1-1:2")!))
        #expect(story["voucher_year"] == 2026)
        #expect(story.record.version == 1)
    }

    @Test("a later different value is refused, the first author's own too")
    func refused() {
        var story = Story.claim()
        let refusal = RowState.refused(group: story.key.type.group(named: "submitted")!, decidedBy: RowIdentity("410305-1-1:2")!)
        #expect(story.upsert("410305-1-2:2", ["submitted_at": "2026-03-01T09:30:00+08:00", "service_effect": "甲"]) == refusal)
        #expect(story["service_effect"] == nil)
        #expect(story.upsert("410305-1-3:2", ["submitted_at": "2026-03-02T09:30:00+08:00"]) == .merged(version: 2, change: .unchanged))
    }

    @Test("an emptied frozen cell is a different value")
    func emptied() {
        var story = Story.claim()
        guard case .refused = story.upsert("410305-1-2:2", ["submitted_at": nil]) else {
            Issue.record("\(story.state("410305-1-2:2"))")
            return
        }
    }

    @Test("a different value is refused before any other wait is looked at")
    func refusedBeforeWaits() {
        var story = Story.claim()
        guard case .refused = story.upsert("410305-1-2:2", base: .unknown(9), ["voucher_year": 2025]) else {
            Issue.record("an unknown base hid the refusal")
            return
        }
        story.upsert("410311-1-1:2", base: .unknown(9), ["service_effect": "甲"])
        guard case .refused = story.upsert("410311-1-2:2", ["voucher_year": 2025]) else {
            Issue.record("a parked ancestor hid the refusal")
            return
        }
    }

    @Test("the own last submission passes over refused rows, also when the record is merged again")
    func refusedIsNoAncestor() {
        var story = Story.claim()
        story.upsert("410305-1-2:2", ["voucher_year": 2025, "claimed_fee": 7])
        #expect(story.upsert("410305-1-3:2", ["claimed_fee": 1_000_000]) == .merged(version: 2, change: .unchanged))
        story.upsert("410305-1-4:2", ["claimed_fee": 2_000_000])
        #expect(story.state("410305-1-3:2") == .merged(version: 2, change: .unchanged))
        #expect(story["claimed_fee"] == 2_000_000)
        #expect(story.record.version == 3)
    }

    @Test("a group with an empty required cell is not decided: the first author may mend it, others wait")
    func incomplete() {
        var story = Story(.claim, "410305-C1")
        var cells = Story.completeClaim
        cells["submitted_at"] = .some(nil)
        #expect(story.upsert("410305-1-1:2", cells) == .merged(version: 1, change: .created))
        #expect(story.group("owner").decidedBy != nil)
        #expect(story.group("submitted").decidedBy == nil)
        #expect(story.upsert("410311-1-1:2", ["service_effect": "甲"]) == .parked(.firstAuthor(OfficeCode("410305")!)))
        story.upsert("410305-1-2:2", ["submitted_at": "2026-03-02T09:30:00+08:00"])
        #expect(story.group("submitted").decidedBy == RowIdentity("410305-1-2:2"))
        #expect(story.state("410311-1-1:2") == .merged(version: 3, change: .changed))
    }

    @Test("an empty optional cell leaves nothing open, and is frozen as it is")
    func optionalCell() {
        var story = Story(.evidence, "410305-E1")
        story.upsert("410305-1-1:2", ["claim_id": "410305-C1", "kind": "INVOICE", "file": "data/evidence/1.pdf"])
        #expect(story.group("file").decidedBy != nil)
        guard case .refused = story.upsert("410305-1-2:2", ["supersedes": "410305-E0"]) else {
            Issue.record("\(story.state("410305-1-2:2"))")
            return
        }
        #expect(story.upsert("410311-1-1:2", ["kind": "INVOICE"]) == .merged(version: 2, change: .changed))
    }

    @Test("a refusal names the group that was decided first, and goes on naming it")
    func firstDecision() {
        var story = Story(.claim, "410305-C1")
        story.upsert("410305-1-1:2", ["submitted_at": "2026-03-02T09:30:00+08:00"])
        let refusal = RowState.refused(group: story.key.type.group(named: "submitted")!, decidedBy: RowIdentity("410305-1-1:2")!)
        #expect(story.upsert("410305-1-2:2", ["submitted_at": "2026-03-01T09:30:00+08:00", "party_uscc": "甲", "voucher_year": 2025]) == refusal)
        story.upsert("410305-1-3:2", Story.completeClaim)
        #expect(story.group("owner").decidedBy == RowIdentity("410305-1-3:2"))
        // Judged again when both groups are decided, it still is the first that refuses.
        story.upsert("410305-1-4:2", ["service_effect": "甲"])
        #expect(story.state("410305-1-2:2") == refusal)
    }
}
