import Foundation
import Programme
import Records
import TestSupport
import Testing

@testable import Office
@testable import Simulation

/// The built program, beside the tests.
private let binary: String? = {
    let folder = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?.deletingLastPathComponent()
    let beside = folder ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let path = beside.appendingPathComponent("voucherd").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()

@Suite("The commands", .enabled(if: binary != nil))
struct CommandTests {
    private func voucherd(_ arguments: String..., in folder: TemporaryFolder) throws -> Tool.Outcome {
        try Tool.run([binary ?? "voucherd"] + arguments, in: folder)
    }

    @Test("keygen, pack, inspect and open do an office's round, each from its own help")
    func round() throws {
        let folder = try TemporaryFolder()
        let fixture = try OfficeFixture()
        let line = try voucherd("keygen", "--office", "410305", "-f", "key", in: folder)
        #expect(line.status == 0 && line.output.hasPrefix("410305 namespaces="), "\(line.output)")
        try folder.write("signers", line.output)
        let packed = try voucherd("pack", fixture.folder.path, "--office", "410305", "--key", "key", "--output", "out", in: folder)
        #expect(packed.status == 0 && packed.output.contains("已打包"), "\(packed.output)")
        let inspected = try voucherd(
            "inspect",
            "out/410305-B-000001.zip",
            "--allowed-signers",
            "signers",
            "--format",
            "json",
            in: folder
        )
        #expect(inspected.status == 0, "\(inspected.output)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(inspected.output.utf8)) as? [String: Any])
        #expect(json["version"] as? Int == 1)
        #expect(json["verdict"] as? String == "acceptable")
        for command in ["keygen", "pack", "inspect", "open", "schema"] {
            let help = try voucherd(command, "--help", in: folder)
            #expect(help.status == 0 && help.output.contains("EXAMPLE"), "\(help.output)")
        }
    }

    @Test("two offices and the centre are three programs that exchange files: after a small season all three say the same")
    func season() throws {
        let city = try SeasonCity()
        let key = OfficeFixture.uscc
        let header = Desk.columns
        var day = 2
        func office(_ office: OfficeCode, _ arguments: String...) throws -> Tool.Outcome {
            let outcome = try Tool.run([binary ?? "voucherd"] + arguments, in: city.folder)
            #expect(outcome.status == 0, "\(office) \(arguments): \(outcome.output)")
            return outcome
        }
        func send(_ code: OfficeCode) throws {
            _ = try office(
                code,
                "pack",
                "\(code)",
                "--office",
                "\(code)",
                "--key",
                "\(code)_key",
                "--output",
                "centre/inbox/\(code)",
                "--exported-at",
                "2025-03-0\(day)T09:00:00+08:00"
            )
        }
        func drain() throws {
            let outcome = try Tool.run(
                [binary ?? "voucherd", "run", "--once", "--root", "centre", "--as-of", "2025-03-0\(day)T10:00:00+08:00"],
                in: city.folder
            )
            #expect(outcome.status == 0, "\(outcome.output)")
            day += 1
        }
        func openAll() throws {
            for code in SeasonCity.offices {
                let bundles = city.bundles(code)
                if bundles.isEmpty { continue }
                // All of them, in the wrong order: those opened before change nothing.
                let arguments = ["open"] + bundles.reversed() + ["--office-dir", "\(code)", "--allowed-signers", "centre/config/allowed_signers"]
                let outcome = try Tool.run([binary ?? "voucherd"] + arguments, in: city.folder)
                #expect(outcome.status == 0, "\(outcome.output)")
            }
        }
        let (jianxi, luolong) = (SeasonCity.jianxi, SeasonCity.luolong)
        try city.folder.write("\(jianxi)/party.csv", "\(header)\n\(Desk.row())\n")
        try city.folder.write("\(luolong)/project.csv", "id,party_uscc,project_name,summary\n410311-P1,\(key),项目,内容\n")
        for code in SeasonCity.offices { try send(code) }
        try drain()
        try openAll()
        #expect(try city.sheet(luolong, .party)[key, "base"] == "1")
        // Different groups in the first round, the same group in the second.
        for (code, column, value) in [(jianxi, "contact_name", "王五"), (luolong, "legal_rep_name", "赵六")] {
            var sheet = try city.sheet(code, .party)
            sheet[key, column] = value
            sheet[key, "bank_account_no"] = code == jianxi ? "22222222" : "33333333"
            try sheet.save()
            try send(code)
        }
        try drain()
        try openAll()
        let sheets = try SeasonCity.offices.map { try city.sheet($0, .party) }
        for column in RecordType.party.columns.map(\.name) + ["base"] { #expect(sheets[0][key, column] == sheets[1][key, column], "\(column)") }
        #expect(sheets[0][key, "contact_name"] == "王五" && sheets[0][key, "bank_account_no"] == "11111111")
        let export = try Tool.run([binary ?? "voucherd", "export", "--canonical", "--root", "centre"], in: city.folder).output
        let conflict = try #require(export.split(separator: "\n").first { $0.contains("\"kind\":\"conflict\"") })
        #expect(conflict.contains("22222222") && conflict.contains("33333333"))
        for code in SeasonCity.offices {
            let outcome = try office(code, "pack", "\(code)", "--key", "\(code)_key", "--format", "json")
            #expect(outcome.output.contains("\"hasNothingNew\" : true"), "\(outcome.output)")
        }
    }

    @Test("exit codes are those of sysexits, and errors are told in English and Chinese")
    func exitCodes() throws {
        let folder = try TemporaryFolder()
        try folder.write("key", "x")
        try folder.write("bad.zip", "this is no zip at all, whatever its name says")
        try folder.write("office/party.csv", "uscc\n123\n")
        let cases: [(Int32, [String])] = [
            (64, ["pack"]), (64, ["schema", "nothing"]), (66, ["inspect", "missing.zip"]),
            (65, ["pack", "office", "--office", "410305", "--dry-run"]),
            (73, ["keygen", "-f", "key"]), (78, ["pack", "office", "--office", "410305", "--key", "key"]), (66, ["pack", "nowhere", "--dry-run"]),
            (66, ["open", "missing.zip"]), (73, ["keygen", "-f", "nowhere/key"]),
        ]
        for (status, arguments) in cases {
            let outcome = try Tool.run([binary ?? ""] + arguments, in: folder)
            #expect(outcome.status == status, "\(arguments): \(outcome.output)")
        }
        #expect(try voucherd("inspect", "missing.zip", in: folder).output.contains("出错："))
    }

    @Test("a full device is told by the exit code and not passed over")
    func fullDevice() throws {
        let folder = try TemporaryFolder()
        let outcome = try Tool.run(["sh", "-c", "\"$0\" schema > /dev/full", binary ?? ""], in: folder)
        #expect(outcome.status == 74, "\(outcome.output)")
    }
}
