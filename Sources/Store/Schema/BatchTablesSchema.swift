// What came in, and what went out.
extension Schema {
    static let batches = """
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

    static let bundles = """
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
