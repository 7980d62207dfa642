import Merging
import Programme
import Records
import Testing

@Suite("Taking a settlement back")
struct RevocationTests {
    private var settled: Story {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        story.settle("410300-0-1:2", "bank", ["410305-1-2:2", "410311-1-1:2"], .office(OfficeCode("410311")!))
        return story
    }

    @Test("the sides stand again, and the value before them is in effect")
    func undone() {
        var story = settled
        story.revoke("410300-0-2:2", ["410300-0-1:2"])
        #expect(story.conflicts == ["bank"])
        #expect(Set(story.sides("bank")) == [["410305-1-2:2"], ["410311-1-1:2"]])
        #expect(story["bank_account_no"] == "62220001")
    }

    @Test("what an office built on the settled value stands, and nothing reopens")
    func builtOn() {
        var story = settled
        story.upsert("410305-1-3:2", base: .version(4), ["bank_account_no": "62220099"])
        story.revoke("410300-0-2:2", ["410300-0-1:2"])
        #expect(story.conflicts.isEmpty)
        #expect(story["bank_account_no"] == "62220099")
    }

    @Test("it waits for the settlement that it takes back")
    func early() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        story.revoke("410300-0-2:2", ["410300-0-1:2"])
        #expect(story.state("410300-0-2:2") == .parked(.sides([RowIdentity("410300-0-1:2")!])))
        story.settle("410300-0-1:2", "bank", ["410305-1-2:2", "410311-1-1:2"], .office(OfficeCode("410311")!))
        #expect(story.conflicts == ["bank"])
    }

    @Test("an earlier settlement stands again when a later one is taken back")
    func layered() {
        var story = settled
        story.settle("410300-0-2:2", "bank", ["410300-0-1:2"], .office(OfficeCode("410300")!))
        story.upsert("410306-1-1:2", base: .version(1), ["bank_account_no": "62220066"])
        story.settle("410300-0-3:2", "bank", ["410300-0-2:2", "410306-1-1:2"], .office(OfficeCode("410306")!))
        #expect(story["bank_account_no"] == "62220066")
        story.revoke("410300-0-4:2", ["410300-0-3:2"])
        #expect(Set(story.sides("bank")) == [["410300-0-2:2"], ["410306-1-1:2"]])
    }

    @Test("a row that bases on the version before the taking back sees the settled value; one after it the conflict")
    func bases() {
        var story = settled
        story.revoke("410300-0-2:2", ["410300-0-1:2"])
        // Version 4 is the settled record: this office says the settled value again, and adds nothing.
        #expect(story.upsert("410306-1-1:2", base: .version(4), ["bank_account_no": "62220011"]) == .merged(version: 6, change: .unchanged))
        #expect(story.upsert("410307-1-1:2", base: .version(5), ["bank_account_no": "62220011"]) == .merged(version: 7, change: .changed))
    }
}
