import Bags
import Glibc
import Programme
import Store

/// Something outside the program that hinders it just now, and that may pass: a full or failing disk, a lack of descriptors, a lock.
public struct Hindrance: Sendable, Hashable, CustomStringConvertible {
    /// What cannot be used.
    public enum Place: Int64, Sendable, CaseIterable {
        case store, database, inbox, outbox, log
    }

    public let place: Place
    /// The system's error number; for the database SQLite's extended result code; 0 where neither is known, and the log says what it was.
    public let code: Int32

    public init(place: Place, code: Int32) {
        self.place = place
        self.code = code
    }

    /// What an error says of a data root's places.
    public init(_ error: any Error, in root: DataRoot) {
        switch error {
        case let failure as FileFailure: self.init(place: Hindrance.place(of: failure.path, in: root), code: failure.errorNumber)
        case ClaimFailure.failed(let failure): self.init(failure, in: root)
        case BagError.unreadable(let failure): self.init(failure, in: root)
        case BagWriterError.file(let failure): self.init(failure, in: root)
        case InstanceLock.Failure.unusable(let failure): self.init(failure, in: root)
        case let error as ConfigurationError where error.failure != nil: self.init(place: .store, code: error.failure?.errorNumber ?? 0)
        case StoreError.hindered(_, let code, _): self.init(place: .database, code: code)
        default: self.init(place: .store, code: 0)
        }
    }

    /// Whether the same may succeed later without anything being changed in the configuration or in who may do what.
    public var passes: Bool {
        if place == .database { return true }
        return [
            ENOSPC, EDQUOT, EFBIG, EIO, EROFS, EMFILE, ENFILE, ENOMEM, ENOBUFS, ENOLCK, EBUSY, EAGAIN, EINTR, ETXTBSY, ESTALE, ENODEV, ENXIO,
            ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ENOTCONN, EREMOTEIO, ESHUTDOWN, EUCLEAN,
        ].contains(code)
    }

    /// Whether nothing else can be taken in either while it lasts.
    var stopsEverything: Bool { place != .inbox || [EMFILE, ENFILE, ENOMEM].contains(code) }

    public var description: String {
        let (english, chinese) =
            switch place {
            case .store: ("the store", "数据目录 store")
            case .database: ("the database", "数据库")
            case .inbox: ("the inbox", "收件夹")
            case .outbox: ("the outbox", "发件夹 outbox")
            case .log: ("the log", "日志 log")
            }
        if code == 0 { return "\(english): see the log / \(chinese)：详见日志" }
        let reason = place == .database ? StoreError.words(ofCode: code) : String(cString: strerror(code))
        let advice = Hindrance.advice(place, code)
        return "\(english): \(reason) (\(code)); \(advice.english) / \(chinese)：\(reason)；\(advice.chinese)"
    }

    private static func place(of path: String, in root: DataRoot) -> Place {
        func isBelow(_ folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
        if path == root.database || path.hasPrefix(root.database + "-") { return .database }
        // Before the others: a data root may be `.`, and a path below the inbox is told without the inbox.
        if isBelow(root.store) || isBelow(root.config) { return .store }
        if isBelow(root.outbox) { return .outbox }
        if isBelow(root.log) { return .log }
        return .inbox
    }

    private static func advice(_ place: Place, _ code: Int32) -> (english: String, chinese: String) {
        let isFull = place == .database ? code & 0xFF == 13 || code == 4874 : [ENOSPC, EDQUOT].contains(code)
        if isFull { return ("make room on its disk", "请清理磁盘空间") }
        let isReadOnly = place == .database ? code & 0xFF == 8 : code == EROFS
        if isReadOnly { return ("mount its disk for writing", "请以可写方式重新挂载") }
        if place == .database, [5, 6].contains(code & 0xFF) { return ("see which program has it open", "请检查是否有其他程序占用") }
        if place != .database, [EMFILE, ENFILE].contains(code) { return ("raise the limit of open files", "请提高打开文件数上限") }
        return ("see its disk and the system's log", "请检查磁盘和系统日志")
    }
}
