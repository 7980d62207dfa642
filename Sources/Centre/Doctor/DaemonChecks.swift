import Foundation
import Glibc

/// Whether a daemon runs, and whether anything lies about that only a start settles.
enum DaemonChecks {
    static let all = [Doctor.Check("daemon", daemon), Doctor.Check("taking", taking)]

    private static func daemon(_ name: String, _ centre: Examination) -> [Diagnosis] {
        switch InstanceLock.holder(of: centre.root) {
        case .some(let process) where !InstanceLock.hindrances(of: centre.root).isEmpty:
            [
                .warning(
                    name,
                    "process \(process) works on this data root, and is hindered: \(InstanceLock.hindrances(of: centre.root).map { "\($0)" }.joined(separator: "; "))",
                    "进程 \(process) 正在处理此数据目录，但受到阻碍（见左）",
                    do: "see 'voucherd status' and the log; it goes on by itself once that is mended",
                    "请查看 voucherd status 与日志；排除后自动继续"
                )
            ]
        case .some(let process): [.ok(name, "process \(process) works on this data root", "进程 \(process) 正在处理此数据目录")]
        case nil: [.ok(name, "no daemon runs on this data root now", "目前没有守护进程运行")]
        }
    }

    /// Files that were claimed and are in no drain: while a daemon runs, they are in its hands.
    private static func taking(_ name: String, _ centre: Examination) -> [Diagnosis] {
        let claims = (try? FileManager.default.contentsOfDirectory(atPath: centre.root.taking)) ?? []
        let count = claims.count { $0.contains("@") }
        guard count > 0, InstanceLock.holder(of: centre.root) == nil else { return [.ok(name, "no file waits between inbox and archive", "没有中断的接收")] }
        return [
            .warning(
                name,
                "\(count) files were claimed from the inbox when the daemon ended; the next start takes them",
                "守护进程结束时有 \(count) 个文件已取走而未处理，下次启动时继续",
                do: "start the daemon: voucherd run",
                "请启动守护进程：voucherd run"
            )
        ]
    }
}
