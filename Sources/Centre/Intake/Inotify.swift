import Bags
import Dispatch
import Glibc

/// The kernel's notices of what happens in folders (inotify(7)).
final class Inotify: Sendable {
    /// One notice.
    struct Event {
        let watch: Int32
        let mask: UInt32
        /// The same for both notices of a rename within what is watched; 0 where the notice is of no rename.
        let cookie: UInt32
        /// The entry of the folder that it is about; empty where it is about the folder itself.
        let name: FileName

        func has(_ flags: Int32...) -> Bool { flags.contains { mask & UInt32(bitPattern: $0) != 0 } }

        /// The folder has been removed, moved or unmounted, or notices were lost: what is watched must be looked at afresh.
        var isUpheaval: Bool { has(IN_Q_OVERFLOW, IN_DELETE_SELF, IN_MOVE_SELF, IN_IGNORED, IN_UNMOUNT) }

        var isFolder: Bool { has(IN_ISDIR) }
    }

    private static let bufferSize = 64 << 10

    private let descriptor: Int32
    // Dispatch sources may be used from any thread, and this one is set before it is shared and never replaced.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// Begins to listen.
    ///
    /// - Parameter handler: called on `queue` with the notices that have come since its last call; with `nil`, and then never again, where they can no
    ///   longer be read.
    init(queue: DispatchQueue, handler: @escaping @Sendable ([Event]?) -> Void) throws(FileFailure) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw FileFailure("inotify_init", path: "inotify") }
        self.descriptor = descriptor
        // The handler runs on the queue alone, and any thread may cancel.
        nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        self.source = source
        source.setEventHandler {
            let events = Inotify.drain(descriptor)
            handler(events)
            // A descriptor that can be read and gives an error would call for us without end.
            if events == nil { source.cancel() }
        }
        // Only once no handler can run may the number go to another file.
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    deinit {
        source.cancel()
    }

    /// Watches a folder for files that are written, moved in or made; watching one twice is watching it once.
    ///
    /// - Returns: the watch's number.
    func watch(_ folder: String, followingLinks: Bool) throws(FileFailure) -> Int32 {
        var mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
        if !followingLinks { mask |= IN_DONT_FOLLOW }
        let watch = inotify_add_watch(descriptor, folder, UInt32(bitPattern: mask))
        guard watch >= 0 else { throw FileFailure("inotify_add_watch", path: folder) }
        return watch
    }

    /// Ends a watch.
    func end(_ watch: Int32) {
        inotify_rm_watch(descriptor, watch)
    }

    private static func drain(_ descriptor: Int32) -> [Event]? {
        var events: [Event] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: MemoryLayout<inotify_event>.alignment)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != EAGAIN { return nil }
            guard count > 0 else { return events }
            events += parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> [Event] {
        var events: [Event] = []
        let headerSize = MemoryLayout<inotify_event>.size
        var start = 0
        while start + headerSize <= bytes.count {
            let header = bytes.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
            let end = min(start + headerSize + Int(header.len), bytes.count)
            let name = bytes[(start + headerSize)..<end].prefix { $0 != 0 }
            events.append(Event(watch: header.wd, mask: header.mask, cookie: header.cookie, name: FileName(bytes: Array(name))))
            start = end
        }
        return events
    }
}
