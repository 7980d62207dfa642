import GRDB
import Merging
public import Programme
public import Records

// Records and their rows.
extension Transaction {
    // MARK: Records

    /// The record of that type and key, merged or still waiting.
    public func record(_ key: RecordKey) throws -> StoredRecord? {
        try row("SELECT * FROM record WHERE type = ? AND key = ?", [key.type.name, key.key]).map { try Transaction.record($0) }
    }

    /// The record with that id.
    public func record(_ id: Int64) throws -> StoredRecord {
        guard let row = try row("SELECT * FROM record WHERE id = ?", [id]) else { throw StoreError.damaged("no record \(id)") }
        return try Transaction.record(row)
    }

    /// The record of that type and key; a new one, with nothing merged yet, where there is none.
    ///
    /// - Parameter foreseen: the row that will hold a new record's values in effect, where the merge can hardly say otherwise: the record is written
    ///   as at version 1 already, which the merge corrects where it is not so, and the row as accepted.
    public func recordForRow(
        _ key: RecordKey,
        office: OfficeCode,
        drain: Int,
        foreseen: () throws -> Int64?
    ) throws -> (record: StoredRecord, isNew: Bool, foreseen: Int64?) {
        if let known = try record(key) {
            if known.author != office {
                try execute("INSERT OR IGNORE INTO coauthor (record, office, drain) VALUES (?, ?, ?)", [known.id, office, drain])
            }
            return (known, false, nil)
        }
        let foreseen = try foreseen()
        try execute(
            "INSERT INTO record (type, key, version, drain, effective, author) VALUES (?, ?, ?, ?, ?, ?)",
            [key.type.name, key.key, foreseen == nil ? 0 : 1, drain, foreseen, office]
        )
        return (StoredRecord(id: db.lastInsertedRowID, key: key, version: 0, drain: drain, effective: nil, author: office), true, foreseen)
    }

    /// Writes what the merge made of a record.
    public func update(_ record: StoredRecord) throws {
        memory.merged.forget()
        try execute(
            """
            UPDATE record SET version = ?, drain = ?, effective = ?, is_withdrawn = ?, has_conflict = ?, place = ?, completed_at = ? WHERE id = ?
            """,
            [
                record.version, record.drain, record.effective, record.isWithdrawn, record.hasConflict, record.place, record.completedAt, record.id,
            ]
        )
    }

    /// Keeps a version that a later drain has passed.
    public func keepVersion(_ record: StoredRecord) throws {
        try execute("INSERT OR IGNORE INTO record_version (record, version, drain) VALUES (?, ?, ?)", [record.id, record.version, record.drain])
    }

    /// Whether a bundle to the office, up to the acknowledged one, gave it this version of the record.
    public func wasPublished(_ record: StoredRecord, version: Int, to office: OfficeCode, acknowledged: Int) throws -> Bool {
        guard version > 0, let (first, next) = try reign(of: version, record) else { return false }
        // While a version stood, any bundle may have given it: an office that came to the record later gets it as it stands then.
        let bundle = try row(
            "SELECT max(drain) AS drain FROM bundle WHERE office = ? AND sequence <= ? AND drain >= ? AND drain < ?",
            [office, acknowledged, first, next]
        )
        guard let drain: Int = bundle?["drain"] else { return false }
        return try sees(record, office, since: drain)
    }

    /// The drain that made a version, and the first that passed it; `nil` where no drain ended with that version.
    private func reign(of version: Int, _ record: StoredRecord) throws -> (first: Int, next: Int)? {
        var drains: [(version: Int, drain: Int)] = try rows(
            "SELECT version, drain FROM record_version WHERE record = ? AND version >= ? ORDER BY version LIMIT 2",
            [record.id, version]
        ).map { ($0["version"], $0["drain"]) }
        drains.append((record.version, record.drain))
        guard drains[0].version == version else { return nil }
        return (drains[0].drain, drains.count > 1 ? drains[1].drain : Int.max)
    }

