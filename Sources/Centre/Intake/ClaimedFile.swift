public import Bags
public import Programme

/// A file that the centre has taken out of the inbox, or copied from it, and not yet put into the archive.
public struct ClaimedFile: Sendable, Hashable {
    /// Where it is now: `store/taking/<number>@<office or _>/<name>`.
    public let path: String
    /// Grows from claim to claim, over restarts too.
    public let number: Int
    /// The office whose inbox folder it was in.
    public let office: OfficeCode?
    /// Its name in the inbox.
    public let name: FileName
    /// Whether the inbox still has the file and this is a copy (`intake.after_taking: leave`).
    public let isCopy: Bool

    /// `410305/报送.zip`, for people and receipts.
    public var nameInInbox: String { office.map { "\($0)/\(name)" } ?? "\(name)" }

    /// The folder that holds nothing but the file.
    var folder: String { String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)) }
}

/// Why a file could not be claimed. It is where it was.
public enum ClaimFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Somebody has removed or renamed it meanwhile.
    case gone(String)
    /// Somebody has changed it while it was copied: it is looked at again later.
    case changed(String)
    /// The copy on the disk does not read back as it was written: the disk or the memory is at fault.
    case copyDiffers(String)
    case failed(FileFailure)

    public var description: String {
        switch self {
        case .gone(let name): "\(name) is no longer in the inbox / 文件已不在收件夹中"
        case .changed(let name): "\(name) changed while it was copied; it is looked at again / 文件在复制时发生变化，稍后再读"
        case .copyDiffers(let name):
            "the copy of \(name) does not read back as it was written; check the disk of the data root / 复制的文件读回不一致，请检查数据目录所在磁盘"
        case .failed(let failure): "\(failure)"
        }
    }
}
