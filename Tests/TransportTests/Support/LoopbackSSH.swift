import Foundation
import TestSupport

/// An sshd on a port of 127.0.0.1, with keys made for the test; it is ended with the last reference to it.
final class LoopbackSSH {
    static let isThere = Tool.has("sshd", "ssh", "scp", "sftp", "ssh-keygen")

    let port: Int
    private let folder: TemporaryFolder
    private let server: Background

    init() async throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.free()
        for key in ["host", "user"] { try await Background.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], in: folder) }
        let config = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder / "host")
            AuthorizedKeysFile \(folder / "user.pub")
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            Subsystem sftp internal-sftp

            """
        try folder.write("sshd_config", config)
        let hostKey = String(decoding: try folder.read("host.pub"), as: UTF8.self)
        try folder.write("known_hosts", "[127.0.0.1]:\(port) \(hostKey)")
        // Debian's service makes this folder; a server of our own cannot start as root without it.
        if getuid() == 0 { try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
        let server = try Background([Tool.find("sshd") ?? "sshd", "-D", "-e", "-f", folder / "sshd_config"], in: folder)
        self.server = server
        let port = port
        try await eventually("sshd answers; it said: \(server.output)") { LoopbackPort.answers(port) }
    }

    private var options: [String] {
        ["-F", "/dev/null", "-i", folder / "user"]
            + ["IdentitiesOnly=yes", "UserKnownHostsFile=\(folder / "known_hosts")", "StrictHostKeyChecking=yes", "BatchMode=yes"].flatMap {
                ["-o", $0]
            }
    }

    private var user: String { NSUserName() }

    /// Copies a file by scp.
    func scp(_ file: String, to target: String) async throws -> Tool.Outcome {
        try await Background.run(["scp", "-q", "-P", "\(port)"] + options + [file, "\(user)@127.0.0.1:\(target)"], in: folder)
    }

    /// Runs lines of sftp's own language.
    func sftp(_ lines: String) async throws -> Tool.Outcome {
        try folder.write("batch", lines + "\n")
        return try await Background.run(["sftp", "-q", "-P", "\(port)", "-b", folder / "batch"] + options + ["\(user)@127.0.0.1"], in: folder)
    }

    /// Copies files by rsync.
    func rsync(_ files: [String], to target: String) async throws -> Tool.Outcome {
        let shell = (["ssh", "-p", "\(port)"] + options).joined(separator: " ")
        return try await Background.run(["rsync", "-t", "-e", shell] + files + ["\(user)@127.0.0.1:\(target)"], in: folder)
    }
}
