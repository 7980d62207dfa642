import Glibc
import Synchronization

// What hinders the daemon must be seen where no disk takes a note of it and no descriptor is to be had. The kernel's table of locks is such a place:
// the daemon locks a byte of `store/.lock`, far behind its end, whose number says what is wrong. Nobody waits for these locks, and they go with the
// process.

extension InstanceLock.Held {
    /// Says what hinders the daemon now, in place of what was said before.
    public func tell(_ hindrances: Set<Hindrance>) {
        told.withLock { told in
            for place in Hindrance.Place.allCases {
                let now = hindrances.filter { $0.place == place }
                if now == told.filter({ $0.place == place }) { continue }
                Notice.release(descriptor, place)
                // The first of several is enough: whoever mends it learns of the next.
                if let hindrance = now.min(by: { $0.code < $1.code }) { Notice.lock(descriptor, hindrance) }
            }
            told = hindrances
        }
    }
}

extension InstanceLock {
    /// What hinders the process that has the lock, in the order of the places; nothing where none has it.
    public static func hindrances(of root: DataRoot) -> [Hindrance] {
        let descriptor = open(root.store + "/.lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return Hindrance.Place.allCases.compactMap { Notice.read(descriptor, $0) }
    }
}

/// The bytes of the lock file that stand for hindrances.
private enum Notice {
    // Glibc's module does not import them; the numbers are the kernel's. These locks belong to the open file: another descriptor of this process that
    // is closed does not take them away.
    private static let setLock: Int32 = 37
    private static let codes: Int64 = 1 << 24
    private static let origin: Int64 = 1 << 40

    static func lock(_ descriptor: Int32, _ hindrance: Hindrance) {
        set(descriptor, Int16(F_RDLCK), start(hindrance.place) + Int64(min(max(hindrance.code, 0), Int32(codes - 1))), 1)
    }

    static func release(_ descriptor: Int32, _ place: Hindrance.Place) { set(descriptor, Int16(F_UNLCK), start(place), codes) }

    static func read(_ descriptor: Int32, _ place: Hindrance.Place) -> Hindrance? {
        // A lock to write is refused where somebody has one to read, and the kernel says which.
        var lock = range(Int16(F_WRLCK), start(place), codes)
        guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
        return Hindrance(place: place, code: Int32(truncatingIfNeeded: Int64(lock.l_start) - start(place)))
    }

    private static func start(_ place: Hindrance.Place) -> Int64 { origin + place.rawValue * codes }

    private static func set(_ descriptor: Int32, _ type: Int16, _ start: Int64, _ length: Int64) {
        var lock = range(type, start, length)
        _ = fcntl(descriptor, setLock, &lock)
    }

    private static func range(_ type: Int16, _ start: Int64, _ length: Int64) -> flock {
        var lock = flock()
        lock.l_type = type
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(start)
        lock.l_len = off_t(length)
        return lock
    }
}
