import Merging
import Programme
import Records
import Rules
import Store

extension Centre {
    /// Every edit, rule and decision behind what the text names.
    ///
    /// - Throws: ``OperatorRefusal`` where the text names nothing, or several things.
    public func story(of text: String) throws -> RecordStory {
        try store.read { transaction in
            let waits = WaitDesk(transaction: transaction, configuration: configuration, instant: Instant(seconds: 0))
            return try StoryTeller(waits: waits).story(of: text)
        }
    }
}

/// Gathers the events behind a subject from the rows, the settlements, the rulings and the decisions, none of which is ever deleted.
struct StoryTeller {
    let waits: WaitDesk

    private var transaction: Transaction { waits.transaction }

    func story(of text: String) throws -> RecordStory {
        let subject = try Subject(text, transaction)
        let (name, records, decided) = try scope(of: subject)
        var events: [RecordStory.Event] = []
        for key in records { events += try rows(of: key) + settlements(of: key) + conflicts(of: key) + rulings(on: key) }
        for key in decided { events += try decisions(of: key) }
        // A conflict on a record outside the scope, such as the party's certificates, that held a decision up.
        let known = Set(events.filter { $0.kind == .conflict }.map(\.source))
        let holding = Set(events.flatMap(\.findings).compactMap(\.conflict)).subtracting(known)
        for id in holding.sorted() { if let conflict = try transaction.conflict(id) { events += try story(of: conflict) } }
        return RecordStory(
            version: 1,
            subject: name,
            words: try records.first.map(waits.words.words) ?? name,
            events: StoryTeller.ordered(events)
        )
    }

    /// By drain; within one, rows and what the centre says of a conflict come before what follows from them: a conflict, its end, decisions.
    private static func ordered(_ events: [RecordStory.Event]) -> [RecordStory.Event] {
        let order: [RecordStory.Event.Kind] = [.row, .settlement, .undo, .conflict, .ruling, .decision]
        func rank(_ index: Int) -> (Int, Int, Int64, Int) {
            let event = events[index]
            return (event.drain, order.firstIndex(of: event.kind) ?? 0, event.editedAt?.seconds ?? 0, index)
        }
        return events.indices.sorted { rank($0) < rank($1) }.map { events[$0] }
    }

    /// The records whose events belong to the subject, and those of which decisions are made.
    private func scope(of subject: Subject) throws -> (name: String, records: [RecordKey], decided: [RecordKey]) {
        switch subject {
        case .record(let key) where key.type == .claim:
            return ("\(key)", try ClaimRecords(transaction).all(of: key).filter { $0.type != .party }, [key])
        case .record(let key): return ("\(key)", [key], key.type == .application ? [key] : [])
        case .voucher(let application):
            let key = RecordKey(.application, application)
            var decided = [key]
            if let decision = try transaction.currentDecision(.application, of: key)?.decision {
                decided += try transaction.records(.claim, where: "party_uscc", is: decision.party)
                    .filter { $0["voucher_year"]?.integer == Int64(decision.year) }.map(\.key)
            }
            return ("voucher \(application)", [key], decided)
        case .row(let type, let row):
            guard let batch = try transaction.takenBatch(row.batch),
                let place = try transaction.rowPlaces(ofBatch: batch.id).first(where: { $0.type == type && $0.line == row.line })
            else { throw StoreError.damaged("no row \(type.name) \(row)") }
            return try scope(of: .record(RecordKey(type, place.key)))
        case .conflict(let id):
            let sheet = try transaction.conflicts(beginning: ConflictID.prefix(id) ?? id)
            guard sheet.count == 1, let conflict = sheet.first else {
                throw OperatorRefusal(.noInput, "\(id) names no conflict, or several", "\(id) 没有对应的冲突，或对应多项")
            }
            return try scope(of: .record(transaction.record(conflict.record).key))
        case .batch(let identity):
            throw OperatorRefusal(
                .noInput,
                "\(identity) is a batch: 'voucherd show \(identity)' says what came of it; ask why of a record",
                "\(identity) 是批次：用 voucherd show \(identity) 查看；why 用于查询记录"
            )
        }
    }

    // MARK: Rows

