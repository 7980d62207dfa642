import Bags
import Foundation
import Logging
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("The archive and its journal make the store again")
struct RebuildTests {
    @Test("a check of an eventful year finds nothing that differs, and changes nothing")
    func check() async throws {
        let city = try await EventfulCity.make()
        let outcomes = try await city.centre().store.read { Set(try $0.arrivals().map(\.outcome)) }
        #expect(outcomes == [.applied, .waiting, .duplicate, .changed, .quarantined])
        let before = try FileManager.default.subpathsOfDirectory(atPath: city.root.path).sorted()
        let report = try await city.rebuild().check()
        #expect(report.differences == [])
        #expect(report.remarks == [])
        #expect(report.drains > 10)
        #expect(report.bundles > 10)
        let after = try FileManager.default.subpathsOfDirectory(atPath: city.root.path).sorted()
        #expect(before.filter { !$0.contains("sqlite-") } == after.filter { !$0.contains("sqlite-") })
    }

    @Test("a store that is gone comes back with everything: export, bundles, evidence, and the centre goes on from there")
    func lost() async throws {
        let city = try await EventfulCity.make()
        let (export, bundles) = (try await city.export(), try await city.bundles())
        city.loseStore()
        try FileManager.default.removeItem(atPath: city.root.evidence)
        let report = try await city.rebuild().run(replacing: false, accepting: false)
        #expect(report.differences == [])
        #expect(report.movedTo == nil)
        #expect(try await city.export() == export)
        #expect(try await city.bundles() == bundles)
        #expect(try await city.reconcile().faults == [])
        // The office sends on, and its next bundle follows the last.
        try city.send(city.next(TestCity.jianxi, at: "2025-06-21T18:00:00+08:00", ["party": Rows.party(mobile: "13900000009")]))
        #expect(try await city.drain(at: "2025-06-22T09:00:00+08:00").files.map(\.outcome) == [.applied])
        #expect(try await city.reconcile().faults == [])
        #expect(try await city.rebuild().check().differences == [])
    }

