import Foundation
import TestSupport
import Testing

@Suite("The systemd unit", .enabled(if: Tool.has("systemd-analyze"), "systemd is not installed: scripts/setup all"))
struct ServiceUnitTests {
    private static let path = Repository.path + "/packaging/voucherd.service"

    /// The unit with a program in it that this machine has.
    private func unit(in folder: TemporaryFolder) throws -> String {
        let text = try String(contentsOfFile: ServiceUnitTests.path, encoding: .utf8)
        let own = text.replacingOccurrences(
            of: "/usr/local/bin/voucherd",
            with: (Program.folder ?? "/bin") + (Program.folder == nil ? "/true" : "/voucherd")
        )
        #expect(own != text)
        return try folder.write("voucherd.service", own)
    }

    @Test("systemd finds no fault with it")
    func verify() throws {
        let folder = try TemporaryFolder()
        let outcome = try Tool.run("systemd-analyze", "verify", "--man=no", unit(in: folder), in: folder)
        let complaints = outcome.output.split(separator: "\n").filter { $0.contains("voucherd.service") }
        #expect(outcome.status == 0 && complaints == [], "\(outcome.output)")
    }

    @Test("systemd calls its exposure at most 1.0 of 10")
    func exposure() throws {
        let folder = try TemporaryFolder()
        let outcome = try Tool.run("systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=10", unit(in: folder), in: folder)
        if outcome.output.contains("unrecognized option") { return }
        #expect(outcome.status == 0, "\(outcome.output.suffix(1000))")
    }
}
