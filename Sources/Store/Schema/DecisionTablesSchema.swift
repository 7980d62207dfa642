// Decisions, rounds and postings.
extension Schema {
    static let decisions = """
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

    static let rounds = """
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

    static let grants = """
        -- How often a round was ranked: a ruling may send it back to its panel.
        ALTER TABLE round_cut_off ADD COLUMN rankings INTEGER NOT NULL DEFAULT 0;
        UPDATE round_cut_off SET rankings = 1 WHERE ranked IS NOT NULL;
        -- The claim's line in the list of the round: the last word of the round on it.
        ALTER TABLE round_claim ADD COLUMN listing INTEGER REFERENCES decision;
        UPDATE round_claim SET listing = (
            SELECT max(decision.id) FROM decision JOIN round_cut_off ON round_cut_off.round = round_claim.round
            WHERE kind = 'LISTING' AND subject_type = 'claim' AND subject_key = claim AND decision.drain = ranked);
        """
}
