import Foundation
import Glibc
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What is kept, and who may see it") struct PrivacyTests {
    @Test("every file that the centre makes is 0640 and every folder 0750, whatever mode the office's file had", .enabled(if: Program.folder != nil))
    func modes() async throws {
        let (city, _) = try await ContestedCity.accounts()
        let evidence = "id,claim_id,kind,file\n410305-E1,410305-C1,INVOICE,data/evidence/1.pdf\n"
        let batch = city.next(TestCity.jianxi, at: "2025-04-03T18:00:00+08:00", ["evidence": evidence], evidence: ["1.pdf": "first"])
        let path = try city.pack(batch)
        chmod(path, 0o666)
        try city.drop(path, as: "open.zip")
        chmod(city.root.inbox + "/open.zip", 0o666)
        try Data("no zip".utf8).write(to: URL(fileURLWithPath: city.root.inbox + "/cut.zip"))
        try city.send(city.next(TestCity.luolong, at: "2025-04-03T18:00:00+08:00", ["party": "no,key\n1,2\n"]))
        let outcome = try Program.paste("umask 0; exec voucherd run --once --root \(Shell.quoted(city.root.absolutePath))")
        #expect(outcome.status == 0, "\(outcome.errors)")
        var wrong: [String] = []
        var seen: Set<String> = []
        for folder in [city.root.store, city.root.outbox, city.root.log] {
            let names = [""] + (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [])
            for name in names {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
                let mode = attributes[.posixPermissions] as? Int ?? 0
                if mode != (isFolder ? 0o750 : 0o640) { wrong.append("\(folder)/\(name) 0\(String(mode, radix: 8))") }
                seen.insert((name as NSString).pathExtension)
            }
        }
        #expect(wrong == [])
        // Each kind of file was among them.
        #expect(
            seen.isSuperset(of: ["zip", "txt", "sqlite", "jsonl", "log", "lock"]) || seen.isSuperset(of: ["zip", "txt", "sqlite", "jsonl", "log"])
        )
    }

    @Test("the files beside the database are as closed as the database")
    func besideDatabase() async throws {
        let city = try TestCity()
        let batch = city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication)
        try city.send(batch)
        let centre = try await city.centre()
        _ = try centre.store.read { try $0.lastDrain() }
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        for suffix in ["", "-wal", "-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: city.root.database + suffix)[.posixPermissions] as? Int
            #expect(mode == 0o640, "\(suffix)")
        }
    }

    @Test("a private key that the group or others can read is refused, with the command that mends it", arguments: [0o640, 0o604, 0o644, 0o660])
    func openKey(mode: Int) throws {
        let city = try TestCity()
        let key = city.root.config + "/centre_key"
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
        let outcome = try Program.run("run", "--once", "--root", city.root.path)
        #expect(outcome.status == EX_CONFIG)
        #expect(outcome.errors.contains("chmod 600 \(key)"))
    }

    @Test("no account, phone or id number of a contested city is in a log, in the status or in an error message")
    func contested() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let root = Shell.quoted(city.root.absolutePath)
        try "log:\n  level: trace\nintake:\n  minimum_free_bytes: 0\n".write(
            toFile: city.root.config + "/voucherd.yaml",
            atomically: true,
            encoding: .utf8
        )
        // A short account and a long one, an id number in a name, a phone in an editor's field, and numbers in a reason that an operator gives.
        let rows = """
            uscc,bank_account_no,contact_mobile,contact_name,editor
            \(Rows.firm),12345678,13912345678,赵六410305199001011234,13712345678

            """
        try city.send(city.next(TestCity.jianxi, at: "2025-04-03T18:00:00+08:00", ["party": rows]))
        var outcomes = [try Program.paste("voucherd run --once --root \(root)")]
        outcomes.append(try Program.paste("voucherd resolve \(conflict) --office 410305 --reason '电话核实 13812345678' --root \(root)"))
        outcomes.append(try Program.paste("voucherd run --once --root \(root)"))
        outcomes.append(try Program.paste("voucherd status --root \(root); voucherd status --format json --root \(root)"))
        outcomes.append(try Program.paste("voucherd waits --root \(root)"))
        var said = outcomes.map { $0.output + $0.errors }.joined()
        for name in ["voucherd.log", "conflicts.log", "conflicts.jsonl"] {
            said += String(decoding: FileManager.default.contents(atPath: "\(city.root.log)/\(name)") ?? Data(), as: UTF8.self)
        }
        #expect(said.contains("batch dealt with"))
        for secret in PersonalNumbers.of(city) + ["12345678", "13912345678", "410305199001011234", "13712345678", "13812345678"] {
            let holders = said.split(separator: "\n").filter { $0.contains(secret) && !$0.contains("C-\(secret)") }
            #expect(holders == [], "\(secret)")
        }
    }
}

/// The numbers that the tests' own tables hold.
private enum PersonalNumbers {
    static func of(_ city: TestCity) -> [String] {
        var numbers: Set<String> = []
        for name in FileManager.default.enumerator(atPath: city.root.archive)?.allObjects as? [String] ?? [] where name.hasSuffix(".zip") {
            let text = (try? Tool.shell("unzip -p '\(city.root.archive)/\(name)' '*/data/records/party.csv'")) ?? ""
            for match in text.matches(of: /,(1[3-9]\d{9}|\d{12,32})\b/) { numbers.insert(String(match.output.1)) }
        }
        return numbers.sorted()
    }
}
