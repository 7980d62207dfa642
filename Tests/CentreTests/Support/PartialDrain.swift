import Programme
import Store
import TestSupport

@testable import Centre

extension Centre {
    /// A drain of all that lies in the inbox, which another one of the same pass follows, or which is cut off before what it left is decided.
    func partialDrain(at instant: String, isFollowed: Bool = true) throws {
        let taking = TakingFolder(root, lastClaim: try store.read { try $0.lastClaim() })
        guard case .found(let listing) = Inbox(root, offices: configuration.offices.codes).look() else {
            throw Missing(description: "the inbox is away")
        }
        let files = try listing.candidates.map { try taking.claim($0, leaving: false) }
        _ = try drain(files, at: Instant(instant)!, isFollowed: isFollowed)
    }
}
