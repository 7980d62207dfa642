import Foundation
import Testing

@testable import Office

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