    private func sees(_ record: StoredRecord, _ office: OfficeCode, since drain: Int) throws -> Bool {
        if record.author == office || RecordVisibility.isPublic(record.key.type) { return true }
        if try row("SELECT 1 FROM coauthor WHERE record = ? AND office = ? AND drain <= ?", [record.id, office, drain]) != nil { return true }
        return record.key.type == .party ? try offices(of: record.key.key).contains(office) : false
    }

    /// The offices that authored a row of a record, the first author first.
    public func authors(of record: StoredRecord) throws -> [OfficeCode] {
        [record.author] + (try rows("SELECT office FROM coauthor WHERE record = ? ORDER BY office", [record.id]).map { $0["office"] })
    }

    /// The offices that authored a row of the record of that type and key, the first author first; none where there is no such record.
    public func authors(of key: RecordKey) throws -> [OfficeCode] {
        try prefetchAuthors(of: [key])
        return memory.merged.authors[key] ?? []
    }

    /// Asks at once what ``authors(of:)-(RecordKey)`` would be asked for each of these records.
    public func prefetchAuthors(of records: some Collection<RecordKey>) throws {
        for (type, records) in Dictionary(grouping: records, by: \.type) {
            var authors: [String: [OfficeCode]] = [:]
            for record in records where memory.merged.authors[record] == nil { authors[record.key] = [] }
            guard !authors.isEmpty else { continue }
            try scan(
                """
                SELECT asked.value, record.author, coauthor.office FROM json_each(?) AS asked
                CROSS JOIN record ON record.type = ? AND record.key = asked.value LEFT JOIN coauthor ON coauthor.record = record.id
                ORDER BY 1, 3
                """,
                [TextList.json(authors.keys), type.name]
            ) { row in
                guard let key: String = row.value(at: 0), let first: OfficeCode = row.value(at: 1) else { return }
                if authors[key]?.isEmpty ?? true { authors[key] = [first] }
                if let other: OfficeCode = row.value(at: 2) { authors[key]?.append(other) }
            }
            for (key, offices) in authors { memory.merged.authors[RecordKey(type, key)] = offices }
        }
    }

    /// The offices that first said something of a record in that drain, the first author apart.
    public func coauthors(of record: StoredRecord, since drain: Int) throws -> [OfficeCode] {
        try rows("SELECT office FROM coauthor WHERE record = ? AND drain = ? ORDER BY office", [record.id, drain]).map { $0["office"] }
    }

    // MARK: Rows

    /// The id of the next row of a type, for ``insert(_:of:)``.
    public func nextRow(of type: RecordType) throws -> Int64 {
        let next = try memory.nextRows[type] ?? lastRow(of: type).map { $0 + 1 } ?? 1
        memory.nextRows[type] = next + 1
        return next
    }

    /// The id of the last row of a type, or `nil` where there is none.
    func lastRow(of type: RecordType) throws -> Int64? { try row("SELECT max(row_id) AS last FROM \(type.name)_row").flatMap { $0["last"] } }

    /// Adds a row to a record's history, not merged yet or as foreseen; gives its id, which is the row's own where it has one.
    public func insert(_ stored: StoredRow, of type: RecordType) throws -> Int64 {
        let row = stored.row
        let id = try stored.id == 0 ? nextRow(of: type) : stored.id
        let (act, settlement): (String, String?) =
            switch row.act {
            case .upsert: ("upsert", nil)
            case .withdraw: ("withdraw", nil)
            case .resolve, .revoke: ("resolve", SettlementText.write(row.act))
            }
        let (base, standing): (Int?, BaseStanding?) =
            switch row.base {
            case .ownLast: (nil, nil)
            case .version(let version): (version, .known)
            case .unknown(let version): (version, .unknown)
            }
        try insertRow(type, values: row.values, digest: stored.digest) { binder in
            binder.put(id)
            binder.put(stored.record)
            binder.put(stored.batch)
            binder.put(row.identity.line)
            binder.put(act)
            binder.put(base)
            binder.put(standing?.rawValue)
            binder.put(row.editedAt)
            binder.put(stored.editor)
            binder.put(stored.ticket)
            binder.put(Int64(bitPattern: row.stated.bits))
            binder.put(row.version)
            binder.put(stored.outcome?.rawValue)
            binder.put(settlement)
        }
        return id
    }

