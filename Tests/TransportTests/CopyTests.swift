import Centre
import Foundation
import TestSupport
import Testing

@Suite("A drop by copy or move is taken once and never half")
struct CopyTests {
    @Test("cp")
    func copy() async throws {
        let shipment = try await Shipment()
        try await Background.run(["cp", shipment.file, shipment.target], in: shipment.folder)
        try await shipment.arrived()
    }

    @Test("a copy that halts half-way waits, and is taken when it goes on")
    func slowCopy() async throws {
        let shipment = try await Shipment()
        let bytes = try shipment.bytes()
        _ = FileManager.default.createFile(atPath: shipment.target, contents: nil)
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: shipment.target))
        for part in [0..<bytes.count / 3, bytes.count / 3..<bytes.count - 1] {
            try writer.write(contentsOf: bytes[part])
            // A close of another descriptor is the only notice that inotify gives of a file that is still being written.
            try FileHandle(forUpdating: URL(fileURLWithPath: shipment.target)).close()
            try await shipment.daemon.showsAsNotWhole(shipment.name)
        }
        try writer.write(contentsOf: bytes[(bytes.count - 1)...])
        try writer.close()
        try await shipment.arrived()
    }

    @Test("a copy that has its full size from the start, with zeros where nothing has come yet, waits")
    func fullSize() async throws {
        let shipment = try await Shipment()
        let bytes = try shipment.bytes()
        _ = FileManager.default.createFile(atPath: shipment.target, contents: nil)
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: shipment.target))
        try writer.truncate(atOffset: UInt64(bytes.count))
        try writer.seek(toOffset: 0)
        try writer.write(contentsOf: bytes[..<(bytes.count / 2)])
        try writer.close()
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        let second = try FileHandle(forUpdating: URL(fileURLWithPath: shipment.target))
        try second.seek(toOffset: UInt64(bytes.count / 2))
        try second.write(contentsOf: bytes[(bytes.count / 2)...])
        try second.close()
        try await shipment.arrived()
    }

    @Test("mv from another file system", .enabled(if: OtherFileSystem.isThere, "/dev/shm and the temporary folder are one file system"))
    func move() async throws {
        let shipment = try await Shipment()
        let elsewhere = "\(OtherFileSystem.path)/\(UUID().uuidString).zip"
        try FileManager.default.moveItem(atPath: shipment.file, toPath: shipment.folder / "kept.zip")
        try FileManager.default.copyItem(atPath: shipment.folder / "kept.zip", toPath: elsewhere)
        try FileManager.default.copyItem(atPath: shipment.folder / "kept.zip", toPath: shipment.file)
        defer { try? FileManager.default.removeItem(atPath: elsewhere) }
        try await Background.run(["mv", elsewhere, shipment.target], in: shipment.folder)
        try await shipment.arrived()
    }

    @Test("an inbox on another file system", .enabled(if: OtherFileSystem.isThere, "/dev/shm and the temporary folder are one file system"))
    func otherInbox() async throws {
        let elsewhere = "\(OtherFileSystem.path)/voucherd-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: elsewhere) }
        let shipment = try await Shipment { city in
            try FileManager.default.moveItem(atPath: city.root.inbox, toPath: elsewhere)
            try FileManager.default.createSymbolicLink(atPath: city.root.inbox, withDestinationPath: elsewhere)
        }
        try await Background.run(["cp", try shipment.half(), shipment.target], in: shipment.folder)
        try await shipment.daemon.showsAsNotWhole(shipment.name)
        try await Background.run(["cp", shipment.file, shipment.target], in: shipment.folder)
        try await shipment.arrived()
    }
}

/// A file system that is not the one on which the tests work.
enum OtherFileSystem {
    static let path = "/dev/shm"

    static let isThere: Bool = {
        func device(_ path: String) -> UInt64? {
            (try? FileManager.default.attributesOfItem(atPath: path))?[.systemNumber] as? UInt64
                ?? ((try? FileManager.default.attributesOfItem(atPath: path))?[.systemNumber] as? Int).map { UInt64($0) }
        }
        guard let here = device(FileManager.default.temporaryDirectory.path), let there = device(path) else { return false }
        return here != there && FileManager.default.isWritableFile(atPath: path)
    }()
}
