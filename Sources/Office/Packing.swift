public import Bags
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
/// Tables go in as they are, in whatever encoding: the centre reads the same bytes. The batch continues the office's chain, which
/// ``OfficeState`` keeps; a power cut leaves the folder without the batch or with it, never with a number used up for nothing.
public struct Packing: Sendable {
    private let folder: String

    /// A pack of that folder.
    public init(folder: String) {
        self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    /// Reads everything as the centre would, and says what it would find; makes nothing.
    public func check(_ request: PackRequest) throws -> PackReport {
        let folder = try OfficeFolder(folder)
        return try report(on: folder, request, after: state(for: request))
    }

    /// Checks the folder and, where no fault forbids it, writes `<office>-B-<sequence>.zip`.
    ///
    /// - Returns: a report without ``PackReport/packed`` where a table cannot be read or, unless forced, a row would be refused.
    /// - Throws: ``OfficeError``, ``FileFailure``, ``BagWriterError``; ``BagError`` where the finished batch would be refused for its size or names.
    public func pack(_ request: PackRequest, key: SSHPrivateKey) throws -> PackReport {
        let folder = try OfficeFolder(folder)
        let lock = try FolderLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        var state = try state(for: request)
        try state.settle(in: folder.path)
        var report = try report(on: folder, request, after: state)
        if report.hasTableFault || report.faultyRows > 0 && !request.isForced { return report }
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
            written = try write(report, of: folder, to: temporary, key)
        } catch {
            unlink(temporary)
            throw error
        }
        state.epoch = report.header.identity.epoch
        state.batch = OfficeState.Link(sequence: report.header.identity.sequence, digest: written.tagManifestDigest)
        state.exportedAt = report.header.exportedAt
        state.pending = OfficeState.Pending(temporary: temporary, final: final)
        try state.save(in: folder.path)
        try state.settle(in: folder.path)
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

    private func report(on folder: OfficeFolder, _ request: PackRequest, after state: OfficeState) throws -> PackReport {
        let header = try request.header(after: state)
        let tables = try folder.tables.map { try TableReport.check($0, in: folder, office: state.office) }
        let named = tables.reduce(into: Set<String>()) { $0.formUnion($1.paths) }
        var warnings = folder.strangers.map { "\($0) 的文件名不是任何记录类型的名称，未打入包中" }
        warnings += folder.unnamedEvidence(besides: named).map { "\($0) 没有任何证明材料记录引用，未打入包中" }
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

    private static func payload(of type: RecordType) -> String { "data/records/\(type.name).csv" }

    private func write(_ report: PackReport, of folder: OfficeFolder, to path: String, _ key: SSHPrivateKey) throws -> WrittenBag {
        let writer = try BagWriter(path: path, folder: Packing.name(of: report.header.identity))
        for table in report.tables where table.rows > 0 {
            try writer.add(Packing.payload(of: table.type), contentsOf: "\(folder.path)/\(table.file)")
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