    /// - Parameter envelope: gives what ``RowSQL`` names before the type's own columns.
    private func insertRow(_ type: RecordType, values: [Cell?], digest: Digest?, envelope: (inout Binder) -> Void) throws {
        memory.merged.forget()
        try execute(RowSQL.insert(type)) { binder in
            envelope(&binder)
            for value in values { binder.put(value) }
            if RowSQL.hasDigest(type) { binder.put(digest) }
        }
    }

    /// The rows of a record, in the order of their taking.
    public func history(of record: StoredRecord) throws -> [StoredRow] {
        try rows(RowSQL.history(record.key.type), [record.id]).map { row in
            try Transaction.stored(row, of: record.key.type, in: try taken(row["batch"]))
        }
    }

    /// Takes back that a row was foreseen to be merged at version 1, and accepted.
    public func takeBackForeseen(ofRow id: Int64, type: RecordType) throws {
        try execute("UPDATE \(type.name)_row SET version = NULL, outcome = NULL WHERE row_id = ?", [id])
    }

    /// Notes that a row is merged, and at which version of its record.
    public func setVersion(_ version: Int, ofRow id: Int64, type: RecordType) throws {
        try execute("UPDATE \(type.name)_row SET version = ? WHERE row_id = ?", [version, id])
    }

    /// Notes what the office is told of a row.
    public func setOutcome(_ outcome: RowOutcome, ofRow id: Int64, type: RecordType) throws {
        try execute("UPDATE \(type.name)_row SET outcome = ? WHERE row_id = ?", [outcome.rawValue, id])
    }

