public import Programme
public import Records

/// The offices that may drop a batch (`config/offices.yaml`; exchange format, section 1).
public struct Offices: Sendable, Equatable {
    /// One office.
    public struct Entry: Sendable, Equatable {
        public let code: OfficeCode
        /// How pages and letters name it.
        public let name: String
        public let role: OfficeRole
        /// Nothing waits for the reports of an office that is not active.
        public let isActive: Bool
        /// Nothing that the office sends is placed earlier.
        public let since: Instant

        public init(code: OfficeCode, name: String, role: OfficeRole, isActive: Bool, since: Instant) {
            self.code = code
            self.name = name
            self.role = role
            self.isActive = isActive
            self.since = since
        }
    }

    /// In the order of their codes.
    public let all: [Entry]
    private let byCode: [OfficeCode: Entry]

    init(_ entries: [Entry]) {
        all = entries.sorted { $0.code < $1.code }
        byCode = Dictionary(entries.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The office of that code, if there is one.
    public subscript(code: OfficeCode) -> Entry? { byCode[code] }

    public var codes: Set<OfficeCode> { Set(byCode.keys) }

    /// Names of offices, by code, for people.
    public var names: [OfficeCode: String] { byCode.mapValues(\.name) }

    /// The districts for whose reports a final decision waits (Art. 6), in the order of their codes.
    public var activeDistricts: [Entry] { all.filter { $0.role == .district && $0.isActive } }
}
