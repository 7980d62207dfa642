import Bags
import Programme

/// The keys of a world, made from its seed: anybody can make them again.
struct SampleKeys {
    let all: [(office: OfficeCode, key: SSHPrivateKey)]
    /// A key that no trust store knows.
    let stranger: SSHPrivateKey

    init(_ world: SampleWorld) throws(SampleWriterError) {
        try self.init(offices: world.offices.map(\.code), seed: world.seed)
    }

    init(offices: [OfficeCode], seed: UInt64) throws(SampleWriterError) {
        var all: [(office: OfficeCode, key: SSHPrivateKey)] = []
        for office in [.centre] + offices.sorted() { all.append((office, try SampleKeys.key("\(office)", seed))) }
        self.all = all
        stranger = try SampleKeys.key("stranger", seed)
    }

    subscript(office: OfficeCode) -> SSHPrivateKey? { all.first { $0.office == office }?.key }

    private static func key(_ name: String, _ seed: UInt64) throws(SampleWriterError) -> SSHPrivateKey {
        var random = RandomSource(seed: seed, purpose: "key \(name)")
        guard let key = SSHPrivateKey(seed: random.bytes(32), comment: name) else { throw .key(name) }
        return key
    }
}