    /// Stores values in effect that no single row holds, in the record's own row for them; gives the row's id.
    public func setEffective(_ values: [Cell?], digest: Digest?, of record: StoredRecord) throws -> Int64 {
        let type = record.key.type
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT row_id FROM \(type.name)_row WHERE record = ? AND act = 'effective'"),
            arguments: [record.id]
        )
        if let known {
            memory.merged.forget()
            try execute(RowSQL.updateValues(type)) { binder in
                for value in values { binder.put(value) }
                if RowSQL.hasDigest(type) { binder.put(digest) }
                binder.put(known)
            }
            return known
        }
        let id = try nextRow(of: type)
        try insertRow(type, values: values, digest: digest) { binder in
            binder.put(id)
            binder.put(record.id)
            binder.putNull()
            binder.putNull()
            binder.put("effective")
            for _ in 0..<5 { binder.putNull() }
            binder.put(0)
            for _ in 0..<3 { binder.putNull() }
        }
        return id
    }

    /// The values in effect of a record, or `nil` while nothing of it is merged.
    public func values(of record: StoredRecord) throws -> (values: [Cell?], digest: Digest?)? {
        guard let effective = record.effective else { return nil }
        guard let row = try row("SELECT * FROM \(record.key.type.name)_row WHERE row_id = ?", [effective]) else {
            throw StoreError.damaged("\(record.key) has no row \(effective)")
        }
        return (Transaction.cells(row, of: record.key.type), RowSQL.hasDigest(record.key.type) ? row["digest"] : nil)
    }

    // MARK: Refused rows and findings

    /// Keeps a row that is in no record.
    public func insertRefused(batch: Int64, type: RecordType, line: Int, key: String) throws {
        try execute("INSERT INTO refused_row (batch, type, line, key) VALUES (?, ?, ?, ?)", [batch, type.name, line, key])
    }

    /// Keeps what reading a row found.
    public func insert(_ finding: Finding, batch: Int64, type: RecordType, line: Int) throws {
        try execute(
            """
            INSERT INTO finding (batch, type, line, rule, effect, article, column_name, compared, reason, fix) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                batch, type.name, line, finding.rule, finding.effect.rawValue, finding.article, finding.column ?? "", finding.values,
                finding.reason, finding.fix,
            ]
        )
    }

    /// What reading a row found.
    public func findings(batch: Int64, type: RecordType, line: Int) throws -> [Finding] {
        try rows("SELECT * FROM finding WHERE batch = ? AND type = ? AND line = ? ORDER BY id", [batch, type.name, line]).map { row in
            let column: String = row["column_name"]
            return Finding(
                rule: row["rule"],
                effect: Finding.Effect(rawValue: row["effect"]) ?? .info,
                article: row["article"],
                column: column.isEmpty ? nil : column,
                values: row["compared"],
                reason: row["reason"],
                fix: row["fix"]
            )
        }
    }

    // MARK: Decoding

    static func record(_ row: Row) throws -> StoredRecord {
        guard let type = RecordType.named(row["type"]) else { throw StoreError.damaged("a record of type \(row["type"] as String)") }
        return StoredRecord(
            id: row["id"],
            key: RecordKey(type, row["key"]),
            version: row["version"],
            drain: row["drain"],
            effective: row["effective"],
            author: row["author"],
            isWithdrawn: row["is_withdrawn"],
            hasConflict: row["has_conflict"],
            place: row["place"],
            completedAt: row["completed_at"]
        )
    }

    static func cells(_ row: Row, of type: RecordType) -> [Cell?] {
        // A type's columns stand side by side in its table, and in whatever selects them all.
        guard let first = row.position(of: type.key.name) else { preconditionFailure("the statement gives no \(type.name)") }
        return type.columns.indices.map { row.value(at: first + $0) }
    }

    /// What a row needs to know of the batch that brought it.
    struct TakenBatch {
        let identity: BatchIdentity
        let window: ExportWindow
        let receivedAt: Instant
    }

    /// When the centre received the batch with that id.
    public func receivedAt(ofBatch id: Int64) throws -> Instant { try taken(id).receivedAt }

    /// The batch with that id, which a drain asks for with each of its rows.
    private func taken(_ id: Int64) throws -> TakenBatch {
        try memory.batches.value(id) {
            guard let row = try row("SELECT office, epoch, sequence, window_after, window_through, received_at FROM batch WHERE id = ?", [id]) else {
                throw StoreError.damaged("no batch \(id)")
            }
            return TakenBatch(
                identity: BatchIdentity(office: row["office"], epoch: row["epoch"], sequence: row["sequence"]),
                window: ExportWindow(after: row["window_after"], through: row["window_through"]),
                receivedAt: row["received_at"]
            )
        }
    }

    static func stored(_ row: Row, of type: RecordType, in batch: TakenBatch) throws -> StoredRow {
        let act: String = row["act"]
        let meaning: HistoryRow.Act
        switch act {
        case "upsert": meaning = .upsert
        case "withdraw": meaning = .withdraw
        default:
            guard let act = SettlementText.read(row["settlement"] ?? "") else { throw StoreError.damaged("a settlement of \(type.name)") }
            meaning = act
        }
        let version: Int? = row["base"]
        let standing: Int? = row["base_is_known"]
        let base: HistoryRow.Base =
            switch (version, standing.flatMap { BaseStanding(rawValue: $0) }) {
            case (let version?, .known): .version(version)
            case (let version?, .unknown): .unknown(version)
            default: .ownLast
            }
        let bits: Int64 = row["stated"]
        let identity = RowIdentity(batch.identity, line: row["line"])
        let outcome: String? = row["outcome"]
        return StoredRow(
            id: row["row_id"],
            record: row["record"],
            batch: row["batch"],
            row: HistoryRow(
                identity,
                act: meaning,
                base: base,
                editedAt: row["edited_at"],
                window: batch.window,
                stated: ColumnSet(bits: UInt64(bitPattern: bits)),
                values: cells(row, of: type),
                content: RowSQL.hasDigest(type) ? row["digest"] : nil,
                version: row["version"]
            ),
            editor: row["editor"],
            ticket: row["ticket"],
            outcome: outcome.flatMap { RowOutcome(rawValue: $0) },
            digest: RowSQL.hasDigest(type) ? row["digest"] : nil
        )
    }
}

/// What is known of the version that a row names as its base; the column `base_is_known`.
enum BaseStanding: Int {
    /// No bundle gave the office this version.
    case unknown = 0
    case known = 1
    /// It was unknown, and a ruling lets the row go on from the office's own last submission.
    case released = 2
}
