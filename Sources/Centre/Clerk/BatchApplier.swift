import Bags
import Merging
import Programme
import Records
import Store

/// Puts the rows of a batch into the store, row by row; the merge follows when all batches of the drain are in.
struct BatchApplier {
    let work: DrainWork
    let batch: BatchRecord
    let tables: BatchTables
    let window: ExportWindow

    private var transaction: Transaction { work.transaction }
    private var office: OfficeCode { batch.identity.office }

    /// What a batch brought.
    struct Result {
        var refused: [RowReceipt] = []
        var touched: [Int64: RecordKey] = [:]
        /// Payload that some row names.
        var named: Set<String> = []
        /// Payload that no row names.
        var unnamed: [String] = []
    }

    /// Applies the batch; the caller's savepoint undoes everything where this throws.
    ///
    /// - Throws: ``BatchTables/Fault`` where a file is no table.
    func apply() throws -> Result {
        var result = Result()
        let files = Dictionary(uniqueKeysWithValues: tables.bag.payload.map { ($0.path, $0.digest) })
        let role = work.configuration.offices[office]?.role
        let authored = Set(tables.tables.map(\.type).filter { type in role.map { type.authors.contains($0) } ?? false })
        try tables.rows { row in
            Heartbeat.beat()
            try take(row, mayAuthor: authored.contains(row.reader.type), files: files, into: &result)
        }
        let named = result.named.union(tables.tables.map(\.file.path))
        let evidencePaths = Set(files.keys.filter { named.contains($0) && !BatchTables.isTable($0) })
        for (digest, bytes) in try work.evidence?.keep(evidencePaths, of: tables.bag) ?? [] {
            try transaction.insertEvidence(digest, bytes: bytes)
        }
        result.unnamed = files.keys.filter { !named.contains($0) }.sorted()
        return result
    }

    private func take(_ read: BatchTables.ReadRow, mayAuthor: Bool, files: [String: Digest], into result: inout Result) throws {
        let reader = read.reader
        let type = reader.type
        let line = read.line
        var row = read.row
        if !mayAuthor { row.findings.append(.authorType(type, office)) }
        checkPaths(&row, type, files)
        if type == .ruling, let finding = try noteRuling(row, into: &result) { row.findings.append(finding) }
        if type == .resolution, let refusal = ResolutionRequest.refusal(of: row) { row.findings.append(refusal) }
        guard let key = row.key, !row.findings.contains(where: { $0.effect == .reject }) else {
            try refuse(row, type, line, into: &result)
            return
        }
        if let edited = row.editedAt, let finding = clock(edited) { row.findings.append(finding) }
        let findings = row.findings + unknownColumns(reader)
        for finding in findings { try transaction.insert(finding, batch: batch.id, type: type, line: line) }
        let (record, isNew, foreseen) = try transaction.recordForRow(RecordKey(type, key), office: office, drain: work.number) {
            // The first that is said of a record, and builds on nothing, is merged as it stands. Resolutions are read before the merge.
            row.base == nil && row.operation == .upsert && type != .resolution ? try transaction.nextRow(of: type) : nil
        }
        if isNew { work.fresh.add(record, foreseen: foreseen) }
        let path = type.columns.firstIndex { $0.format == .path }.flatMap { row.values[$0]?.text }
        if let path { result.named.insert(path) }
        var stored = StoredRow(
            id: foreseen ?? 0,
            record: record.id,
            batch: batch.id,
            row: HistoryRow(
                RowIdentity(batch.identity, line: line),
                act: row.operation == .withdraw ? .withdraw : .upsert,
                base: try base(row, RowIdentity(batch.identity, line: line), record),
                editedAt: window.clamp(row.editedAt ?? window.through),
                window: window,
                stated: row.stated,
                values: row.values,
                content: path.flatMap { files[$0] }
            ),
            editor: row.editor,
            ticket: row.ticket,
            digest: path.flatMap { files[$0] }
        )
        if foreseen != nil { (stored.row.version, stored.outcome) = (1, .accepted) }
        stored.id = try transaction.insert(stored, of: type)
        // The merge must still land it. The outcome stays, so that it need not be written once more.
        stored.row.version = nil
        work.fresh.append(stored, hasFindings: !findings.isEmpty)
        result.touched[record.id] = record.key
    }

    private func base(_ row: RecordRow, _ identity: RowIdentity, _ record: StoredRecord) throws -> HistoryRow.Base {
        guard let version = row.base.map(Int.init) else { return .ownLast }
        if try transaction.wasPublished(record, version: version, to: office, acknowledged: batch.acknowledges) { return .version(version) }
        return try transaction.isReleased(identity, of: record.key.type) ? .ownLast : .unknown(version)
    }

