import Centre
import Foundation
import TestSupport
import Testing

@Suite("A drop by scp or SFTP is taken once and never half", .enabled(if: LoopbackSSH.isThere, "openssh-server is not installed: scripts/setup all"))
struct SSHTests {
    @Test("scp, cut and sent again")
    func secureCopy() async throws {
        let shipment = try await Shipment()
        let server = try await LoopbackSSH()
        let cut = try await server.scp(shipment.half(), to: shipment.target)
        #expect(cut.status == 0, "\(cut.output)")
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        let outcome = try await server.scp(shipment.file, to: shipment.target)
        // The times that scp sets after the last byte find no file where the daemon was quicker; the batch is there.
        #expect([0, 1].contains(outcome.status), "\(outcome.output)")
        try await shipment.arrived()
    }

    @Test("SFTP, cut and resumed")
    func resumedTransfer() async throws {
        let shipment = try await Shipment()
        let server = try await LoopbackSSH()
        let cut = try await server.sftp("put \"\(shipment.half())\" \"\(shipment.target)\"")
        #expect(cut.status == 0, "\(cut.output)")
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        let outcome = try await server.sftp("reput \"\(shipment.file)\" \"\(shipment.target)\"")
        #expect([0, 1].contains(outcome.status), "\(outcome.output)")
        try await shipment.arrived()
    }

    @Test("SFTP of several batches under temporary names, each renamed")
    func renamed() async throws {
        let shipment = try await Shipment(3)
        let server = try await LoopbackSSH()
        let lines = shipment.files.enumerated().map { number, file in
            "put \"\(file)\" \"\(shipment.city.root.inbox)/\(number).zip.filepart\"\n"
                + "rename \"\(shipment.city.root.inbox)/\(number).zip.filepart\" \"\(shipment.city.root.inbox)/\(number).zip\""
        }
        let outcome = try await server.sftp(lines.joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.output)")
        try await shipment.arrived()
    }

    @Test("rsync over ssh", .enabled(if: Tool.has("rsync"), "rsync is not installed: scripts/setup all"))
    func rsync() async throws {
        let shipment = try await Shipment(2)
        let server = try await LoopbackSSH()
        let outcome = try await server.rsync(shipment.files, to: shipment.city.root.inbox + "/")
        #expect(outcome.status == 0, "\(outcome.output)")
        try await shipment.arrived()
    }
}
