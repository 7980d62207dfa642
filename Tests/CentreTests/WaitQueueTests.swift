import Foundation
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("The queue of everything that waits")
struct WaitQueueTests {
    private let moment = Instant("2025-06-25T12:00:00+08:00")!

    private func queue(_ city: TestCity, at instant: Instant? = nil) async throws -> WaitQueue {
        try WaitQueue(await city.centre(), at: instant ?? moment)
    }

    private func only(_ kind: String, _ city: TestCity, at instant: Instant? = nil) async throws -> WaitQueue.Item {
        let items = try await queue(city, at: instant).items.filter { $0.kind == kind }
        let all = try await queue(city, at: instant).items.map { "\($0.kind) \($0.subject) \($0.rule ?? "") \($0.reason)" }
        return try #require(items.count == 1 ? items.first : nil, "\(all)")
    }

    /// Pastes the only command of an item, and expects that it ends the wait.
    private func settle(_ item: WaitQueue.Item, _ city: TestCity) async throws {
        guard Program.folder != nil else { return }
        #expect(item.commands.count == 1)
        let outcome = try Program.paste(try #require(item.commands.first))
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let left = try await queue(city).items.filter { $0.kind == item.kind && $0.subject == item.subject && $0.waitsFor == item.waitsFor }
        #expect(left.isEmpty, "\(item.commands) did not end it")
    }

    // MARK: Batches

    @Test("a gap names the missing batch and the office, and the command lets it pass")
    func gap() async throws {
        let city = try await TestCity.withRegisters(" it's")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", Rows.firstApplication))
        _ = try city.pack(city.next(TestCity.jianxi, at: "2025-03-04T10:00:00+08:00"))
        try city.send(city.next(TestCity.jianxi, at: "2025-03-05T10:00:00+08:00"))
        try city.send(city.next(TestCity.jianxi, at: "2025-03-06T10:00:00+08:00"))
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        let items = try await queue(city).items
        #expect(items.map(\.subject) == ["410305-1-3", "410305-1-4"])
        #expect(items[0].waitsFor == "CHAIN-GAP 410305-1-2")
        #expect(items[0].officeName == "涧西区")
        #expect(items[0].wayOutZh.contains("涧西区（410305）补报 410305-1-2"))
        #expect(items[1].commands.isEmpty && items[1].wayOut.contains("410305-1-3"), "it follows the other by itself")
        try await settle(items[0], city)
        if Program.folder != nil { #expect(try await queue(city).items.isEmpty) }
    }

    @Test("of several missing batches in a row each has its command")
    func wideGap() async throws {
        let city = try TestCity()
        for day in 3...5 { _ = try city.pack(city.next(TestCity.jianxi, at: "2025-03-0\(day)T10:00:00+08:00")) }
        try city.send(city.next(TestCity.jianxi, at: "2025-03-06T10:00:00+08:00"))
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        let item = try await only("batch", city)
        #expect(item.commands.count == 3)
        guard Program.folder != nil else { return }
        for command in item.commands { #expect(try Program.paste(command).status == 0) }
        #expect(try await queue(city).items.isEmpty)
    }

    @Test("a new epoch waits for a ruling that names the last batch of the old one")
    func epoch() async throws {
        let city = try TestCity()
        try city.send(city.next(TestCity.luolong, at: "2025-03-03T10:00:00+08:00"))
        var fresh = city.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00")
        fresh.epoch = 2
        fresh.sequence = 1
        fresh.previous = nil
        try city.send(fresh)
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        let item = try await only("batch", city)
        #expect(item.commands.first?.contains("'office 410311-2 after 1-1' NEW_EPOCH") == true)
        try await settle(item, city)
    }

    @Test("a new epoch that was opened after a batch which never comes goes on once that batch is let pass")
    func epochAfterNothing() async throws {
        let city = try TestCity()
        try city.send(city.next(TestCity.luolong, at: "2025-03-03T10:00:00+08:00"))
        let ruling = """
            id,subject_type,subject_id,verdict,reason,decided_by
            410300-L1,office,410311-2 after 1-3,NEW_EPOCH,重装,王五

            """
        try city.send(city.next(.centre, at: "2025-03-03T11:00:00+08:00", ["ruling": ruling]))
        var fresh = city.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00")
        fresh.epoch = 2
        fresh.sequence = 1
        fresh.previous = nil
        try city.send(fresh)
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        let item = try await only("batch", city)
        #expect(item.waitsFor == "CHAIN-GAP 410311-1-3")
        #expect(item.commands.count == 2, "410311-1-3 and 410311-1-2")
        guard Program.folder != nil else { return }
        for command in item.commands { #expect(try Program.paste(command).status == 0) }
        #expect(try await queue(city).items.isEmpty)
    }

    @Test("a file that is not whole waits for its sender, and is overdue after a day")
    func file() async throws {
        let city = try TestCity()
        let path = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00"))
        let half = try Data(contentsOf: URL(fileURLWithPath: path)).dropLast(40)
        try FileManager.default.createDirectory(atPath: city.root.inbox + "/410305", withIntermediateDirectories: true)
        try half.write(to: URL(fileURLWithPath: city.root.inbox + "/410305/half.zip"))
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        let item = try await only("file", city, at: Instant("2025-03-06T12:00:00+08:00")!)
        #expect(item.office == "410305" && item.subject == "410305/half.zip" && !item.isOverdue && item.ageSeconds == 3600)
        #expect(try await only("file", city, at: Instant("2025-03-07T11:00:00+08:00")!).isOverdue)
    }

    // MARK: Records

    @Test("a claim without its application waits, says so, and is overdue after thirty days")
    func claim() async throws {
        let city = try await TestCity.withRegisters()
        var tables = Rows.claim
        tables["party"] = Rows.party()
        tables["project"] = Rows.project()
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", tables, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        let item = try await only("case", city, at: Instant("2025-07-20T18:59:59+08:00")!)
        #expect(item.subject == "claim 410305-C1" && item.words.contains("洛阳试样轴承有限公司"))
        #expect(item.reasonZh.contains("创新券申请") && item.amount == "1000.00" && item.amountIs == "asked")
        #expect(!item.isOverdue)
        #expect(try await only("case", city, at: Instant("2025-07-20T19:00:00+08:00")!).isOverdue)
    }

    @Test("a reference, a row before its first author, a resolution without its sides: each says who must send what")
    func references() async throws {
        let city = try await TestCity.withRegisters()
        let invoice = """
            id,claim_id,e_number,issued_on,seller_uscc,buyer_uscc,gross,item_name
            410305-I9,410371-C9,25412017529607056348,2025-06-03,\(Rows.provider),\(Rows.firm),1000,*检测服务*检测费

            """
        let project = "id,party_uscc,project_name,summary\n410371-P9,\(Rows.firm),别家的项目,内容\n"
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", ["invoice": invoice, "project": project]))
        let resolution = "id,conflict_id,sides,office,values,reason,decided_by\n410300-S9,C-0123456789abcdef,410371-1-5:2,410371,,核,王五\n"
        try city.send(city.next(.centre, at: "2025-06-20T18:00:00+08:00", ["resolution": resolution]))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        let reference = try await only("reference", city)
        #expect(reference.subject == "invoice 410305-I9" && reference.waitsFor == "claim 410371-C9")
        #expect(reference.wayOutZh.contains("洛阳高新区（410371）"))
        let row = try await only("row", city)
        #expect(row.subject == "project 410305-1-1:2" && row.wayOutZh.contains("洛阳高新区（410371）") && row.commands.isEmpty)
        let waiting = try await only("resolution", city)
        #expect(waiting.subject == "410300-S9" && waiting.reason.contains("410371-1-5:2") && waiting.wayOutZh.contains("洛阳高新区"))
    }

    @Test("a resolution whose record is here waits in the queue for the rows that are not")
    func halfResolution() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let resolution = """
            id,conflict_id,sides,office,values,reason,decided_by
            410300-S9,\(conflict),410305-1-2:2;410371-1-5:2,410305,,核,王五

            """
        try city.send(city.next(.centre, at: "2025-03-05T18:00:00+08:00", ["resolution": resolution]))
        try await city.drain(at: "2025-03-05T19:00:00+08:00")
        let waiting = try await only("resolution", city)
        #expect(waiting.subject == "410300-S9" && waiting.waitsFor == conflict && waiting.reason.contains("410371-1-5:2"))
        #expect(!waiting.reason.contains("410305-1-2:2"))
    }

    @Test("a row on a base that nobody was given is released by its command")
    func base() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", ["party": Rows.party()]))
        let row = "uscc,base,contact_mobile\n\(Rows.firm),99,13800000002\n"
        try city.send(city.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00", ["party": row]))
        try await city.drain(at: "2025-03-05T19:00:00+08:00")
        let item = try await only("row", city)
        #expect(item.commands.first?.hasPrefix("voucherd rule 'row party 410311-1-1:2' RELEASE ") == true)
        try await settle(item, city)
    }

    // MARK: Decisions

    @Test("a held claim is released by the command that names its rule, and a returned one goes back to its office")
    func held() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        var tables = Rows.claim
        // A spreadsheet has eaten the last digits of the invoice number.
        tables["invoice"] = tables["invoice"]?.replacingOccurrences(of: "25412017529607056348", with: "25412017529607000000")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", tables, evidence: Rows.claimFiles))
        let bare = """
            id,party_uscc,voucher_year,contract_id,claimed_fee,not_provincial_declared,not_city_funded_declared,not_affiliated_declared,submitted_at
            410305-C2,\(Rows.firm),2025,410305-K2,500,是,是,是,2025-06-20T11:00:00+08:00

            """
        let result = "id,claim_id,result_type,report_no,report_date\n410305-R2,410305-C2,TEST_REPORT,SY-2,2025-06-01\n"
        try city.send(
            city.next(
                TestCity.jianxi,
                at: "2025-06-20T18:30:00+08:00",
                ["claim": bare, "service_result": result, "contract": Rows.contract("410305-K2")]
            )
        )
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        let held = try await only("held", city)
        #expect(held.rule == "ART24-NOREUSE" && held.article == "第二十四条" && held.amount == "300.00" && held.amountIs == "at most")
        #expect(held.commands.first?.contains("'claim 410305-C1' RELEASE") == true)
        let decided = try await city.centre().story(of: "410305-C2").events.filter { $0.kind == .decision }
        #expect(decided.map(\.outcome) == ["RETURNED"], "\(decided.flatMap(\.findings))")
        let returned = try await only("returned", city)
        #expect(returned.subject == "claim 410305-C2" && returned.wayOutZh.contains("涧西区（410305）补正") && returned.commands.isEmpty)
        #expect(returned.amount == "150.00" && returned.waitsFor == "T-410305-C2-1" && returned.wayOutZh.contains("T-410305-C2-1"))
        #expect(try await queue(city).items.map(\.kind) == ["held", "returned"], "the most money first")
        try await settle(held, city)
    }

    @Test("what is held over a conflict points to it, and the conflict has a command for each side")
    func heldOver() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        let held = try await only("held", city)
        #expect(held.waitsFor == conflict && held.commands == ["voucherd show \(conflict) --root \(Shell.quoted(city.root.absolutePath))"])
        let item = try await only("conflict", city)
        #expect(try item.commands == ContestedCity.commands(city, conflict))
        #expect(item.amount == "300.00" && item.since == Instant("2025-06-20T20:00:00+08:00"))
    }

    @Test("a hold keeps its age while later drains hold the same decision for more reasons")
    func age() async throws {
        let (city, _) = try await ContestedCity.contract()
        try city.send(city.next(TestCity.gaoxin, at: "2025-06-21T10:00:00+08:00", ["contract": Rows.contract(amount: "800")]))
        try await city.drain(at: "2025-06-21T11:00:00+08:00")
        #expect(try await only("held", city).since == Instant("2025-06-20T20:00:00+08:00"))
    }

    // MARK: Forms

    @Test("the queue, the view and status tell the same, in lines of a hundred columns and in JSON")
    func forms() async throws {
        let (city, _) = try await ContestedCity.contract()
        _ = try city.pack(city.next(TestCity.gaoxin, at: "2025-06-21T10:00:00+08:00"))
        try city.send(city.next(TestCity.gaoxin, at: "2025-06-21T11:00:00+08:00"))
        try await city.drain(at: "2025-06-21T12:00:00+08:00")
        let centre = try await city.centre()
        let queue = try WaitQueue(centre, at: moment)
        let view = try Tool.shell("sqlite3 -readonly \(Shell.quoted(city.root.database)) 'SELECT kind, subject, waits_for FROM v_waits'")
        #expect(Set(queue.items.map { "\($0.kind)|\($0.subject)|\($0.waitsFor)" }) == Set(view.split(separator: "\n").map(String.init)))
        #expect(queue.items.map(\.kind) == ["conflict", "held", "batch"])
        for line in WaitText(queue).text.split(separator: "\n") where !line.contains("voucherd ") {
            #expect(TerminalText.width(line) <= 100, "\(line)")
        }
        for item in queue.items {
            #expect(!item.reason.isEmpty && !item.reasonZh.isEmpty && !item.wayOut.isEmpty && !item.wayOutZh.isEmpty && item.ageSeconds != nil)
        }
        let json = try JSONText.encode(queue)
        #expect(try JSONDecoder().decode(WaitQueue.self, from: Data(json)).items.map(\.subject) == queue.items.map(\.subject))
        let status = try StatusReport(centre, .found(InboxListing()), at: moment)
        #expect(status.waits.counts == ["conflict": 1, "held": 1, "batch": 1])
        #expect(status.waits.biggest.map(\.kind) == ["conflict", "held"])
        #expect(status.waits.oldest.first?.kind != "batch")
        #expect(status.waitingBatches.map(\.subject) == ["410371-1-2"])
        #expect(StatusText(status, queueCommand: centre.queueCommand).text.contains("voucherd waits --root"))
    }
}
