public import Programme

/// One row of a batch, read: what it says of its record, and what is wrong with it.
public struct RecordRow: Sendable {
    public enum Operation: String, Sendable, Hashable {
        case upsert
        case withdraw
    }

    /// The key, or `nil` where the row has none that can be read.
    public var key: String?
    public var operation = Operation.upsert
    /// The version that the editor saw, as a bundle gave it.
    public var base: Int64?
    public var editedAt: Instant?
    public var editor: String?
    public var ticket: String?
    /// The columns that the row says something of; an empty cell says "empty".
    public var stated = ColumnSet()
    /// A value a column; `nil` where it is empty or not stated.
    public var values: [Cell?]
    /// What the reader found; a finding with the effect ``Finding/Effect/reject`` keeps the row out of the merge.
    public var findings: [Finding] = []
}

/// Reads the rows of one file of records by its header.
public struct RowReader: Sendable {
    /// A header that makes the file no table.
    public enum HeaderFault: Error, Sendable, Hashable {
        case noHeader
        case doubledColumn(String)
        case noKeyColumn(String)
    }

    private enum Target: Sendable, Hashable {
        case column(Int)
        case operation
        case base
        case editedAt
        case editor
        case ticket
        case unknown
    }

    public let type: RecordType
    /// The column names as the file gives them.
    public let header: [String]
    /// Headers that mean nothing here.
    public let unknownColumns: [String]
    private let targets: [Target]
    private let readers: [CellReader]
    /// The columns that hold amounts, and that of an invoice which says that they may be negative.
    private let amounts: [Int]
    private let redLetter: Int?

    private static let envelope: [(name: String, title: String, target: Target)] = [
        ("op", "操作", .operation), ("base", "基准版本", .base), ("edited_at", "编辑时间", .editedAt), ("editor", "经办人", .editor),
        ("ticket", "补正单号", .ticket),
    ]

    /// The columns that every row may carry besides its own.
    public static let envelopeColumns = envelope.map { (name: $0.name, title: $0.title) }

    /// A reader for files with this header.
    ///
    /// A column's own name wins over the name of an envelope column (`editor` of no type does today).
    public init(_ type: RecordType, header: [String]) throws(HeaderFault) {
        let names = header.map { TextFolding.trimmed($0) }
        guard names.contains(where: { !$0.isEmpty }) else { throw .noHeader }
        var targets: [Target] = []
        var unknown: [String] = []
        // Sets, because a hostile header may have a hundred thousand columns.
        var seenTargets: Set<Target> = []
        var seenNames: Set<String> = []
        let titles = Dictionary(type.columns.enumerated().map { (TextFolding.asciiFolded($1.title), $0) }) { first, _ in first }
        for name in names {
            let target = RowReader.target(of: name, in: type, titles)
            if target == .unknown { unknown.append(name) }
            let isFirst = target == .unknown ? name.isEmpty || seenNames.insert(name).inserted : seenTargets.insert(target).inserted
            guard isFirst else { throw .doubledColumn(name) }
            targets.append(target)
        }
        guard targets.contains(.column(0)) else { throw .noKeyColumn(type.key.name) }
        self.type = type
        self.header = header
        self.targets = targets
        unknownColumns = unknown.filter { !$0.isEmpty }
        readers = type.columns.map { CellReader($0.format) }
        amounts = type.columns.indices.filter { type.columns[$0].format == .yuan }
        redLetter = type.position(of: "red_letter_of")
    }

    private static func target(of header: String, in type: RecordType, _ titles: [String: Int]) -> Target {
        if header.isEmpty { return .unknown }
        let folded = TextFolding.asciiFolded(header)
        let lowered = folded.lowercased()
        if let position = type.position(of: lowered) ?? titles[folded] { return .column(position) }
        return envelope.first { $0.name == lowered || $0.title == header }?.target ?? .unknown
    }

    /// The position of the key's column in the header.
    public var keyPosition: Int { targets.firstIndex(of: .column(0)) ?? 0 }

    /// A row whose cells cannot be told apart; its key is read where it can be.
    public func unreadable(key raw: String) -> RecordRow {
        var row = RecordRow(values: Array(repeating: nil, count: type.columns.count))
        row.key = try? readers[0].read(raw)?.text
        return row
    }

    /// Reads one row's raw cells.
    ///
    /// - Parameter cell: the raw text of the cell at a position of the header.
    public func read(_ cell: (Int) -> String) -> RecordRow {
        var row = RecordRow(values: Array(repeating: nil, count: type.columns.count))
        for (position, target) in targets.enumerated() {
            switch target {
            case .column(let column): read(cell(position), into: column, of: &row)
            case .unknown: break
            default: readEnvelope(target, cell(position), &row)
            }
        }
        if row.operation == .withdraw { keepKeyAlone(&row) }
        checkSigns(&row)
        return row
    }