    /// The rows of a record, those that were refused among them.
    func rows(of key: RecordKey) throws -> [RecordStory.Event] {
        var events: [RecordStory.Event] = []
        if let record = try transaction.record(key) {
            let history = try transaction.history(of: record)
            let merged = RecordMerge.merge(key, history.map(\.row))
            let lineages = RecordMerge.lineage(key, history.map(\.row))
            for (index, stored) in history.enumerated() where stored.row.act.isSubmission {
                var event = try event(.row, of: key, stored)
                let fate = RowFate(key: key, row: stored.row, merged: merged, state: merged.rows[index], lineage: lineages[index])
                event.changes = fate.changes
                event.fates = fate.sentences
                event.findings = try transaction.findings(batch: stored.batch, type: key.type, line: stored.row.identity.line)
                    .map { RecordStory.Finding($0) }
                let outcome = stored.outcome.map { "，\($0.rawValue)" } ?? ""
                event.headline = "\(waits.name(of: stored.row.office))\(stored.row.act == .withdraw ? "撤回" : "报送")\(outcome)"
                event.outcome = stored.outcome?.rawValue
                events.append(event)
            }
        }
        for (batch, row) in try transaction.refusedRows(key) {
            var event = try event(.row, of: key, batch: batch.id, "\(key.type.name) \(row)")
            event.office = row.office.description
            event.officeName = waits.configuration.offices[row.office]?.name
            event.findings = try transaction.findings(batch: batch.id, type: key.type, line: row.line).map { RecordStory.Finding($0) }
            event.headline = "\(waits.name(of: row.office))报送，REJECTED"
            event.outcome = RowOutcome.rejected.rawValue
            event.fates = ["refused: the row is in no record / 未采用，该行不入记录"]
            events.append(event)
        }
        return events
    }

    private func event(_ kind: RecordStory.Event.Kind, of key: RecordKey, _ stored: StoredRow) throws -> RecordStory.Event {
        var event = try event(kind, of: key, batch: stored.batch, "\(key.type.name) \(stored.row.identity)")
        event.office = stored.row.office.description
        event.officeName = waits.configuration.offices[stored.row.office]?.name
        event.by = stored.editor
        event.editedAt = stored.row.editedAt
        return event
    }

    private func event(_ kind: RecordStory.Event.Kind, of key: RecordKey, batch: Int64, _ source: String) throws -> RecordStory.Event {
        let drain = try transaction.drain(ofBatch: batch) ?? 0
        return RecordStory.Event(
            kind: kind,
            at: try transaction.instant(ofDrain: drain) ?? Instant(seconds: 0),
            drain: drain,
            record: "\(key)",
            source: source
        )
    }

    // MARK: Conflicts

    /// The conflicts of a record as they opened, gained a side or came to an end, drain by drain.
    private func conflicts(of key: RecordKey) throws -> [RecordStory.Event] {
        guard let record = try transaction.record(key), try !transaction.conflicts(ofRecord: record.id).isEmpty else { return [] }
        let history = try transaction.history(of: record)
        let drains = try history.map { try transaction.drain(ofBatch: $0.batch) ?? 0 }
        var events: [RecordStory.Event] = []
        var known: [Int: [Side]] = [:]
        for drain in Set(drains).sorted() {
            // The merge is a function of the rows: those that were here by then give the record as it was.
            let merged = RecordMerge.merge(key, zip(history, drains).filter { $1 <= drain }.map(\.0.row))
            for (group, state) in merged.groups.enumerated() {
                let sides = state.isInConflict ? state.sides : nil
                guard sides != known[group] else { continue }
                events.append(try event(key, group, sides: sides, isNew: known[group] == nil, drain))
                known[group] = sides
            }
        }
        return events
    }

    private func event(_ key: RecordKey, _ group: Int, sides: [Side]?, isNew: Bool, _ drain: Int) throws -> RecordStory.Event {
        let declared = key.type.groups[group]
        let id = ConflictID.id(of: key, group: declared.name)
        var event = RecordStory.Event(
            kind: .conflict,
            at: try transaction.instant(ofDrain: drain) ?? Instant(seconds: 0),
            drain: drain,
            record: "\(key)",
            source: id
        )
        event.conflict = id
        let titles = declared.columns.map { key.type.columns[$0].title }.joined(separator: "、")
        event.headline = "\(sides == nil ? "ended 了结" : isNew ? "opened 出现冲突" : "sides changed 各方有变")：\(titles)"
        event.fates = (sides ?? []).enumerated().map { number, side in
            let rows = side.rows.map { "\(waits.name(of: $0.office)) \($0)" }.joined(separator: "、")
            let values = zip(declared.columns, side.values).filter { $1 != nil }
                .map { "\(key.type.columns[$0].title)=\(key.type.columns[$0].format.written($1))" }.joined(separator: "；")
            return "第 \(number + 1) 方 \(rows)：\(values.isEmpty ? "空" : values)"
        }
        return event
    }

    /// A conflict with everything that was done about it.
    private func story(of conflict: StoredConflict) throws -> [RecordStory.Event] {
        let key = try transaction.record(conflict.record).key
        return (try conflicts(of: key) + settlements(of: key)).filter { $0.conflict == conflict.id }
    }

