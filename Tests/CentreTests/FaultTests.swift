import Bags
import Foundation
import Programme
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What went wrong once and must not again")
struct FaultTests {
    @Test("two copies of a batch in one drain are one batch and one duplicate")
    func copiesInOneDrain() async throws {
        let city = try await TestCity.withRegisters()
        let path = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try city.drop(path, as: "a.zip")
        try city.drop(path, as: "b.zip")
        let report = try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(report.files.map(\.outcome) == [.applied, .duplicate])
        let batches = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(Set(batches.map { "\($0["file"]!) \($0["outcome"]!) \($0["rows"]!)" }) == ["a.zip APPLIED 3", "b.zip DUPLICATE 3"])
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a refused predecessor does not close a gap: its successor waits for the corrected one, in both orders")
    func quarantinedPredecessor() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        let bad = city.next(TestCity.jianxi, at: "2025-03-04T18:00:00+08:00", ["party": "no,key\n1,2\n"])
        try city.send(bad)
        // The successor names the refused bag's digest: the office had exported it before it was told.
        let successor = try city.pack(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party(mobile: "13900000002")]))
        try city.drop(successor)
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let told = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(
            told.map { "\($0["sequence"]!) \($0["outcome"]!) \($0["waits_for"]!)" } == [
                "1 APPLIED ", "2 QUARANTINED ", "3 WAITING CHAIN-GAP 410305-1-2",
            ]
        )
        #expect(told[1]["reason_zh"]!.contains("data/records/party.csv"))
        var mended = bad
        mended.tables = ["party": Rows.party(mobile: "13900000001")]
        try city.send(mended)
        try await city.drain(at: "2025-03-07T09:00:00+08:00")
        let then = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(then.map { "\($0["sequence"]!) \($0["outcome"]!)" } == ["2 APPLIED", "3 APPLIED"])
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a voucher whose application is withdrawn is told to be worth nothing")
    func voidVoucher() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["application": "id,op\n410305-A1,withdraw\n"]))
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let decisions = try await city.lastBundle(TestCity.jianxi, "decisions.csv")
        #expect(Set(decisions.map { "\($0["kind"]!) \($0["outcome"]!) \($0["amount"]!)" }) == ["APPLICATION WITHDRAWN ", "VOUCHER REDUCED 0.00"])
        #expect(decisions.allSatisfy { !$0["supersedes"]!.isEmpty && !$0["rule"]!.isEmpty })
    }

    @Test("an office that comes to a party later learns of its voucher and its merged record")
    func newcomer() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let late = Rows.application("410311-A1", at: "2025-03-05T09:00:00+08:00")
        try city.send(city.next(TestCity.luolong, at: "2025-03-05T18:00:00+08:00", ["application": late]))
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let decisions = try await city.lastBundle(TestCity.luolong, "decisions.csv")
        #expect(decisions.contains { $0["kind"] == "VOUCHER" && $0["subject_key"] == "410305-A1" && $0["outcome"] == "ISSUED" })
        #expect(try await city.lastBundle(TestCity.luolong, "records/party.csv").map { $0["uscc"] } == [Rows.firm])
    }

    @Test("another file under a known evidence id is refused, not taken for the same")
    func otherFile() async throws {
        let city = try await TestCity.withRegisters()
        let evidence = "id,claim_id,kind,file\n410305-E1,410305-C1,INVOICE,data/evidence/1.pdf\n"
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", ["evidence": evidence], evidence: ["1.pdf": "first"]))
        try city.send(city.next(TestCity.jianxi, at: "2025-03-04T18:00:00+08:00", ["evidence": evidence], evidence: ["1.pdf": "second"]))
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let rows = try await city.lastBundle(TestCity.jianxi, "receipts/records.csv")
        #expect(rows.filter { $0["sequence"] == "2" }.map { "\($0["outcome"]!) \($0["rule"]!)" } == ["REJECTED FROZEN"])
    }

    @Test("evidence that comes with a later export moves the claim's place, whoever comes first")
    func lateEvidence() async throws {
        var places: Set<String> = []
        for order in [[0, 1], [1, 0]] {
            let city = try await TestCity.withRegisters()
            let claim = """
                id,party_uscc,voucher_year,contract_id,claimed_fee,not_provincial_declared,not_city_funded_declared,not_affiliated_declared,submitted_at
                410305-C1,\(Rows.firm),2025,410305-K1,1000,是,是,是,2025-06-20T10:00:00+08:00

                """
            let proof = "id,claim_id,kind,file\n410311-E1,410305-C1,INVOICE,data/evidence/1.pdf\n"
            let batches = try [
                city.pack(
                    city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.firstApplication.merging(["claim": claim]) { first, _ in first })
                ),
                city.pack(city.next(TestCity.luolong, at: "2025-06-25T18:00:00+08:00", ["evidence": proof], evidence: ["1.pdf": "proof"])),
            ]
            for index in order {
                try city.drop(batches[index])
                try await city.drain(at: "2025-06-26T09:00:00+08:00")
            }
            // The row waits for the owner of its id, 410311, whose row it is: both orders know it.
            let line = try await city.export().split(separator: "\n").first {
                $0.contains("\"kind\":\"record\"") && $0.contains("410305-C1") && $0.contains("claimed_fee")
            }
            places.insert(String(line ?? ""))
        }
        #expect(places.count == 1)
        #expect(places.first?.contains("\"place\":\"2025-06-25T18:00:00+08:00\"") == true)
    }

    @Test("a bag whose header cannot be read is told to the office that signed it")
    func badHeader() async throws {
        let city = try await TestCity.withRegisters()
        let path = "\(city.root.inbox)/bad.zip"
        let writer = try BagWriter(path: path, folder: "bad")
        let fields = [
            BagInfo.Field("BagIt-Profile-Identifier", BatchHeader.profile), BagInfo.Field("Batch-Office", "410305"),
            BagInfo.Field("Batch-Epoch", "one"),
            BagInfo.Field("Batch-Exported-At", "2025-03-03T18:00:00+08:00"),
        ]
        _ = try writer.finish(fields: fields, baggingDate: Day("2025-03-03")!, key: city.keys[TestCity.jianxi]!, namespace: BatchHeader.namespace)
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let told = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(told.map { "\($0["outcome"]!) \($0["epoch"]!)" } == ["QUARANTINED "])
        #expect(told[0]["reason_zh"]!.hasPrefix("BAG-FIELD"))
    }

    @Test("a store that is gone while the archive tells of drains is not begun anew")
    func lostStore() async throws {
        let city = try await TestCity.withRegisters()
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: city.root.database + suffix) }
        await #expect(throws: StoreError.self) { try await city.centre() }
    }

    @Test("the archive's bytes are its own, though the dropped file had another name elsewhere")
    func hardLink() async throws {
        let city = try await TestCity.withRegisters()
        let path = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try FileManager.default.linkItem(atPath: path, toPath: "\(city.root.inbox)/linked.zip")
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data("overwritten".utf8))
        try handle.close()
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a batch beyond a closed epoch is quarantined with its reason")
    func epochClosed() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        let ruling = "id,subject_type,subject_id,verdict,reason,decided_by\n410300-L1,office,410305-2 after 1-1,NEW_EPOCH,重装系统,王五\n"
        try city.send(city.next(.centre, at: "2025-03-04T10:00:00+08:00", ["ruling": ruling]))
        try await city.drain(at: "2025-03-04T11:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party()]))
        #expect(try await city.drain(at: "2025-03-06T09:00:00+08:00").files.map(\.outcome) == [.quarantined])
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")[0]["reason_zh"]!.hasPrefix("EPOCH-CLOSED"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: city.root.quarantine).count == 2)
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a zip that is refused before anything in it is proven is told to the office that signed it, with its number")
    func refusedZip() async throws {
        let city = try await TestCity.withRegisters()
        let settings = "intake:\n  minimum_free_bytes: 0\nlimits:\n  entries: 4\n"
        try settings.write(toFile: city.root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        #expect(try await city.drain(at: "2025-03-04T09:00:00+08:00").files.map(\.outcome) == [.quarantined])
        let told = try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv")
        #expect(told.map { "\($0["outcome"]!) \($0["epoch"]!)-\($0["sequence"]!)" } == ["QUARANTINED 1-1"])
        #expect(told[0]["reason_zh"]!.hasPrefix("LIMIT-ENTRIES"))
    }

    @Test("a bag without a readable export time is told to the office whose key is valid at any time")
    func noExportTime() async throws {
        let city = try await TestCity.withRegisters()
        let writer = try BagWriter(path: "\(city.root.inbox)/bad.zip", folder: "bad")
        let fields = [BagInfo.Field("BagIt-Profile-Identifier", BatchHeader.profile), BagInfo.Field("Batch-Office", "410305")]
        _ = try writer.finish(fields: fields, baggingDate: Day("2025-03-03")!, key: city.keys[TestCity.jianxi]!, namespace: BatchHeader.namespace)
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        #expect(try await city.lastBundle(TestCity.jianxi, "receipts/batches.csv").map { $0["outcome"] } == ["QUARANTINED"])
    }

    @Test("a batch that cannot be removed from the inbox is taken once, however often the centre starts", .enabled(if: Immutable.canBe))
    func irremovable() async throws {
        let city = try await TestCity.withRegisters()
        let path = try city.pack(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        let share = try Immutable(insteadOf: city.root.inbox)
        defer { share.remove() }
        try city.drop(path, as: "a.zip")
        try city.drop(path, as: "b.zip")
        #expect(share.lock(["a.zip", "b.zip"]))
        #expect(try await city.drain(at: "2025-03-04T09:00:00+08:00").files.map(\.outcome) == [.applied, .duplicate])
        let again = try await city.drain(at: "2025-03-04T10:00:00+08:00")
        #expect(again.files.isEmpty)
        #expect(again.bundles.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: city.root.taking).isEmpty)
        #expect(try await city.reconcile().faults == [])
    }
}

/// An inbox on another file system whose files can be made such that nobody can remove them.
private struct Immutable {
    private static let shared = "/dev/shm"
    private let folder: String

    static var canBe: Bool {
        guard let probe = try? Immutable(insteadOf: FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)") else { return false }
        defer { probe.remove() }
        return FileManager.default.createFile(atPath: probe.folder + "/probe", contents: nil) && probe.lock(["probe"])
    }

    init(insteadOf inbox: String) throws {
        folder = "\(Immutable.shared)/voucherd-\(UUID().uuidString)"
        if FileManager.default.fileExists(atPath: inbox) {
            try FileManager.default.moveItem(atPath: inbox, toPath: inbox + "-before")
            try FileManager.default.createSymbolicLink(atPath: inbox, withDestinationPath: folder)
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        _ = FileManager.default.createFile(atPath: folder + "/.voucherd-inbox", contents: nil)
    }

    func lock(_ names: [String]) -> Bool { chattr("+i", names) }

    func remove() {
        _ = chattr("-i", (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func chattr(_ mode: String, _ names: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["chattr", mode] + names.map { "\(folder)/\($0)" }
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
