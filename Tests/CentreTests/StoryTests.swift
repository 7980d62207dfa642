import Foundation
import Programme
import Records
import TestSupport
import Testing

@testable import Centre

@Suite("What is behind a record, and what one screen shows of it")
struct StoryTests {
    private let moment = Instant("2025-06-25T12:00:00+08:00")!

    private func sheet(_ city: TestCity, _ text: String) async throws -> Sheet {
        guard case .sheet(let sheet) = try await city.centre().show(text, at: moment) else { throw OperatorRefusal(.data, "a conflict", "冲突") }
        return sheet
    }

    private func entries(_ sheet: Sheet, _ section: String) -> [[String: String]] {
        (sheet.sections.first { $0.name == section }?.entries ?? []).map { entry in
            Dictionary(entry.map { ($0.name, $0.value) }) { first, _ in first }
        }
    }

    private func facts(_ sheet: Sheet) -> [String: String] { Dictionary(sheet.facts.map { ($0.name, $0.value) }) { first, _ in first } }

    // MARK: Why

    @Test("each row says who changed what, in the titles of the columns, and what became of it")
    func rows() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", ["party": Rows.party()]))
        let edit = "uscc,contact_mobile,editor,edited_at\n\(Rows.firm),13800000002,李四,2025-03-04T09:00:00+08:00\n"
        try city.send(city.next(TestCity.jianxi, at: "2025-03-04T10:00:00+08:00", ["party": edit]))
        try city.send(city.next(TestCity.luolong, at: "2025-03-05T10:00:00+08:00", ["party": "uscc,base,contact_name\n\(Rows.firm),99,王五\n"]))
        try city.send(city.next(TestCity.gaoxin, at: "2025-03-05T10:00:00+08:00", ["party": "uscc,contact_mobile\n\(Rows.firm),12\n"]))
        try await city.drain(at: "2025-03-06T10:00:00+08:00")
        let story = try await city.centre().story(of: Rows.firm)
        #expect(story.version == 1 && story.subject == "party \(Rows.firm)")
        let rows = Dictionary(story.events.map { ($0.source, $0) }) { first, _ in first }
        let second = try #require(rows["party 410305-1-2:2"])
        #expect(second.officeName == "涧西区" && second.by == "李四" && second.editedAt == Instant("2025-03-04T09:00:00+08:00"))
        #expect(second.changes == [.init(column: "contact_mobile", title: "联系手机", before: "13800000001", after: "13800000002")])
        #expect(second.fates == ["in effect 现行"])
        let first = try #require(rows["party 410305-1-1:2"])
        #expect(first.fates.contains { $0.contains("联系手机") && $0.contains("superseded by 410305-1-2:2") })
        let parked = try #require(rows["party 410311-1-1:2"])
        #expect(parked.outcome == "PARKED" && parked.fates.first?.contains("版本 99") == true)
        #expect(parked.changes.map(\.after) == ["王五"])
        let refused = try #require(rows["party 410371-1-1:2"])
        #expect(refused.outcome == "REJECTED" && refused.findings.map(\.rule) == ["FORMAT-VALUE"])
    }

    @Test("a row that a frozen value refuses says whose value stands")
    func frozen() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        let other = "id,party_uscc\n410305-P1,\(Rows.other)\n"
        try city.send(city.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00", ["project": other]))
        try await city.drain(at: "2025-03-06T10:00:00+08:00")
        let story = try await city.centre().story(of: "project 410305-P1")
        let refused = try #require(story.events.first { $0.source == "project 410311-1-1:2" })
        #expect(refused.outcome == "REJECTED")
        #expect(refused.fates == ["refused 未采用: 需求方代码已由 410305-1-1:2 确定"])
    }

    @Test("a claim's story has its rows and proofs, the conflict that held it, and every decision with what it superseded")
    func claim() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        let story = try await city.centre().story(of: "410305-C1")
        #expect(Set(story.events.map { String($0.record.split(separator: " ")[0]) }).isSuperset(of: ["claim", "contract", "invoice", "evidence"]))
        #expect(story.events.contains { $0.kind == .conflict && $0.source == conflict && $0.fates.count == 2 })
        let decisions = story.events.filter { $0.kind == .decision }
        #expect(decisions.map(\.outcome) == ["PASSED", "HELD"])
        #expect(decisions[0].amount == "300.00" && decisions[0].fates == ["superseded or void 已被取代或失效"])
        #expect(decisions[1].supersedes == decisions[0].source && decisions[1].fates == ["in force 现行有效"])
        #expect(decisions[1].findings.contains { $0.conflict == conflict && $0.article.contains("第十六条") })
        let programme = try await city.centre().configuration.programme.digest.description
        #expect(decisions.allSatisfy { $0.programme == programme })
        #expect(story.events.map(\.drain) == story.events.map(\.drain).sorted())
        let text = StoryText(story).text
        for line in text.split(separator: "\n") { #expect(TerminalText.width(line) <= 100, "\(line)") }
        #expect(try JSONDecoder().decode(RecordStory.self, from: Data(JSONText.encode(story))).events == story.events)
    }

    @Test("a voucher's story has the rulings, and the decisions on the claims that draw on it")
    func voucher() async throws {
        let (city, _) = try await ContestedCity.contract()
        let ruling = "id,subject_type,subject_id,verdict,reason,decided_by\n410300-L1,application,410305-A1,GRACE,洪水,王五\n"
        try city.send(city.next(.centre, at: "2025-06-21T10:00:00+08:00", ["ruling": ruling]))
        try await city.drain(at: "2025-06-21T11:00:00+08:00")
        let story = try await city.centre().story(of: "voucher 410305-A1")
        #expect(story.events.contains { $0.kind == .ruling && $0.headline.contains("GRACE") && $0.by == "王五" })
        let kinds = Set(story.events.filter { $0.kind == .decision }.map { $0.headline.split(separator: " ")[0] })
        #expect(kinds == ["APPLICATION", "VOUCHER", "INITIAL_REVIEW"])
    }

    // MARK: Show

    @Test("a claim's screen: party, place, decision with every finding, the voucher's balance, evidence, what waits")
    func claimSheet() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        let sheet = try await sheet(city, "410305-C1")
        #expect(sheet.kind == "claim" && sheet.title.contains("洛阳试样轴承有限公司"))
        #expect(facts(sheet)["voucher"] == "410305-A1")
        #expect(facts(sheet)["place"] == "2025-06-20T10:00:00+08:00")
        #expect(entries(sheet, "decisions").map { $0["outcome"] } == ["HELD"])
        #expect(entries(sheet, "findings").contains { $0["conflict"] == conflict && $0["reason"]?.isEmpty == false })
        #expect(entries(sheet, "evidence").count == 6)
        #expect(entries(sheet, "proofs").count == 4)
        #expect(entries(sheet, "conflicts").map { $0["id"] } == [conflict])
        #expect(Set(entries(sheet, "waits").map { $0["kind"] }) == ["held", "conflict"])
    }

    @Test("a voucher's screen: face, reserved, free, and its claims")
    func voucherSheet() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        var sheet = try await sheet(city, "voucher 410305-A1")
        #expect(facts(sheet)["face"] == "100000.00" && facts(sheet)["reserved"] == "0.00" && facts(sheet)["free"] == "100000.00")
        #expect(entries(sheet, "claims").map { $0["outcome"] } == ["HELD"])
        let sides = try await city.centre().conflictSheet(conflict).sides.flatMap(\.rows).map { "\($0.batch):\($0.line)" }.joined(separator: ";")
        let resolution = "id,conflict_id,sides,office,values,reason,decided_by\n410300-S1,\(conflict),\(sides),410305,,核,王五\n"
        try city.send(city.next(.centre, at: "2025-06-21T10:00:00+08:00", ["resolution": resolution]))
        try await city.drain(at: "2025-06-21T11:00:00+08:00")
        sheet = try await self.sheet(city, "voucher 410305-A1")
        #expect(facts(sheet)["reserved"] == "300.00" && facts(sheet)["free"] == "99700.00")
    }

    @Test("a batch's screen: outcome, counts, what it waits for, and the way out")
    func batchSheet() async throws {
        let (city, _) = try await ContestedCity.accounts()
        let applied = try await sheet(city, "410311-1-1")
        #expect(facts(applied)["outcome"] == "APPLIED" && facts(applied)["counts"] == "CONFLICT 1")
        #expect(entries(applied, "rows").map { $0["row"] } == ["party 410311-1-1:2"])
        _ = try city.pack(city.next(TestCity.gaoxin, at: "2025-03-05T10:00:00+08:00"))
        try city.send(city.next(TestCity.gaoxin, at: "2025-03-06T10:00:00+08:00"))
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        let waiting = try await sheet(city, "batch 410371-1-2")
        #expect(facts(waiting)["waits_for"] == "CHAIN-GAP 410371-1-1")
        #expect(entries(waiting, "waits").first?["command"]?.contains("WAIVE_GAP") == true)
    }

    @Test("a row, a record of any type, and a conflict by the beginning of its id")
    func others() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let row = try await sheet(city, "row party 410305-1-2:2")
        #expect(entries(row, "changes").map { $0["change"] } == ["银行账号: 6222000011112222 -> 6222000011110005"])
        #expect(facts(row)["outcome"] == "CONFLICT")
        let provider = try await sheet(city, Rows.provider.lowercased())
        #expect(provider.kind == "record" && provider.id == "provider \(Rows.provider)")
        #expect(entries(provider, "values").contains { $0["column"] == "name" && $0["value"] == "洛阳样本大学分析测试中心" })
        guard case .conflict(let sheet) = try await city.centre().show(String(conflict.prefix(6)), at: moment) else {
            Issue.record("no conflict")
            return
        }
        #expect(sheet.id == conflict)
    }

    @Test("a name of several things is refused with all of them, and one of nothing with what could be meant")
    func unclear() async throws {
        let city = try await TestCity.withRegisters()
        let tables = ["party": Rows.party(), "project": Rows.project("410305-X"), "application": Rows.application("410305-X")]
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", tables))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        let centre = try await city.centre()
        #expect { try centre.show("410305-X", at: moment) } throws: { "\($0)".contains("'project 410305-X', 'application 410305-X'") }
        #expect { try centre.show("410305-1-1:2", at: moment) } throws: { "\($0)".contains("'party 410305-1-1:2'") }
        #expect { try centre.show("410305-9-9", at: moment) } throws: { "\($0)".contains("库中没有") }
        #expect { try centre.story(of: "batch 410305-1-1") } throws: { "\($0)".contains("voucherd show 410305-1-1") }
    }

    @Test("the JSON of a sheet is versioned, and leaves nothing out that the screen shows")
    func json() async throws {
        let (city, _) = try await ContestedCity.contract()
        let sheet = try await sheet(city, "410305-C1")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(JSONText.encode(sheet))) as? [String: Any])
        #expect(json["version"] as? Int == 1 && json["kind"] as? String == "claim" && json["id"] as? String == "410305-C1")
        let sections = try #require(json["sections"] as? [String: [[String: String]]])
        #expect(sections["evidence"]?.allSatisfy { $0["digest"]?.count == 64 } == true)
        for line in sheet.text.split(separator: "\n") where !line.contains("voucherd ") { #expect(TerminalText.width(line) <= 100, "\(line)") }
    }
}