    /// The settlements of a record's conflicts, and what took them back.
    private func settlements(of key: RecordKey) throws -> [RecordStory.Event] {
        guard let record = try transaction.record(key) else { return [] }
        let history = try transaction.history(of: record)
        let merged = RecordMerge.merge(key, history.map(\.row))
        let lineages = RecordMerge.lineage(key, history.map(\.row))
        return try transaction.settlements(onRecord: record.id).compactMap { settlement in
            guard let index = history.firstIndex(where: { $0.row.identity == settlement.row && !$0.row.act.isSubmission }) else { return nil }
            let why = try SettlementReason(settlement, transaction)
            let resolution = try transaction.record(settlement.resolution).key.key
            let isUndo = settlement.act == .revoke
            var event = try event(isUndo ? .undo : .settlement, of: key, batch: settlement.batch, resolution)
            event.by = why.decidedBy
            event.editedAt = why.at
            event.office = settlement.row.office.description
            event.officeName = waits.configuration.offices[settlement.row.office]?.name
            let isInForce = !isUndo && merged.isInForce(settlement.row, history)
            event.headline = isUndo ? "undone 撤销处理 \(resolution)：\(why.reason)" : "settled 处理 \(resolution)：\(why.reason)"
            if !isUndo {
                let fate = RowFate(key: key, row: history[index].row, merged: merged, state: merged.rows[index], lineage: lineages[index])
                event.changes = fate.changes
                event.fates = isInForce ? fate.sentences : ["taken back 已撤销"]
            }
            event.conflict = settlement.conflict
            return event
        }
    }

    // MARK: Rulings and decisions

    /// The rulings on a record, and those on its rows.
    private func rulings(on key: RecordKey) throws -> [RecordStory.Event] {
        var subjects = [(key.type.name, key.key)]
        if let record = try transaction.record(key) {
            subjects += try transaction.history(of: record).filter(\.row.act.isSubmission).map { ("row", "\(key.type.name) \($0.row.identity)") }
        }
        return try subjects.flatMap { type, id in
            try transaction.records(.ruling, where: "subject_id", is: id).filter { $0["subject_type"]?.text == type }.flatMap {
                try events(of: $0, key)
            }
        }
    }

    private func events(of ruling: CaseRecord, _ key: RecordKey) throws -> [RecordStory.Event] {
        guard let record = try transaction.record(ruling.key) else { return [] }
        return try transaction.history(of: record).filter(\.row.act.isSubmission).map { stored in
            var event = try event(.ruling, of: key, stored)
            func text(_ column: String) -> String { RecordType.ruling.position(of: column).flatMap { stored.row.values[$0]?.text } ?? "" }
            let isWithdrawal = stored.row.act == .withdraw
            let about = [text("verdict"), text("rule"), text("doc_no")].filter { !$0.isEmpty }.joined(separator: " ")
            event.headline =
                isWithdrawal ? "ruling taken back 撤销裁定 \(ruling.key.key)：\(text("reason"))" : "ruling 裁定 \(ruling.key.key) \(about)：\(text("reason"))"
            event.by = text("decided_by").isEmpty ? stored.editor : text("decided_by")
            if !isWithdrawal, ruling.isWithdrawn { event.fates = ["taken back 已撤销"] }
            return event
        }
    }

    private func decisions(of key: RecordKey) throws -> [RecordStory.Event] {
        try transaction.decisionHistory(of: key).map { stored, isCurrent in
            let decision = stored.decision
            var event = RecordStory.Event(
                kind: .decision,
                at: stored.decidedAt,
                drain: stored.drain,
                record: "\(key)",
                source: "D-\(stored.id)"
            )
            let amount = decision.amount.map { " \($0.yuan) 元" } ?? ""
            event.headline = "\(decision.kind.rawValue) \(decision.outcome.rawValue)\(amount) \(decision.state.rawValue)"
            event.outcome = decision.outcome.rawValue
            event.state = decision.state.rawValue
            event.amount = decision.amount?.yuan
            event.supersedes = stored.supersedes.map { "D-\($0)" }
            event.programme = stored.programme
            event.findings = decision.findings.map { RecordStory.Finding($0) }
            event.fates = [isCurrent ? "in force 现行有效" : "superseded or void 已被取代或失效"]
            return event
        }
    }
}

extension RecordStory.Finding {
    init(_ finding: Records.Finding) {
        self.init(
            rule: finding.rule,
            effect: finding.effect.rawValue,
            article: finding.article,
            values: finding.values,
            reason: finding.reason,
            fix: finding.fix,
            conflict: finding.conflict
        )
    }

    /// The finding as a sheet lists it.
    var facts: [Sheet.Fact] {
        [
            Sheet.Fact("effect", "", effect), Sheet.Fact("rule", "", rule), Sheet.Fact("article", "", article), Sheet.Fact("reason", "", reason),
            Sheet.Fact("values", "values 比较", values), Sheet.Fact("fix", "fix 办法", fix), Sheet.Fact("conflict", "conflict 冲突", conflict),
        ]
    }
}
