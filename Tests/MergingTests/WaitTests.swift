import Merging
import Programme
import Records
import Testing

@Suite("Rows that wait")
struct WaitTests {
    @Test("a base that no bundle gave is parked, and the office's next row with it")
    func unknownBase() {
        var story = Story.party()
        #expect(story.upsert("410311-1-1:2", base: .unknown(9), ["contact_name": "李二"]) == .parked(.base(9)))
        #expect(story.upsert("410311-1-2:2", ["contact_mobile": "13800000011"]) == .parked(.ancestor(RowIdentity("410311-1-1:2")!)))
        #expect(story.record.version == 1)
        #expect(story["contact_name"] == "王一")
    }

    @Test("a row with a base of its own does not wait for the office's parked row")
    func ownBase() {
        var story = Story.party()
        story.upsert("410311-1-1:2", base: .unknown(9), ["contact_name": "李二"])
        #expect(story.upsert("410311-1-2:2", base: .version(1), at: 3, ["contact_name": "赵三"]) == .merged(version: 2, change: .changed))
        // And what follows stands on that row.
        #expect(story.upsert("410311-1-3:2", at: 4, ["contact_name": "钱四"]) == .merged(version: 3, change: .changed))
        #expect(story.sides("contact") == [["410311-1-3:2"]])
    }

    @Test("a record of parked rows alone does not exist yet")
    func nothingMerged() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", base: .unknown(3), ["contact_name": "王一"])
        #expect(!story.record.exists)
        #expect(story.record.version == 0)
    }

    @Test("a batch that comes late by a ruling takes nobody's place as an ancestor")
    func lateBatch() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", ["bank_account_no": "62220001"])
        story.upsert("410305-1-3:2", ["bank_account_no": "62220003"])
        #expect(story.upsert("410305-1-2:2", ["bank_account_no": "62220002"]) == .merged(version: 3, change: .changed))
        #expect(story.state("410305-1-3:2") == .merged(version: 2, change: .changed))
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410305-1-3:2"]])
        #expect(story["bank_account_no"] == "62220001")
    }
}
