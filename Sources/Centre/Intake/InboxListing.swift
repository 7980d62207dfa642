public import Bags
public import Programme

/// What a look at the inbox found.
public enum InboxLook: Sendable, Equatable {
    /// The folder is not the real inbox just now, so nothing can be said of it: an unmounted share is not an empty one.
    case away(InboxAbsence)
    case found(InboxListing)
}

/// Why the inbox cannot be looked at. The daemon waits and says so.
public enum InboxAbsence: Sendable, Equatable, CustomStringConvertible {
    /// The folder or its marker is not there.
    case markerMissing(String)
    /// The system refuses: a share that hangs, a folder without permission.
    case unreadable(FileFailure)

    public var description: String {
        switch self {
        case .markerMissing(let path):
            "\(path) is missing, so this is not the real inbox; mount the share, or make the marker where the folder is right"
                + " / 缺少标记文件 \(path)，此处不是真正的收件夹；请挂载共享，或确认无误后新建该文件"
        case .unreadable(let failure):
            "the inbox cannot be read: \(failure) / 无法读取收件夹：\(failure)"
        }
    }
}

/// The files of the inbox.
public struct InboxListing: Sendable, Equatable {
    /// What may be a batch: the files of the inbox itself, then those of each office by its code, each by their names.
    public var candidates: [InboxCandidate] = []
    /// What is passed over though nobody may have meant it to be, in the order of the names.
    public var overlooked: [OverlookedFile] = []

    public init() {}
}

/// A zip in the inbox, whole or not.
public struct InboxCandidate: Sendable, Hashable {
    /// The office whose folder the file is in; the batch must be that office's.
    public let office: OfficeCode?
    public let name: FileName
    /// The file as it was at the look.
    public let stamp: FileStamp
    let inbox: String

    /// `410305/报送.zip`, for people.
    public var nameInInbox: String { office.map { "\($0)/\(name)" } ?? "\(name)" }

    /// Where the file can be read in place; `nil` where its name is not UTF-8, and it must be claimed first.
    public var path: String? { name.text.map { "\(folder)/\($0)" } }

    var folder: String { office.map { "\(inbox)/\($0)" } ?? inbox }

    var rawPath: RawPath { RawPath(folder).appending(name) }
}

/// Something in the inbox that is not taken, and why; told once, so that nobody waits for it in vain.
public struct OverlookedFile: Sendable, Hashable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        /// A folder whose name is no office of `offices.yaml`.
        case folderOfNoOffice
        /// A folder inside an office's folder.
        case nestedFolder
        /// A symbolic link is never followed.
        case link
        /// A pipe, socket or device.
        case notRegular
        /// Not a `.zip`.
        case notZip
        /// A `.zip` with the name of a temporary file.
        case temporaryName
        /// The name cannot be kept beside the claimed file.
        case nameTooLong
        /// The system's error number.
        case unreadable(Int32)
    }

    /// The name below the inbox, for people.
    public let nameInInbox: String
    public let reason: Reason

    /// The file, what it is, and what to do, in English and Chinese.
    public var description: String {
        let (english, chinese) =
            switch reason {
            case .folderOfNoOffice:
                ("a folder of no office; name it by the office's code, or add the office to offices.yaml", "文件夹名不是单位代码；请改名，或在 offices.yaml 中登记")
            case .nestedFolder: ("a folder inside an office's folder; put the zip directly into the office's folder", "单位文件夹内的子文件夹；请把压缩包直接放入单位文件夹")
            case .link: ("a link, which is never followed; put the file itself there", "符号链接，一律不读；请放入文件本身")
            case .notRegular: ("not a regular file; remove it", "不是普通文件；请移走")
            case .notZip: ("not a zip; pack it as a batch", "不是 zip 压缩包；请按批次打包")
            case .temporaryName: ("named like a temporary file; rename it", "文件名像临时文件；请改名")
            case .nameTooLong: ("its name is too long; shorten it", "文件名过长；请缩短")
            case .unreadable(let number): ("cannot be looked at (error \(number)); mend its permissions", "无法查看（错误 \(number)）；请检查权限")
            }
        return "\(nameInInbox): \(english) / \(chinese)"
    }
}
