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

    /// What hinders the daemon now, as it says itself, and what can be seen of that from here.
    public func hindrances(_ look: InboxLook) -> Set<Hindrance> {
        var found = Set(InstanceLock.hindrances(of: root))
        let folders: [(Hindrance.Place, [String])] = [
            (.store, [root.store, root.taking, root.archive, root.evidence, root.quarantine, root.temporary]), (.outbox, [root.outbox]),
            (.log, [root.log]),
        ]
        for (place, paths) in folders where !found.contains(where: { $0.place == place }) {
            if paths.contains(where: { Centre.isReadOnly($0) }) { found.insert(Hindrance(place: place, code: EROFS)) }
        }
        if case .away(.unreadable(let failure)) = look { found.insert(Hindrance(place: .inbox, code: failure.errorNumber)) }
        return found
    }

    private static func isReadOnly(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
    }

    private func claimedSizes() -> [Int64] {
        guard let claims = try? Folder(root.taking).names() else { return [] }
        return claims.compactMap(\.text).flatMap { claim -> [Int64] in
            guard let folder = try? Folder("\(root.taking)/\(claim)"), let names = try? folder.names() else { return [] }
            return names.compactMap { name in (try? folder.status(of: name))?.map { Int64($0.st_size) } ?? nil }
        }
    }
}
