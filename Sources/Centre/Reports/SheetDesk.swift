import Merging
public import Programme
import Records
import Rules
import Store

extension Centre {
    /// What `voucherd show` shows: the sheet of a conflict, or of anything else.
    public enum Showing: Sendable {
        case conflict(ConflictSheet)
        case sheet(Sheet)
    }

    /// Everything about one thing, by whatever name the operator has of it.
    ///
    /// - Parameter instant: ages of waits are counted to it.
    /// - Throws: ``OperatorRefusal`` where the text names nothing, or several things.
    public func show(_ text: String, at instant: Instant) throws -> Showing {
        let subject = try store.read { try Subject(text, $0) }
        if case .conflict(let id) = subject { return .conflict(try conflictSheet(id)) }
        return .sheet(
            try store.read { transaction in
                try SheetDesk(waits: WaitDesk(transaction: transaction, configuration: configuration, instant: instant)).sheet(of: subject)
            }
        )
    }
}

/// Makes the sheet of a batch, a row or a record.
struct SheetDesk {
    let waits: WaitDesk

    var transaction: Transaction { waits.transaction }

    /// The most rows of a batch that are listed one by one.
    static let mostRows = 20

    func sheet(of subject: Subject) throws -> Sheet {
        switch subject {
        case .conflict(let id): throw OperatorRefusal(.noInput, "\(id) is a conflict", "\(id) 是冲突")
        case .batch(let identity): try batch(identity)
        case .row(let type, let row): try self.row(type, row)
        case .voucher(let application): try CaseSheets(desk: self).voucher(application)
        case .record(let key):
            switch key.type {
            case .claim: try CaseSheets(desk: self).claim(key)
            case .application: try CaseSheets(desk: self).application(key)
            default: try record(key)
            }
        }
    }

    // MARK: Batches

    private func batch(_ identity: BatchIdentity) throws -> Sheet {
        let known = try transaction.batches(identity)
        guard let batch = known.first(where: { $0.outcome == .applied || $0.outcome == .waiting }) ?? known.last else {
            throw StoreError.damaged("no batch \(identity)")
        }
        let counts = try transaction.counts(of: batch.id)
        let rows = try transaction.rowPlaces(ofBatch: batch.id)
        let drain = try transaction.drain(ofBatch: batch.id)
        let facts = [
            Sheet.Fact("outcome", "outcome 结果", batch.outcome.rawValue),
            Sheet.Fact("waits_for", "waits for 等待", batch.waitsFor), Sheet.Fact("reason", "reason 原因", batch.reason),
            Sheet.Fact("exported_at", "exported 导出", batch.exportedAt.description),
            Sheet.Fact("received_at", "received 收到", batch.receivedAt.description),
            Sheet.Fact("drain", "drain 处理轮次", drain.map(String.init)), Sheet.Fact("file", "file 文件", batch.file),
            Sheet.Fact("digest", "digest 摘要", batch.digest.description), Sheet.Fact("zip", "archived as 存档", batch.zip.description),
            Sheet.Fact("acknowledges", "acknowledges bundle 已确认决定包", "\(batch.acknowledges)"),
            Sheet.Fact("rows", "rows 行数", batch.outcome == .applied ? "\(counts.rows)" : nil),
            Sheet.Fact(
                "counts",
                "as first told 首次回执",
                RowOutcome.allCases.filter { counts[$0] > 0 }.map { "\($0.rawValue) \(counts[$0])" }.joined(separator: ", ")
            ),
            Sheet.Fact("now", "as of now 现状", SheetDesk.outcomes(rows)),
        ]
        let open = rows.filter { ![.accepted, .merged, .unchanged].contains($0.outcome) }
        let listed = open.prefix(SheetDesk.mostRows).map { place in
            [
                Sheet.Fact("row", "", "\(place.type.name) \(identity):\(place.line)"), Sheet.Fact("key", place.type.title, place.key),
                Sheet.Fact("outcome", "", place.outcome?.rawValue),
            ]
        }
        let arrivals = try transaction.arrivals(ofBatch: batch.id).map { arrival in
            [
                Sheet.Fact("received_at", "", arrival.receivedAt.description), Sheet.Fact("file", "", arrival.file),
                Sheet.Fact("outcome", "", arrival.outcome.rawValue),
            ]
        }
        let others = known.filter { $0.id != batch.id }.map { other in
            [
                Sheet.Fact("outcome", "", other.outcome.rawValue), Sheet.Fact("received_at", "", other.receivedAt.description),
                Sheet.Fact("file", "", other.file), Sheet.Fact("digest", "digest 摘要", other.digest.description),
                Sheet.Fact("reason", "reason 原因", other.reason),
            ]
        }
        return Sheet(
            kind: "batch",
            id: identity.description,
            title: "batch 批次 \(identity)，\(waits.name(of: identity.office))",
            facts: facts,
            sections: [
                try waiting { $0.kind == .batch && $0.subject == identity.description },
                Sheet.Section("rows", "rows with something to do 有事项的行\(open.count > listed.count ? "，共 \(open.count) 行" : "")", listed),
                Sheet.Section("others", "others of this number 同号的其他批次", others), Sheet.Section("arrivals", "arrivals 到达记录", arrivals),
            ]
        )
    }

