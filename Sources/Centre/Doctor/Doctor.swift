public import Programme
public import Store

/// Looks a data root over and says what to do (`voucherd doctor`). It writes nothing and may run beside the daemon.
public struct Doctor: Sendable {
    /// One thing that is looked at.
    struct Check: Sendable {
        /// Its stable name.
        let name: String
        /// One line for each thing that was found; where all is well, one that says so.
        let look: @Sendable (String, Examination) -> [Diagnosis]

        init(_ name: String, _ look: @escaping @Sendable (String, Examination) -> [Diagnosis]) {
            self.name = name
            self.look = look
        }
    }

    /// Everything that was found.
    public struct Report: Sendable, Codable {
        /// The version of this form.
        public var version = 1
        public let checks: [Diagnosis]
        public let failures: Int
        public let warnings: Int

        init(_ checks: [Diagnosis]) {
            self.checks = checks
            failures = checks.count { $0.state == .failure }
            warnings = checks.count { $0.state == .warning }
        }
    }

    /// Every check, in the order in which they are told.
    static let checks: [Check] =
        ConfigurationChecks.all + KeyChecks.all + FolderChecks.all + DatabaseChecks.all + ArchiveChecks.all + TimeChecks.all + DaemonChecks.all

    private let root: DataRoot
    private let environment: [String: String]

    /// - Parameter environment: the variables that override settings.
    public init(_ root: DataRoot, environment: [String: String]) {
        self.root = root
        self.environment = environment
    }

    /// Looks at everything.
    ///
    /// - Parameters:
    ///   - instant: now.
    ///   - depth: how much SQLite is asked to look at, and, for ``StoreInspection/Depth/indexes``, whether every archived file is read again.
    public func examine(at instant: Instant, depth: StoreInspection.Depth) async -> Report {
        let examination = await Examination(root, environment: environment, at: instant, depth: depth)
        return Report(Doctor.checks.flatMap { $0.look($0.name, examination) })
    }
}
