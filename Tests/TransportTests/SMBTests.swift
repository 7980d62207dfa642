import Centre
import Foundation
import TestSupport
import Testing

@Suite(
    "A drop on a Windows share is taken once and never half",
    .enabled(if: LoopbackSMB.isThere, "samba or smbclient is not installed: scripts/setup all")
)
struct SMBTests {
    @Test("smbclient put of several batches")
    func several() async throws {
        let shipment = try await Shipment(3)
        let server = try await LoopbackSMB(sharing: shipment.city.root.inbox)
        let lines = shipment.files.enumerated().map { "put \($1) \($0).zip" }
        let outcome = try await server.run(lines.joined(separator: "; "))
        #expect(outcome.status == 0, "\(outcome.output)")
        try await shipment.arrived()
    }

    // smbclient's own reput writes the rest over the beginning: such a file never becomes whole, and waits.
    @Test("smbclient put, cut and put again")
    func cut() async throws {
        let shipment = try await Shipment(1)
        let server = try await LoopbackSMB(sharing: shipment.city.root.inbox)
        let cut = try await server.run("put \(shipment.half()) 0.zip")
        #expect(cut.status == 0, "\(cut.output)")
        try await shipment.daemon.showsAsNotWhole("0.zip")
        let whole = try await server.run("put \(shipment.files[0]) 0.zip")
        #expect(whole.status == 0, "\(whole.output)")
        try await shipment.arrived()
    }
}
