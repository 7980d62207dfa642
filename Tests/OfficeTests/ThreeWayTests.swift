import Records
import Testing

@testable import Office

@Suite("Merging three ways")
struct ThreeWayTests {
    private let base = party(contact: "李四", account: "1111")

    private static func party(contact: String, account: String, name: String = "洛阳样本（河南）有限公司") -> [Cell?] {
        var values = Array(repeating: Cell?.none, count: RecordType.party.columns.count)
        let cells = ["uscc": OfficeFixture.uscc, "legal_name": name, "contact_name": contact, "bank_name": "银行", "bank_account_no": account]
        for (column, value) in cells { values[RecordType.party.position(of: column)!] = .text(value) }
        return values
    }

    private func merge(mine: [Cell?], theirs: [Cell?]) -> (ThreeWay, [Cell?]) {
        let merge = ThreeWay(.party, base: base, mine: mine, theirs: theirs)
        return (merge, merge.values(mine: mine, theirs: theirs))
    }

    private func group(_ name: String) -> Int { RecordType.party.group(named: name)! }

    @Test("groups that one side alone changed are both taken")
    func apart() {
        let (merge, values) = merge(mine: Self.party(contact: "王五", account: "1111"), theirs: Self.party(contact: "李四", account: "2222"))
        #expect(merge.outcomes[group("contact")] == .mine)
        #expect(merge.outcomes[group("bank")] == .theirs)
        #expect(values == Self.party(contact: "王五", account: "2222"))
    }

    @Test("a group that both changed is a clash, whatever its merge word; the same change on both sides is none")
    func clash() {
        let (merge, values) = merge(mine: Self.party(contact: "王五", account: "3333"), theirs: Self.party(contact: "赵六", account: "3333"))
        #expect(merge.groups(.clash) == [group("contact")])
        #expect(merge.outcomes[group("bank")] == .same)
        #expect(values[RecordType.party.position(of: "contact_name")!] == .text("王五"))
    }

    @Test("an emptied cell is a change, and a name that differs in its brackets alone is none")
    func folding() {
        let mine = Self.party(contact: "李四", account: "1111", name: "洛阳样本(河南)有限公司")
        var theirs = base
        theirs[RecordType.party.position(of: "bank_account_no")!] = nil
        let (merge, values) = merge(mine: mine, theirs: theirs)
        #expect(merge.outcomes[group("name")] == .unchanged)
        #expect(merge.outcomes[group("bank")] == .theirs)
        #expect(values == theirs)
    }

    @Test("a frozen group is compared like any other, for ids of this office and of another", arguments: ["410305-E1", "410300-E1"])
    func frozen(id: String) {
        var base = Array(repeating: Cell?.none, count: RecordType.evidence.columns.count)
        base[0] = .text(id)
        base[1] = .text("410305-C1")
        var mine = base
        mine[1] = .text("410305-C2")
        #expect(ThreeWay(.evidence, base: base, mine: mine, theirs: base).groups(.mine) == [0])
    }
}
