import Bags
import Foundation
import Glibc
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("The doctor says what is wrong and what to do")
struct DoctorTests {
    /// A city on the day after its registers came, with a key for every office.
    private func city() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-02-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-02-04T09:00:00+08:00")
        let offices = try await city.configuration.offices.all.map(\.code)
        let lines = offices.map { "\($0) \((city.keys[$0] ?? city.keys[TestCity.jianxi]!).publicKey)\n" }
        try city.write(lines.joined(), "config/allowed_signers")
        return city
    }

    private func examine(_ city: TestCity, at instant: String = "2025-02-05T09:00:00+08:00", deep: Bool = false) async -> Doctor.Report {
        await Doctor(city.root, environment: [:]).examine(at: Instant(instant)!, depth: deep ? .indexes : .pages)
    }

    private func state(_ check: String, _ city: TestCity, deep: Bool = false) async -> Diagnosis.State? {
        let found = await examine(city, deep: deep).checks.filter { $0.check == check }
        return found.first { $0.state == .failure }?.state ?? found.first { $0.state == .warning }?.state ?? found.first?.state
    }

    @Test("a centre that is well has one line a check, all ok, also on a deep look")
    func well() async throws {
        let city = try await city()
        for deep in [false, true] {
            let report = await examine(city, deep: deep)
            #expect(report.checks.filter { $0.state != .ok } == [])
            #expect(report.checks.map(\.check) == Doctor.checks.map(\.name))
            #expect(report.checks.allSatisfy { !$0.chinese.isEmpty && $0.fixEnglish.isEmpty })
        }
    }

    @Test(
        "each file of the configuration is told with its line and what to do, one beside the other",
        arguments: [
            ("settings", "voucherd.yaml", "intake:\n  signaturs: required\n"), ("programme", "programme.yaml", "id: x\n"),
            ("offices", "offices.yaml", "offices:\n  - {code: \"4103\"}\n"), ("workdays", "workdays.csv", "date,is_workday\n2025-02-30,1\n"),
            ("allowed_signers", "allowed_signers", "410305 ssh-rsa AAAA\n"), ("revoked_keys", "revoked_keys", "AAAA\n"),
            ("centre_key", "centre_key", "none\n"),
        ]
    )
    func configuration(check: String, file: String, text: String) async throws {
        let city = try await city()
        try city.write(text, "config/\(file)")
        chmod(city.root.config + "/centre_key", 0o600)
        let report = await examine(city)
        let failed = report.checks.filter { $0.state == .failure }
        #expect(failed.map(\.check) == [check])
        #expect(failed.first?.english.contains(file) == true)
        #expect(failed.first?.fixEnglish.isEmpty == false)
    }

    @Test("every broken file is told at once")
    func all() async throws {
        let city = try await city()
        try city.write("id: x\n", "config/programme.yaml")
        try FileManager.default.removeItem(atPath: city.root.config + "/offices.yaml")
        chmod(city.root.config + "/centre_key", 0o644)
        let failed = await examine(city).checks.filter { $0.state == .failure }
        #expect(failed.map(\.check) == ["programme", "offices", "centre_key"])
        #expect(failed.last?.english.contains("chmod 600") == true)
    }

    @Test("the centre's key: another than is listed, revoked, or not for batches")
    func ownKey() async throws {
        let city = try await city()
        let own = city.keys[.centre]!.publicKey
        let others = try String(contentsOfFile: city.root.config + "/allowed_signers", encoding: .utf8).split(separator: "\n").dropFirst()
        func list(_ line: String) throws { try city.write(([Substring(line)] + others).map { $0 + "\n" }.joined(), "config/allowed_signers") }
        #expect(await state("own_key", city) == .ok)
        try list("410300 \(city.keys[TestCity.luolong]!.publicKey)")
        #expect(await state("own_key", city) == .warning)
        try list("410300 namespaces=\"voucherd-bundle\" \(own)")
        #expect(await state("own_key", city) == .warning)
        try list("410300 namespaces=\"voucherd-bundle,voucherd-batch\" \(own)")
        #expect(await state("own_key", city) == .ok)
        try city.write("\(own)\n", "config/revoked_keys")
        #expect(await state("own_key", city) == .failure)
    }

    @Test("offices whose keys are missing, over, revoked or soon over are named")
    func officeKeys() async throws {
        let city = try await city()
        let listed = try String(contentsOfFile: city.root.config + "/allowed_signers", encoding: .utf8).split(separator: "\n").map(String.init)
        func list(_ options: String?) throws {
            let lines = listed.compactMap { line in
                line.hasPrefix("410311 ") ? options.map { line.replacingOccurrences(of: "410311 ", with: "410311 \($0)") } : line
            }
            try city.write(lines.map { $0 + "\n" }.joined(), "config/allowed_signers")
        }
        func told() async -> [Diagnosis] { await examine(city).checks.filter { $0.check == "office_keys" && $0.state == .warning } }
        #expect(await told() == [])
        for options in [nil, "valid-before=\"20250101\" ", "valid-after=\"20250301\" ", "namespaces=\"voucherd-bundle\" "] {
            try list(options)
            let found = await told()
            #expect(found.count == 1 && found[0].english.contains("410311") && found[0].english.contains("quarantined"))
        }
        try list("valid-before=\"20250220\" ")
        #expect(await told().first?.english.contains("end within 30 days: 410311") == true)
        try list("")
        try city.write("\(city.keys[TestCity.luolong]!.publicKey)\n", "config/revoked_keys")
        #expect(await told().first?.english.contains("410311") == true)
        try city.write("intake:\n  minimum_free_bytes: 0\n  signatures: optional\n", "config/voucherd.yaml")
        #expect(await told().first?.english.contains("optional") == true)
    }

    @Test("an inbox without its marker, a log that is no folder, a store that others can read, a disk without room")
    func folders() async throws {
        let city = try await city()
        try FileManager.default.removeItem(atPath: city.root.inboxMarker)
        #expect(await state("inbox", city) == .failure)
        #expect(await state("folders", city) == .ok)
        try FileManager.default.removeItem(atPath: city.root.log)
        #expect(await state("folders", city) == .ok)
        try city.write("a file", "log")
        #expect(await state("folders", city) == .failure)
        chmod(city.root.store, 0o755)
        #expect(await state("privacy", city) == .warning)
        chmod(city.root.store, 0o700)
        #expect(await state("privacy", city) == .ok)
        for (bytes, expected) in [("1", Diagnosis.State.ok), ("\(1 << 60)", .failure)] {
            try city.write("intake:\n  minimum_free_bytes: \(bytes)\n", "config/voucherd.yaml")
            #expect(await state("disk", city) == expected)
        }
    }

    @Test("a database that is missing, spoilt, cut off, another's, or older than its journal")
    func database() async throws {
        let city = try await city()
        let journal = try Data(contentsOf: URL(fileURLWithPath: city.root.journal))
        let handle = try #require(FileHandle(forWritingAtPath: city.root.journal))
        try handle.truncate(atOffset: 0)
        #expect(await state("journal", city) == .failure)
        let line = String(decoding: journal, as: UTF8.self).split(separator: "\n").last.map(String.init)!
        for drain in [3, 4] {
            try handle.seekToEnd()
            if drain == 3 { try handle.write(contentsOf: journal) }
            try handle.write(contentsOf: Data((line.replacingOccurrences(of: "\"drain\":2", with: "\"drain\":\(drain)") + "\n").utf8))
            #expect(await state("journal", city) == (drain == 3 ? .ok : .failure))
        }
        try handle.truncate(atOffset: UInt64(journal.count))
        try city.spoilStore()
        #expect(await state("database", city) == .failure)
        try FileManager.default.removeItem(atPath: city.root.database)
        try city.write("", "store/voucherd.sqlite")
        #expect(await state("database", city) == .failure)
        try city.write("no database at all, but text that is long enough to be taken for a page or for its header", "store/voucherd.sqlite")
        #expect(await state("database", city) == .failure)
        city.loseStore()
        #expect(await state("database", city) == .failure)
        try FileManager.default.removeItem(atPath: city.root.journal)
        #expect(await state("database", city) == .ok)
        #expect(!FileManager.default.fileExists(atPath: city.root.database))
    }

    @Test("what the store names and the disk lacks: batches, evidence, configurations, bundles; changed bytes on a deep look")
    func archive() async throws {
        let city = try await city()
        try city.send(city.next(TestCity.jianxi, at: "2025-02-04T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-02-04T19:00:00+08:00")
        func zips(_ folder: String) throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }.filter {
                access($0, F_OK) == 0 && !$0.hasSuffix(".jsonl")
            }
            .filter { (try? FileManager.default.contentsOfDirectory(atPath: $0)) == nil }.sorted()
        }
        let batch = try #require(try zips(city.root.archive).first { $0.hasSuffix(".zip") })
        let evidence = try #require(try zips(city.root.evidence).first)
        let bundle = try #require(try zips(city.root.outbox).first)
        let copy = try #require(try zips(city.root.pinnedConfigurations).first)
        for (check, path, missing) in [
            ("archive", batch, Diagnosis.State.failure), ("evidence", evidence, .failure), ("outbox", bundle, .warning),
            ("configurations", copy, .failure),
        ] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            try Data("changed".utf8).write(to: URL(fileURLWithPath: path))
            #expect(await state(check, city, deep: true) == missing, "\(check)")
            if check != "configurations" { #expect(await state(check, city) == .ok, "\(check)") }
            try FileManager.default.removeItem(atPath: path)
            #expect(await state(check, city) == missing, "\(check)")
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(await state(check, city, deep: true) == .ok, "\(check)")
        }
    }

    @Test("working days that end soon or have ended; a clock that was set back; a log that is not folded back")
    func time() async throws {
        let workdays = Workdays([Day("2025-02-05")!: true, Day("2025-06-30")!: true])
        #expect(TimeChecks.judge("x", workdays, on: Day("2025-02-05")!).state == .ok)
        #expect(TimeChecks.judge("x", workdays, on: Day("2025-06-30")!).state == .warning)
        #expect(TimeChecks.judge("x", workdays, on: Day("2025-07-01")!).state == .failure)
        let now = Instant("2025-02-05T09:00:00+08:00")!
        #expect(TimeChecks.judge("x", lastDrain: now.adding(seconds: 300), now: now).state == .ok)
        #expect(TimeChecks.judge("x", lastDrain: now.adding(seconds: 301), now: now).state == .failure)
        #expect(DatabaseChecks.judge("x", logOf: 512 << 20).state == .ok)
        #expect(DatabaseChecks.judge("x", logOf: (512 << 20) + 1).state == .warning)
    }

    @Test("files that a daemon had in hand when it ended")
    func taking() async throws {
        let city = try await city()
        try FileManager.default.createDirectory(atPath: "\(city.root.taking)/9@_", withIntermediateDirectories: false)
        #expect(await state("taking", city) == .warning)
        let others = try TemporaryFolder()
        try await InstanceLock.hold(city.root) {
            // So many locks of others that the kernel's list of them is long.
            let descriptors = (0..<300).map { open(others / "\($0)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
            defer { for descriptor in descriptors { close(descriptor) } }
            for descriptor in descriptors { #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0) }
            #expect(InstanceLock.holder(of: city.root) == getpid())
            #expect(await state("taking", city) == .ok)
        }
        #expect(InstanceLock.holder(of: city.root) == nil)
    }

    @Test("the text has what to do under what is wrong, and the numbers at its end")
    func text() async throws {
        let city = try await city()
        chmod(city.root.store, 0o755)
        let text = DoctorText(await examine(city)).text
        #expect(text.contains("WARNING  privacy"))
        #expect(text.contains("do 处理: chmod o-rwx"))
        #expect(text.hasSuffix("failures 故障: 0, warnings 提醒: 1"))
    }
}

extension TestCity {
    fileprivate func write(_ text: String, _ path: String) throws {
        try text.write(toFile: "\(root.path)/\(path)", atomically: false, encoding: .utf8)
    }
}
