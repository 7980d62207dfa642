// What operators settle, and what waits for somebody.
extension Schema {
    static let settlements = """
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
}
