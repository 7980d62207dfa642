import Bags
import Glibc

extension Centre {
    /// Why the centre takes nothing in just now for want of room, if it does not: asked of the disk itself, because a full one takes no note.
    ///
    /// - Parameter look: what the inbox holds; the largest of its files and of those already claimed must find room.
    public func shortage(_ look: InboxLook) -> FreeSpace.Shortage? {
        var sizes: [Int64] = [0]
        if case .found(let listing) = look { sizes += listing.candidates.map(\.stamp.size) }
        sizes += claimedSizes()
        let minimum = configuration.settings.intake.minimumFreeBytes
        return (try? FreeSpace.shortage(taking: sizes.max() ?? 0, keeping: minimum, at: root.store)) ?? nil
    }

    private func claimedSizes() -> [Int64] {
        guard let claims = try? Folder(root.taking).names() else { return [] }
        return claims.compactMap(\.text).flatMap { claim -> [Int64] in
            guard let folder = try? Folder("\(root.taking)/\(claim)"), let names = try? folder.names() else { return [] }
            return names.compactMap { name in (try? folder.status(of: name))?.map { Int64($0.st_size) } ?? nil }
        }
    }
}
