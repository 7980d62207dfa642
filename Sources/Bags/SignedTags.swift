public import Programme

/// What a bag says of itself and who vouches for it: bag-info.txt, the tag manifest that covers it, and the signature over that.
public struct SignedTags: Sendable, Equatable {
    /// The fields of bag-info.txt.
    public let info: BagInfo
    /// The exact bytes of tagmanifest-sha256.txt: what the signature is over.
    public let tagManifest: [UInt8]
    /// SHA-256 of ``tagManifest``: with office, epoch and sequence, the batch's identity.
    public let tagManifestDigest: Digest
    /// The bytes of tagmanifest-sha256.txt.sig, not verified; `nil` where there is none.
    public let signature: [UInt8]?
}