    private func read(_ raw: String, into column: Int, of row: inout RecordRow) {
        do {
            let value = try readers[column].read(raw)
            row.stated.insert(column)
            row.values[column] = value
            if column == 0 { row.key = value?.text }
            if value == nil, type.columns[column].mustBeFilled, column == 0 || !mayBeMended { row.findings.append(.required(type.columns[column])) }
        } catch {
            row.findings.append(.value(type.columns[column], raw, error))
        }
    }

    /// An empty required cell of an application or claim goes back for a supplement (Art. 17, 18 item 1) instead of being refused.
    private var mayBeMended: Bool { type == .application || type == .claim }

    private func readEnvelope(_ target: Target, _ raw: String, _ row: inout RecordRow) {
        let text = TextFolding.trimmed(TextFolding.asciiFolded(MarkOrder.applied(to: raw)))
        if text.isEmpty { return }
        switch target {
        case .operation:
            guard let operation = RecordRow.Operation(rawValue: text.lowercased()) else {
                row.findings.append(.envelope("op", text, "操作只能是 upsert 或 withdraw", "改为 upsert（新增或修改）或 withdraw（撤回）"))
                return
            }
            row.operation = operation
        case .base:
            guard let base = CellReader.digits(text), base >= 1 else {
                row.findings.append(.envelope("base", text, "基准版本应为决定包给出的版本号", "填写决定包中该记录的 version，或留空"))
                return
            }
            row.base = base
        case .editedAt:
            guard let instant = Instant(text) else {
                row.findings.append(.envelope("edited_at", text, "编辑时间应为带时区的时刻", "按 2026-03-02T09:30:00+08:00 的形式填写，或留空"))
                return
            }
            row.editedAt = instant
        case .editor: row.editor = TextFolding.nfc(TextFolding.trimmed(FormulaGuard.removed(raw)))
        case .ticket: row.ticket = text
        case .column, .unknown: break
        }
    }

    private func keepKeyAlone(_ row: inout RecordRow) {
        row.stated = ColumnSet([0])
        // Who takes back an act of the centre's says why; the record itself does not change by it.
        let kept: Set<Int> = type.authors == [.centre] ? Set(["reason", "decided_by"].compactMap { type.position(of: $0) }) : []
        row.values = row.values.enumerated().map { $0 == 0 || kept.contains($0) ? $1 : nil }
        row.findings.removeAll { $0.column != nil && $0.column != type.key.name && type.position(of: $0.column ?? "") != nil }
    }

    /// A negative amount is a red-letter invoice's, and names the invoice that it takes back.
    private func checkSigns(_ row: inout RecordRow) {
        if let redLetter, row.values[redLetter] != nil { return }
        for position in amounts {
            guard let amount = row.values[position]?.integer, amount < 0 else { continue }
            let column = type.columns[position]
            row.findings.append(
                .format(
                    "FORMAT-VALUE",
                    .reject,
                    column: column.name,
                    values: "\(column.name)=\(Fen(amount).yuan)",
                    reason: "\(column.title)不能为负数",
                    fix: type == .invoice ? "红字发票请填写被冲红发票号码；否则填写正数" : "填写正数"
                )
            )
        }
    }
}

extension Finding {
    fileprivate static func required(_ column: Column) -> Finding {
        .format(
            "FORMAT-REQUIRED",
            .reject,
            column: column.name,
            values: "\(column.name)=",
            reason: "\(column.title)（\(column.name)）为必填项，现为空",
            fix: "补填后在下一批次重新报送"
        )
    }

    fileprivate static func value(_ column: Column, _ raw: String, _ fault: CellReader.Fault) -> Finding {
        .format(
            "FORMAT-VALUE",
            .reject,
            column: column.name,
            values: "\(column.name)=\(Finding.excerpt(raw))",
            reason: "\(column.title)（\(column.name)）不符合格式，应为\(fault.expected)",
            fix: fault.fix
        )
    }

    fileprivate static func envelope(_ column: String, _ raw: String, _ reason: String, _ fix: String) -> Finding {
        .format("FORMAT-VALUE", .reject, column: column, values: "\(column)=\(excerpt(raw))", reason: reason, fix: fix)
    }

    /// The most of a faulty cell that a receipt repeats.
    private static func excerpt(_ raw: String) -> String {
        raw.unicodeScalars.count <= 80 ? raw : String(String.UnicodeScalarView(raw.unicodeScalars.prefix(80))) + "…"
    }
}
