import Records

/// The indexes and the tallies without which a question would look through all that the store has ever taken; a test holds every question of a
/// drain and of the status against their plans.
enum Growth {
    static let tables = """
        -- How many decisions of each kind and outcome are in force.
        CREATE TABLE decision_count (
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (kind, outcome)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO decision_count SELECT kind, outcome, count(*) FROM decision WHERE is_current = 1 GROUP BY kind, outcome;

        -- Of an expression, so that SQLite, which has no statistics here, takes it for no other question than those that are meant.
        CREATE INDEX decision_kind ON decision (kind || ' ' || outcome, year) WHERE is_current = 1;
        CREATE INDEX decision_drain ON decision (drain);
        CREATE INDEX decision_subject ON decision (subject_key);
        DROP INDEX decision_tentative;
        -- What time alone may make FINAL: what waits for somebody never is.
        CREATE INDEX decision_unsettled ON decision (place) WHERE is_current = 1 AND state = 'TENTATIVE'
            AND kind IN ('APPLICATION', 'INITIAL_REVIEW') AND outcome NOT IN ('HELD', 'RETURNED');
        CREATE INDEX decision_holding ON decision (drain) WHERE is_current = 1 AND \(Views.holds("decision"));
        CREATE INDEX decision_returned ON decision (drain) WHERE is_current = 1 AND outcome = 'RETURNED';

        CREATE INDEX held_up_decision ON held_up (decision);
        CREATE INDEX conflict_changed ON conflict (changed);
        DROP INDEX conflict_open;
        CREATE INDEX conflict_open ON conflict (is_open, record) WHERE is_open = 1;

        CREATE INDEX batch_applied ON batch (office, epoch, sequence) WHERE outcome = 'APPLIED';
        CREATE INDEX batch_last ON batch (office) WHERE outcome = 'APPLIED';
        CREATE INDEX batch_closing ON batch (office, closing_year, drain) WHERE closing_year IS NOT NULL;
        CREATE INDEX arrival_batch ON arrival (batch);
        CREATE INDEX refused_row_key ON refused_row (type, key);
        CREATE INDEX bundle_office ON bundle (office, drain, sequence);

        -- The drain in which an application lapsed for want of its supplement; the one that voided what a returned claim had bound of a voucher of
        -- a year that is over; and the most that the subject can still be granted, in fen.
        ALTER TABLE ticket ADD COLUMN lapsed INTEGER REFERENCES drain;
        ALTER TABLE ticket ADD COLUMN freed INTEGER REFERENCES drain;
        ALTER TABLE ticket ADD COLUMN fen INTEGER;
        UPDATE ticket SET lapsed = opened WHERE closed IS NULL AND NOT EXISTS (
            SELECT 1 FROM decision WHERE decision.subject_type = ticket.subject_type AND decision.subject_key = ticket.subject_key
                AND decision.is_current = 1 AND decision.outcome = 'RETURNED');
        UPDATE ticket SET fen = (
            SELECT max(fen) FROM decision JOIN v_stakes ON v_stakes.decision = decision.id
            WHERE decision.subject_type = ticket.subject_type AND decision.subject_key = ticket.subject_key
                AND decision.is_current = 1 AND decision.outcome = 'RETURNED') WHERE closed IS NULL AND lapsed IS NULL;
        DROP INDEX ticket_open;
        -- With the columns of their conditions, so that the tickets need not be read to be counted.
        CREATE INDEX ticket_oldest ON ticket (opened, subject_type, subject_key, closed, lapsed) WHERE closed IS NULL AND lapsed IS NULL;
        CREATE INDEX ticket_biggest ON ticket (fen DESC, opened, subject_type, subject_key) WHERE closed IS NULL AND lapsed IS NULL;
        """

    /// Those of a type's rows: by their batch, and the few that wait.
    static func indexes(of type: RecordType) -> String {
        """
        CREATE INDEX \(type.name)_row_batch ON \(type.name)_row (batch, line);
        CREATE INDEX \(type.name)_row_parked ON \(type.name)_row (record) WHERE outcome = 'PARKED';
        CREATE INDEX \(type.name)_row_resolved ON \(type.name)_row (record) WHERE act = 'resolve';
        """
    }
}
