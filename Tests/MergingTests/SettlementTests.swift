import Merging
import Programme
import Records
import Testing

@Suite("Settling a conflict")
struct SettlementTests {
    /// Two offices changed the account of a known party.
    private var conflict: Story {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005", "contact_name": "李二"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        return story
    }

    private let seen = ["410305-1-2:2", "410311-1-1:2"]

    private func values(_ cells: [String: Cell?]) -> Settlement.Choice {
        .values(Dictionary(uniqueKeysWithValues: cells.map { (RecordType.party.position(of: $0.key)!, $0.value) }))
    }

    @Test("the chosen office's side stands, and supersedes the sides listed")
    func office() {
        var story = conflict
        #expect(story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!)) == .merged(version: 4, change: .changed))
        #expect(story.conflicts.isEmpty)
        #expect(story["bank_account_no"] == "62220011")
        #expect(story["bank_name"] == "工行")
        #expect(story.sides("bank") == [["410300-0-1:2"]])
    }

    @Test("stated values stand, and the other columns keep the value in effect")
    func stated() {
        var story = conflict
        story.settle("410300-0-1:2", "bank", seen, values(["bank_account_no": "62220099", "cnaps": nil]))
        #expect(story.conflicts.isEmpty)
        #expect(story["bank_account_no"] == "62220099")
        #expect(story["bank_name"] == "工行")
    }

    @Test("a settlement touches its own group only")
    func otherGroups() {
        var story = conflict
        story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!))
        #expect(story["contact_name"] == "李二")
        #expect(story["legal_name"] == "洛阳轴研科技(河南)有限公司")
    }

    @Test("a side that the settlement had not seen reopens the conflict, before or after it")
    func unseen() {
        for isBefore in [true, false] {
            var story = conflict
            if isBefore { story.upsert("410306-1-1:2", base: .version(1), ["bank_account_no": "62220006"]) }
            story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!))
            #expect(story.conflicts == (isBefore ? ["bank"] : []))
            if !isBefore { story.upsert("410306-1-1:2", base: .version(1), ["bank_account_no": "62220006"]) }
            #expect(story.conflicts == ["bank"])
            #expect(Set(story.sides("bank")) == [["410300-0-1:2"], ["410306-1-1:2"]])
            // What was in effect before all of them still is.
            #expect(story["bank_account_no"] == "62220001")
        }
    }

    @Test("an unseen side that says what was settled reopens nothing")
    func sameValue() {
        var story = conflict
        story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!))
        story.upsert("410306-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        #expect(story.conflicts.isEmpty)
        #expect(story.sides("bank") == [["410300-0-1:2", "410306-1-1:2"]])
    }

    @Test("a settlement waits until all rows that it lists are here")
    func waits() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005"])
        let missing = RowIdentity("410311-1-1:2")!
        #expect(story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!)) == .parked(.sides([missing])))
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        #expect(story.conflicts.isEmpty)
        #expect(story["bank_account_no"] == "62220011")
        #expect(story.state("410300-0-1:2") == .merged(version: 4, change: .changed))
    }

    @Test("a settlement supersedes exactly the rows it lists: one that left out a side settles nothing between them")
    func exactly() {
        var story = conflict
        story.settle("410300-0-1:2", "bank", ["410311-1-1:2"], .office(OfficeCode("410311")!))
        #expect(story.conflicts == ["bank"])
        #expect(Set(story.sides("bank")) == [["410300-0-1:2"], ["410305-1-2:2"]])
    }

    @Test("a row listed without a version of the group supersedes nothing by being listed")
    func listedBystander() {
        var story = conflict
        // 410306 saw the first account change and said something else; its row is no side of the account.
        story.upsert("410306-1-1:2", base: .version(2), ["contact_name": "赵三"])
        story.settle("410300-0-1:2", "bank", ["410311-1-1:2", "410306-1-1:2"], values(["bank_account_no": "62220099"]))
        #expect(Set(story.sides("bank")) == [["410300-0-1:2"], ["410305-1-2:2"]])
    }

    @Test("a settlement for an office that it lists no side of settles nothing, rather than empty the account")
    func noSide() {
        var story = conflict
        #expect(story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410306")!)) == .merged(version: 4, change: .unchanged))
        #expect(story.conflicts == ["bank"])
        #expect(story["bank_account_no"] == "62220001")
    }

    @Test("a later edit on a base that had seen the settlement supersedes it; one on an older base reopens")
    func after() {
        var story = conflict
        story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!))
        story.upsert("410305-1-3:2", base: .version(4), ["bank_account_no": "62220007"])
        #expect(story.sides("bank") == [["410305-1-3:2"]])
        story.upsert("410311-1-2:2", base: .version(3), ["bank_account_no": "62220012"])
        #expect(story.conflicts == ["bank"])
    }

    @Test("a settlement may list the settlement before it")
    func twice() {
        var story = conflict
        story.settle("410300-0-1:2", "bank", seen, .office(OfficeCode("410311")!))
        story.settle("410300-0-2:2", "bank", ["410300-0-1:2"], values(["bank_account_no": "62220099"]))
        #expect(story.sides("bank") == [["410300-0-2:2"]])
        #expect(story["bank_account_no"] == "62220099")
    }
}