    /// A time outside the stretch for which the batch speaks is moved into it, and its office is told: a clock may be wrong (Art. 6).
    private func clock(_ edited: Instant) -> Finding? {
        let counted = window.clamp(edited)
        guard counted != edited else { return nil }
        return Finding(
            rule: "ART06-ORDER",
            effect: .warn,
            article: "第六条",
            column: "edited_at",
            values: "edited_at=\(edited); counted=\(counted)",
            reason: "编辑时间 \(edited) 不在本批次的时段内，按 \(counted) 计",
            fix: "请校准报送电脑的时钟"
        )
    }

    private func checkPaths(_ row: inout RecordRow, _ type: RecordType, _ files: [String: Digest]) {
        for (position, column) in type.columns.enumerated() where column.format == .path {
            guard let path = row.values[position]?.text, files[path] == nil else { continue }
            row.findings.append(.missingPayload(column, path))
        }
    }

    private func unknownColumns(_ reader: RowReader) -> [Finding] {
        reader.unknownColumns.isEmpty ? [] : [.unknownColumns(reader.unknownColumns)]
    }

    private func refuse(_ row: RecordRow, _ type: RecordType, _ line: Int, into result: inout Result) throws {
        try transaction.insertRefused(batch: batch.id, type: type, line: line, key: row.key ?? "")
        for finding in row.findings { try transaction.insert(finding, batch: batch.id, type: type, line: line) }
        result.refused.append(
            RowReceipt(
                batch: batch.identity,
                file: BatchTables.path(of: type),
                line: line,
                type: type,
                key: row.key ?? "",
                outcome: .rejected,
                version: nil,
                findings: row.findings,
                ticket: row.ticket ?? ""
            )
        )
    }

    /// Rulings that open the chain, or let a row go on, take effect at once: whatever waits for them is dealt with in this drain.
    ///
    /// - Returns: a warning where the ruling opens nothing, because its subject cannot be read.
    private func noteRuling(_ row: RecordRow, into result: inout Result) throws -> Finding? {
        func text(_ column: String) -> String? { RecordType.ruling.position(of: column).flatMap { row.values[$0]?.text } }
        guard row.operation == .upsert, !row.findings.contains(where: { $0.effect == .reject }), let verdict = text("verdict") else { return nil }
        let (type, subject) = (text("subject_type") ?? "", text("subject_id") ?? "")
        switch (verdict, type) {
        case ("WAIVE_GAP", _):
            guard type == "batch", let missing = BatchIdentity(subject) else { return .ruling(verdict, "batch 410305-1-42", type, subject) }
            try transaction.waiveGap(missing)
        case ("NEW_EPOCH", _):
            guard type == "office", let opening = EpochOpening(subject) else { return .ruling(verdict, "office 410305-2 after 1-37", type, subject) }
            try transaction.openEpoch(opening.epoch, of: opening.office, after: opening.last)
        case ("RELEASE", "row"):
            guard let row = RowName(subject) else { return .ruling(verdict, "row party 410305-1-42:7", type, subject) }
            guard let freed = try transaction.release(row.identity, of: row.type) else { break }
            try work.leaveToStore(freed.id)
            result.touched[freed.id] = freed.key
        default: break
        }
        return nil
    }
}

/// The subject of a ruling on a row: `party 410305-1-42:7`.
struct RowName: Equatable, CustomStringConvertible {
    let type: RecordType
    let identity: RowIdentity

    init(type: RecordType, identity: RowIdentity) {
        self.type = type
        self.identity = identity
    }

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, let type = RecordType.named(String(words[0])), let identity = RowIdentity(words[1]) else { return nil }
        self.init(type: type, identity: identity)
    }

    var description: String { "\(type.name) \(identity)" }
}

/// The subject of a NEW_EPOCH ruling: `410305-2 after 1-37`.
struct EpochOpening: Equatable {
    let office: OfficeCode
    let epoch: Int
    let last: (epoch: Int, sequence: Int)

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 3, words[1] == "after" else { return nil }
        let opened = words[0].split(separator: "-")
        let closed = words[2].split(separator: "-")
        guard opened.count == 2, closed.count == 2, let office = OfficeCode(opened[0]), let epoch = Int(opened[1]), let lastEpoch = Int(closed[0]),
            let sequence = Int(closed[1]), lastEpoch < epoch, sequence >= 1
        else { return nil }
        self.office = office
        self.epoch = epoch
        last = (lastEpoch, sequence)
    }

    static func == (left: EpochOpening, right: EpochOpening) -> Bool {
        left.office == right.office && left.epoch == right.epoch && left.last == right.last
    }
}

extension Finding {
    /// A ruling whose subject opens nothing.
    fileprivate static func ruling(_ verdict: String, _ example: String, _ type: String, _ subject: String) -> Finding {
        .format(
            "FORMAT-VALUE",
            .warn,
            column: "subject_id",
            values: "subject_type=\(type); subject_id=\(subject)",
            reason: "裁定 \(verdict) 的对象无法识别，未产生效力",
            fix: "对象应写作 \(example)（前一词为 subject_type，其余为 subject_id），以新编号重报"
        )
    }
}
