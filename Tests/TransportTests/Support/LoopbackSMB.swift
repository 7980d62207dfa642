import Foundation
import TestSupport

/// An smbd on a port of 127.0.0.1 that shares one folder with guests; it is ended with the last reference to it.
final class LoopbackSMB {
    // The server takes the user's rights for each connection, which needs root.
    static let isThere = Tool.has("smbd", "smbclient") && getuid() == 0

    private let port: Int
    private let folder: TemporaryFolder
    private let server: Background

    init(sharing path: String) async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        port = try LoopbackPort.free()
        let places = ["lock directory", "state directory", "cache directory", "pid directory", "private dir", "ncalrpc dir"].map { place in
            let name = place.replacingOccurrences(of: " ", with: "-")
            try? FileManager.default.createDirectory(atPath: folder / name, withIntermediateDirectories: true)
            return "\(place) = \(folder / name)"
        }
        let config = """
            [global]
            smb ports = \(port)
            interfaces = 127.0.0.1/8
            bind interfaces only = yes
            disable netbios = yes
            disable spoolss = yes
            load printers = no
            server min protocol = SMB2
            map to guest = Bad User
            guest account = root
            log file = \(folder / "smbd.log")
            \(places.joined(separator: "\n"))
            [inbox]
            path = \(path)
            guest ok = yes
            guest only = yes
            read only = no
            force user = root

            """
        try folder.write("smb.conf", config)
        let server = try Background([Tool.find("smbd") ?? "smbd", "-F", "--no-process-group", "-s", folder / "smb.conf"], in: folder)
        self.server = server
        let port = port
        try await eventually("smbd answers; it said: \(server.output)") { LoopbackPort.answers(port) }
    }

    /// Runs lines of smbclient's own language, joined by semicolons.
    func run(_ lines: String) async throws -> Tool.Outcome {
        try await Background.run(["smbclient", "-s", folder / "smb.conf", "-N", "-p", "\(port)", "//127.0.0.1/inbox", "-c", lines], in: folder)
    }
}
