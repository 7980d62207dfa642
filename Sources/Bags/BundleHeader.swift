public import Programme

/// What a bundle says of itself in bag-info.txt (exchange format, section 6).
public struct BundleHeader: Sendable, Equatable {
    /// The value of BagIt-Profile-Identifier.
    public static let profile = "urn:voucherd:bundle:1"
    /// The namespace of a bundle's signature.
    public static let namespace = "voucherd-bundle"

    /// Bundle-Office: whom the bundle is for.
    public let office: OfficeCode
    /// Bundle-Sequence: from 1 for each office, without gaps.
    public let sequence: Int
    /// Bundle-Previous: the digest of the previous bundle's tag manifest; `nil` for sequence 1.
    public let previous: Digest?
    /// Bundle-Created-At.
    public let createdAt: Instant
    /// Bundle-Programme, first part: the id of the programme file in force.
    public let programme: String
    /// Bundle-Programme, second part: the SHA-256 of that file.
    public let programmeDigest: Digest

    public init(office: OfficeCode, sequence: Int, previous: Digest?, createdAt: Instant, programme: String, programmeDigest: Digest) {
        self.office = office
        self.sequence = sequence
        self.previous = previous
        self.createdAt = createdAt
        self.programme = programme
        self.programmeDigest = programmeDigest
    }

    /// Reads the header of a bundle.
    ///
    /// - Throws: ``BagRefusal`` with `BAG-PROFILE`, `BAG-FIELD-MISSING`, `BAG-FIELD-REPEATED` or `BAG-FIELD-VALUE`, naming the field.
    public init(_ info: BagInfo) throws(BagRefusal) {
        let fields = try HeaderFields(info, profile: BundleHeader.profile, family: "Bundle-")
        let sequence = try fields.required("Bundle-Sequence", example: "1") { HeaderFields.number($0).flatMap { $0 > 0 ? $0 : nil } }
        let previous = try fields.required("Bundle-Previous", example: "none") { HeaderFields.previous($0) }
        try fields.checkPrevious("Bundle-Previous", previous, sequence: sequence)
        let programme = try fields.required("Bundle-Programme", example: "luoyang-2024 " + String(repeating: "0", count: 64)) { text in
            BundleHeader.programme(text)
        }
        self.init(
            office: try fields.required("Bundle-Office", example: "410305") { OfficeCode($0) },
            sequence: sequence,
            previous: previous,
            createdAt: try fields.required("Bundle-Created-At", example: "2026-03-02T09:30:00+08:00") { Instant($0) },
            programme: programme.id,
            programmeDigest: programme.digest
        )
    }

    /// The fields as bag-info.txt holds them.
    public var fields: [BagInfo.Field] {
        [
            BagInfo.Field(HeaderFields.profileLabel, BundleHeader.profile),
            BagInfo.Field("Bundle-Office", office.description),
            BagInfo.Field("Bundle-Sequence", String(sequence)),
            BagInfo.Field("Bundle-Previous", previous?.description ?? "none"),
            BagInfo.Field("Bundle-Created-At", createdAt.description),
            BagInfo.Field("Bundle-Programme", "\(programme) \(programmeDigest)"),
        ]
    }

    private static func programme(_ text: String) -> (id: String, digest: Digest)? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let digest = Digest(hex: parts[1]) else { return nil }
        return (String(parts[0]), digest)
    }
}
