public import Programme

/// Which files of the inbox are taken already and stay there (`intake.after_taking: leave`), so that none is read again with each sweep.
///
/// The digest is the identity, and the store knows it; this spares the reading. It lives as long as the process: after a start each file is
/// digested once.
public struct TakenFiles: Sendable {
    private var digests: [FileStamp: Digest] = [:]

    public init() {}

    /// The digest of a file that has been read before and looks the same, if there is one.
    public func digest(of candidate: InboxCandidate) -> Digest? { digests[candidate.stamp] }

    /// Notes what was read.
    public mutating func note(_ digest: Digest, of candidate: InboxCandidate) { digests[candidate.stamp] = digest }

    /// Forgets the files that have left the inbox.
    public mutating func keepOnly(_ listing: InboxListing) {
        let present = Set(listing.candidates.map(\.stamp))
        digests = digests.filter { present.contains($0.key) }
    }
}
