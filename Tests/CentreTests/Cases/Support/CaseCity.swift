import Bags
import Foundation
import Glibc
import Logging
import Programme
import Records
import Store
import TestSupport

@testable import Centre

/// The city in which all cases play: five districts that report, and one that is silent, so that time alone makes decisions FINAL.
///
/// Keys and configuration are made once; each centre has a root of its own, in memory where the machine has such a folder.
enum CaseCity {
    static let offices: [OfficeCode] = [.centre, .jianxi, .yanshi, .mengjin, .luolong, .gaoxin]
    static let silent = OfficeCode("410323")!

    static let keys: [OfficeCode: SSHPrivateKey] = Dictionary(
        uniqueKeysWithValues: offices.map { ($0, SSHPrivateKey(generatingWithComment: $0.description)) }
    )

    /// A folder below which centres live.
    static let ground: String = {
        let memory = "/dev/shm"
        return access(memory, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory.path
    }()

    static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// The repository's configuration with this city's offices and keys.
    static func configuration() async throws -> CentreConfiguration {
        let folder = try CaseFolder()
        let root = DataRoot(folder.path)
        try FileManager.default.copyItem(atPath: Repository.configuration, toPath: root.config)
        let districts = (offices.dropFirst() + [silent]).map { office($0, "district") }
        try write("offices:\n" + office(.centre, "centre") + districts.joined(), root.config + "/offices.yaml")
        let signers = offices.compactMap { code in keys[code].map { "\(code) \($0.publicKey)\n" } }
        try write(signers.joined(), root.config + "/allowed_signers")
        let key = keys[.centre]?.openSSH ?? []
        _ = FileManager.default.createFile(atPath: root.config + "/centre_key", contents: Data(key), attributes: [.posixPermissions: 0o600])
        return try await CentreConfiguration.load(root, environment: [:])
    }

    private static func office(_ code: OfficeCode, _ role: String) -> String {
        "  - {code: \"\(code)\", name: 单位\(code), role: \(role), active: true, since: \"2020-01-01T00:00:00+08:00\"}\n"
    }

    private static func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
}

extension CentreConfiguration {
    /// The same configuration for a root elsewhere.
    func rooted(at path: String) -> CentreConfiguration {
        CentreConfiguration(
            root: DataRoot(path),
            settings: settings,
            offices: offices,
            workdays: workdays,
            programme: programme,
            allowedSigners: allowedSigners,
            revokedKeys: revokedKeys,
            key: key,
            pinned: pinned
        )
    }
}

/// A folder of a case, removed with the last reference to it.
final class CaseFolder: Sendable {
    let path: String

    init(named name: String = "voucherd-\(UUID().uuidString)") throws {
        path = "\(CaseCity.ground)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A copy of another folder, with everything in it.
    init(copyOf other: String) throws {
        path = "\(CaseCity.ground)/voucherd-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: other, toPath: path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
