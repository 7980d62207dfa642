import Merging
import Records
import Testing

@Suite("Withdrawing a record")
struct WithdrawalTests {
    @Test("an office takes back its own record")
    func own() {
        var story = Story.party()
        #expect(story.withdraw("410305-1-2:2") == .merged(version: 2, change: .changed))
        #expect(story.record.isWithdrawn)
        #expect(story.record.version == 2)
    }

    @Test("an edit that the withdrawing office had not seen wins over the withdrawal")
    func concurrentEdit() {
        for isEditFirst in [true, false] {
            var story = Story.party()
            if isEditFirst { story.upsert("410311-1-1:2", base: .version(1), ["contact_name": "李二"]) }
            story.withdraw("410305-1-2:2", base: .version(1))
            #expect(story.record.isWithdrawn == !isEditFirst)
            if !isEditFirst { story.upsert("410311-1-1:2", base: .version(1), ["contact_name": "李二"]) }
            #expect(!story.record.isWithdrawn)
            #expect(story["contact_name"] == "李二")
        }
    }

    @Test("an unchanged re-submission does not count against a withdrawal")
    func resubmission() {
        var story = Story.party()
        story.upsert("410311-1-1:2", base: .version(1), ["contact_name": "王一"])
        story.withdraw("410305-1-2:2")
        #expect(story.record.isWithdrawn)
        story.upsert("410311-1-2:2", ["contact_name": "王一"])
        #expect(story.record.isWithdrawn)
    }

    @Test("an office that had submitted nothing takes back nothing that others said")
    func stranger() {
        var story = Story.party()
        story.withdraw("410311-1-1:2")
        #expect(!story.record.isWithdrawn)
        story.withdraw("410311-1-2:2", base: .version(2))
        #expect(story.record.isWithdrawn)
    }

    @Test("two withdrawals that together have seen all rows withdraw the record")
    func together() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["bank_account_no": "62220011"])
        story.withdraw("410305-1-2:2")
        #expect(!story.record.isWithdrawn)
        story.withdraw("410311-1-2:2")
        #expect(story.record.isWithdrawn)
    }

    @Test(
        "an upsert after one's own withdrawal revives the record, though it says the same",
        arguments: [HistoryRow.Base.ownLast, .version(1), .version(2)]
    )
    func revive(_ base: HistoryRow.Base) {
        var story = Story.party()
        story.withdraw("410305-1-2:2")
        #expect(story.upsert("410305-1-3:2", base: base, ["contact_name": "王一"]) == .merged(version: 3, change: .changed))
        #expect(!story.record.isWithdrawn)
        story.withdraw("410305-1-4:2")
        #expect(story.record.isWithdrawn)
    }

    @Test("an upsert on a base that was withdrawn revives the record")
    func reviveOther() {
        var story = Story.party()
        story.withdraw("410305-1-2:2")
        story.upsert("410311-1-1:2", base: .version(2), ["contact_name": "王一"])
        #expect(!story.record.isWithdrawn)
    }

    @Test("a withdrawal settles no conflict, and may have seen one")
    func conflict() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        story.withdraw("410305-1-3:2", base: .version(3))
        #expect(story.record.isWithdrawn)
        #expect(story.conflicts == ["bank"])
        story.upsert("410305-1-4:2", ["bank_account_no": "62220006"])
        #expect(!story.record.isWithdrawn)
        #expect(story.sides("bank") == [["410305-1-4:2"], ["410311-1-1:2"]])
    }
}
