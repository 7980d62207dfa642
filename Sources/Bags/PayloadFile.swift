public import Programme

/// A payload file of a bag, as the manifest lists it.
public struct PayloadFile: Hashable, Sendable {
    /// The path as the manifest spells it, such as `data/records/party.csv`.
    public let path: String
    /// The SHA-256 that the manifest gives.
    public let digest: Digest
    /// The size in bytes that the zip gives; reading proves it.
    public let size: Int64
}
