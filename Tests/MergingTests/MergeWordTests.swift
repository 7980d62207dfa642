import Merging
import Records
import Testing

@Suite("How a group chooses among its sides")
struct MergeWordTests {
    @Test("latest: of two changed contacts the later edit wins, whichever came first")
    func latest() {
        var story = Story.party()
        story.upsert("410311-1-1:2", base: .version(1), at: 9, ["contact_mobile": "13800000011"])
        story.upsert("410305-1-2:2", base: .version(1), at: 5, ["contact_mobile": "13800000005"])
        #expect(story["contact_mobile"] == "13800000011")
        #expect(story.conflicts.isEmpty)
        #expect(story.sides("contact") == [["410305-1-2:2"], ["410311-1-1:2"]])
    }

    @Test(
        "latest: at the same time the higher office code, epoch, sequence and line win, in this order",
        arguments: [
            ("410305-1-1:2", "410311-1-1:2"), ("410305-9-9:9", "410311-1-1:2"), ("410305-1-9:9", "410305-2-1:2"), ("410305-1-9:9", "410305-1-10:2"),
            ("410305-1-2:9", "410305-1-2:10"),
        ]
    )
    func ties(_ lower: String, _ higher: String) {
        for order in [[lower, higher], [higher, lower]] {
            var story = Story(.party, "91410300MA44DWL62B")
            for row in order { story.upsert(row, base: .version(0), at: 7, ["contact_name": .text(row)]) }
            #expect(story["contact_name"] == .text(higher))
        }
    }

    @Test("latest: a side held by several rows ranks by its highest")
    func highestRow() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", at: 1, ["contact_name": "王一"])
        story.upsert("410306-1-1:2", at: 5, ["contact_name": "李二"])
        story.upsert("410311-1-1:2", at: 9, ["contact_name": "王一"])
        #expect(story["contact_name"] == "王一")
        #expect(story.sides("contact") == [["410306-1-1:2"], ["410305-1-1:2", "410311-1-1:2"]])
    }

    @Test("newest: after a move the office with the later registration has the party")
    func moved() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["reg_division": "410311", "reg_date": "2026-02-01", "home_office": "410311"])
        #expect(story.conflicts.isEmpty)
        #expect(story["home_office"] == "410311")
        #expect(story.sides("registration").count == 2)
    }

    @Test("newest: of equal dates the side counts whose home office is its division")
    func ownDivision() {
        var story = Story.party()
        story.upsert("410311-1-1:2", at: 9, ["reg_division": "410305", "reg_date": "2020-05-01", "home_office": "410311"])
        #expect(story.conflicts.isEmpty)
        #expect(story["home_office"] == "410305")
    }

    @Test("newest: equal dates and two offices each in its own division wait for an operator")
    func equalDates() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["reg_division": "410311", "reg_date": "2020-05-01", "home_office": "410311"])
        #expect(story.conflicts == ["registration"])
        #expect(story["home_office"] == nil)
    }

    @Test("newest: a side without a date is older than any, and two without one are equal")
    func noDate() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", ["reg_division": "410305", "home_office": "410305"])
        story.upsert("410311-1-1:2", ["reg_division": "410305", "home_office": "410311"])
        #expect(story["home_office"] == "410305")
        story.upsert("410306-1-1:2", ["reg_division": "410306", "reg_date": "2000-01-01", "home_office": "410306"])
        #expect(story["home_office"] == "410306")
    }

    @Test("home: the home office's side counts for the name")
    func home() {
        var story = Story.party()
        story.upsert("410311-1-1:2", at: 9, ["legal_name": "轴研科技有限公司"])
        #expect(story.conflicts.isEmpty)
        #expect(story["legal_name"] == "洛阳轴研科技(河南)有限公司")
    }

    @Test("home: two sides of other offices wait for an operator")
    func notHome() {
        var story = Story.party()
        story.upsert("410306-1-1:2", ["legal_rep_name": "钱四"])
        story.upsert("410311-1-1:2", ["legal_rep_name": "孙五"])
        #expect(story.conflicts == ["legal_rep"])
        story.upsert("410305-1-2:2", ["legal_rep_name": "周六"])
        #expect(story.conflicts.isEmpty)
        #expect(story["legal_rep_name"] == "周六")
    }

    @Test("home: after a move the new home office's side counts")
    func newHome() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["legal_name": "轴研科技有限公司"])
        story.upsert("410311-1-2:2", ["reg_division": "410311", "reg_date": "2026-02-01", "home_office": "410311"])
        #expect(story["legal_name"] == "轴研科技有限公司")
    }

    @Test("names equal after folding are one side, spelt as the home office spells them")
    func folded() {
        var story = Story.party()
        story.upsert("410311-1-1:2", at: 9, ["legal_name": "洛阳轴研科技（河南）有限公司"])
        #expect(story.group("name").sides.count == 1)
        #expect(story["legal_name"] == "洛阳轴研科技(河南)有限公司")
        #expect(story.conflicts.isEmpty)
    }

    @Test("names equal after folding, none of them the home office's, are spelt as the latest")
    func foldedElsewhere() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410306-1-1:2", at: 9, ["legal_name": "洛阳轴研科技(河南)有限公司"])
        story.upsert("410311-1-1:2", at: 5, ["legal_name": "洛阳轴研科技（河南）有限公司"])
        #expect(story["legal_name"] == "洛阳轴研科技(河南)有限公司")
    }

    @Test("only names are folded: an account holder's brackets are two sides")
    func notFolded() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410306-1-1:2", ["bank_account_name": "轴研(河南)"])
        story.upsert("410311-1-1:2", ["bank_account_name": "轴研（河南）"])
        #expect(story.conflicts == ["bank"])
    }
}
