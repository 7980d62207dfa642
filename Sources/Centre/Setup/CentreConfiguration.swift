public import Bags
import Foundation
public import Programme

/// Everything below `config/`, read and checked: what a centre needs to start.
public struct CentreConfiguration: Sendable {
    public let root: DataRoot
    public let settings: Settings
    public let offices: Offices
    public let workdays: Workdays
    public let programme: ProgrammeFile
    public let allowedSigners: AllowedSigners
    public let revokedKeys: RevokedKeys
    /// The centre's own key, which signs bundles.
    public let key: SSHPrivateKey
    /// What decisions depend on, as it was read: kept beside the archive, so that earlier drains can be taken again.
    let pinned: PinnedConfiguration

    /// How decisions and bundles name the programme file: `luoyang-draft sha256:ab12…`.
    public var programmeName: String { "\(programme.id) sha256:\(programme.digest)" }

    /// Reads the configuration of a data root, with the settings that this process's environment overrides.
    ///
    /// - Throws: ``ConfigurationError``, the first there is.
    public static func load(_ root: DataRoot) async throws(ConfigurationError) -> CentreConfiguration {
        try await load(root, environment: ProcessInfo.processInfo.environment)
    }

    /// Reads the configuration of a data root.
    ///
    /// - Throws: ``ConfigurationError``, the first there is.
    public static func load(_ root: DataRoot, environment: [String: String]) async throws(ConfigurationError) -> CentreConfiguration {
        let folder = root.config
        let settings = try await Settings.load(file: folder + "/voucherd.yaml", environment: environment)
        let key = try privateKey(folder + "/centre_key")
        let (programme, offices) = (folder + "/programme.yaml", folder + "/offices.yaml")
        let workdays = folder + "/workdays.csv"
        let pinned = PinnedConfiguration(
            programme: try ConfigurationFile(programme).bytes,
            offices: try ConfigurationFile(offices).bytes,
            workdays: try ConfigurationFile(workdays).bytes,
            settings: settings
        )
        return CentreConfiguration(
            root: root,
            settings: settings,
            offices: try pinned.offices.offices(named: offices),
            workdays: try pinned.workdays.workdays(named: workdays),
            programme: try pinned.programme.programme(named: programme),
            allowedSigners: try allowedSigners(folder + "/allowed_signers", and: key),
            revokedKeys: try revokedKeys(folder + "/revoked_keys"),
            key: key,
            pinned: pinned
        )
    }

    /// Reads and checks a programme file, the one in force or another.
    public static func programme(_ path: String) throws(ConfigurationError) -> ProgrammeFile {
        try PinnedConfiguration.File(try ConfigurationFile(path).bytes).programme(named: path)
    }

    /// The keys of the file, and the centre's own: whoever holds that one signs the bundles, and the operators' batches are signed with it.
    private static func allowedSigners(_ path: String, and key: SSHPrivateKey) throws(ConfigurationError) -> AllowedSigners {
        let file = try ConfigurationFile(path)
        let listed = try allowedSigners(path, file.bytes)
        if listed.fingerprints(of: .centre).contains(key.publicKey.fingerprint) { return listed }
        return try allowedSigners(path, file.bytes + Array("\n\(OfficeCode.centre) \(key.publicKey)\n".utf8))
    }

    /// The keys that the text of the file lists.
    static func allowedSigners(_ path: String, _ text: [UInt8]) throws(ConfigurationError) -> AllowedSigners {
        do throws(KeyFileError) {
            return try AllowedSigners(text)
        } catch {
            throw refusal(path, error)
        }
    }

    static func revokedKeys(_ path: String) throws(ConfigurationError) -> RevokedKeys {
        let file = try ConfigurationFile(path)
        do throws(KeyFileError) {
            return try RevokedKeys(file.bytes)
        } catch {
            throw refusal(path, error)
        }
    }

    static func privateKey(_ path: String) throws(ConfigurationError) -> SSHPrivateKey {
        guard let file = try ConfigurationFile(ifThere: path) else {
            throw ConfigurationError(
                file: path,
                english: "the centre has no private key yet; make one with 'voucherd keygen' and add its public half to allowed_signers",
                chinese: "中心尚无私钥；请用 voucherd keygen 生成，并把公钥登记到 allowed_signers"
            )
        }
        guard file.mode & 0o077 == 0 else {
            let mode = String(file.mode & 0o777, radix: 8)
            throw ConfigurationError(
                file: path,
                english: "others can read the private key (mode 0\(mode)); run: chmod 600 \(path)",
                chinese: "私钥可被他人读取（权限 0\(mode)）；请执行：chmod 600 \(path)"
            )
        }
        do throws(KeyFileError) {
            return try SSHPrivateKey(openSSH: file.bytes)
        } catch {
            throw refusal(path, error)
        }
    }

    private static func refusal(_ path: String, _ error: KeyFileError) -> ConfigurationError {
        ConfigurationError(file: path, line: error.line, english: "\(error.english); correct it", chinese: "\(error.chinese)；请更正")
    }
}
