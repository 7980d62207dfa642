public import Bags
import FileCalls
import Glibc
public import Programme
import Records

/// Makes a signed batch of an office's folder.
///
///     let packing = Packing(folder: "/home/li/410305")
///     var request = PackRequest(exportedAt: now)
///     request.office = OfficeCode("410305")
///     let report = try packing.pack(request, key: key)
///
/// Without a store, tables go in as they are, in whatever encoding: the centre reads the same bytes. The batch continues the office's chain, which
/// ``OfficeState`` keeps; a power cut leaves the folder without the batch or with it, never with a number used up for nothing.
///
/// Once a bundle was opened in the folder, it has a store, and a batch holds only what is new there: see the page on an office's copy.
public struct Packing: Sendable {
    private let folder: String
    /// Called between the steps, so that a test can end the process there.
    var checkpoint: @Sendable (Step) throws -> Void = { _ in }

    /// A pack of that folder.
    public init(folder: String) {
        self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    /// Reads everything as the centre would, and says what it would find; makes nothing.
    public func check(_ request: PackRequest) throws -> PackReport {
        let folder = try OfficeFolder(folder)
        let state = try state(for: request)
        return try plan(folder, request, state, storeForChecking(state)).report
    }

    /// Checks the folder and, where no fault forbids it, writes `<office>-B-<sequence>.zip`.
    ///
    /// In a folder with a store only what is new goes in, and a copy stays in `sent/` until the centre has named every row.
    ///
    /// - Returns: a report without ``PackReport/packed`` where a table cannot be read, where nothing is new or, unless forced, where a row would be
    ///   refused.
    /// - Throws: ``OfficeError``, ``FileFailure``, ``BagWriterError``; ``BagError`` where the finished batch would be refused for its size or names.
    public func pack(_ request: PackRequest, key: SSHPrivateKey) throws -> PackReport {
        var folder = try OfficeFolder(folder)
        let lock = try FolderLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        var state = try state(for: request)
        try state.settle(in: folder.path)
        let store = try Packing.store(folder.path, state)
        var news: CopyNews?
        if let store {
            try Unfinished(store, folder.path).finish(&state)
            news = try bringUpToDate(folder, request, state, store)
            folder = try OfficeFolder(folder.path)
        }
        let plan = try plan(folder, request, state, store)
        var report = plan.report
        report.news = news
        if report.hasTableFault || report.faultyRows > 0 && !request.isForced || report.hasNothingNew { return report }
        let output = request.output ?? folder.path
        try DurableFile.makeFolder(output)
        let place = try FileBytes.absolute(output)
        let final = "\(place)/\(Packing.name(of: report.header.identity)).zip"
        guard !FileBytes.exists(final) else {
            throw OfficeError(.cannotCreate, "\(final) exists already; move it away", "\(final) 已存在，请先移走")
        }
        let temporary = "\(place)/.\(Packing.name(of: report.header.identity)).zip.part"
        let written: WrittenBag
        do {
            written = try write(plan, of: folder, to: temporary, key)
        } catch {
            Files.unlink(temporary)
            throw error
        }
        try checkpoint(.zip)
        if let store {
            let batch = SentBatch(of: report.header, written.tagManifestDigest, rows: report.rows, temporary: temporary, final: final)
            try store.write { try $0.insert(batch, rows: plan.selections.flatMap(\.rows)) }
            try checkpoint(.store)
            try Unfinished(store, folder.path, checkpoint: checkpoint).finishBatches(&state)
        } else {
            state.epoch = report.header.identity.epoch
            state.batch = OfficeState.Link(sequence: report.header.identity.sequence, digest: written.tagManifestDigest)
            state.exportedAt = report.header.exportedAt
            state.pending = OfficeState.Pending(temporary: temporary, final: final)
            try state.save(in: folder.path)
            try state.settle(in: folder.path)
        }
        report.packed = PackReport.Packed(path: final, digest: written.tagManifestDigest, bytes: written.zipBytes)
        return report
    }

    /// `410305-B-000031`.
    public static func name(of identity: BatchIdentity) -> String {
        let digits = String(identity.sequence)
        return "\(identity.office)-B-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    }

    private func state(for request: PackRequest) throws -> OfficeState {
        let stored = try OfficeState.load(from: folder)
        guard let office = request.office ?? stored?.office else {
            throw OfficeError(.usage, "the folder has packed nothing yet: give --office", "该文件夹尚未打过包，请用 --office 给出单位代码")
        }
        if let stored, stored.office != office {
            throw OfficeError(
                .usage,
                "\(folder) is the folder of office \(stored.office), not \(office)",
                "\(folder) 是单位 \(stored.office) 的文件夹，不是 \(office) 的"
            )
        }
        return stored ?? OfficeState(office: office)
    }

    // MARK: Planning

    /// What a batch would hold.
    private struct Plan {
        var report: PackReport
        /// What of each table goes in; empty in a folder without a store, whose tables go in as they are.
        var selections: [Selection] = []
    }

    private func plan(_ folder: OfficeFolder, _ request: PackRequest, _ state: OfficeState, _ store: OfficeStore?) throws -> Plan {
        guard let store else {
            let tables = try folder.tables.map { try TableReport.check($0, in: folder, office: state.office) }
            return Plan(report: try report(on: folder, tables, request, after: state))
        }
        return try store.read { transaction in
            let copy = try WorkingCopy(folder, of: state.office, transaction)
            var tables: [TableReport] = []
            var selections: [Selection] = []
            for file in folder.tables {
                guard let table = copy.tables[file.type], let records = copy.records[file.type] else {
                    tables.append(try TableReport.check(file, in: folder, office: state.office))
                    continue
                }
                let selection = try Selection(table, records, in: folder, of: state.office, transaction, isForced: request.isForced)
                tables.append(selection.report)
                selections.append(selection)
            }
            var report = try report(on: folder, tables, request, after: state)
            report.news = copy.news
            note(selections, in: &report)
            report.hasNothingNew = report.rows == 0 && report.faultyRows == 0 && !request.mayBeEmpty && request.closingYear == nil
            return Plan(report: report, selections: selections)
        }
    }

    private func note(_ selections: [Selection], in report: inout PackReport) {
        report.unchangedRows = selections.reduce(0) { $0 + $1.unchanged }
        for selection in selections {
            let file = selection.report.file
            if !selection.heldBack.isEmpty {
                report.heldBack[file] = selection.heldBack
                report.warnings.append(
                    "\(file) 第 \(Packing.list(selection.heldBack)) 行有必填项因冲突未决而暂空，与本批次其他行不能同表报送，留待下一批次；请再运行一次 pack"
                )
            }
            if !selection.stillRefused.isEmpty {
                report.warnings.append(
                    "\(file) 第 \(Packing.list(selection.stillRefused)) 行上次报送被拒收，此后未作修改，未打入包中；改正后再报，或用 --force 照样再报"
                )
            }
        }
    }

    private static func list(_ lines: [Int]) -> String {
        lines.prefix(20).map { String($0) }.joined(separator: "、") + (lines.count > 20 ? "等 \(lines.count)" : "")
    }

    private func report(
        on folder: OfficeFolder,
        _ tables: [TableReport],
        _ request: PackRequest,
        after state: OfficeState
    ) throws -> PackReport {
        let header = try request.header(after: state)
        let named = tables.reduce(into: Set<String>()) { $0.formUnion($1.paths) }
        let known = tables.reduce(into: named) { $0.formUnion($1.namedPaths) }
        var warnings = folder.strangers.map { "\($0) 的文件名不是任何记录类型的名称，未打入包中" }
        warnings += folder.unnamedEvidence(besides: known).map { "\($0) 没有任何证明材料记录引用，未打入包中" }
        if let last = state.exportedAt, header.exportedAt < last {
            warnings.append("导出时间 \(header.exportedAt) 早于上一批次的 \(last)，中心将按后者计；请核对本机时钟")
        }
        if header.identity.epoch == state.epoch, let last = state.batch, header.identity.sequence <= last.sequence {
            warnings.append("序号 \(header.identity.sequence) 已经用过；若中心已收到原批次，本批次将被视为 CHANGED 而不予采用")
        }
        // A table that is named as evidence too goes in once, as a table.
        let evidence = named.subtracting(tables.map { Packing.payload(of: $0.type) }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return PackReport(header: header, tables: tables, evidence: evidence, warnings: warnings)
    }

    // MARK: The store

    /// The folder's store, if anybody ever opened a bundle here.
    private static func store(_ folder: String, _ state: OfficeState, isReadOnly: Bool = false) throws -> OfficeStore? {
        if OfficeStore.exists(in: folder) {
            let store = try OfficeStore(folder: folder, isReadOnly: isReadOnly)
            // One that an interrupted first `open` left is none yet.
            if try state.hasStore == true || store.read({ try $0.lastBundle() }) != nil { return store }
        }
        guard state.hasStore != true else {
            throw OfficeError(
                .noInput,
                "\(folder)/\(OfficeStore.fileName) is gone; put back a copy, or open the last bundle again to begin a new one",
                "\(folder)/\(OfficeStore.fileName) 不见了：请恢复备份；没有备份的，用 voucherd open 重新打开最近的决定包，即建立新库"
            )
        }
        return nil
    }

    private func storeForChecking(_ state: OfficeState) throws -> OfficeStore? {
        guard let store = try Packing.store(folder, state, isReadOnly: true) else { return nil }
        guard try Unfinished(store, folder).isNothing(after: state) else {
            throw OfficeError(
                .busy,
                "an open or pack was interrupted here; run open or pack to finish it, then check again",
                "上一次 open 或 pack 中断了，请先运行 open 或 pack 完成它，再检查"
            )
        }
        return store
    }

    /// Lets the tables follow what was published, and forgets the rows of a batch that is made anew under its number.
    private func bringUpToDate(_ folder: OfficeFolder, _ request: PackRequest, _ state: OfficeState, _ store: OfficeStore) throws -> CopyNews {
        let identity = try request.header(after: state).identity
        let news = try store.write { transaction in
            try transaction.forgetRows(epoch: identity.epoch, sequence: identity.sequence)
            var copy = try WorkingCopy(folder, of: state.office, transaction)
            try copy.commit(transaction)
            return copy.news
        }
        try PendingFile.writeAll(of: store, in: folder.path)
        return news
    }

    // MARK: Writing

    private static func payload(of type: RecordType) -> String { "data/records/\(type.name).csv" }

    private func write(_ plan: Plan, of folder: OfficeFolder, to path: String, _ key: SSHPrivateKey) throws -> WrittenBag {
        let report = plan.report
        let writer = try BagWriter(path: path, folder: Packing.name(of: report.header.identity))
        for table in report.tables where table.rows > 0 {
            if let selection = plan.selections.first(where: { $0.report.type == table.type }) {
                try writer.add(Packing.payload(of: table.type), bytes: selection.bytes)
            } else {
                try writer.add(Packing.payload(of: table.type), contentsOf: "\(folder.path)/\(table.file)")
            }
        }
        for payload in report.evidence {
            guard let file = folder.file(ofPayload: payload) else {
                throw FileFailure("open", path: "\(folder.path)/\(payload)", errorNumber: ENOENT)
            }
            try writer.add(payload, contentsOf: file)
        }
        let written = try writer.finish(
            fields: report.header.fields,
            baggingDate: report.header.exportedAt.day,
            key: key,
            namespace: BatchHeader.namespace
        )
        try DurableFile.sync(path)
        // The centre's reader has limits that the writer does not know: better refused here than there.
        let bag = try Bag(contentsOf: path)
        _ = try BatchHeader(bag.info)
        try bag.verifyPayload()
        return written
    }
}
