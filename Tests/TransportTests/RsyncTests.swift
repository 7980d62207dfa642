import Centre
import Foundation
import TestSupport
import Testing

@Suite("A drop by rsync is taken once and never half", .enabled(if: Tool.has("rsync"), "rsync is not installed: scripts/setup all"))
struct RsyncTests {
    @Test("rsync of a folder of batches: each under a temporary name, then a rename")
    func folder() async throws {
        let shipment = try await Shipment(3)
        try await Background.run(["rsync", "-t"] + shipment.files + ["\(shipment.city.root.inbox)/"], in: shipment.folder)
        try await shipment.arrived()
    }

    @Test(
        "the half file that a cut rsync leaves under the right name waits, and is taken once rsync has completed it",
        arguments: ["--partial", "--inplace", "--append-verify"]
    )
    func completed(how: String) async throws {
        let shipment = try await Shipment()
        try await Background.run(["rsync", shipment.half(), shipment.target], in: shipment.folder)
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        try await Background.run(["rsync", how, shipment.file, shipment.target], in: shipment.folder)
        try await shipment.arrived()
    }
}
