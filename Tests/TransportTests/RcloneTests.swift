import Centre
import Foundation
import TestSupport
import Testing

@Suite("A drop by rclone is taken once and never half", .enabled(if: Tool.has("rclone"), "rclone is not installed: scripts/setup all"))
struct RcloneTests {
    // Of a configuration of its own; one try, because a second would be the office sending the batch twice.
    private func rclone(_ arguments: [String], _ shipment: Shipment) async throws -> Tool.Outcome {
        try await Background.run(["rclone", "--config", "/dev/null", "--retries", "1"] + arguments, in: shipment.folder)
    }

    @Test("rclone copy of a folder of batches, several at once")
    func folder() async throws {
        let shipment = try await Shipment(3)
        for (number, file) in shipment.files.enumerated() {
            try shipment.folder.write("send/\(number).zip", [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
        }
        _ = try await rclone(["copy", "--transfers", "4", shipment.folder / "send", shipment.city.root.inbox], shipment)
        try await shipment.arrived()
    }

    @Test("rclone under a temporary name, cut and begun again, then renamed")
    func partial() async throws {
        let shipment = try await Shipment()
        _ = try await rclone(["copyto", shipment.half(), shipment.target + ".partial"], shipment)
        _ = try await rclone(["copyto", shipment.file, shipment.target + ".partial"], shipment)
        _ = try await rclone(["moveto", shipment.target + ".partial", shipment.target], shipment)
        try await shipment.arrived()
    }

    @Test("rclone that wrote half a file under its own name is waited for")
    func inPlace() async throws {
        let shipment = try await Shipment()
        _ = try await rclone(["copyto", shipment.half(), shipment.target], shipment)
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        _ = try await rclone(["copyto", shipment.file, shipment.target], shipment)
        try await shipment.arrived()
    }
}
