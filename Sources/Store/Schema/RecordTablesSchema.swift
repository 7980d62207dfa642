import Records

// Records and their rows.
extension Schema {
    static let records = """
        -- A record: what names it, and the row of its type's table that holds its values in effect.
        CREATE TABLE record (
            id INTEGER PRIMARY KEY,
            type TEXT NOT NULL,
            key TEXT NOT NULL,
            -- How many rows are merged; 0 while all of them wait.
            version INTEGER NOT NULL,
            drain INTEGER NOT NULL REFERENCES drain,
            effective INTEGER,
            author TEXT NOT NULL,
            is_withdrawn INTEGER NOT NULL DEFAULT 0,
            has_conflict INTEGER NOT NULL DEFAULT 0,
            place TEXT,
            completed_at TEXT
        ) STRICT;
        CREATE UNIQUE INDEX record_key ON record (type, key);

        -- Versions that a later drain has passed, so that a row's `base` can be told.
        CREATE TABLE record_version (
            record INTEGER NOT NULL REFERENCES record,
            version INTEGER NOT NULL,
            drain INTEGER NOT NULL REFERENCES drain,
            PRIMARY KEY (record, version)
        ) STRICT, WITHOUT ROWID;

        -- Offices besides the first that authored a row of a record.
        CREATE TABLE coauthor (
            record INTEGER NOT NULL REFERENCES record,
            office TEXT NOT NULL,
            drain INTEGER NOT NULL REFERENCES drain,
            PRIMARY KEY (record, office)
        ) STRICT, WITHOUT ROWID;

        -- Rows that are in no record: their cells could not be read, or their office may not say this.
        CREATE TABLE refused_row (
            id INTEGER PRIMARY KEY,
            batch INTEGER NOT NULL REFERENCES batch,
            type TEXT NOT NULL,
            line INTEGER NOT NULL,
            key TEXT NOT NULL
        ) STRICT;
        CREATE INDEX refused_row_batch ON refused_row (batch);

        -- What reading a row found.
        CREATE TABLE finding (
            id INTEGER PRIMARY KEY,
            batch INTEGER NOT NULL REFERENCES batch,
            type TEXT NOT NULL,
            line INTEGER NOT NULL,
            rule TEXT NOT NULL,
            effect TEXT NOT NULL,
            article TEXT NOT NULL,
            column_name TEXT NOT NULL,
            compared TEXT NOT NULL,
            reason TEXT NOT NULL,
            fix TEXT NOT NULL
        ) STRICT;
        CREATE INDEX finding_row ON finding (batch, type, line);

        -- References to what is not here yet.
        CREATE TABLE pending_reference (
            type TEXT NOT NULL,
            key TEXT NOT NULL,
            record INTEGER NOT NULL REFERENCES record,
            column_name TEXT NOT NULL,
            PRIMARY KEY (type, key, record, column_name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX pending_reference_record ON pending_reference (record);

        CREATE TABLE conflict (
            id TEXT PRIMARY KEY,
            record INTEGER NOT NULL REFERENCES record,
            group_name TEXT NOT NULL,
            is_open INTEGER NOT NULL,
            opened INTEGER NOT NULL REFERENCES drain,
            changed INTEGER NOT NULL REFERENCES drain
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX conflict_record ON conflict (record);
        CREATE INDEX conflict_open ON conflict (is_open) WHERE is_open = 1;

        -- Invoices, files and orders by identity, for the look at what two claims share.
        CREATE TABLE shared_identity (
            identity TEXT NOT NULL,
            record INTEGER NOT NULL REFERENCES record,
            PRIMARY KEY (identity, record)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX shared_identity_record ON shared_identity (record);
        """

    /// The table of a type's rows: every row that was ever taken, and the values in effect where no single row holds them.

    static func rowTable(_ type: RecordType) -> String {
        let columns = type.columns.map { "    \"\($0.name)\" \($0.format.isInteger ? "INTEGER" : "TEXT")" }
        let digest = type.columns.contains { $0.format == .path } ? ["    digest TEXT"] : []
        let indexed = type.columns.filter { isIndexed($0, of: type) }
        return """
            CREATE TABLE \(type.name)_row (
                -- Not `id`: that is the key of most record types.
                row_id INTEGER PRIMARY KEY,
                record INTEGER NOT NULL REFERENCES record,
                -- NULL where the row only holds values in effect.
                batch INTEGER REFERENCES batch,
                line INTEGER,
                act TEXT NOT NULL CHECK (act IN ('upsert', 'withdraw', 'resolve', 'effective')),
                base INTEGER,
                base_is_known INTEGER,
                edited_at TEXT,
                editor TEXT,
                ticket TEXT,
                stated INTEGER NOT NULL,
                -- The record's version when the row was merged; NULL while it is not.
                version INTEGER,
                outcome TEXT,
                settlement TEXT,
            \((columns + digest).joined(separator: ",\n"))
            ) STRICT;
            CREATE INDEX \(type.name)_row_record ON \(type.name)_row (record);
            \(indexed.map { "CREATE INDEX \(type.name)_row_\($0.name) ON \(type.name)_row (\"\($0.name)\");" }.joined(separator: "\n"))
            CREATE VIEW \(type.name) AS
                SELECT record.version, record.is_withdrawn, record.has_conflict, record.place, \(type.columns.map { "value.\"\($0.name)\"" }.joined(separator: ", "))
                FROM record JOIN \(type.name)_row AS value ON value.row_id = record.effective WHERE record.type = '\(type.name)';
            """
    }

    /// Columns by which adjudication finds records.
    static func isIndexed(_ column: Records.Column, of type: RecordType) -> Bool {
        if column == type.key { return false }
        if case .reference = column.format { return true }
        switch (type.name, column.name) {
        case ("reg_hte", "uscc"), ("reg_sme", "uscc"), ("reg_provincial", "uscc"), ("reg_city_project", "uscc"), ("reg_bad_credit", "uscc"),
            ("reg_incubator", "name"), ("reg_relation", "a"), ("reg_relation", "b"), ("party", "incubator_name"), ("ruling", "subject_id"),
            ("contract", "agent_uscc"), ("invoice", "seller_uscc"):
            return true
        default:
            return false
        }
    }
}