    @Test("a store with spoilt pages is told, moved aside and made again; intake stops meanwhile and loses nothing")
    func damaged() async throws {
        let city = try await EventfulCity.make()
        let (export, bundles) = (try await city.export(), try await city.bundles())
        try city.spoilStore()
        let batch = try city.send(city.next(TestCity.jianxi, at: "2025-06-21T18:00:00+08:00", ["party": Rows.party(mobile: "13900000009")]))
        guard case .damaged = try StoreInspection(path: city.root.database).condition else {
            Issue.record("the damage was not found")
            return
        }
        await #expect {
            try await city.drain(at: "2025-06-22T09:00:00+08:00")
        } throws: { error in
            "\(error)".contains("voucherd doctor") && "\(error)".contains("voucherd rebuild") && (error as? StoreError)?.isLasting == true
        }
        await #expect(throws: Rebuild.Refusal.self) { _ = try await city.rebuild().check() }
        let report = try await city.rebuild().run(replacing: false, accepting: false)
        #expect(report.differences == [])
        let moved = try #require(report.movedTo)
        #expect(moved.hasPrefix(city.root.database + ".damaged-"))
        #expect(FileManager.default.fileExists(atPath: moved))
        #expect(try await city.export() == export)
        #expect(try await city.bundles() == bundles)
        // What the stopped intake had claimed is taken now, once.
        #expect(try await city.drain(at: "2025-06-22T10:00:00+08:00").files.map(\.outcome) == [.applied])
        #expect(try FileManager.default.fileExists(atPath: city.root.archived(Digest(ofFileAt: batch).description)))
        #expect(try await city.reconcile().faults == [])
    }

    @Test("signatures are judged as on the day: keys that were revoked or exchanged since change nothing")
    func oldKeys() async throws {
        let city = try await EventfulCity.make()
        let export = try await city.export()
        let stranger = SSHPrivateKey(generatingWithComment: "410305")
        try "410305 \(stranger.publicKey)\n".write(toFile: city.root.config + "/allowed_signers", atomically: true, encoding: .utf8)
        try "\(city.keys[TestCity.luolong]!.publicKey)\n".write(toFile: city.root.config + "/revoked_keys", atomically: true, encoding: .utf8)
        city.loseStore()
        #expect(try await city.rebuild().run(replacing: false, accepting: false).differences == [])
        #expect(try await city.export() == export)
    }

    @Test("drains are taken again under the programme, offices, working days and settings of their time")
    func oldConfiguration() async throws {
        let city = try await EventfulCity.make()
        let (export, bundles) = (try await city.export(), try await city.bundles())
        let programme = city.root.config + "/programme.yaml"
        let text = try String(contentsOfFile: programme, encoding: .utf8)
        try (text + "\n# 今年的版本\n").write(toFile: programme, atomically: true, encoding: .utf8)
        try "offices:\n  - {code: \"410300\", name: 中心, role: centre, active: true, since: \"2020-01-01T00:00:00+08:00\"}\n"
            .write(toFile: city.root.config + "/offices.yaml", atomically: true, encoding: .utf8)
        try "date,is_workday\n".write(toFile: city.root.config + "/workdays.csv", atomically: true, encoding: .utf8)
        let settings =
            "intake:\n  minimum_free_bytes: 0\nlimits:\n  entries: 3\nfinality:\n  working_days: 1\ndecisions:\n  applications: by_ruling\n"
        try settings.write(toFile: city.root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
        city.loseStore()
        let report = try await city.rebuild().run(replacing: false, accepting: false)
        #expect(report.differences == [])
        #expect(try await city.export() == export)
        #expect(try await city.bundles() == bundles)
        // A copy that somebody changed is no longer what the drains were made with.
        let copies = city.root.pinnedConfigurations
        let kept = try FileManager.default.contentsOfDirectory(atPath: copies).sorted()
        #expect(kept.count == 4)
        for name in kept { try "changed".write(toFile: "\(copies)/\(name)", atomically: true, encoding: .utf8) }
        city.loseStore()
        await #expect(throws: ConfigurationError.self) { try await city.rebuild().run(replacing: false, accepting: false) }
    }

    @Test("bundles that a lost key signed are kept as offices have them, from the outbox; without it they say the same under the new key")
    func newKey() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let bundles = try await city.bundles()
        let key = SSHPrivateKey(generatingWithComment: "410300")
        try Data(key.openSSH).write(to: URL(fileURLWithPath: city.root.config + "/centre_key"))
        city.loseStore()
        #expect(try await city.rebuild().run(replacing: false, accepting: false).differences == [])
        #expect(try await city.bundles() == bundles)
        city.loseStore()
        try FileManager.default.removeItem(atPath: city.root.outbox)
        #expect(try await city.rebuild().run(replacing: false, accepting: false).differences == [])
        #expect(try await city.bundles() != bundles)
        #expect(try await city.reconcile().faults == [])
    }

    @Test("a sound store is left alone unless it is said otherwise, and is then kept aside")
    func healthy() async throws {
        let city = try await TestCity.withRegisters()
        let export = try await city.export()
        await #expect(throws: Rebuild.Refusal.self) { try await city.rebuild().run(replacing: false, accepting: false) }
        let moved = try #require(try await city.rebuild().run(replacing: true, accepting: false).movedTo)
        #expect(try CanonicalExport(CentralStore(path: moved)).text() == export)
        #expect(try await city.export() == export)
    }

    @Test("a store that differs is told with what differs; a rebuild that would change what was published is not put in place unasked")
    func differs() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        // As if another version had decided: the journal tells of another bundle than what is cut.
        let journal = try String(contentsOfFile: city.root.journal, encoding: .utf8)
        let last = try #require(try await city.centre().store.read { try $0.lastBundle(to: TestCity.jianxi) })
        let other = Digest(of: Array("another".utf8))
        try journal.replacingOccurrences(of: "\(last.digest)", with: "\(other)").replacingOccurrences(of: "\(last.zip)", with: "\(other)")
            .write(toFile: city.root.journal, atomically: true, encoding: .utf8)
        #expect(try await city.rebuild().check().differences.contains { $0.contains(last.file) })
        city.loseStore()
        #expect(try await !city.rebuild().run(replacing: false, accepting: false).differences.isEmpty)
        await #expect(throws: StoreError.self) { try await city.centre() }
        #expect(try await !city.rebuild().run(replacing: false, accepting: true).differences.isEmpty)
        #expect(try await city.reconcile().faults == [])
        try journal.write(toFile: city.root.journal, atomically: true, encoding: .utf8)
        // A hand in the database is seen.
        try CentralStore(path: city.root.database).write { try $0.setWaiting(1, for: "nothing", text: "手改") }
        let differences = try await city.rebuild().check().differences
        #expect(differences.contains { $0.hasPrefix("table batch: ") })
        #expect(differences.contains { $0.hasPrefix("export, only from the archive: ") })
    }

    @Test("an epoch that a ruling closed comes back closed, with the batch that had waited and the one that came too late")
    func epochs() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-03T19:00:00+08:00")
        var third = city.next(TestCity.jianxi, at: "2025-03-04T08:00:00+08:00")
        third.sequence = 3
        try city.send(third)
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let ruling = "id,subject_type,subject_id,verdict,reason,decided_by\n410300-L1,office,410305-2 after 1-1,NEW_EPOCH,重装系统,王五\n"
        try city.send(city.next(.centre, at: "2025-03-04T10:00:00+08:00", ["ruling": ruling]))
        try await city.drain(at: "2025-03-04T11:00:00+08:00")
        third.sequence = 4
        try city.send(third)
        try await city.drain(at: "2025-03-05T09:00:00+08:00")
        var first = city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00")
        (first.epoch, first.sequence, first.previous) = (2, 1, nil)
        try city.send(first)
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        #expect(try await city.rebuild().check().differences == [])
        #expect(try await city.centre().store.read { try $0.arrivals().map(\.outcome).filter { $0 == .quarantined }.count } == 1)
    }

    @Test("a batch that is no longer in the archive is named, and nothing is changed")
    func incomplete() async throws {
        let city = try await TestCity.withRegisters()
        let sent = try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party()]))
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        let zip = try Digest(ofFileAt: sent)
        try FileManager.default.removeItem(atPath: city.root.archived(zip.description))
        city.loseStore()
        await #expect {
            try await city.rebuild().run(replacing: false, accepting: false)
        } throws: { "\($0)".contains("\(zip)") }
        #expect(!FileManager.default.fileExists(atPath: city.root.database))
        // Other bytes under its name are not the batch.
        try FileManager.default.copyItem(
            atPath: city.pack(city.next(TestCity.jianxi, at: "2025-03-07T18:00:00+08:00")),
            toPath: city.root.archived(zip.description)
        )
        await #expect(throws: Rebuild.Refusal.self) { try await city.rebuild().run(replacing: false, accepting: false) }
    }
}