    private static func outcomes(_ rows: [Transaction.RowPlace]) -> String {
        let counts = Dictionary(rows.compactMap(\.outcome).map { ($0, 1) }, uniquingKeysWith: +)
        return counts.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
    }

    // MARK: Rows

    private func row(_ type: RecordType, _ identity: RowIdentity) throws -> Sheet {
        guard let batch = try transaction.takenBatch(identity.batch),
            let place = try transaction.rowPlaces(ofBatch: batch.id).first(where: { $0.type == type && $0.line == identity.line })
        else { throw StoreError.damaged("no row \(type.name) \(identity)") }
        let key = RecordKey(type, place.key)
        let story = try StoryTeller(waits: waits).rows(of: key).first { $0.source == "\(type.name) \(identity)" }
        var facts = [
            Sheet.Fact("record", "record 记录", try waits.words.words(for: key)),
            Sheet.Fact("office", "office 单位", waits.name(of: identity.office)), Sheet.Fact("outcome", "outcome 结果", place.outcome?.rawValue),
            Sheet.Fact("edited_at", "edited 编辑", story?.editedAt?.description), Sheet.Fact("by", "by 经办人", story?.by),
            Sheet.Fact("received_at", "received 收到", batch.receivedAt.description), Sheet.Fact("file", "file 文件", batch.file),
        ]
        facts += (story?.fates ?? []).enumerated().map { Sheet.Fact("fate_\($0 + 1)", "became 去向", $1) }
        return Sheet(
            kind: "row",
            id: "\(type.name) \(identity)",
            title: "row 行 \(type.name) \(identity)",
            facts: facts,
            sections: [
                Sheet.Section(
                    "changes",
                    "changes 更改",
                    (story?.changes ?? []).map { [Sheet.Fact("column", "", $0.column), Sheet.Fact("change", "", $0.text)] }
                ), Sheet.Section("findings", "findings 发现", (story?.findings ?? []).map(\.facts)),
                try waiting { $0.subject == "\(type.name) \(identity)" || $0.record == key },
            ]
        )
    }

    // MARK: Records

    /// The values in effect of any record, its conflicts and what waits for it.
    func record(_ key: RecordKey) throws -> Sheet {
        Sheet(
            kind: "record",
            id: key.description,
            title: try waits.words.words(for: key),
            facts: try standing(of: key),
            sections: [
                Sheet.Section("values", "values in effect 现行值", try values(of: key)), try conflicts(of: [key]), try waiting { $0.record == key },
                try rulings(on: key),
            ]
        )
    }

