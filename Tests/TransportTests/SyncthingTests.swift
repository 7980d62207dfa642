import Centre
import Foundation
import TestSupport
import Testing

@Suite("A drop by Syncthing is taken once and never half", .enabled(if: SyncthingPeer.isThere, "syncthing is not installed: scripts/setup all"))
struct SyncthingTests {
    @Test("between two processes, with the office's copies left where they are")
    func leave() async throws {
        let shipment = try await Shipment(3, settings: "  after_taking: leave\n")
        let office = try await SyncthingPeer()
        let centre = try await SyncthingPeer()
        for (number, file) in shipment.files.enumerated() {
            try shipment.folder.write("send/\(number).zip", [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
        }
        try centre.share(shipment.city.root.inbox, as: "receiveonly", with: office)
        try office.share(shipment.folder / "send", as: "sendonly", with: centre)
        try await shipment.arrived(staying: true)
        for number in shipment.files.indices {
            #expect(FileManager.default.contentsEqual(atPath: shipment.folder / "send/\(number).zip", andPath: shipment.files[number]))
        }
    }

    @Test("an unfinished zip that the office's program is still writing comes over half, waits, and is taken when it is whole")
    func unfinished() async throws {
        let shipment = try await Shipment(1, settings: "  after_taking: leave\n")
        let office = try await SyncthingPeer()
        let centre = try await SyncthingPeer()
        try FileManager.default.createDirectory(atPath: shipment.folder / "send", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: shipment.half(), toPath: shipment.folder / "send/\(shipment.name)")
        try centre.share(shipment.city.root.inbox, as: "receiveonly", with: office)
        try office.share(shipment.folder / "send", as: "sendonly", with: centre)
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        try Data(shipment.bytes()).write(to: URL(fileURLWithPath: shipment.folder / "send/\(shipment.name)"))
        try await shipment.arrived(staying: true)
    }
}
