import Programme
import Records

/// A row that goes into a batch.
struct SelectedRow {
    let key: RecordKey
    /// Its line in the batch's table.
    let line: Int
    let isWithdrawal: Bool
    let base: Int?
    /// What stands in the column `base` of the working copy.
    let cell: Int?
    let ticket: String
    /// The columns that the row is about.
    let edited: ColumnSet
    let values: [Cell?]
}

/// What of a table goes into a batch: the rows that differ from what they were derived from, and of these only the columns that are needed.
///
/// A column that is left out says nothing (exchange format, section 4): what the clerk did not touch is not said again, which matters most where a
/// required cell is empty because its group is in conflict.
struct Selection {
    private(set) var report: TableReport
    private(set) var rows: [SelectedRow] = []
    private(set) var bytes: [UInt8] = []
    /// How many rows say nothing new.
    private(set) var unchanged = 0
    /// Lines that wait for the next batch.
    private(set) var heldBack: [Int] = []
    /// Lines that were refused and have not been changed since.
    private(set) var stillRefused: [Int] = []

    private let table: WorkingTable
    private let records: [String: CopyRecord]
    private let folder: OfficeFolder
    private let office: OfficeCode
    private let finder: OriginFinder
    private let isForced: Bool
    private var candidates: [Candidate] = []

    /// A row with something to say.
    private struct Candidate {
        let position: Int
        let row: RecordRow
        let origin: Origin
        let values: [Cell?]
        /// The columns that it must state.
        let needed: ColumnSet
    }

    init(
        _ table: WorkingTable,
        _ records: [String: CopyRecord],
        in folder: OfficeFolder,
        of office: OfficeCode,
        _ transaction: OfficeTransaction,
        isForced: Bool
    ) throws {
        self.table = table
        self.records = records
        self.folder = folder
        self.office = office
        self.isForced = isForced
        finder = try OriginFinder(transaction)
        report = TableReport(type: table.type, file: table.name, encoding: table.encoding)
        try choose()
        settleColumns()
    }

    private var type: RecordType { table.type }

    // MARK: Choosing rows

    private mutating func choose() throws {
        let readings = table.rows.indices.map { table.read($0) }
        var places: [String: Int] = [:]
        for row in readings { if let key = row.key { places[key, default: 0] += 1 } }
        for (position, row) in readings.enumerated() {
            for (column, declared) in type.columns.enumerated() where declared.format == .path {
                if let path = row.values[column]?.text, folder.file(ofPayload: path) != nil { report.namedPaths.insert(path) }
            }
            guard let key = row.key, table.rows[position].defect == nil else {
                refuse(row, at: position, [])
                continue
            }
            guard places[key] == 1 else {
                refuse(row, at: position, [.repeatedRow(type)])
                continue
            }
            let record = records[key] ?? CopyRecord(RecordKey(type, key))
            do {
                let cell = row.base.map(Int.init)
                let origin = try finder.origin(record, cell: cell)
                if let cell, try finder.beforeTyping(record, cell: cell) != nil { throw Origin.Doubt.inFlight(cell) }
                try consider(row, at: position, record, origin)
            } catch let doubt as Origin.Doubt {
                refuse(row, at: position, [.base(doubt)])
            }
        }
    }

