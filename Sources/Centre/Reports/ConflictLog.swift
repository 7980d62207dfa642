import Bags
import Foundation
import Programme
import Store

/// The log from which operators settle conflicts: `log/conflicts.log`, a block for each that is open, and the same as JSON lines.
///
/// Both are always the present state, written anew when it changes: whatever command stands in them can be pasted. No personal number is in
/// them.
struct ConflictLog {
    let centre: Centre

    private var path: String { centre.root.log + "/conflicts.log" }
    private var pathOfLines: String { centre.root.log + "/conflicts.jsonl" }

    /// Writes both files as of the last drain.
    func write() throws {
        let (sheets, drain, at) = try centre.store.read { transaction in
            let drain = try transaction.lastDrain()
            let sheets = ConflictSheets(transaction, offices: centre.configuration.offices, root: centre.root.absolutePath)
            return (try sheets.open(), drain, try transaction.instant(ofDrain: drain))
        }
        let limit = centre.configuration.settings.log.conflictBlocks
        let root = "--root \(Shell.quoted(centre.root.absolutePath))"
        var text = """
            # voucherd: open conflicts 待处理的冲突: \(sheets.count)  as of 截至 \(at?.description ?? "—") (drain \(drain))
            # Paste one command of a block to settle it. Written anew after each change; what is settled is gone from it.
            # 粘贴块中任一命令即可处理。本文件随变化重写，已处理的不再列出。账号、电话仅示末四位。
            # settled too 含已处理的: voucherd conflicts --all \(root)
            # all that waits 全部等待事项: voucherd waits \(root)
            # one in full 全文: voucherd show C-… \(root)

            """
        for sheet in sheets.prefix(limit) { text += "\n" + ConflictText(sheet, isMasked: true).text }
        if sheets.count > limit {
            text += "\n# 另有 \(sheets.count - limit) 项未列出：voucherd conflicts \(root)\n"
        }
        try DurableFile.makeFolder(centre.root.log)
        try DurableFile.write(Array(text.utf8), to: path, permissions: 0o640)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines: [UInt8] = []
        for sheet in sheets.prefix(limit) { lines += Array(try encoder.encode(sheet.masked)) + [UInt8(ascii: "\n")] }
        try DurableFile.write(lines, to: pathOfLines, permissions: 0o640)
    }
}

extension ConflictSheet {
    /// The sheet with personal numbers shown but for their last four digits.
    var masked: ConflictSheet {
        ConflictSheet(
            version: version,
            id: id,
            isOpen: isOpen,
            type: type,
            key: key,
            record: record,
            group: group,
            columns: columns.map { Column(name: $0.name, title: $0.title, inEffect: $0.inEffect.masked(asValueOf: $0.name)) },
            openedAt: openedAt,
            changedAt: changedAt,
            sides: sides.map {
                Side(number: $0.number, rows: $0.rows.map(\.masked), values: $0.values.masked, command: $0.command)
            },
            seen: seen,
            waits: waits,
            amountWaiting: amountWaiting,
            articles: articles,
            otherCommand: otherCommand,
            suggestion: suggestion.map {
                Suggestion(side: $0.side, conflict: $0.conflict, at: $0.at, decidedBy: $0.decidedBy, reason: $0.reason.maskingPersonalNumbers)
            },
            history: history.map {
                Settlement(
                    id: $0.id,
                    at: $0.at,
                    decidedBy: $0.decidedBy,
                    office: $0.office,
                    values: $0.values?.masked,
                    reason: $0.reason.maskingPersonalNumbers,
                    undone: $0.undone.map { Undone(at: $0.at, decidedBy: $0.decidedBy, reason: $0.reason.maskingPersonalNumbers) }
                )
            },
            undoCommand: undoCommand
        )
    }
}

extension ConflictSheet.Row {
    /// The row with a number that somebody gave as an editor's name masked.
    fileprivate var masked: ConflictSheet.Row {
        ConflictSheet.Row(
            office: office,
            officeName: officeName,
            batch: batch,
            line: line,
            editedAt: editedAt,
            editor: editor.maskingPersonalNumbers
        )
    }
}

extension [String: String] {
    /// Values by their columns, personal numbers masked.
    fileprivate var masked: [String: String] { Dictionary(uniqueKeysWithValues: map { ($0, $1.masked(asValueOf: $0)) }) }
}

extension String {
    /// The value as a log may show it: of a column that holds personal numbers only the last four characters, however short it is.
    func masked(asValueOf column: String) -> String {
        guard ["bank_account_no", "contact_mobile"].contains(column) else { return maskingPersonalNumbers }
        return String(repeating: "*", count: Swift.max(0, count - 4)) + suffix(4)
    }
}
