import Glibc
import Store

/// Whether the database is whole, of this version, and as far as its journal.
enum DatabaseChecks {
    static let all = [Doctor.Check("database", database), Doctor.Check("write_ahead_log", writeAheadLog), Doctor.Check("journal", journal)]

    /// A write-ahead log that is larger than this, in bytes, is not being folded back: it is about 64 MiB as a rule.
    static let largestLog: Int64 = 512 << 20

    private static func database(_ name: String, _ centre: Examination) -> [Diagnosis] {
        let path = centre.root.database
        switch centre.inspection {
        case .failure(let error as StoreError) where error.isDiskFailure:
            return [
                .failure(
                    name,
                    "\(path) cannot be read: the disk fails, which says nothing of what the database holds",
                    "数据库读取失败：是磁盘故障，不等于数据库已损坏",
                    do:
                        "stop the daemon, look at the system's log (journalctl -k) and the disk's own (smartctl -a), put the data root on a sound disk, "
                        + "and ask again before you rebuild",
                    "请停止守护进程，查看系统日志（journalctl -k）和磁盘自检（smartctl -a），把数据目录移到完好的磁盘后重新检查，再决定是否重建"
                )
            ]
        case .failure(let error):
            return [
                .failure(
                    name,
                    "\(path) cannot be opened: \(error)",
                    "数据库无法打开：\(error)",
                    do: "let the daemon's user read and write store/, and look for a full or failing disk",
                    "请确认守护进程用户可读写 store/，并检查磁盘"
                )
            ]
        case .success(let found): return [told(name, path, found, centre)]
        }
    }

    private static func told(_ name: String, _ path: String, _ found: StoreInspection, _ centre: Examination) -> Diagnosis {
        switch found.condition {
        case .missing where access(centre.root.journal, F_OK) != 0:
            return .ok(name, "there is no database yet; the first drain makes it", "尚无数据库，首次处理时建立")
        case .missing:
            return .failure(
                name,
                "\(path) is missing, and the journal tells of what was in it",
                "数据库不见了，而处理日志中有此前的记录",
                do: "run 'voucherd rebuild': it makes the database again from store/archive",
                "请运行 voucherd rebuild，从存档重建数据库"
            )
        case .damaged(let faults):
            return .failure(
                name,
                "\(path) is damaged: \(faults.prefix(3).joined(separator: "; "))",
                "数据库已损坏：\(faults.prefix(3).joined(separator: "; "))",
                do: "stop the daemon, check the disk, then run 'voucherd rebuild': the damaged file is moved aside, and nothing is lost",
                "请停止守护进程、检查磁盘，然后运行 voucherd rebuild；损坏的文件会移开，数据不会丢失"
            )
        case .foreign:
            return .failure(
                name,
                "\(path) is another program's database",
                "这不是 voucherd 的数据库",
                do: "move it away, or choose another --root",
                "请移走该文件，或用 --root 另指目录"
            )
        case .sound: return version(name, found)
        }
    }

    private static func version(_ name: String, _ found: StoreInspection) -> Diagnosis {
        if !found.unknownMigrations.isEmpty {
            return .failure(
                name,
                "the database was written by a newer version (\(found.unknownMigrations.joined(separator: ", ")))",
                "数据库由更新的版本写入（\(found.unknownMigrations.joined(separator: "、"))）",
                do: "use that version; an older one must not write to it",
                "请使用该版本；旧版本不得写入"
            )
        }
        if !found.missingMigrations.isEmpty {
            return .warning(
                name,
                "the database is of an earlier version; the next start brings it up (\(found.missingMigrations.joined(separator: ", ")))",
                "数据库为早期版本，下次启动时升级（\(found.missingMigrations.joined(separator: "、"))）",
                do: "take a backup of store/, then start the daemon",
                "请先备份 store/，再启动守护进程"
            )
        }
        return .ok(name, "SQLite finds the database whole, drain \(found.lastDrain)", "数据库完好，已处理至第 \(found.lastDrain) 轮")
    }

    private static func writeAheadLog(_ name: String, _ centre: Examination) -> [Diagnosis] {
        var status = stat()
        let size = stat(centre.root.database + "-wal", &status) == 0 ? Int64(status.st_size) : 0
        return [judge(name, logOf: size)]
    }

    static func judge(_ name: String, logOf size: Int64) -> Diagnosis {
        guard size > largestLog else { return .ok(name, "the write-ahead log has \(size) bytes", "预写日志 \(size) 字节") }
        return .warning(
            name,
            "the write-ahead log has \(size) bytes: something keeps the database open for reading",
            "预写日志达 \(size) 字节：有程序长期占用数据库读取",
            do: "end long-running readers such as an sqlite3 shell; the next drain folds the log back",
            "请结束长时间读取数据库的程序（如 sqlite3）"
        )
    }

    private static func journal(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let reading = try? JournalReading(Journal(path: centre.root.journal)) else {
            return [
                .failure(
                    name,
                    "\(centre.root.journal) cannot be read",
                    "处理日志无法读取",
                    do: "let the daemon's user read it; without it the store could not be rebuilt",
                    "请授予读取权限；没有它就无法重建数据库"
                )
            ]
        }
        guard case .success(let found) = centre.inspection, found.condition == .sound else { return [] }
        let last = reading.lines.last?.drain ?? 0
        if let gap = reading.firstGap ?? (last < found.lastDrain ? last + 1 : nil) {
            return [
                .failure(
                    name,
                    "the journal has no line for drain \(gap): the store could not be rebuilt if it were lost",
                    "处理日志缺少第 \(gap) 轮：数据库一旦丢失将无法重建",
                    do: "restore store/archive/journal.jsonl from a backup; back up store/voucherd.sqlite until then",
                    "请从备份恢复 store/archive/journal.jsonl；在此之前务必备份数据库"
                )
            ]
        }
        if last > found.lastDrain + 1 {
            return [
                .failure(
                    name,
                    "the database ends with drain \(found.lastDrain), the journal with \(last): the database is an old copy",
                    "数据库止于第 \(found.lastDrain) 轮，处理日志记到第 \(last) 轮：数据库是旧的副本",
                    do: "run 'voucherd rebuild --replace'",
                    "请运行 voucherd rebuild --replace"
                )
            ]
        }
        return [.ok(name, "the journal tells of every drain", "处理日志完整")]
    }
}