    /// Whether the record is here, who authored it, and whether it is withdrawn.
    func standing(of key: RecordKey) throws -> [Sheet.Fact] {
        guard let record = try transaction.record(key) else {
            return [Sheet.Fact("state", "state 状态", "refused", shown: "refused 未采用，见 voucherd why \(key)")]
        }
        let (state, title) =
            record.version == 0
            ? ("waits", "尚未合并") : record.isWithdrawn ? ("withdrawn", "已撤回") : record.hasConflict ? ("in conflict", "有冲突") : ("merged", "已合并")
        return [
            Sheet.Fact("state", "state 状态", state, shown: "\(state) \(title)"), Sheet.Fact("version", "version 版本", "\(record.version)"),
            Sheet.Fact("offices", "offices 报送单位", try transaction.authors(of: record).map { waits.name(of: $0) }.joined(separator: "、")),
        ]
    }

    func values(of key: RecordKey) throws -> [[Sheet.Fact]] {
        guard let merged = try transaction.merged(key.type, key.key) else { return [] }
        return zip(key.type.columns, merged.values).compactMap { column, cell in
            let conflict = column.group.flatMap { merged.conflicts[$0] }
            guard column.merge != nil, cell != nil || conflict != nil else { return nil }
            return [
                Sheet.Fact("title", "", column.title), Sheet.Fact("column", "", column.name),
                Sheet.Fact("value", "", cell == nil ? nil : column.format.written(cell)),
                Sheet.Fact("conflict", "in conflict 有冲突", conflict),
            ]
        }
    }

    func conflicts(of keys: [RecordKey]) throws -> Sheet.Section {
        let commands = waits.commands
        let entries = try keys.flatMap { key -> [[Sheet.Fact]] in
            guard let record = try transaction.record(key) else { return [] }
            return try transaction.conflicts(ofRecord: record.id).map { conflict in
                [
                    Sheet.Fact("id", "", conflict.id),
                    Sheet.Fact("state", "", conflict.isOpen ? "OPEN" : "CLOSED", shown: conflict.isOpen ? "OPEN 待处理" : "CLOSED 已处理"),
                    Sheet.Fact("record", "", "\(key)"), Sheet.Fact("group", "", conflict.group),
                    Sheet.Fact(Sheet.command, "", conflict.isOpen ? commands.show(conflict.id) : nil),
                ]
            }
        }
        return Sheet.Section("conflicts", "conflicts 冲突", entries)
    }

    func waiting(_ isFit: (StoredWait) -> Bool) throws -> Sheet.Section {
        let entries = try transaction.allWaits().filter(isFit).map { wait -> [Sheet.Fact] in
            let item = try waits.item(wait)
            return [
                Sheet.Fact("kind", "", item.kind), Sheet.Fact("waits_for", "", item.waitsFor), Sheet.Fact("reason", "", item.reasonZh),
                Sheet.Fact("way_out", "办法", item.wayOutZh), Sheet.Fact("overdue", "", item.isOverdue ? "true" : nil, shown: "OVERDUE 已逾期"),
                Sheet.Fact("since", "since 自", item.since?.description),
                Sheet.Fact(Sheet.command, "", item.commands.joined(separator: "\n")),
            ]
        }
        return Sheet.Section("waits", "waits 等待", entries)
    }

    func rulings(on key: RecordKey) throws -> Sheet.Section {
        let rulings = try transaction.records(.ruling, where: "subject_id", is: key.key).filter { $0["subject_type"]?.text == key.type.name }
        return Sheet.Section(
            "rulings",
            "rulings 裁定",
            rulings.map { ruling in
                [
                    Sheet.Fact("id", "", ruling.key.key), Sheet.Fact("verdict", "", ruling["verdict"]?.text),
                    Sheet.Fact("rule", "", ruling["rule"]?.text), Sheet.Fact("reason", "", ruling["reason"]?.text),
                    Sheet.Fact("doc_no", "", ruling["doc_no"]?.text), Sheet.Fact("by", "by 经办", ruling["decided_by"]?.text),
                    Sheet.Fact("withdrawn", "", ruling.isWithdrawn ? "true" : nil, shown: "withdrawn 已撤销"),
                ]
            }
        )
    }
}
