import Foundation
import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("From the inbox to the outbox")
struct IntakeTests {
    @Test("a good batch is accepted row by row, and its application gets a voucher")
    func goodBatch() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        let report = try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(report.files.map(\.outcome) == [.applied])
        #expect(try await city.receipts(TestCity.jianxi) == ["party:2": "ACCEPTED", "project:2": "ACCEPTED", "application:2": "ACCEPTED"])
        let batches = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(batches.map { $0["outcome"] } == ["APPLIED"])
        #expect(batches[0]["rows"] == "3" && batches[0]["accepted"] == "3")
        let decisions = try await city.lastBundle(TestCity.jianxi, "decisions.csv")
        #expect(
            Set(decisions.map { "\($0["kind"]!) \($0["outcome"]!) \($0["amount"]!)" }) == [
                "APPLICATION APPROVED 100000.00", "VOUCHER ISSUED 100000.00",
            ]
        )
        #expect(try await city.reconcile().faults == [])
    }

    @Test("the same batch again is a duplicate, answered with the same counts and lines, and changes nothing")
    func duplicate() async throws {
        let city = try await TestCity.withRegisters()
        let path = try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let first = try await city.lastBundle(TestCity.jianxi, "receipts/records.csv")
        let before = try await city.export()
        try city.drop(path)
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        let batches = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(batches.map { $0["outcome"] } == ["DUPLICATE"])
        #expect(batches[0]["rows"] == "3" && batches[0]["accepted"] == "3")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/records.csv") == first)
        #expect(try await city.export() == before)
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a batch after a gap waits, and is applied in the drain in which the gap closes")
    func gap() async throws {
        let city = try await TestCity.withRegisters()
        let one = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        let two = try city.pack(city.next(TestCity.jianxi, at: "2025-03-04T18:00:00+08:00", ["party": Rows.party(mobile: "13900000002")]))
        try city.drop(two)
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        let waiting = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(waiting.map { $0["outcome"] } == ["WAITING"])
        #expect(waiting[0]["waits_for"] == "CHAIN-GAP 410305-1-1" && waiting[0]["rows"] == "0")
        try city.drop(one)
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let applied = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(applied.map { "\($0["sequence"]!) \($0["outcome"]!)" } == ["1 APPLIED", "2 APPLIED"])
        #expect(try await city.reconcile().faults == [])
    }

    @Test("the same number with other content is CHANGED, and nothing of it is applied")
    func changed() async throws {
        let city = try await TestCity.withRegisters()
        let first = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        try city.send(first)
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let before = try await city.export()
        var other = first
        other.tables["party"] = Rows.party(mobile: "13900000009")
        try city.send(other)
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { $0["outcome"] } == ["CHANGED"])
        #expect(try await city.export() == before)
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a batch signed with another office's key is quarantined with the reason beside it, and the next good one is taken")
    func badSignature() async throws {
        let city = try await TestCity.withRegisters()
        var bad = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        let good = bad
        bad.signedBy = TestCity.luolong
        try city.send(bad)
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let told = try await city.lastBundle(.centre, "receipts/batches.csv")
        #expect(told.map { $0["outcome"] } == ["QUARANTINED"])
        #expect(told[0]["reason_zh"]!.hasPrefix("SIGN-OFFICE"))
        let quarantine = try FileManager.default.contentsOfDirectory(atPath: city.root.quarantine)
        #expect(quarantine.count == 2)
        try city.send(good)
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { $0["outcome"] } == ["APPLIED"])
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a batch of more rows than limits.batch_rows is quarantined whole, and its office is told to divide it")
    func tooManyRows() async throws {
        let city = try await TestCity.withRegisters()
        let settings = city.root.config + "/voucherd.yaml"
        let before = try String(contentsOfFile: settings, encoding: .utf8)
        try "\(before)limits:\n  batch_rows: 2\n".write(toFile: settings, atomically: true, encoding: .utf8)
        let batch = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        try city.send(batch)
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let told = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(told.map { $0["outcome"] } == ["QUARANTINED"])
        #expect(told[0]["reason_zh"]!.hasPrefix("LIMIT-ROWS（交换格式§5）"))
        try before.write(toFile: settings, atomically: true, encoding: .utf8)
        try city.send(batch)
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { $0["outcome"] } == ["APPLIED"])
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a truncated zip waits in the inbox; it is not refused, and its rest completes it")
    func truncated() async throws {
        let city = try await TestCity.withRegisters()
        let path = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let place = URL(fileURLWithPath: "\(city.root.inbox)/cut.zip")
        try whole.prefix(whole.count / 2).write(to: place)
        let report = try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(report.files.isEmpty)
        let centre = try await city.centre()
        #expect(try centre.store.read { try $0.waitingFiles() }.map(\.name) == ["cut.zip"])
        try whole.write(to: place)
        #expect(try await city.drain(at: "2025-03-04T10:00:00+08:00").files.map(\.outcome) == [.applied])
        #expect(try await city.centre().store.read { try $0.waitingFiles() }.isEmpty)
    }

    @Test("without its marker the folder is not the inbox: the daemon waits and touches nothing")
    func markerMissing() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try FileManager.default.removeItem(atPath: city.root.inboxMarker)
        #expect(try await city.drain(at: "2025-03-04T09:00:00+08:00").files.isEmpty)
        _ = FileManager.default.createFile(atPath: city.root.inboxMarker, contents: Data())
        #expect(try await city.drain(at: "2025-03-04T10:00:00+08:00").files.count == 1)
    }

    @Test("a row that cannot be read is rejected by its rule, and the rest of the batch is taken")
    func badRow() async throws {
        let city = try await TestCity.withRegisters()
        let tables = ["party": Rows.party().replacingOccurrences(of: Rows.firm, with: "91410305MA8U667108"), "project": Rows.project()]
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", tables))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(try await city.receipts(TestCity.jianxi) == ["party:2": "REJECTED FORMAT-VALUE", "project:2": "PARKED REF-MISSING"])
        let lines = try await city.lastBundle(TestCity.jianxi, "receipts/records.csv")
        let line = try #require(lines.first { $0["type"] == "party" })
        #expect(line["file"] == "data/records/party.csv" && line["article"] == "交换格式§4" && line["effect"] == "REJECT")
        #expect(line["reason_zh"]!.contains("uscc") && !line["fix_zh"]!.isEmpty)
    }

    @Test("a district cannot author a register: its rows are rejected under AUTHOR-TYPE")
    func wrongAuthor() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", ["reg_sme": Rows.registers["reg_sme"]!]))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(try await city.receipts(TestCity.jianxi) == ["reg_sme:2": "REJECTED AUTHOR-TYPE", "reg_sme:3": "REJECTED AUTHOR-TYPE"])
    }

    @Test("a bank account changed by two offices is a conflict of that group alone, told to both")
    func bankConflict() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try city.send(city.next(TestCity.luolong, at: "2025-03-03T19:00:00+08:00", ["party": Rows.party(account: "6222000099998888")]))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(try await city.receipts(TestCity.jianxi)["party:2"] == "CONFLICT MERGE-CONFLICT")
        #expect(try await city.receipts(TestCity.luolong)["party:2"] == "CONFLICT MERGE-CONFLICT")
        let conflicts = try await city.lastBundle(TestCity.luolong, "conflicts.csv")
        #expect(Set(conflicts.map { $0["group"] }) == ["bank"])
        #expect(Set(conflicts.map { $0["office"] }) == ["410305", "410311"])
        #expect(try await city.receipts(TestCity.jianxi)["application:2"] == "ACCEPTED")
        #expect(try await city.reconcile().faults == [])
    }

    @Test("an office of the same party-year is told of the voucher, and of others' claims their sum alone")
    func sharedVoucher() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(
            city.next(
                TestCity.luolong,
                at: "2025-03-05T18:00:00+08:00",
                ["application": Rows.application("410311-A1", at: "2025-03-05T09:00:00+08:00")]
            )
        )
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let told = try await city.lastBundle(TestCity.luolong, "decisions.csv")
        let voucher = try #require(told.first { $0["kind"] == "VOUCHER" })
        #expect(voucher["subject_key"] == "410305-A1")
        #expect(voucher["values"]?.contains("face=100000.00; reserved_here=0.00; reserved_elsewhere=0.00; free=100000.00") == true)
    }

    @Test("what is returned gets a supplement ticket, which is closed when it comes back in order, and a new one when it is returned again")
    func tickets() async throws {
        let city = try await TestCity.withRegisters()
        func tickets() async throws -> [String] { try await city.centre().store.read { try $0.openTickets().map(\.id) } }
        func edit(_ day: Int, _ amount: String) async throws -> [String: String] {
            try city.send(city.next(TestCity.jianxi, at: "2025-03-0\(day)T18:00:00+08:00", ["application": Rows.application(amount: amount)]))
            try await city.drain(at: "2025-03-0\(day)T19:00:00+08:00")
            return try #require(try await city.lastBundle(TestCity.jianxi, "receipts/records.csv").first { $0["type"] == "application" })
        }
        var first = Rows.firstApplication
        first["application"] = Rows.application(amount: "")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", first))
        try await city.drain(at: "2025-03-03T19:00:00+08:00")
        let returned = try await city.lastBundle(TestCity.jianxi, "receipts/records.csv").first { $0["type"] == "application" }
        #expect(returned?["outcome"] == "RETURNED")
        #expect(returned?["ticket"] == "T-410305-A1-1")
        #expect(try await tickets() == ["T-410305-A1-1"])
        #expect(try await edit(4, "100000")["ticket"] == "")
        #expect(try await tickets() == [])
        #expect(try await edit(5, "")["ticket"] == "T-410305-A1-2")
    }

    @Test("an office whose word another outranks, or whose withdrawal an edit outlives, is told so")
    func outranked() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", ["party": Rows.party()]))
        try await city.drain(at: "2025-03-03T19:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-04T18:00:00+08:00", ["party": Rows.party(mobile: "13800000002")]))
        try await city.drain(at: "2025-03-04T19:00:00+08:00")
        try city.send(city.next(TestCity.luolong, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party(mobile: "13800000003")]))
        try await city.drain(at: "2025-03-05T19:00:00+08:00")
        let told = try await city.lastBundle(TestCity.jianxi, "receipts/records.csv").filter { $0["rule"] == "MERGE-KEPT" }
        #expect(told.map { "\($0["sequence"]!) \($0["effect"]!) \($0["outcome"]!)" } == ["2 INFO MERGED"])
        try city.send(city.next(TestCity.jianxi, at: "2025-03-06T18:00:00+08:00", ["party": "uscc,op\n\(Rows.firm),withdraw\n"]))
        try await city.drain(at: "2025-03-06T19:00:00+08:00")
        let outlived = try await city.lastBundle(TestCity.jianxi, "receipts/records.csv").filter { $0["sequence"] == "3" }
        #expect(outlived.map { $0["rule"] } == ["MERGE-KEPT"])
        #expect(outlived.first?["reason_zh"]?.contains("撤回未生效") == true)
    }

    @Test("an incubator is found under whatever brackets its name is written with, and its register dirties who is in it")
    func incubator() async throws {
        let city = try await TestCity.withRegisters()
        var rows = Rows.firstApplication
        rows["party"] = """
            uscc,legal_name,reg_division,reg_date,home_office,legal_rep_name,contact_name,contact_mobile,support_categories,incubator_name,finance_system_declared
            \(Rows.firm),洛阳试样轴承有限公司,410305,2020-05-06,410305,张三,李四,13800000001,TEAM,洛阳示例(高新)孵化器,是

            """
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", rows))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let register = "id,name,kind,level,valid_from\n410300-N1,洛阳示例（高新）孵化器,INCUBATOR,CITY,2020-01-01\n"
        try city.send(city.next(.centre, at: "2025-03-05T09:00:00+08:00", ["reg_incubator": register]))
        try await city.drain(at: "2025-03-05T10:00:00+08:00")
        let found = try await city.centre().store.read { try CaseLoader(transaction: $0).load(CaseKey(party: Rows.firm, year: 2025)) }
        #expect(found.records.contains { $0.key == RecordKey(.regIncubator, "410300-N1") })
    }

    @Test("a waived gap lets the next batch pass, and a new epoch opens by ruling")
    func rulings() async throws {
        let city = try await TestCity.withRegisters()
        _ = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try city.send(city.next(TestCity.jianxi, at: "2025-03-04T18:00:00+08:00", ["party": Rows.party()]))
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        try city.send(
            city.next(
                .centre,
                at: "2025-03-05T10:00:00+08:00",
                ["ruling": "id,subject_type,subject_id,verdict,reason,decided_by\n410300-L1,batch,410305-1-1,WAIVE_GAP,确已丢失,王五\n"]
            )
        )
        try await city.drain(at: "2025-03-05T11:00:00+08:00")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { "\($0["sequence"]!) \($0["outcome"]!)" } == ["2 APPLIED"])
        var fresh = city.next(TestCity.jianxi, at: "2025-04-01T18:00:00+08:00", ["project": Rows.project()])
        fresh.epoch = 2
        fresh.sequence = 1
        fresh.previous = nil
        try city.send(fresh)
        try await city.drain(at: "2025-04-02T09:00:00+08:00")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { $0["waits_for"] } == ["CHAIN-EPOCH 2"])
        try city.send(
            city.next(
                .centre,
                at: "2025-04-02T10:00:00+08:00",
                ["ruling": "id,subject_type,subject_id,verdict,reason,decided_by\n410300-L2,office,410305-2 after 1-2,NEW_EPOCH,重装系统,王五\n"]
            )
        )
        try await city.drain(at: "2025-04-02T11:00:00+08:00")
        #expect(
            try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { "\($0["epoch"]!)-\($0["sequence"]!) \($0["outcome"]!)" } == [
                "2-1 APPLIED"
            ]
        )
        #expect(try await city.reconcile().faults == [])
    }

    @Test("every order of arrival gives one canonical export")
    func orderOfArrival() async throws {
        var exports: Set<String> = []
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
            let city = try await TestCity.withRegisters()
            let batches = try [
                city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)),
                city.pack(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party(mobile: "13900000002")])),
                city.pack(city.next(TestCity.luolong, at: "2025-03-04T18:00:00+08:00", ["party": Rows.party(account: "6222000099998888")])),
                city.pack(
                    city.next(
                        TestCity.gaoxin,
                        at: "2025-03-03T12:00:00+08:00",
                        ["application": Rows.application("410371-A1", at: "2025-03-03T08:00:00+08:00")]
                    )
                ),
            ]
            for index in order {
                try city.drop(batches[index])
                try await city.drain(at: "2025-03-06T09:00:00+08:00")
            }
            // Keys differ from city to city, and with them the digests of the bags; nothing else may.
            exports.insert(try await city.export().split(separator: "\n").filter { !$0.hasPrefix("{\"digest\"") }.joined(separator: "\n"))
        }
        #expect(exports.count == 1)
    }
}