    private mutating func consider(_ row: RecordRow, at position: Int, _ record: CopyRecord, _ origin: Origin) throws {
        let values = table.values(row, at: position, over: origin.isNothing ? record.published?.values ?? origin.values : origin.values)
        let edited = edits(values, record, origin)
        // All of a record that is new here as it is there.
        let isNew = origin.isNothing && record.published == nil
        let says =
            row.operation == .withdraw
            ? !origin.isWithdrawn
            : isNew || origin.isWithdrawn || !edited.isEmpty || row.ticket.map { $0 != record.sentTicket } ?? false
        let envelope = row.findings.filter { finding in finding.column.map { type.position(of: $0) == nil } ?? true }
        guard says || !envelope.isEmpty else {
            unchanged += 1
            return
        }
        if let refused = record.refused, !isForced, says, isUnchanged(values, since: refused) {
            stillRefused.append(table.rows[position].line)
            return
        }
        var row = row
        if row.operation == .upsert, !isNew {
            // An empty required cell that nobody touched is not said again.
            row.findings.removeAll { finding in
                guard finding.rule == "FORMAT-REQUIRED", let column = finding.column.flatMap({ type.position(of: $0) }) else { return false }
                return column != 0 && !edited.contains(column)
            }
        }
        let all = ColumnSet(type.columns.indices.filter { table.has($0) })
        let needed = row.operation == .withdraw ? ColumnSet([0]) : isNew ? all : edited
        check(&row, needed)
        note(row, at: position)
        // What the row is not about is said as its origin has it, where another row of the table needs the column.
        let said = type.columns.indices.map { $0 == 0 || needed.contains($0) ? values[$0] : origin.values[$0] }
        candidates.append(Candidate(position: position, row: row, origin: origin, values: said, needed: needed))
    }

    /// The columns of the groups in which the row says something that its origin does not.
    ///
    /// A row without a base that repeats what is published by now says nothing new, even where its own last submission said otherwise.
    private func edits(_ values: [Cell?], _ record: CopyRecord, _ origin: Origin) -> ColumnSet {
        let isLate = origin.base == nil && record.flights.isEmpty
        let published = isLate ? record.published?.values : nil
        let mine = origin.meant(values, of: type)
        return ThreeWay(type, base: origin.values, mine: mine, theirs: published ?? origin.values).columns([.mine, .clash])
    }

    private func isUnchanged(_ values: [Cell?], since refused: (stated: ColumnSet, values: [Cell?])) -> Bool {
        type.columns.indices.allSatisfy { !refused.stated.contains($0) || values[$0] == refused.values[$0] }
    }

    /// What the centre would find besides what the reader found.
    private mutating func check(_ row: inout RecordRow, _ needed: ColumnSet) {
        if !WorkingCopy.mayAuthor(type, office) { row.findings.append(.authorType(type, office)) }
        for (position, column) in type.columns.enumerated() where column.format == .path && needed.contains(position) {
            guard let path = row.values[position]?.text, folder.file(ofPayload: path) == nil else { continue }
            row.findings.append(.missingPayload(column, path))
        }
        if row.operation == .upsert { row.findings += TableReport.supplements(type, row) }
    }

    private mutating func refuse(_ row: RecordRow, at position: Int, _ findings: [Finding]) {
        var row = row
        row.findings += findings
        note(row, at: position)
    }

    private mutating func note(_ row: RecordRow, at position: Int) {
        if row.findings.contains(where: { $0.effect == .reject }) { report.faultyRows += 1 }
        report.keep(row.findings, line: table.rows[position].line, key: row.key ?? "")
    }

    // MARK: Columns

    /// All rows of a table have the same columns: those that any of them needs.
    private mutating func settleColumns() {
        // A cell that one row leaves empty and may not, because its group is in conflict, keeps it out of a batch whose others need the column.
        var fit: [Candidate] = []
        var columns: Set<Int> = [0]
        var forbidden: Set<Int> = []
        // Those without a gap first: they agree, and one with a gap must not keep all of them back.
        let gapped = candidates.map { (candidate: $0, gaps: gaps(in: $0)) }
        for (candidate, own) in gapped.filter(\.gaps.isEmpty) + gapped.filter({ !$0.gaps.isEmpty }) {
            let wanted = columns.union(type.columns.indices.filter { candidate.needed.contains($0) })
            let gaps = forbidden.union(own)
            if wanted.isDisjoint(with: gaps) {
                fit.append(candidate)
                (columns, forbidden) = (wanted, gaps)
            } else {
                heldBack.append(table.rows[candidate.position].line)
            }
        }
        candidates = fit.sorted { $0.position < $1.position }
        heldBack.sort()
        write(ColumnSet(columns))
    }

