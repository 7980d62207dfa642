import Foundation
import GRDB
import Programme
import Records

/// A transaction of the office's store; one statement a question. What concerns batches stands in OfficeBatches.swift.
struct OfficeTransaction {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func execute(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    // MARK: Published versions

    /// A version of a record as a bundle gave it, or `nil` where none did.
    func published(_ key: RecordKey, version: Int) throws -> CopyRecord.Published? {
        try row(#"SELECT "values" FROM published WHERE type = ? AND key = ? AND version = ?"#, [key.type.name, key.key, version]).map {
            CopyRecord.Published(version: version, values: try ValuesText.read($0["values"], of: key.type).values)
        }
    }

    /// The latest published version of a record.
    func latest(_ key: RecordKey) throws -> CopyRecord.Published? {
        try row(
            #"SELECT version, "values" FROM published WHERE type = ? AND key = ? ORDER BY version DESC LIMIT 1"#,
            [key.type.name, key.key]
        ).map { CopyRecord.Published(version: $0["version"], values: try ValuesText.read($0["values"], of: key.type).values) }
    }

    /// Keeps a version; one that is known stays as it was first given.
    func insertPublished(_ key: RecordKey, _ published: CopyRecord.Published, bundle: Int) throws {
        try execute(
            #"INSERT OR IGNORE INTO published (type, key, version, bundle, "values") VALUES (?, ?, ?, ?, ?)"#,
            [key.type.name, key.key, published.version, bundle, ValuesText.write(published.values, of: key.type)]
        )
    }

    /// Whether this program ever wrote the version as a base into the working copy.
    func wasWritten(_ key: RecordKey, version: Int) throws -> Bool {
        try row(
            "SELECT is_written FROM published WHERE type = ? AND key = ? AND version = ?",
            [key.type.name, key.key, version]
        )?["is_written"] ?? false
    }

    func noteWritten(_ key: RecordKey, version: Int) throws {
        try execute("UPDATE published SET is_written = 1 WHERE type = ? AND key = ? AND version = ?", [key.type.name, key.key, version])
    }

    // MARK: Records

    /// What is known of a record.
    func record(_ key: RecordKey) throws -> CopyRecord {
        var record = CopyRecord(key)
        if let row = try row("SELECT * FROM record WHERE type = ? AND key = ?", [key.type.name, key.key]) { try fill(&record, row) }
        record.published = try latest(key)
        record.flights = try rows("SELECT * FROM flight WHERE type = ? AND key = ? ORDER BY id", [key.type.name, key.key]).map {
            try flight($0, of: key.type)
        }
        return record
    }

    /// Every record of a type that anything is known of, by key.
    func records(of type: RecordType) throws -> [String: CopyRecord] {
        var records: [String: CopyRecord] = [:]
        for row in try rows("SELECT * FROM record WHERE type = ?", [type.name]) {
            try fill(&records[row["key"], default: CopyRecord(RecordKey(type, row["key"]))], row)
        }
        let latest = try rows(
            """
            SELECT key, version, "values" FROM published AS one
            WHERE type = ?1 AND version = (SELECT max(version) FROM published WHERE type = ?1 AND key = one.key)
            """,
            [type.name]
        )
        for row in latest {
            records[row["key"], default: CopyRecord(RecordKey(type, row["key"]))].published = CopyRecord.Published(
                version: row["version"],
                values: try ValuesText.read(row["values"], of: type).values
            )
        }
        for row in try rows("SELECT * FROM flight WHERE type = ? ORDER BY id", [type.name]) {
            records[row["key"], default: CopyRecord(RecordKey(type, row["key"]))].flights.append(try flight(row, of: type))
        }
        return records
    }

    /// Writes what is known of a record besides published versions and rows on their way.
    func update(_ record: CopyRecord) throws {
        let type = record.key.type
        try execute(
            """
            INSERT OR REPLACE INTO record (type, key, shown, written, edited, own_values, own_is_withdrawn, own_cell, own_ticket, refused)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                type.name, record.key.key, record.shown, record.written, ValuesText.write(record.edited, OriginFinder.nothing(type), of: type),
                record.landed.map { try ValuesText.write($0.known, $0.values, of: type) },
                record.landed?.isWithdrawn ?? false, record.landedCell, record.landedTicket,
                record.refused.map { try ValuesText.write($0.stated, $0.values, of: type) },
            ]
        )
    }

    private func fill(_ record: inout CopyRecord, _ row: Row) throws {
        record.shown = row["shown"]
        record.written = row["written"]
        if let text: String = row["edited"] { record.edited = try ValuesText.read(text, of: record.key.type).stated }
        if let text: String = row["own_values"] {
            let (known, values) = try ValuesText.read(text, of: record.key.type)
            record.landed = CopyRecord.Own(values: values, known: known, isWithdrawn: row["own_is_withdrawn"])
        }
        record.landedCell = row["own_cell"]
        record.landedTicket = row["own_ticket"]
        if let text: String = row["refused"] { record.refused = try ValuesText.read(text, of: record.key.type) }
    }

    private func flight(_ row: Row, of type: RecordType) throws -> CopyRecord.Flight {
        let (stated, values) = try ValuesText.read(row["values"], of: type)
        return CopyRecord.Flight(
            id: row["id"],
            isWithdrawal: row["is_withdrawal"],
            base: row["base"],
            cell: row["cell"],
            ticket: row["ticket"],
            stated: stated,
            values: values
        )
    }

    // MARK: Bundles and what they tell

    /// The last bundle taken in.
    func lastBundle() throws -> OfficeState.Link? {
        guard let row = try row("SELECT sequence, digest FROM bundle ORDER BY sequence DESC LIMIT 1"),
            let digest = Digest(hex: row["digest"] as String)
        else { return nil }
        return OfficeState.Link(sequence: row["sequence"], digest: digest)
    }

    func insertBundle(_ link: OfficeState.Link, createdAt: Instant) throws {
        try execute(
            "INSERT INTO bundle (sequence, digest, created_at) VALUES (?, ?, ?)",
            [link.sequence, link.digest.description, createdAt.description]
        )
    }

    // MARK: Files to write

    func insertPending(_ file: PendingFile) throws {
        try execute(
            "INSERT OR REPLACE INTO pending_file (name, before, is_reference, bytes) VALUES (?, ?, ?, ?)",
            [file.name, file.before?.description, file.isReference, Data(file.bytes)]
        )
    }

    func pendingFiles() throws -> [PendingFile] {
        try rows("SELECT * FROM pending_file ORDER BY name").map { row in
            let bytes: Data = row["bytes"]
            let before: String? = row["before"]
            return PendingFile(name: row["name"], before: before.flatMap { Digest(hex: $0) }, isReference: row["is_reference"], bytes: [UInt8](bytes))
        }
    }

    func removePendingFiles() throws { try execute("DELETE FROM pending_file") }

    /// Has the records of a type looked at anew, because a file that should show them was not written.
    func forgetShown(_ type: RecordType) throws { try execute("UPDATE record SET shown = NULL WHERE type = ?", [type.name]) }
}
