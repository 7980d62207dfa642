import Merging
import Records
import Testing

@Suite("Versions, what they supersede, and the sides that are left")
struct SidesTests {
    @Test("a bank account changed by two offices waits for an operator, and the old account stays in effect")
    func bankConflict() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), at: 5, ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", base: .version(1), at: 9, ["bank_account_no": "62220011"])
        #expect(story.conflicts == ["bank"])
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410311-1-1:2"]])
        #expect(story["bank_account_no"] == "62220001")
        #expect(story["bank_name"] == "工行")
    }

    @Test("the group merges as a unit: two columns of one account changed apart are two sides")
    func unit() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_name": "建行"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        #expect(story.conflicts == ["bank"])
        #expect(story.group("bank").sides.map { $0.values[1] } == ["建行", "工行"])
    }

    @Test("a conflict blocks one group: what others say of other groups is merged")
    func disjoint() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), at: 5, ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", base: .version(1), at: 9, ["bank_account_no": "62220011", "contact_name": "李二"])
        #expect(story.conflicts == ["bank"])
        #expect(story["contact_name"] == "李二")
    }

    @Test("a name changed in one office and an account in another, from the same base, are both merged")
    func nameAndAccount() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["legal_name": "洛阳轴研科技股份有限公司"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        #expect(story.conflicts.isEmpty)
        #expect(story["legal_name"] == "洛阳轴研科技股份有限公司")
        #expect(story["bank_account_no"] == "62220011")
    }

    @Test("an edit supersedes what its base had seen, and no conflict is left of it")
    func succession() {
        var story = Story.party()
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        story.upsert("410305-1-2:2", base: .version(2), ["bank_account_no": "62220012"])
        #expect(story.conflicts.isEmpty)
        #expect(story.sides("bank") == [["410305-1-2:2"]])
        #expect(story["bank_account_no"] == "62220012")
    }

    @Test("a hand-made row without a base never silently reverts what another office changed")
    func handMade() {
        var story = Story.party()
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        // The office sends its whole row again: it says nothing of the account that it had not said before.
        let again = story.upsert("410305-1-2:2", ["bank_account_no": "62220001", "contact_name": "赵三"])
        #expect(again == .merged(version: 3, change: .changed))
        #expect(story["bank_account_no"] == "62220011")
        #expect(story["contact_name"] == "赵三")
        // A new value of its own does not supersede what it has not seen either.
        story.upsert("410305-1-3:2", ["bank_account_no": "62220099"])
        #expect(story.conflicts == ["bank"])
        #expect(story.sides("bank") == [["410305-1-3:2"], ["410311-1-1:2"]])
    }

    @Test("an office's first row without a base stands on nothing: it is one more side, never an edit of what others said")
    func firstRow() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["bank_account_name": "轴研", "bank_name": "建行", "bank_account_no": "62220011"])
        #expect(story.conflicts == ["bank"])
        #expect(story.sides("bank").joined().contains("410305-1-1:2"))
    }

    @Test("two offices that register the same party alike agree, and their rows are one side")
    func agreement() {
        var story = Story.party()
        let again = story.upsert("410311-1-1:2", ["contact_name": "王一", "contact_mobile": "13800000001"])
        #expect(again == .merged(version: 2, change: .changed))
        #expect(story.sides("contact") == [["410305-1-1:2", "410311-1-1:2"]])
        #expect(story.record.conflicts.isEmpty)
    }

    @Test("a side held by two rows outlives the supersession of one of them")
    func heldTwice() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["bank_account_name": "洛阳轴研科技(河南)有限公司", "bank_name": "工行", "bank_account_no": "62220001"])
        // Version 1 had seen the first row only; the second goes on saying the old account.
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005"])
        #expect(story.conflicts == ["bank"])
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410311-1-1:2"]])
    }

    @Test("a base in conflict supersedes no side but the office's own")
    func baseInConflict() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", base: .version(1), ["bank_account_no": "62220011"])
        story.upsert("410311-1-2:2", base: .version(3), ["bank_account_no": "62220012"])
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410311-1-2:2"]])
        story.upsert("410306-1-1:2", base: .version(3), ["bank_account_no": "62220006"])
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410306-1-1:2"], ["410311-1-2:2"]])
        #expect(story["bank_account_no"] == "62220001")
    }

    @Test("without a common ancestor nothing is in effect")
    func noAncestor() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", ["bank_account_no": "62220011"])
        #expect(story.conflicts == ["bank"])
        #expect(story["bank_account_no"] == nil)
    }

    @Test("with several common ancestors nothing is in effect")
    func severalAncestors() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", ["bank_account_no": "62220005"])
        story.upsert("410311-1-1:2", ["bank_account_no": "62220005"])
        #expect(story["bank_account_no"] == "62220005")
        story.upsert("410305-1-2:2", base: .version(2), ["bank_account_no": "62220006"])
        story.upsert("410311-1-2:2", base: .version(2), ["bank_account_no": "62220012"])
        #expect(story.conflicts == ["bank"])
        #expect(story["bank_account_no"] == nil)
    }

    @Test("an office that edits twice on one base stands against itself: the second edit had not seen the first")
    func againstItself() {
        var story = Story.party()
        story.upsert("410305-1-2:2", base: .version(1), ["bank_account_no": "62220002"])
        story.upsert("410305-1-3:2", base: .version(1), ["bank_account_no": "62220003"])
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410305-1-3:2"]])
        story.upsert("410305-1-4:2", ["bank_account_no": "62220004"])
        #expect(story.sides("bank") == [["410305-1-2:2"], ["410305-1-4:2"]])
    }

    @Test("an absent column says nothing, an empty cell says empty")
    func absentAndEmpty() {
        var story = Story.party()
        story.upsert("410305-1-2:2", ["contact_name": "赵三"])
        #expect(story["bank_account_no"] == "62220001")
        story.upsert("410305-1-3:2", ["bank_account_no": nil])
        #expect(story["bank_account_no"] == nil)
        #expect(story["bank_name"] == "工行")
        #expect(story.sides("bank") == [["410305-1-3:2"]])
    }

    @Test("a row whose group is empty and stood on nothing adds no version of it")
    func allEmpty() {
        var story = Story.party()
        story.upsert("410311-1-1:2", ["bank_account_name": nil, "bank_name": nil, "bank_account_no": nil, "cnaps": nil])
        #expect(story.sides("bank") == [["410305-1-1:2"]])
        #expect(story.state("410311-1-1:2") == .merged(version: 2, change: .unchanged))
    }

    @Test("a row with nothing but the key makes the record and says nothing")
    func keyAlone() {
        var story = Story(.party, "91410300MA44DWL62B")
        #expect(story.upsert("410305-1-1:2", [:]) == .merged(version: 1, change: .created))
        #expect(story.record.exists)
        #expect(!story.record.isWithdrawn)
        #expect(story.record.groups.allSatisfy { $0.sides.isEmpty && !$0.isInConflict })
    }

    @Test("lines of one batch on one record follow each other")
    func linesOfOneBatch() {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert("410305-1-1:2", ["bank_account_no": "62220001"])
        story.upsert("410305-1-1:3", ["bank_account_no": "62220002"])
        story.upsert("410305-1-1:10", ["bank_account_no": "62220003"])
        #expect(story.sides("bank") == [["410305-1-1:10"]])
        #expect(story["bank_account_no"] == "62220003")
    }

    @Test("the same row again is unchanged, and a version all the same")
    func unchanged() {
        var story = Story.party()
        #expect(story.upsert("410305-1-2:2", ["contact_name": "王一"]) == .merged(version: 2, change: .unchanged))
        #expect(story.sides("contact") == [["410305-1-1:2"]])
        #expect(story.record.version == 2)
    }

    @Test("two thousand unchanged rows leave one version of each group")
    func longHistory() {
        let story = Story.party()
        let first = story.rows[0]
        var rows = [first]
        for number in 2...2000 {
            rows.append(
                HistoryRow(
                    RowIdentity("410305-1-\(number):2")!,
                    editedAt: first.editedAt,
                    window: first.window,
                    stated: first.stated,
                    values: first.values
                )
            )
        }
        let record = RecordMerge.merge(story.key, rows.reversed())
        #expect(record.version == 2000)
        #expect(record.groups.allSatisfy { $0.sides.count <= 1 && $0.sides.allSatisfy { $0.rows == [first.identity] } })
        #expect(record.rows.dropLast().allSatisfy { if case .merged(_, .unchanged) = $0 { true } else { false } })
    }
}
