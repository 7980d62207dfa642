import Bags
import Centre
import Foundation
import Glibc
import Office
import Programme
import Sample

/// The folders of a season, in memory where the machine has such a place: the centre's data root, the offices' folders, and a scratch folder.
final class SimulatedCity {
    let path: String
    let root: DataRoot
    let keys: [OfficeCode: SSHPrivateKey]
    let trust: Trust
    let configuration: CentreConfiguration

    /// A district that never reports, so that time alone makes decisions FINAL.
    private static let silent = "410323"
    // The files that are taken over as they are.
    private static let copied = ["programme.yaml", "workdays.csv", "revoked_keys"]

    init(_ settings: SeasonSettings) async throws {
        let memory = "/dev/shm"
        let ground = access(memory, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory.path
        path = "\(ground)/voucherd-season-\(settings.seed)-\(UUID().uuidString.prefix(8))"
        root = DataRoot("\(path)/centre")
        let offices = settings.officeCodes
        var keys: [OfficeCode: SSHPrivateKey] = [:]
        for office in [.centre] + offices {
            var random = RandomSource(seed: settings.seed, purpose: "key \(office)")
            keys[office] = SSHPrivateKey(seed: random.bytes(32), comment: "\(office)")
        }
        self.keys = keys
        for folder in [root.config, root.inbox, "\(path)/offices", "\(path)/scratch"] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        for name in SimulatedCity.copied {
            try FileManager.default.copyItem(atPath: "\(settings.configuration)/\(name)", toPath: "\(root.config)/\(name)")
        }
        let districts = (offices.map(\.description) + [SimulatedCity.silent]).map { SimulatedCity.entry($0, "district") }
        try SimulatedCity.write(
            "offices:\n" + SimulatedCity.entry("\(OfficeCode.centre)", "centre") + districts.joined(),
            "\(root.config)/offices.yaml"
        )
        let signers = ([.centre] + offices).compactMap { code in keys[code].map { "\(code) \($0.publicKey)\n" } }
        try SimulatedCity.write(signers.joined(), "\(root.config)/allowed_signers")
        try SimulatedCity.write(SimulatedCity.voucherd(settings.seed), "\(root.config)/voucherd.yaml")
        try SimulatedCity.write("", root.inboxMarker)
        let secret = Data(keys[.centre]?.openSSH ?? [])
        _ = FileManager.default.createFile(atPath: "\(root.config)/centre_key", contents: secret, attributes: [.posixPermissions: 0o600])
        trust = try Trust(allowedSigners: "\(root.config)/allowed_signers")
        configuration = try await CentreConfiguration.load(root, environment: [:])
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// A centre whose passes are one drain or many, by the season.
    private static func voucherd(_ seed: UInt64) -> String {
        var random = RandomSource(seed: seed, purpose: "bounds")
        return """
            intake:
              # A small machine is no reason to refuse a batch.
              minimum_free_bytes: 0
              drain_table_bytes: \(random.pick([1, 4_000, 2_000_000]))
            finality:
              cases_per_drain: \(random.pick([1, 3, 1_000]))

            """
    }

    private static func entry(_ code: String, _ role: String) -> String {
        "  - {code: \"\(code)\", name: 单位\(code), role: \(role), active: true, since: \"2020-01-01T00:00:00+08:00\"}\n"
    }

    private static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
