import Bags
import Foundation
import Programme
import Records
import TestSupport
import Testing

@testable import Office
@testable import Simulation

@Suite("An office's own copy")
struct OfficeCopyTests {
    private let key = OfficeFixture.uscc

    @Test("a published record comes into the tables with its version, and unchanged it is not sent again")
    func taken() throws {
        let desk = try Desk()
        #expect(try desk.open(desk.bundle(3)).added == 1)
        #expect(try desk.sheet()[key, "base"] == "3")
        let report = try desk.pack()
        #expect(report.packed == nil && report.hasNothingNew && report.unchangedRows == 1)
        #expect(try OfficeState.load(from: desk.folder.path)?.batch == nil)
        #expect(try desk.pack { $0.mayBeEmpty = true }.packed != nil)
    }

    @Test("an edit goes out with its base and its columns alone; the next one builds on it, without a base")
    func edited() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        #expect(try desk.packed(desk.pack()) == "uscc,contact_name,contact_mobile,base\n\(key),王五,13800000001,3\n")
        #expect(try desk.pack().hasNothingNew)
        try desk.edit("bank_account_no", "22222222")
        let text = try desk.packed(desk.pack())
        #expect(text == "uscc,bank_account_name,bank_name,bank_account_no,cnaps\n\(key),,,22222222,\n")
    }

    @Test("while a row is on its way the table keeps it; once a receipt names it, the published version is its base")
    func inFlight() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        _ = try desk.pack()
        try desk.open(desk.bundle(4, Desk.row(account: "22222222")))
        #expect(try desk.sheet()[key, "bank_account_no"] == "11111111")
        try desk.open(desk.bundle(nil, receipts: Desk.receipt(1, outcome: "PARKED", version: "")))
        #expect(try desk.sheet()[key, "bank_account_no"] == "11111111")
        let news = try desk.open(
            desk.bundle(5, Desk.row(contact: "王五", account: "22222222"), receipts: Desk.receipt(1, outcome: "MERGED", version: "5"))
        )
        #expect(news.landed == 1 && news.clashCount == 0)
        #expect(try desk.sheet()[key, "bank_account_no"] == "22222222")
        #expect(try desk.sheet()[key, "base"] == "5")
        #expect(try desk.pack().hasNothingNew)
    }

    @Test("a receipt that gives a version without values moves the base: nothing that shows has changed")
    func silentVersion() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        _ = try desk.pack()
        // An edit that is later by its clock has won.
        try desk.open(desk.bundle(nil, receipts: Desk.receipt(1, outcome: "MERGED", version: "4")))
        #expect(try desk.sheet()[key, "contact_name"] == "李四")
        #expect(try desk.sheet()[key, "base"] == "4")
    }

    @Test("what the clerk and somebody else both changed stays as the clerk has it, on its old base, and is told with both values")
    func clash() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("bank_account_no", "33333333")
        let news = try desk.open(desk.bundle(4, Desk.row(contact: "赵六", account: "22222222")))
        let clash = try #require(news.clashes.first)
        #expect(clash.differences == [CopyNews.Difference(column: "bank_account_no", title: "银行账号", mine: "33333333", published: "22222222")])
        #expect(clash.base == 3 && clash.version == 4)
        #expect(try desk.sheet()[key, "contact_name"] == "李四")
        #expect(try desk.packed(desk.pack()).hasSuffix("\(key),,,33333333,,3\n"))
    }

    @Test("a clerk who agrees copies the published value, and one who insists names the version: neither takes back what else was changed")
    func settled() throws {
        for insists in [false, true] {
            let desk = try Desk()
            try desk.open(desk.bundle(3))
            try desk.edit("bank_account_no", "33333333")
            try desk.open(desk.bundle(4, Desk.row(contact: "赵六", account: "22222222")))
            try insists ? desk.edit("base", "4") : desk.edit("bank_account_no", "22222222")
            let report = try desk.pack()
            #expect(try desk.sheet()[key, "contact_name"] == "赵六")
            if insists {
                #expect(try desk.packed(report) == "uscc,bank_account_name,bank_name,bank_account_no,cnaps,base\n\(key),,,33333333,,4\n")
            } else {
                #expect(report.hasNothingNew)
            }
        }
    }

    @Test("a sheet from elsewhere, without a base, is sent as one: it takes back nothing")
    func handMade() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3, Desk.row(contact: "赵六")))
        // Their own system still has the old contact.
        try desk.folder.write("party.csv", "\(Desk.columns)\n\(Desk.row(contact: "李四", account: "44444444"))\n")
        let news = try desk.open(desk.bundle(4, Desk.row(contact: "孙七")))
        #expect(news.clashCount == 1)
        let text = try desk.packed(desk.pack())
        #expect(!text.contains("base"))
        #expect(text.contains("李四") && text.contains("44444444"))
    }

    @Test("a base that no bundle gave stops the pack, with the line and the fix")
    func unknownBase() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("base", "9")
        let report = try desk.pack()
        let finding = try #require(report.findings.first)
        #expect(report.packed == nil && finding.line == 2 && finding.finding.column == "base" && finding.finding.fix.contains("基准版本"))
    }

    @Test("a row that was refused is not on its way any more, and goes out again only when it was changed")
    func refused() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        _ = try desk.pack()
        let news = try desk.open(desk.bundle(nil, receipts: Desk.receipt(1, outcome: "REJECTED", version: "")))
        #expect(news.refused == 1 && news.inFlight == 0)
        #expect(try desk.pack().warnings.contains { $0.contains("拒收") })
        try desk.edit("contact_name", "王五一")
        #expect(try desk.packed(desk.pack()).contains("王五一,13800000001,3"))
    }

    @Test("an empty required cell of a conflict is not said again, so that another office's edit of something else goes through")
    func gap() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3, Desk.row(categories: "")))
        try desk.edit("contact_name", "王五")
        #expect(try desk.packed(desk.pack()) == "uscc,contact_name,contact_mobile,base\n\(key),王五,13800000001,3\n")
        // Beside a new party, which needs every column, the row waits for the next batch.
        try desk.edit("contact_name", "王六")
        var sheet = try desk.sheet()
        let body = "91410305MA8000009"
        let other = body + String(USCC.checkCharacter(for: body)!)
        for (name, value) in zip(Desk.columns.split(separator: ","), Desk.row().split(separator: ",")).map({ $0 }).dropFirst() {
            sheet[other, String(name)] = String(value)
        }
        try sheet.save()
        let first = try desk.pack()
        #expect(first.heldBack == ["party.csv": [2]] && first.rows == 1)
        #expect(try desk.packed(desk.pack()).contains("王六"))
    }

    @Test("a withdrawal goes out once; where somebody edited meanwhile, the row comes back and the clerk is told")
    func withdrawn() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("op", "withdraw")
        #expect(try desk.packed(desk.pack()) == "uscc,op,base\n\(key),withdraw,3\n")
        #expect(try desk.pack().hasNothingNew)
        try desk.open(desk.bundle(4, receipts: Desk.receipt(1, outcome: "MERGED", version: "4")))
        #expect(try desk.sheet()[key, "op"] == "withdraw")
        let news = try desk.open(desk.bundle(5, Desk.row(contact: "赵六")))
        #expect(try desk.sheet()[key, "op"].isEmpty)
        #expect(try desk.sheet()[key, "contact_name"] == "赵六")
        #expect(news.skipped.count == 1)
    }

    @Test("what every office gets is in reference/, read-only, and its version may be named by hand")
    func reference() throws {
        let desk = try Desk()
        let provider = "uscc,name,provider_type,location_division,fulltime_tech_staff,service_content,service_spec,price_list,contact"
        let text = "version,\(provider)\n7,12410300674521849K,样本大学,UNIVERSITY,410311,20,检测,标准,按次,0379\n"
        try desk.open(desk.bundle(nil, payload: [("data/records/provider.csv", text)]))
        #expect(!desk.folder.has("provider.csv"))
        #expect(String(decoding: try desk.folder.read("reference/provider.csv"), as: UTF8.self).contains("样本大学"))
        try desk.folder.write("provider.csv", "\(provider),base\n12410300674521849K,样本大学,UNIVERSITY,410311,30,检测,标准,按次,0379,7\n")
        #expect(try desk.packed(desk.pack(), "provider").hasSuffix("12410300674521849K,30,检测,标准,按次,0379,7\n"))
    }

    @Test("the clerk's own columns, their order and the encoding of the file stay")
    func fileKept() throws {
        let desk = try Desk()
        let text = "备注,单位名称,统一社会信用代码,联系人,基准版本\n自己的话,洛阳样本有限公司,\(key),李四,\n"
        try desk.folder.write("需求方.csv", try #require(GB18030.encode(Array(text.utf8))))
        try desk.open(desk.bundle(3, Desk.row(contact: "李四")))
        let written = try #require(GB18030.encode(Array(text.replacingOccurrences(of: "李四,\n", with: "李四,3\n").utf8)))
        #expect(try desk.folder.read("需求方.csv") == written)
        #expect(!desk.folder.has("party.csv"))
    }

    @Test("a table that is none is left alone and said to be so; once mended it follows")
    func brokenTable() throws {
        let desk = try Desk()
        try desk.folder.write("party.csv", "\"uscc\n")
        #expect(try desk.open(desk.bundle(3)).skipped.first?.file == "party.csv")
        #expect(try desk.folder.read("party.csv") == Array("\"uscc\n".utf8))
        try desk.folder.write("party.csv", "uscc\n")
        #expect(try desk.pack().news?.added == 1)
    }

    @Test("a batch is kept in sent/ until the centre has named its every row")
    func sent() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        let report = try desk.pack()
        let copies = try FileManager.default.contentsOfDirectory(atPath: desk.folder / "sent")
        let digest = try #require(report.packed?.digest)
        #expect(copies == ["410305-B-000001-\(digest.description.prefix(8)).zip"])
        let batches = "epoch,sequence,digest,outcome\n1,1,\(digest),APPLIED\n"
        let receipt = Desk.receipt(1, outcome: "MERGED", version: "4")
        let news = try desk.open(desk.bundle(4, Desk.row(contact: "王五"), receipts: receipt, payload: [("data/receipts/batches.csv", batches)]))
        #expect(news.finished == copies)
    }

    @Test("rows of a batch that the centre could not take count as not sent, and go out again")
    func returned() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        let digest = try #require(try desk.pack().packed?.digest)
        let batches = "epoch,sequence,digest,outcome\n1,1,\(digest),QUARANTINED\n"
        #expect(try desk.open(desk.bundle(nil, payload: [("data/receipts/batches.csv", batches)])).returnedBatches == ["410305-1-1"])
        #expect(try desk.packed(desk.pack()).hasSuffix("王五,13800000001,3\n"))
    }

    @Test("bundles given together are opened in the order of their numbers")
    func several() throws {
        let desk = try Desk()
        let (one, two) = (try desk.bundle(3), try desk.bundle(4, Desk.row(contact: "赵六")))
        var seen: [Int] = []
        try BundleOpening(officeFolder: desk.folder.path, trust: nil).open([two, one]) { seen.append($0.header.sequence) }
        #expect(seen == [1, 2])
        #expect(try desk.sheet()[key, "contact_name"] == "赵六")
    }

    @Test("a lost store stops the pack; opening the last bundle again begins a new one")
    func lostStore() throws {
        let desk = try Desk()
        let path = try desk.bundle(3)
        try desk.open(path)
        try FileManager.default.removeItem(atPath: desk.folder / OfficeStore.fileName)
        #expect { try desk.pack() } throws: { ($0 as? OfficeError)?.kind == .noInput }
        try desk.open(path)
        #expect(try desk.pack().hasNothingNew)
    }

    // MARK: Interruptions

    @Test("an open that is cut off between any two steps ends right when it is run again", arguments: [Step.unpacked, .store, .tables])
    func openInterrupted(step: Step) throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        let path = try desk.bundle(4, Desk.row(account: "22222222"))
        #expect(throws: Desk.Stop.self) { try desk.open(path, stopping: step) }
        #expect(try OfficeState.load(from: desk.folder.path)?.bundle?.sequence == 1)
        try desk.open(path)
        let sheet = try desk.sheet()
        #expect(sheet[key, "contact_name"] == "王五" && sheet[key, "bank_account_no"] == "22222222" && sheet[key, "base"] == "4")
        #expect(try OfficeState.load(from: desk.folder.path)?.bundle?.sequence == 2)
        #expect(try desk.packed(desk.pack()).hasSuffix("王五,13800000001,4\n"))
    }

    @Test("a pack after an open that was cut off acknowledges what the tables show")
    func packAfterInterruptedOpen() throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        #expect(throws: Desk.Stop.self) { try desk.open(desk.bundle(4, Desk.row(account: "22222222")), stopping: .store) }
        try desk.edit("contact_name", "王五")
        let report = try desk.pack()
        // The clerk changed the file between: it stayed theirs, and followed from the version that it names.
        #expect(report.header.acknowledges == 2)
        #expect(try desk.sheet()[key, "bank_account_no"] == "22222222")
        #expect(try desk.packed(report).hasSuffix("王五,13800000001,4\n"))
    }

    @Test(
        "a pack that is cut off between any two steps has made its batch, or not, and never sends a row twice",
        arguments: [Step.zip, .store, .state, .named]
    )
    func packInterrupted(step: Step) throws {
        let desk = try Desk()
        try desk.open(desk.bundle(3))
        try desk.edit("contact_name", "王五")
        #expect(throws: Desk.Stop.self) { try desk.pack(stopping: step) }
        let report = try desk.pack()
        #expect(report.hasNothingNew == (step != .zip))
        let state = try #require(try OfficeState.load(from: desk.folder.path))
        #expect(state.batch?.sequence == 1 && state.pending == nil)
        #expect(try Bag(contentsOf: desk.folder / "410305-B-000001.zip").tagManifestDigest == state.batch?.digest)
        #expect(try FileManager.default.contentsOfDirectory(atPath: desk.folder / "sent").count == 1)
    }
}
