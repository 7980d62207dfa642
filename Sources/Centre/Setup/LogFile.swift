public import Bags
import FileCalls
import Glibc
import Logging
import Synchronization

/// A file to which whole lines are appended; several processes may do so at once.
///
/// It is opened when there is something to write, and again and again where that fails: no line is a reason to end, and a full disk passes. Once it
/// is long it gets a number behind its name and another begins; where somebody else has moved it away, another begins too.
public final class LogFile: Sendable {
    static let standardError = LogFile(descriptor: STDERR_FILENO)

    private struct State {
        var descriptor: Int32
        /// Whether the file's last line was cut short.
        var isTorn = false
        var failure: FileFailure?
        /// How many lines are not in the file, or not whole.
        var lost = 0
    }

    /// `nil` for one that is open from the start and stays so.
    private let path: String?
    private let settings: Settings.Log
    private let state: Mutex<State>

    private init(descriptor: Int32) {
        path = nil
        settings = Settings.Log()
        state = Mutex(State(descriptor: descriptor))
    }

    /// The log of a data root: `log/voucherd.log`.
    public init(_ root: DataRoot, _ settings: Settings.Log = Settings.Log()) {
        path = root.log + "/voucherd.log"
        self.settings = settings
        state = Mutex(State(descriptor: -1))
    }

    deinit {
        state.withLock { state in if path != nil, state.descriptor >= 0 { close(state.descriptor) } }
    }

    /// Why the last line is not in the file, if it is not.
    public var failure: FileFailure? { state.withLock { $0.failure } }

    /// Appends a line in one call, so that lines of several threads never mix. Gives whether it was written whole.
    @discardableResult
    func append(_ line: String) -> Bool {
        state.withLock { state in
            write(line, &state)
            if state.failure != nil { state.lost += 1 }
            return state.failure == nil
        }
    }

    /// Where lines went to standard error instead: tries whether the file takes lines again, and says in it how many it lacks.
    func mend() {
        state.withLock { state in
            guard state.failure != nil else { return }
            let message = "the log is written again; what it lacks went to standard error / 日志恢复写入，缺少的内容在标准错误输出中"
            write(LogLine(level: .notice, message: message, metadata: ["lines": .stringConvertible(state.lost)]).json, &state)
            if state.failure == nil { state.lost = 0 }
        }
    }

    private static func open(_ path: String, _ state: inout State) -> FileFailure? {
        // For reading too: what an earlier process could write of its last line is told by the file's last byte.
        state.descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard state.descriptor >= 0 else { return FileFailure("open", path: path) }
        let end = lseek(state.descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        state.isTorn = end > 0 && pread(state.descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
        return nil
    }

    private func write(_ line: String, _ state: inout State) {
        state.failure = nil
        if let path { leaveOldFile(path, &state) }
        if state.descriptor < 0, let path { state.failure = LogFile.open(path, &state) }
        guard state.descriptor >= 0 else { return }
        // What follows half a line must be a line of its own, or both are lost to whoever reads them.
        var line = state.isTorn ? "\n" + line : line
        line.withUTF8 { bytes in
            var count: Int
            repeat { count = Glibc.write(state.descriptor, bytes.baseAddress, bytes.count) } while count < 0 && errno == EINTR
            if count == bytes.count {
                state.isTorn = false
                return
            }
            // A short write is the disk's way of saying that it is full; it sets no error number.
            state.failure = FileFailure("write", path: path ?? "standard error", errorNumber: count < 0 ? errno : ENOSPC)
            if count > 0 { state.isTorn = true }
        }
    }

    // MARK: Rotation

    /// Closes the file where it is no longer the one of that name, or has grown long and could be moved.
    private func leaveOldFile(_ path: String, _ state: inout State) {
        guard state.descriptor >= 0 else { return }
        var (own, named) = (stat(), stat())
        guard fstat(state.descriptor, &own) == 0 else { return }
        func isNamed() -> Bool { stat(path, &named) == 0 && named.st_ino == own.st_ino && named.st_dev == own.st_dev }
        if isNamed() {
            guard settings.rotateBytes > 0, own.st_size >= settings.rotateBytes else { return }
            // Of several processes one moves it; the others find that it is gone.
            guard flock(state.descriptor, LOCK_EX) == 0 else { return }
            if isNamed(), !moveAway(path) {
                flock(state.descriptor, LOCK_UN)
                return
            }
        }
        // The lock goes with the descriptor.
        close(state.descriptor)
        state.descriptor = -1
    }

    /// Gives the file the number 1, and those that have numbers the next, as far as the first that is free; the last of all goes.
    ///
    /// From the highest on, so that a crash in between leaves a number free and loses nothing.
    private func moveAway(_ path: String) -> Bool {
        let free = (1...settings.keptFiles).first { access("\(path).\($0)", F_OK) != 0 } ?? settings.keptFiles
        for number in stride(from: free, to: 1, by: -1) where Files.rename("\(path).\(number - 1)", "\(path).\(number)") != 0 { return false }
        return Files.rename(path, "\(path).1") == 0
    }
}
