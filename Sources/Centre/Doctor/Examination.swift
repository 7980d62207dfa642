import Bags
import Programme
import Store

/// What the doctor's checks look at: the configuration, each file apart, and the store, opened for reading.
struct Examination: Sendable {
    let root: DataRoot
    let instant: Instant
    let depth: StoreInspection.Depth
    let settings: Result<Settings, ConfigurationError>
    let offices: Result<Offices, ConfigurationError>
    let programme: Result<ProgrammeFile, ConfigurationError>
    let workdays: Result<Workdays, ConfigurationError>
    let key: Result<SSHPrivateKey, ConfigurationError>
    let allowedSigners: Result<AllowedSigners, ConfigurationError>
    let revokedKeys: Result<RevokedKeys, ConfigurationError>
    let inspection: Result<StoreInspection, any Error>
    /// The store, where it is sound and of this version.
    let store: CentralStore?

    init(_ root: DataRoot, environment: [String: String], at instant: Instant, depth: StoreInspection.Depth) async {
        self.root = root
        self.instant = instant
        self.depth = depth
        let folder = root.config
        do throws(ConfigurationError) {
            settings = .success(try await Settings.load(file: folder + "/voucherd.yaml", environment: environment))
        } catch {
            settings = .failure(error)
        }
        offices = Examination.read(folder + "/offices.yaml") { path, file throws(ConfigurationError) in
            try PinnedConfiguration.File(file.bytes).offices(named: path)
        }
        programme = Examination.read(folder + "/programme.yaml") { path, file throws(ConfigurationError) in
            try PinnedConfiguration.File(file.bytes).programme(named: path)
        }
        workdays = Examination.read(folder + "/workdays.csv") { path, file throws(ConfigurationError) in
            try PinnedConfiguration.File(file.bytes).workdays(named: path)
        }
        allowedSigners = Examination.read(folder + "/allowed_signers") { path, file throws(ConfigurationError) in
            try CentreConfiguration.allowedSigners(path, file.bytes)
        }
        revokedKeys = Examination.result { () throws(ConfigurationError) in try CentreConfiguration.revokedKeys(folder + "/revoked_keys") }
        key = Examination.result { () throws(ConfigurationError) in try CentreConfiguration.privateKey(folder + "/centre_key") }
        inspection = Result { try StoreInspection(path: root.database, depth: depth) }
        if case .success(let found) = inspection, found.condition == .sound, found.missingMigrations.isEmpty, found.unknownMigrations.isEmpty {
            store = try? CentralStore(readingAt: root.database)
        } else {
            store = nil
        }
    }

    private static func read<Value>(
        _ path: String,
        _ parse: (String, ConfigurationFile) throws(ConfigurationError) -> Value
    ) -> Result<Value, ConfigurationError> {
        result { () throws(ConfigurationError) in try parse(path, try ConfigurationFile(path)) }
    }

    private static func result<Value>(_ body: () throws(ConfigurationError) -> Value) -> Result<Value, ConfigurationError> {
        do throws(ConfigurationError) {
            return .success(try body())
        } catch {
            return .failure(error)
        }
    }
}

extension Result {
    /// The value, where there is one.
    var value: Success? { try? get() }
}