    /// The columns that the row must not state, because it has nothing there that the centre would take.
    private func gaps(in candidate: Candidate) -> [Int] {
        guard candidate.row.operation == .upsert else { return [] }
        return type.columns.indices.filter { position in
            guard !candidate.needed.contains(position), position != 0 else { return false }
            let column = type.columns[position]
            if !candidate.origin.known.contains(position) { return true }
            if column.format == .path { return candidate.values[position]?.text.map { folder.file(ofPayload: $0) == nil } ?? column.mustBeFilled }
            return candidate.values[position] == nil && column.mustBeFilled && type != .application && type != .claim
        }
    }

    // MARK: Writing

    private mutating func write(_ columns: ColumnSet) {
        guard !candidates.isEmpty else { return }
        let own = type.columns.indices.filter { columns.contains($0) }
        let envelope = ["op", "base", "edited_at", "editor", "ticket"].filter { name in
            candidates.contains { !Selection.cell(name, $0.row, $0.origin).isEmpty }
        }
        var writer = CSVWriter(columns: own.map { type.columns[$0].name } + envelope)
        bytes = writer.takeBytes()
        var line = 2
        for candidate in candidates {
            let isWithdrawal = candidate.row.operation == .withdraw
            for column in own {
                let format = type.columns[column].format
                let text = isWithdrawal && column != 0 ? "" : WorkingTable.shown(candidate.values[column], format)
                format.isFreeText && !WorkingTable.isUnread(candidate.values[column]) ? writer.append(text: text) : writer.append(plain: text)
                if format == .path, !isWithdrawal, let path = candidate.values[column]?.text { report.paths.insert(path) }
            }
            for name in envelope { writer.append(plain: Selection.cell(name, candidate.row, candidate.origin)) }
            writer.endRow()
            let text = writer.takeBytes()
            rows.append(selected(candidate, line: line))
            line += text.count { $0 == 0x0A }
            bytes += text
        }
        report.rows = rows.count
    }

    private func selected(_ candidate: Candidate, line: Int) -> SelectedRow {
        SelectedRow(
            key: RecordKey(type, candidate.row.key ?? ""),
            line: line,
            isWithdrawal: candidate.row.operation == .withdraw,
            base: candidate.origin.base,
            cell: candidate.row.base.map(Int.init),
            ticket: candidate.row.ticket ?? "",
            edited: candidate.needed,
            values: candidate.values
        )
    }

    /// A cell of the columns that every row may carry.
    private static func cell(_ name: String, _ row: RecordRow, _ origin: Origin) -> String {
        switch name {
        case "op": row.operation == .withdraw ? "withdraw" : ""
        case "base": origin.base.map { String($0) } ?? ""
        case "edited_at": row.editedAt?.description ?? ""
        case "editor": row.editor.map { FormulaGuard.added($0) } ?? ""
        default: row.ticket ?? ""
        }
    }
}

extension Finding {
    fileprivate static func repeatedRow(_ type: RecordType) -> Finding {
        .format(
            "FORMAT-VALUE",
            .reject,
            column: type.key.name,
            reason: "同一\(type.key.title)在本文件中出现不止一行，无法判断各行依据什么修改",
            fix: "合并为一行"
        )
    }

    fileprivate static func base(_ doubt: Origin.Doubt) -> Finding {
        switch doubt {
        case .unknown(let version):
            .format(
                "FORMAT-VALUE",
                .reject,
                column: "base",
                values: "base=\(version)",
                reason: "没有任何已打开的决定包给出过该记录的第 \(version) 版",
                fix: "清空“基准版本”；或先用 voucherd open 打开给出该版本的决定包"
            )
        case .inFlight(let version):
            .format(
                "FORMAT-VALUE",
                .reject,
                column: "base",
                values: "base=\(version)",
                reason: "该记录有已报送、尚无回执的修改，而本行的基准版本 \(version) 不含该修改（可能是手工填写，或文件是旧副本）",
                fix: "核对本行内容后清空“基准版本”，即以本单位上次报送为准；或等回执后再报"
            )
        }
    }
}
