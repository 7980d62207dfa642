public import Bags
import Dispatch
import Glibc
public import Programme
import Synchronization

/// Says when it may be worth looking at the inbox, within a fraction of a millisecond where the kernel tells of new files.
///
/// A hint is no more than that: network shares send none, and a file may be half there. Whoever relies on hints alone misses files, so the daemon
/// looks at the whole inbox now and then as well.
public final class InboxWatcher: Sendable {
    /// What the kernel will tell of.
    public enum Coverage: Sendable, Equatable {
        /// The inbox and its offices' folders.
        case events
        /// Not all of it, and why: only sweeps find new files there.
        case sweepsOnly(FileFailure)
    }

    private struct State {
        var inotify: Inotify?
        /// The folder that each watch is on.
        var folders: [Int32: WatchedFolder] = [:]
        var coverage = Coverage.events
        var isStopped = false
    }

    private enum WatchedFolder {
        /// The one that holds the inbox: it tells when the inbox is made anew.
        case parent
        case inbox
        case office
    }

    /// How something came.
    public enum Hint: Sendable {
        /// By a rename: whoever sent it has written it all, and has done with it.
        case moved
        /// In another way: its sender may not have done with it, or has more to send.
        case written
    }

    /// An element for each time that something came, or several times at once. It ends when the watcher is stopped.
    public let hints: AsyncStream<Hint>
    private let hint: AsyncStream<Hint>.Continuation
    private let root: DataRoot
    private let inboxName: FileName
    private let offices: Set<OfficeCode>
    private let queue = DispatchQueue(label: "voucherd.inbox")
    private let state = Mutex(State())

    /// Watches the inbox of a data root and the folders of these offices in it.
    public init(_ root: DataRoot, offices: Set<OfficeCode>) {
        self.root = root
        self.offices = offices
        inboxName = FileName(String(root.inbox.dropFirst(root.path.count + 1)))
        (hints, hint) = AsyncStream.makeStream(of: Hint.self, bufferingPolicy: .bufferingNewest(1))
        refresh()
    }

    deinit {
        hint.finish()
    }

    /// Ends the hints.
    public func stop() {
        hint.finish()
        state.withLock { state in
            state.isStopped = true
            state.inotify = nil
            state.folders = [:]
        }
    }

    /// Watches what is there now: folders that are new, and an inbox that was replaced or whose share came back. Called with every sweep, because
    /// nothing tells of a mount.
    @discardableResult
    public func refresh() -> Coverage {
        state.withLock { state in
            if !state.isStopped { watchAnew(&state) }
            return state.coverage
        }
    }

    private func watchAnew(_ state: inout State) {
        let stale = state.folders
        state.folders = [:]
        state.coverage = .events
        do throws(FileFailure) {
            let inotify = if let known = state.inotify { known } else { try listen() }
            state.inotify = inotify
            try? watch(root.path, as: .parent, inotify, &state)
            try watch(root.inbox, as: .inbox, inotify, &state)
            for name in try Folder(root.inbox).names() {
                guard let text = name.text, let office = OfficeCode(text), offices.contains(office) else { continue }
                try watch("\(root.inbox)/\(text)", as: .office, inotify, &state)
            }
        } catch {
            state.coverage = .sweepsOnly(error)
        }
        for number in stale.keys where state.folders[number] == nil { state.inotify?.end(number) }
    }

    private func watch(_ path: String, as folder: WatchedFolder, _ inotify: Inotify, _ state: inout State) throws(FileFailure) {
        do throws(FileFailure) {
            state.folders[try inotify.watch(path, followingLinks: folder != .office)] = folder
        } catch {
            // A file or a link by an office's code, or a folder that has gone again, is nothing to watch.
            guard folder == .office, [ENOTDIR, ENOENT, ELOOP].contains(error.errorNumber) else { throw error }
        }
    }

    private func listen() throws(FileFailure) -> Inotify {
        try Inotify(queue: queue) { [weak self] events in self?.receive(events) }
    }

    private func receive(_ events: [Inotify.Event]?) {
        guard let events else {
            // The next sweep begins to listen anew.
            state.withLock { state in
                state.inotify = nil
                state.folders = [:]
            }
            hint.yield(.written)
            return
        }
        let folders = state.withLock { $0.folders }
        var isWorthALook = false
        var isMoved = true
        var isUpheaval = false
        // The kernel tells of both ends of a rename at once. Syncthing renames each file of a set as it comes, in any order: the first is no reason
        // to tell an office that it waits for the others.
        let synchronised = Set(events.filter { $0.has(IN_MOVED_FROM) && InboxWatcher.isOfSyncthing($0.name) }.map(\.cookie))
        for event in events where !event.has(IN_MOVED_FROM) || event.isFolder {
            if event.isUpheaval {
                isUpheaval = true
                continue
            }
            switch folders[event.watch] {
            case .parent: isUpheaval = isUpheaval || (event.name == inboxName && event.isFolder)
            case .inbox where event.isFolder: isUpheaval = true
            case .inbox, .office:
                guard InboxWatcher.counts(event.name) else { continue }
                isWorthALook = true
                isMoved = isMoved && event.has(IN_MOVED_TO) && !synchronised.contains(event.cookie)
            // Of a watch that has ended.
            case nil: break
            }
        }
        // Before the hint: what comes into a new folder from now on is told, and what came before is found by the look.
        if isUpheaval { refresh() }
        if isWorthALook || isUpheaval { hint.yield(isMoved && !isUpheaval ? .moved : .written) }
    }

    private static func isOfSyncthing(_ name: FileName) -> Bool {
        [".syncthing.", "~syncthing~"].contains { name.bytes.starts(with: $0.utf8) }
    }

    private static func counts(_ name: FileName) -> Bool {
        // The marker's return is the inbox's.
        name == FileName(".voucherd-inbox") || !name.isTemporary
    }
}
