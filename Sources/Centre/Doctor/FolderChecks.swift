import Bags
import Glibc

/// Whether the folders are there, writable, private where they must be, and have room.
enum FolderChecks {
    static let all = [
        Doctor.Check("inbox", inbox), Doctor.Check("folders", folders), Doctor.Check("privacy", privacy), Doctor.Check("disk", disk),
        Doctor.Check("file_systems", fileSystems),
    ]

    private static func inbox(_ name: String, _ centre: Examination) -> [Diagnosis] {
        let root = centre.root
        guard let status = status(of: root.inboxMarker), status.st_mode & S_IFMT == S_IFREG else {
            return [
                .failure(
                    name,
                    "\(root.inboxMarker) is missing: this is not the real inbox but, say, the mount point of a share that is away; the daemon waits",
                    "缺少标记文件 \(root.inboxMarker)：这可能不是真正的收件夹（如共享未挂载），守护进程会等待",
                    do: "mount the share; for a new inbox: mkdir -p \(root.inbox) && touch \(root.inboxMarker)",
                    "请挂载共享；新建收件夹请执行：mkdir -p \(root.inbox) && touch \(root.inboxMarker)"
                )
            ]
        }
        let leaves = centre.settings.value?.intake.afterTaking == .leave
        if access(root.inbox, leaves ? R_OK | X_OK : R_OK | W_OK | X_OK) != 0 { return [unusable(name, root.inbox)] }
        return [.ok(name, "the inbox is the real one, and can be taken from", "收件夹可用")]
    }

    private static func folders(_ name: String, _ centre: Examination) -> [Diagnosis] {
        let root = centre.root
        var found: [Diagnosis] = []
        for folder in [root.outbox, root.log, root.store, root.taking, root.archive, root.evidence, root.quarantine, root.temporary] {
            guard let status = status(of: folder) else {
                // The daemon makes what is missing, where it may.
                let parent = DurableFile.folder(of: folder)
                if self.status(of: parent) != nil, access(parent, W_OK | X_OK) != 0 { found.append(unusable(name, parent)) }
                continue
            }
            if status.st_mode & S_IFMT != S_IFDIR || access(folder, R_OK | W_OK | X_OK) != 0 { found.append(unusable(name, folder)) }
        }
        return found.isEmpty ? [.ok(name, "outbox, store and log can be written", "outbox、store、log 均可写")] : found
    }

    private static func unusable(_ name: String, _ folder: String) -> Diagnosis {
        .failure(
            name,
            "\(folder) is not a folder that this user can read and write",
            "\(folder) 不是当前用户可读写的目录",
            do: "run this as the daemon's user; else give that user the folder: chown -R USER \(folder)",
            "请以守护进程的用户运行；否则把目录交给该用户：chown -R USER \(folder)"
        )
    }

    /// The store holds personal and bank data.
    private static func privacy(_ name: String, _ centre: Examination) -> [Diagnosis] {
        let root = centre.root
        guard let status = status(of: root.store), status.st_mode & 0o007 != 0 else {
            return [.ok(name, "others cannot look into the store", "store 目录不对他人开放")]
        }
        return [
            .warning(
                name,
                "others can look into \(root.store) (mode 0\(String(status.st_mode & 0o777, radix: 8))): it holds personal and bank data",
                "\(root.store) 对他人开放（权限 0\(String(status.st_mode & 0o777, radix: 8))），其中有个人与银行信息",
                do: "chmod o-rwx \(root.store)",
                "请执行：chmod o-rwx \(root.store)"
            )
        ]
    }

    private static func disk(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let settings = centre.settings.value, let free = try? FreeSpace.bytes(at: place(centre.root)) else { return [] }
        let minimum = settings.intake.minimumFreeBytes
        if free < minimum {
            return [
                .failure(
                    name,
                    "\(free) bytes are free, fewer than intake.minimum_free_bytes (\(minimum)): intake pauses",
                    "磁盘仅剩 \(free) 字节，低于 intake.minimum_free_bytes（\(minimum)），暂停接收",
                    do: "make room on the file system of \(centre.root.store); what is in store/ must stay",
                    "请清理 \(centre.root.store) 所在磁盘；store/ 中的文件不得删除"
                )
            ]
        }
        if free / 2 < minimum {
            return [
                .warning(
                    name,
                    "\(free) bytes are free, less than twice intake.minimum_free_bytes (\(minimum))",
                    "磁盘剩余 \(free) 字节，不足 intake.minimum_free_bytes（\(minimum)）的两倍",
                    do: "make room soon: below the minimum intake pauses",
                    "请尽快清理：低于下限即暂停接收"
                )
            ]
        }
        return [.ok(name, "\(free) bytes are free, \(minimum) are kept", "磁盘剩余 \(free) 字节，预留 \(minimum) 字节")]
    }

    private static func fileSystems(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let inbox = status(of: centre.root.inbox), let store = status(of: place(centre.root)) else { return [] }
        if inbox.st_dev == store.st_dev { return [.ok(name, "inbox and store share a file system: files are taken by rename", "收件夹与 store 在同一文件系统")] }
        return [
            .ok(
                name,
                "inbox and store are on different file systems: files are copied, verified by digest, then removed from the inbox",
                "收件夹与 store 不在同一文件系统：复制并核对摘要后再移除"
            )
        ]
    }

    /// The store, or where it will be.
    private static func place(_ root: DataRoot) -> String { status(of: root.store) == nil ? root.path : root.store }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
