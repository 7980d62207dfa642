public import Programme

/// What a batch says of itself in bag-info.txt (exchange format, section 2).
public struct BatchHeader: Sendable, Equatable {
    /// The value of BagIt-Profile-Identifier.
    public static let profile = "urn:voucherd:batch:1"
    /// The namespace of a batch's signature.
    public static let namespace = "voucherd-batch"

    /// Batch-Office, Batch-Epoch and Batch-Sequence.
    public let identity: BatchIdentity
    /// Batch-Previous: the digest of the previous batch's tag manifest; `nil` for sequence 1.
    public let previous: Digest?
    /// Batch-Exported-At, by the office's clock.
    public let exportedAt: Instant
    /// Batch-Acknowledges: the last bundle that the office has taken in; 0 if none.
    public let acknowledges: Int
    /// Batch-Closing-Year: the office has nothing more to say of that year.
    public let closingYear: Int?

    public init(identity: BatchIdentity, previous: Digest?, exportedAt: Instant, acknowledges: Int, closingYear: Int? = nil) {
        self.identity = identity
        self.previous = previous
        self.exportedAt = exportedAt
        self.acknowledges = acknowledges
        self.closingYear = closingYear
    }

    /// Reads the header of a batch.
    ///
    /// - Throws: ``BagRefusal`` with `BAG-PROFILE`, `BAG-FIELD-MISSING`, `BAG-FIELD-REPEATED` or `BAG-FIELD-VALUE`, naming the field.
    public init(_ info: BagInfo) throws(BagRefusal) {
        let fields = try HeaderFields(info, profile: BatchHeader.profile, family: "Batch-")
        let office = try fields.required("Batch-Office", example: "410305") { OfficeCode($0) }
        let epoch = try fields.required("Batch-Epoch", example: "1") { text in
            // Epoch 0 is that of the centre's own operators.
            HeaderFields.number(text).flatMap { $0 > 0 || office == .centre ? $0 : nil }
        }
        let sequence = try fields.required("Batch-Sequence", example: "1") { HeaderFields.number($0).flatMap { $0 > 0 ? $0 : nil } }
        let previous = try fields.required("Batch-Previous", example: "none") { HeaderFields.previous($0) }
        try fields.checkPrevious("Batch-Previous", previous, sequence: sequence)
        self.init(
            identity: BatchIdentity(office: office, epoch: epoch, sequence: sequence),
            previous: previous,
            exportedAt: try fields.required("Batch-Exported-At", example: "2026-03-02T09:30:00+08:00") { Instant($0) },
            acknowledges: try fields.required("Batch-Acknowledges", example: "0") { HeaderFields.number($0) },
            closingYear: try fields.optional("Batch-Closing-Year", example: "2025") { text in
                HeaderFields.number(text).flatMap { (2000...9999).contains($0) ? $0 : nil }
            }
        )
    }

    /// The fields as bag-info.txt holds them.
    public var fields: [BagInfo.Field] {
        var fields = [
            BagInfo.Field(HeaderFields.profileLabel, BatchHeader.profile),
            BagInfo.Field("Batch-Office", identity.office.description),
            BagInfo.Field("Batch-Epoch", String(identity.epoch)),
            BagInfo.Field("Batch-Sequence", String(identity.sequence)),
            BagInfo.Field("Batch-Previous", previous?.description ?? "none"),
            BagInfo.Field("Batch-Exported-At", exportedAt.description),
            BagInfo.Field("Batch-Acknowledges", String(acknowledges)),
        ]
        if let closingYear { fields.append(BagInfo.Field("Batch-Closing-Year", String(closingYear))) }
        return fields
    }
}
