import Foundation
import Programme
import TestSupport
import Testing

@testable import Centre

/// Two offices changed the account of a known party, and the centre settles it by a batch in the inbox.
@Suite("Resolutions that come as files")
struct ResolutionTests {
    private let header = "id,conflict_id,sides,office,values,reason,decided_by\n"

    /// A city in which 410305 and 410311 have given the party two accounts.
    private func contested() async throws -> (city: TestCity, conflict: String, sides: String) {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", ["party": Rows.party()]))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(account: "6222000011110005")]))
        try city.send(city.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(account: "6222000011110011")]))
        try await city.drain(at: "2025-03-04T11:00:00+08:00")
        let rows = try await city.lastBundle(TestCity.luolong, "conflicts.csv")
        let conflict = try #require(rows.first?["id"])
        let sides = Set(rows.map { "\($0["office"]!)-\($0["epoch"]!)-\($0["sequence"]!):\($0["line"]!)" })
        return (city, conflict, sides.sorted().joined(separator: ";"))
    }

    private func settle(_ city: TestCity, _ row: String, at: String = "2025-03-05T10:00:00+08:00") async throws {
        try city.send(city.next(.centre, at: at, ["resolution": header + row + "\n"]))
        try await city.drain(at: at)
    }

    @Test("the office's value stands, the conflict closes, and every office learns the reason")
    func byOffice() async throws {
        let (city, conflict, sides) = try await contested()
        try await settle(city, "410300-S1,\(conflict),\(sides),410311,,开户许可证已核,王五")
        for office in [TestCity.jianxi, TestCity.luolong] {
            let party = try await city.lastBundle(office, "records/party.csv")
            #expect(party.map { $0["bank_account_no"] } == ["6222000011110011"])
            let closed = try await city.lastBundle(office, "conflicts.csv")
            #expect(Set(closed.map { $0["status"] }) == ["CLOSED"])
            #expect(closed.first?["holds_up"]?.contains("开户许可证已核") == true)
            let receipts = try await city.lastBundle(office, "receipts/records.csv")
            let told = try #require(receipts.first { $0["rule"] == "MERGE-SETTLED" })
            #expect(told["outcome"] != "CONFLICT")
            #expect(told["reason_zh"]?.contains("王五") == true)
            #expect(told["conflict_id"] == conflict)
        }
        #expect(try await city.receipts(.centre)["resolution:2"] == "ACCEPTED")
    }

    @Test("values of the centre's own stand, and the rest of the group stays as it was")
    func byValues() async throws {
        let (city, conflict, sides) = try await contested()
        try await settle(city, "410300-S1,\(conflict.uppercased()),\(sides),,\"{\"\"bank_account_no\"\":\"\"6222000011119999\"\"}\",银行来函,王五")
        let party = try #require(try await city.lastBundle(TestCity.jianxi, "records/party.csv").first)
        #expect(party["bank_account_no"] == "6222000011119999")
        #expect(party["bank_name"] == "样本银行")
    }

    @Test("an office that edits on top of the settled value does not reopen the conflict")
    func onTop() async throws {
        let (city, conflict, sides) = try await contested()
        try await settle(city, "410300-S1,\(conflict),\(sides),410311,,核,王五")
        let party = try #require(try await city.lastBundle(TestCity.jianxi, "records/party.csv").first)
        let bundles = try FileManager.default.contentsOfDirectory(atPath: "\(city.root.outbox)/410305").count
        var batch = city.next(
            TestCity.jianxi,
            at: "2025-03-06T10:00:00+08:00",
            ["party": "uscc,base,bank_account_no\n\(Rows.firm),\(party["version"]!),6222000011117777\n"]
        )
        batch.acknowledges = bundles
        try city.send(batch)
        try await city.drain(at: "2025-03-06T11:00:00+08:00")
        #expect(try await city.receipts(TestCity.jianxi)["party:2"] == "MERGED")
        #expect(try await !city.export().contains("\"kind\":\"conflict\""))
        #expect(try await city.export().contains("6222000011117777"))
    }

    @Test("a resolution that comes before the rows it lists waits for them, and ends the same")
    func early() async throws {
        let (city, conflict, sides) = try await contested()
        try await settle(city, "410300-S1,\(conflict),\(sides),410311,,核,王五")
        let expected = try await city.export()

        let other = try await TestCity.withRegisters()
        try other.send(other.next(.centre, at: "2025-03-05T10:00:00+08:00", ["resolution": header + "410300-S1,\(conflict),\(sides),410311,,核,王五\n"]))
        try await other.drain(at: "2025-03-05T10:00:00+08:00")
        #expect(try await other.receipts(.centre)["resolution:2"] == "PARKED REF-MISSING")
        let rows = [Rows.party(account: "6222000011110011")]
        try other.send(other.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00", ["party": rows[0]]))
        try await other.drain(at: "2025-03-05T10:10:00+08:00")
        try other.send(other.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", ["party": Rows.party()]))
        try await other.drain(at: "2025-03-05T10:20:00+08:00")
        try other.send(other.next(TestCity.jianxi, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(account: "6222000011110005")]))
        try await other.drain(at: "2025-03-05T10:30:00+08:00")
        #expect(try await other.receipts(.centre)["resolution:2"] == "ACCEPTED")
        func records(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains("\"kind\":\"batch\"") } }
        #expect(records(try await other.export()) == records(expected))
    }

    @Test("a withdrawn resolution is taken back: the conflict is open again under its id, with its sides")
    func takenBack() async throws {
        let (city, conflict, sides) = try await contested()
        let before = try await city.lastBundle(TestCity.luolong, "conflicts.csv").count
        try await settle(city, "410300-S1,\(conflict),\(sides),410311,,核,王五")
        try city.send(
            city.next(.centre, at: "2025-03-06T10:00:00+08:00", ["resolution": "id,op,reason,decided_by\n410300-S1,withdraw,看错了,王五\n"])
        )
        try await city.drain(at: "2025-03-06T10:00:00+08:00")
        let again = try await city.lastBundle(TestCity.luolong, "conflicts.csv")
        #expect(Set(again.map { $0["status"] }) == ["OPEN"])
        #expect(Set(again.map { $0["id"] }) == [conflict])
        #expect(again.count == before)
        #expect(try await city.receipts(TestCity.jianxi)["party:2"] == "CONFLICT MERGE-CONFLICT")
    }

    @Test("a resolution that is taken back before its rows come waits for nothing any more")
    func takenBackEarly() async throws {
        let city = try await TestCity.withRegisters()
        let row = "410300-S1,C-0123456789abcdef,410305-1-9:2,410305,,核,王五"
        try await settle(city, row)
        #expect(try await city.receipts(.centre)["resolution:2"] == "PARKED REF-MISSING")
        try city.send(
            city.next(.centre, at: "2025-03-06T10:00:00+08:00", ["resolution": "id,op,reason,decided_by\n410300-S1,withdraw,看错了,王五\n"])
        )
        try await city.drain(at: "2025-03-06T10:00:00+08:00")
        let told = try await city.lastBundle(.centre, "receipts/records.csv").filter { $0["type"] == "resolution" }
        #expect(!told.contains { $0["outcome"] == "PARKED" })
        #expect(try WaitQueue(await city.centre(), at: Instant("2025-03-07T10:00:00+08:00")!).items.filter { $0.kind == "resolution" }.isEmpty)
    }

    @Test("a side that the operator had not seen keeps the conflict open, and the centre is told")
    func unseen() async throws {
        let (city, conflict, sides) = try await contested()
        try city.send(city.next(TestCity.gaoxin, at: "2025-03-04T12:00:00+08:00", ["party": Rows.party(account: "6222000011110071")]))
        try await settle(city, "410300-S1,\(conflict),\(sides),410311,,核,王五")
        let open = try await city.lastBundle(.centre, "conflicts.csv")
        #expect(Set(open.map { $0["status"] }) == ["OPEN"])
        #expect(Set(open.map { $0["office"] }) == ["410300", "410371"])
        let told = try await city.lastBundle(.centre, "receipts/records.csv")
        #expect(told.contains { $0["type"] == "resolution" && $0["rule"] == "MERGE-CONFLICT" && $0["effect"] == "WARN" })
    }

    @Test(
        "a resolution that cannot be understood is refused with the way out",
        arguments: [
            ("C-12,410305-1-1:2,410305,", "conflict_id"), ("CONFLICT,nonsense,410305,", "sides"), ("CONFLICT,410305-1-1:2,,", "office"),
            ("CONFLICT,410305-1-1:2,410305,\"{\"\"a\"\":\"\"b\"\"}\"", "office"), ("CONFLICT,410305-1-1:2,,[]", "values"),
        ]
    )
    func refused(row: String, column: String) async throws {
        let (city, conflict, _) = try await contested()
        try await settle(city, "410300-S1,\(row.replacingOccurrences(of: "CONFLICT", with: conflict)),核,王五")
        let told = try #require(try await city.lastBundle(.centre, "receipts/records.csv").first { $0["type"] == "resolution" })
        #expect(told["outcome"] == "REJECTED")
        #expect(told["rule"] == "FORMAT-VALUE")
        #expect(told["values"] == column)
        #expect(told["fix_zh"]?.isEmpty == false)
    }

    @Test("values that the record cannot hold are refused when the record is known, and change nothing")
    func impossible() async throws {
        let (city, conflict, sides) = try await contested()
        try await settle(city, "410300-S1,\(conflict),\(sides),,\"{\"\"legal_name\"\":\"\"别的名称\"\"}\",核,王五")
        #expect(try await city.receipts(.centre)["resolution:2"] == "REJECTED FORMAT-VALUE")
        #expect(try await city.export().contains("\"kind\":\"conflict\""))

        let other = try await TestCity.withRegisters()
        let row = "410300-S1,\(conflict),\(sides),,\"{\"\"legal_name\"\":\"\"别的名称\"\"}\",核,王五\n"
        try other.send(other.next(.centre, at: "2025-03-05T10:00:00+08:00", ["resolution": header + row]))
        try await other.drain(at: "2025-03-05T10:00:00+08:00")
        #expect(try await other.receipts(.centre)["resolution:2"] == "PARKED REF-MISSING")
        try other.send(other.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(account: "6222000011110011")]))
        try await other.drain(at: "2025-03-05T10:10:00+08:00")
        #expect(try await other.receipts(.centre)["resolution:2"] == "REJECTED FORMAT-VALUE")
    }
}
