import GRDB
import Records

/// The store's tables. Those of the record types come from their declaration.
enum Schema {
    /// "VOUC", so that `file` and people know the database.
    static let applicationID: Int32 = 0x564F_5543

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 batches and records") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: batches)
            try db.execute(sql: records)
            for type in RecordType.all { try db.execute(sql: rowTable(type)) }
            try db.execute(sql: decisions)
            try db.execute(sql: bundles)
        }
        migrator.registerMigration("2 settlements and waits") { db in
            try db.execute(sql: settlements)
            try db.execute(sql: Views.all)
        }
        migrator.registerMigration("3 rounds") { db in try db.execute(sql: rounds) }
        migrator.registerMigration("4 one queue of waits") { db in try db.execute(sql: Views.again) }
        migrator.registerMigration("5 grants of several rounds") { db in
            try db.execute(sql: grants)
            for type in ["reg_hte", "qualification"] { try db.execute(sql: "CREATE INDEX \(type)_row_valid_to ON \(type)_row (valid_to)") }
            // Acts that met a state which does not allow them are looked at again when it changes.
            for type in RecordType.acts {
                try db.execute(sql: "CREATE INDEX \(type.name)_row_held ON \(type.name)_row (record) WHERE outcome = 'HELD'")
            }
        }
        migrator.registerMigration("6 what grows") { db in
            try db.execute(sql: Growth.tables)
            for type in RecordType.all { try db.execute(sql: Growth.indexes(of: type)) }
            try db.execute(sql: Views.again)
        }
        migrator.registerMigration("7 cases that the end of a pass decides") { db in
            try db.execute(
                sql: "CREATE TABLE postponed_case (party TEXT NOT NULL, year INTEGER NOT NULL, PRIMARY KEY (party, year)) STRICT, WITHOUT ROWID"
            )
        }
        migrator.registerMigration("8 what else the end of a pass does") { db in
            try db.execute(
                sql: "CREATE TABLE postponed_work (kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID"
            )
        }
        migrator.registerMigration("9 cases that the calendar moves") { db in
            try db.execute(sql: "CREATE TABLE due_case (party TEXT NOT NULL, year INTEGER NOT NULL, PRIMARY KEY (party, year)) STRICT, WITHOUT ROWID")
        }
        return migrator
    }

    private static let batches = """
        -- One pass over what waits.
        CREATE TABLE drain (
            number INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            programme TEXT NOT NULL
        ) STRICT;

        -- Every bag that could be told from a stranger's file. `outcome` is that of the batch, not of the arrival.
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            office TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            digest TEXT NOT NULL,
            previous TEXT,
            exported_at TEXT NOT NULL,
            acknowledges INTEGER NOT NULL,
            closing_year INTEGER,
            zip TEXT NOT NULL,
            file TEXT NOT NULL,
            received_at TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('APPLIED', 'WAITING', 'CHANGED', 'QUARANTINED')),
            is_well_signed INTEGER NOT NULL,
            waits_for TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT '',
            -- The drain that applied it, and the window to which its times are clamped.
            drain INTEGER REFERENCES drain,
            window_after TEXT,
            window_through TEXT,
            rows INTEGER NOT NULL DEFAULT 0,
            -- The counts of its rows by outcome, as the office was first told them: JSON.
            counts TEXT NOT NULL DEFAULT '{}',
            -- The sequence of the first bundle to its office that reported it applied.
            bundle INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX batch_taken ON batch (office, epoch, sequence) WHERE outcome IN ('APPLIED', 'WAITING');
        CREATE INDEX batch_identity ON batch (office, epoch, sequence, digest);
        CREATE INDEX batch_through ON batch (office, window_through) WHERE outcome = 'APPLIED';
        CREATE INDEX batch_waiting ON batch (outcome) WHERE outcome = 'WAITING';

        -- Every file that was ever taken from the inbox, with where it went.
        CREATE TABLE arrival (
            id INTEGER PRIMARY KEY,
            zip TEXT NOT NULL,
            file TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            received_at TEXT NOT NULL,
            drain INTEGER NOT NULL REFERENCES drain,
            -- The number of the claim by which it left the inbox.
            claim INTEGER NOT NULL UNIQUE,
            outcome TEXT NOT NULL CHECK (outcome IN ('APPLIED', 'WAITING', 'DUPLICATE', 'CHANGED', 'QUARANTINED')),
            batch INTEGER REFERENCES batch,
            code TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT ''
        ) STRICT;
        CREATE INDEX arrival_zip ON arrival (zip);

        -- What an operator let pass: a gap, or a new epoch.
        CREATE TABLE chain_ruling (
            verdict TEXT NOT NULL CHECK (verdict IN ('WAIVE_GAP', 'NEW_EPOCH')),
            office TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            after_epoch INTEGER,
            after_sequence INTEGER,
            PRIMARY KEY (verdict, office, epoch, sequence)
        ) STRICT, WITHOUT ROWID;

        -- Files in the inbox that are not whole yet.
        CREATE TABLE waiting_file (
            file TEXT PRIMARY KEY,
            bytes INTEGER NOT NULL,
            since TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let records = """
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
    private static func rowTable(_ type: RecordType) -> String {
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

    private static let rounds = """
        -- The claims of a round, as they were when it was cut off; and the list as it was ranked, with the digest of what it was made of.
        CREATE TABLE round_cut_off (
            round TEXT PRIMARY KEY,
            drain INTEGER NOT NULL REFERENCES drain,
            ranked INTEGER REFERENCES drain,
            digest TEXT NOT NULL DEFAULT ''
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE round_claim (
            round TEXT NOT NULL,
            claim TEXT NOT NULL,
            PRIMARY KEY (round, claim)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX round_claim_claim ON round_claim (claim);

        -- What moved on each voucher: append-only, one row a movement. A balance is the sum of its rows.
        CREATE TABLE posting (
            id INTEGER PRIMARY KEY,
            voucher TEXT NOT NULL,
            party TEXT NOT NULL,
            year INTEGER NOT NULL,
            account TEXT NOT NULL CHECK (account IN ('FACE', 'RESERVED', 'APPROVED', 'PAID', 'VOIDED', 'CLAWBACK')),
            amount INTEGER NOT NULL,
            drain INTEGER NOT NULL REFERENCES drain
        ) STRICT;
        CREATE INDEX posting_voucher ON posting (voucher, account);
        """

    private static let grants = """
        -- How often a round was ranked: a ruling may send it back to its panel.
        ALTER TABLE round_cut_off ADD COLUMN rankings INTEGER NOT NULL DEFAULT 0;
        UPDATE round_cut_off SET rankings = 1 WHERE ranked IS NOT NULL;
        -- The claim's line in the list of the round: the last word of the round on it.
        ALTER TABLE round_claim ADD COLUMN listing INTEGER REFERENCES decision;
        UPDATE round_claim SET listing = (
            SELECT max(decision.id) FROM decision JOIN round_cut_off ON round_cut_off.round = round_claim.round
            WHERE kind = 'LISTING' AND subject_type = 'claim' AND subject_key = claim AND decision.drain = ranked);
        """

    private static let settlements = """
        -- What the centre's resolutions ask for, and the record that each concerns once one of the rows that it lists is here.
        CREATE TABLE settlement (
            resolution INTEGER NOT NULL REFERENCES record,
            -- The row of the resolution: its batch and line.
            batch INTEGER NOT NULL REFERENCES batch,
            line INTEGER NOT NULL,
            conflict TEXT NOT NULL,
            act TEXT NOT NULL CHECK (act IN ('resolve', 'revoke')),
            target INTEGER REFERENCES record,
            -- Why it cannot be carried out, where it cannot.
            fault TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (batch, line)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX settlement_resolution ON settlement (resolution);
        CREATE INDEX settlement_conflict ON settlement (conflict);
        CREATE INDEX settlement_target ON settlement (target);

        -- The rows of each side of an open conflict as of its last change, with their values as an exchange file writes them (JSON).
        CREATE TABLE conflict_side (
            conflict TEXT NOT NULL REFERENCES conflict,
            side INTEGER NOT NULL,
            office TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            line INTEGER NOT NULL,
            edited_at TEXT NOT NULL,
            editor TEXT NOT NULL,
            "values" TEXT NOT NULL,
            PRIMARY KEY (conflict, side, office, epoch, sequence, line)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE conflict ADD COLUMN in_effect TEXT NOT NULL DEFAULT '{}';

        -- Supplement tickets: what was returned to its office and has not come back in order. One for each time that a subject is returned.
        CREATE TABLE ticket (
            id TEXT PRIMARY KEY,
            subject_type TEXT NOT NULL,
            subject_key TEXT NOT NULL,
            opened INTEGER NOT NULL REFERENCES drain,
            closed INTEGER REFERENCES drain
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ticket_subject ON ticket (subject_type, subject_key);
        CREATE INDEX ticket_open ON ticket (closed) WHERE closed IS NULL;

        -- The decisions, current and past, that a conflict kept from being made on their merits.
        CREATE TABLE held_up (
            conflict TEXT NOT NULL,
            decision INTEGER NOT NULL REFERENCES decision,
            PRIMARY KEY (conflict, decision)
        ) STRICT, WITHOUT ROWID;

        INSERT OR IGNORE INTO held_up SELECT json_extract(value, '$.conflict'), decision.id FROM decision, json_each(decision.findings)
            WHERE json_extract(value, '$.conflict') IS NOT NULL;

        -- Rows whose base no bundle gave, and what an operator ruled of them, maybe before they came.
        CREATE TABLE row_ruling (
            type TEXT NOT NULL,
            office TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            line INTEGER NOT NULL,
            PRIMARY KEY (type, office, epoch, sequence, line)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE pending_reference ADD COLUMN since TEXT NOT NULL DEFAULT '';
        DROP TABLE IF EXISTS dirty_case;
        """

    private static let decisions = """
        -- Every decision ever made; the current one of a subject and kind is the one that nothing supersedes.
        CREATE TABLE decision (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            subject_type TEXT NOT NULL,
            subject_key TEXT NOT NULL,
            party TEXT NOT NULL,
            year INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            amount INTEGER,
            findings TEXT NOT NULL,
            state TEXT NOT NULL,
            place TEXT,
            drain INTEGER NOT NULL REFERENCES drain,
            decided_at TEXT NOT NULL,
            programme TEXT NOT NULL,
            supersedes INTEGER REFERENCES decision,
            is_current INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX decision_current ON decision (subject_type, subject_key, kind) WHERE is_current = 1;
        CREATE INDEX decision_case ON decision (party, year) WHERE is_current = 1;
        CREATE INDEX decision_tentative ON decision (state, place) WHERE is_current = 1;

        -- Applications and claims that cannot be judged yet.
        CREATE TABLE case_wait (
            subject_type TEXT NOT NULL,
            subject_key TEXT NOT NULL,
            party TEXT NOT NULL,
            year INTEGER NOT NULL,
            finding TEXT NOT NULL,
            since TEXT NOT NULL,
            PRIMARY KEY (subject_type, subject_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX case_wait_case ON case_wait (party, year);
        """

    private static let bundles = """
        -- What was sent to each office, whole: a bundle that is missing from the outbox is written again, byte for byte.
        CREATE TABLE bundle (
            office TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            drain INTEGER NOT NULL REFERENCES drain,
            created_at TEXT NOT NULL,
            digest TEXT NOT NULL,
            zip TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (office, sequence)
        ) STRICT;
        CREATE INDEX bundle_drain ON bundle (drain, office);

        CREATE TABLE evidence_file (
            digest TEXT PRIMARY KEY,
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
