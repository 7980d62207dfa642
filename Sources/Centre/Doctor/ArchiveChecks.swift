import Bags
import Glibc
import Programme
import Store

/// Whether everything that the store names is on the disk: taken files, evidence, bundles, and the configuration of earlier drains.
enum ArchiveChecks {
    static let all = [
        Doctor.Check("archive", archive), Doctor.Check("evidence", evidence), Doctor.Check("configurations", configurations),
        Doctor.Check("outbox", outbox),
    ]

    /// A file that should be there.
    private struct Expected {
        let path: String
        let digest: Digest
    }

    private static func archive(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let arrivals = read(centre, { try $0.arrivals() }) else { return [] }
        let files = arrivals.map { zip, _, outcome in
            Expected(path: outcome == .quarantined ? centre.root.quarantined(zip.description) : centre.root.archived(zip.description), digest: zip)
        }
        return [
            told(
                name,
                faults(files, centre),
                files.count,
                ("taken files", "已接收的文件"),
                do: "restore them from a backup of store/archive and store/quarantine: without them the store could not be rebuilt",
                "请从 store/archive 与 store/quarantine 的备份恢复；缺少它们将无法重建"
            )
        ]
    }

    private static func evidence(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let digests = read(centre, { try $0.evidenceDigests() }) else { return [] }
        let files = digests.map { Expected(path: centre.root.evidenceFile($0.description), digest: $0) }
        return [
            told(
                name,
                faults(files, centre),
                files.count,
                ("files of evidence", "证明材料"),
                do: "restore store/evidence from a backup, or run 'voucherd rebuild --replace', which takes it from the archived batches",
                "请从备份恢复 store/evidence，或运行 voucherd rebuild --replace 从存档取回"
            )
        ]
    }

    private static func configurations(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let lines = try? JournalReading(Journal(path: centre.root.journal)).lines else { return [] }
        let named = Set(lines.compactMap(\.configuration).flatMap { [$0.programme, $0.offices, $0.workdays, $0.settings] })
        let files = named.sorted().map { Expected(path: centre.root.pinned($0), digest: $0) }
        return [
            told(
                name,
                faults(files, centre, isDeep: true),
                files.count,
                ("copies of the configuration that drains were made with", "各轮处理所用配置的副本"),
                do: "restore store/archive/configuration from a backup",
                "请从备份恢复 store/archive/configuration"
            )
        ]
    }

    private static func told(
        _ name: String,
        _ faults: [String],
        _ count: Int,
        _ what: (english: String, chinese: String),
        do fix: String,
        _ fixChinese: String
    ) -> Diagnosis {
        guard !faults.isEmpty else { return .ok(name, "\(count) \(what.english), all there", "\(what.chinese) \(count) 件，齐全") }
        return .failure(
            name,
            "\(faults.count) of \(count) \(what.english) are missing or changed: \(faults.prefix(3).joined(separator: ", "))",
            "\(what.chinese) \(count) 件中有 \(faults.count) 件缺失或被改动：\(faults.prefix(3).joined(separator: "、"))",
            do: fix,
            fixChinese
        )
    }

    /// The outbox is made from the store: what is missing there may have been fetched away.
    private static func outbox(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let bundles = read(centre, { try $0.bundles() }) else { return [] }
        let files = bundles.map { Expected(path: "\(centre.root.outbox)/\($0.file)", digest: $0.zip) }
        let faults = faults(files, centre)
        if faults.isEmpty { return [.ok(name, "\(files.count) bundles, all there", "决定包 \(files.count) 个，齐全")] }
        return [
            .warning(
                name,
                "\(faults.count) of \(files.count) bundles are not in the outbox as they were cut: \(faults.prefix(3).joined(separator: ", "))",
                "outbox 中 \(files.count) 个决定包有 \(faults.count) 个缺失或被改动：\(faults.prefix(3).joined(separator: "、"))",
                do: "nothing, if they were fetched away; the next start makes them again, byte for byte",
                "如系取走则无需处理；下次启动会原样重新生成"
            )
        ]
    }

    /// The paths that are missing or, where the look is a deep one, have other bytes.
    private static func faults(_ files: [Expected], _ centre: Examination, isDeep: Bool? = nil) -> [String] {
        let isDeep = isDeep ?? (centre.depth == .indexes)
        return files.filter { file in
            if isDeep { return (try? Digest(ofFileAt: file.path)) != file.digest }
            return access(file.path, F_OK) != 0
        }.map(\.path)
    }

    /// `nil` where there is no store that could be asked; the check of the database says why.
    private static func read<Value>(_ centre: Examination, _ body: (Transaction) throws -> Value) -> Value? {
        guard let store = centre.store else { return nil }
        return try? store.read(body)
    }
}
