import Records

/// Views for people with a SQLite shell: what is in conflict, what waits, and what was found, each in one place.
///
///     sqlite3 -readonly -header -column store/voucherd.sqlite 'SELECT * FROM v_conflicts'
enum Views {
    static var all: String {
        """
        -- The money that a decision in force binds; where it grants none yet, the most that it can: the fee claimed at the voucher's rate and
        -- within what is left of the voucher (Art. 16, 17), or the amount that an application asks for. In fen.
        CREATE VIEW v_stakes AS
            SELECT decision.id AS decision, CASE WHEN decision.amount IS NULL THEN 'at most' ELSE 'bound' END AS fen_is,
                CASE WHEN decision.amount IS NOT NULL THEN decision.amount
                WHEN decision.kind = 'INITIAL_REVIEW' THEN
                    (SELECT max(0, min(voucher.amount - (SELECT coalesce(sum(passed.amount), 0) FROM decision AS passed
                                WHERE passed.party = decision.party AND passed.year = decision.year AND passed.is_current = 1
                                    AND passed.kind = 'INITIAL_REVIEW' AND passed.outcome = 'PASSED'),
                            coalesce(value.claimed_fee * coalesce((SELECT CAST(substr(json_extract(finding.value, '$.values'),
                                        instr(json_extract(finding.value, '$.values'), 'rate_bp=') + 8) AS INTEGER)
                                    FROM json_each(voucher.findings) AS finding
                                    WHERE json_extract(finding.value, '$.rule') = 'ART16-RATE' LIMIT 1), 10000) / 10000, voucher.amount)))
                        FROM decision AS voucher LEFT JOIN record ON record.type = 'claim' AND record.key = decision.subject_key
                        LEFT JOIN claim_row AS value ON value.row_id = record.effective
                        WHERE voucher.party = decision.party AND voucher.year = decision.year AND voucher.is_current = 1
                            AND voucher.kind = 'VOUCHER')
                ELSE (SELECT value.requested_amount FROM record JOIN application_row AS value ON value.row_id = record.effective
                        WHERE record.type = 'application' AND record.key = decision.subject_key) END AS fen
            FROM decision WHERE decision.is_current = 1;

        -- The decisions in force that wait for a conflict: those that it holds, and, since money is paid to the party's account, the claims
        -- that passed and cannot be paid while the account is in doubt (Art. 18).
        CREATE VIEW v_held_up AS
            SELECT held_up.conflict, decision.id AS decision FROM held_up JOIN decision ON decision.id = held_up.decision
                WHERE decision.is_current = 1
            UNION ALL SELECT conflict.id, decision.id FROM conflict JOIN record ON record.id = conflict.record
                JOIN decision ON decision.party = record.key AND decision.is_current = 1
                WHERE conflict.is_open = 1 AND record.type = 'party' AND conflict.group_name = 'bank'
                    AND decision.kind = 'INITIAL_REVIEW' AND decision.outcome = 'PASSED'
                    AND NOT EXISTS (SELECT 1 FROM held_up WHERE held_up.conflict = conflict.id AND held_up.decision = decision.id);

        -- A row for each row of each side of each conflict, open or settled; `values` and `in_effect` are JSON by column.
        CREATE VIEW v_conflicts AS
            SELECT conflict.id, record.type, record.key, conflict.group_name AS "group",
                CASE conflict.is_open WHEN 1 THEN 'OPEN' ELSE 'CLOSED' END AS status, opened.at AS opened_at, changed.at AS changed_at,
                side.side, side.office, side.epoch, side.sequence, side.line, side.edited_at, side.editor, side."values", conflict.in_effect,
                (SELECT count(*) FROM v_stakes WHERE decision IN (\(heldUp))) AS decisions_held_up,
                (SELECT printf('%d.%02d', coalesce(sum(fen), 0) / 100, coalesce(sum(fen), 0) % 100)
                    FROM v_stakes WHERE decision IN (\(heldUp))) AS yuan_held_up
            FROM conflict JOIN record ON record.id = conflict.record
            JOIN drain AS opened ON opened.number = conflict.opened JOIN drain AS changed ON changed.number = conflict.changed
            LEFT JOIN conflict_side AS side ON side.conflict = conflict.id;

        -- What waits, but for what was returned to its office.
        CREATE VIEW v_other_waits AS
            SELECT 'file' AS kind, file AS subject, reason AS waits_for, since,
                CASE WHEN file LIKE '______/%' THEN substr(file, 1, 6) END AS office, NULL AS type, NULL AS key, NULL AS rule,
                NULL AS fen, NULL AS fen_is
                FROM waiting_file
            UNION ALL SELECT 'batch', office || '-' || epoch || '-' || sequence, waits_for, received_at, office, NULL, NULL, NULL, NULL, NULL
                FROM batch WHERE outcome = 'WAITING'
            UNION ALL SELECT 'case', subject_type || ' ' || subject_key, json_extract(finding, '$.values'), since, record.author, subject_type,
                subject_key, json_extract(finding, '$.rule'),
                CASE subject_type WHEN 'claim' THEN (SELECT claimed_fee FROM claim_row WHERE row_id = record.effective)
                    ELSE (SELECT requested_amount FROM application_row WHERE row_id = record.effective) END, 'asked'
                FROM case_wait LEFT JOIN record ON record.type = subject_type AND record.key = subject_key
            UNION ALL SELECT 'reference', record.type || ' ' || record.key, pending_reference.type || ' ' || pending_reference.key,
                nullif(pending_reference.since, ''), record.author, record.type, record.key, 'REF-MISSING', NULL, NULL
                FROM pending_reference JOIN record ON record.id = pending_reference.record
                WHERE NOT EXISTS (SELECT 1 FROM case_wait WHERE subject_type = record.type AND subject_key = record.key)
            UNION ALL SELECT 'resolution', record.key, settlement.conflict, batch.received_at, batch.office, 'resolution', record.key,
                'REF-MISSING', NULL, NULL
                FROM settlement JOIN record ON record.id = settlement.resolution JOIN batch ON batch.id = settlement.batch
                WHERE settlement.target IS NULL AND settlement.fault = '' AND record.is_withdrawn = 0
            UNION ALL SELECT 'held', held.subject_type || ' ' || held.subject_key, coalesce(json_extract(finding.value, '$.conflict'),
                    json_extract(finding.value, '$.rule')),
                CASE held.outcome WHEN 'HELD' THEN \(since("held")) ELSE held.decided_at END, record.author, held.subject_type, held.subject_key,
                json_extract(finding.value, '$.rule'), v_stakes.fen, v_stakes.fen_is
                FROM decision AS held INDEXED BY decision_holding JOIN json_each(held.findings) AS finding ON json_extract(finding.value, '$.effect') = 'HOLD'
                LEFT JOIN record ON record.type = held.subject_type AND record.key = held.subject_key
                LEFT JOIN v_stakes ON v_stakes.decision = held.id
                WHERE held.is_current = 1 AND \(holds("held")) AND held.outcome NOT IN ('RETURNED', 'REJECTED', 'DUPLICATE', 'WITHDRAWN', 'LAPSED')
                GROUP BY held.id, coalesce(json_extract(finding.value, '$.conflict'), json_extract(finding.value, '$.rule'))
            UNION ALL SELECT 'conflict', conflict.id, 'resolve', drain.at, NULL, record.type, record.key, 'MERGE-CONFLICT',
                (SELECT sum(fen) FROM v_stakes WHERE decision IN (\(heldUp))), 'at most'
                FROM conflict JOIN record ON record.id = conflict.record JOIN drain ON drain.number = conflict.opened WHERE conflict.is_open = 1
            \(RecordType.all.map(parkedRows).joined(separator: "\n    "));

        -- Everything that waits: what it is, what it waits for, since when, and the money (in fen) that depends on it. The commands show the
        -- same rows with their way out.
        CREATE VIEW v_waits AS
            SELECT * FROM v_other_waits
            UNION ALL SELECT 'returned', returned.subject_type || ' ' || returned.subject_key, coalesce(ticket.id, ''),
                coalesce(opened.at, \(since("returned"))), record.author, returned.subject_type, returned.subject_key, NULL, v_stakes.fen,
                v_stakes.fen_is
                FROM decision AS returned LEFT JOIN record ON record.type = returned.subject_type AND record.key = returned.subject_key
                LEFT JOIN ticket ON ticket.subject_type = returned.subject_type AND ticket.subject_key = returned.subject_key
                    AND ticket.closed IS NULL
                LEFT JOIN drain AS opened ON opened.number = ticket.opened LEFT JOIN v_stakes ON v_stakes.decision = returned.id
                WHERE returned.is_current = 1 AND returned.outcome = 'RETURNED';

        -- What reading a row found, and what the rules found in the decisions in force.
        CREATE VIEW v_findings AS
            SELECT 'row' AS source, batch.office || '-' || batch.epoch || '-' || batch.sequence AS batch, finding.type, finding.line,
                NULL AS key, finding.rule, finding.effect, finding.article, finding.compared AS "values", finding.reason, finding.fix,
                NULL AS conflict
            FROM finding JOIN batch ON batch.id = finding.batch
            UNION ALL SELECT 'decision', NULL, subject_type, NULL, subject_key, json_extract(value, '$.rule'), json_extract(value, '$.effect'),
                json_extract(value, '$.article'), json_extract(value, '$.values'), json_extract(value, '$.reason'), json_extract(value, '$.fix'),
                json_extract(value, '$.conflict')
            FROM decision, json_each(decision.findings) WHERE is_current = 1;
        """
    }

    /// Makes the views as they are now, in a store that has them as they were.
    static var again: String {
        ["v_waits", "v_other_waits", "v_conflicts", "v_findings", "v_held_up", "v_stakes"].map { "DROP VIEW IF EXISTS \($0);" }.joined(
            separator: "\n"
        ) + "\n" + all
    }

    /// Whether a finding of a decision holds it, as the index `decision_holding` words it: what is quoted in a text has a backslash before it.
    static func holds(_ decision: String) -> String { "instr(\(decision).findings, '\"effect\":\"HOLD\"') > 0" }

    /// The decisions of `v_held_up` that wait for the row of `conflict`. SQLite would make the whole view before it looks for one conflict's.
    private static let heldUp = """
        SELECT held_up.decision FROM held_up WHERE held_up.conflict = conflict.id
        UNION SELECT passed.id FROM record AS party JOIN decision AS passed ON passed.party = party.key AND passed.is_current = 1
            WHERE party.id = conflict.record AND conflict.is_open = 1 AND party.type = 'party' AND conflict.group_name = 'bank'
                AND passed.kind = 'INITIAL_REVIEW' AND passed.outcome = 'PASSED'
        """

    /// Since when a decision has had its outcome, over all the decisions that it superseded with the same outcome.
    private static func since(_ decision: String) -> String {
        """
        (WITH RECURSIVE earlier (decided_at, supersedes) AS (SELECT \(decision).decided_at, \(decision).supersedes
            UNION ALL SELECT before.decided_at, before.supersedes FROM decision AS before JOIN earlier ON before.id = earlier.supersedes
            WHERE before.outcome = \(decision).outcome) SELECT min(decided_at) FROM earlier)
        """
    }

    /// Rows that wait in the merge, and resolutions whose record is known while some of the rows that they list are not here.
    private static func parkedRows(_ type: RecordType) -> String {
        """
        UNION ALL SELECT 'row', '\(type.name) ' || batch.office || '-' || batch.epoch || '-' || batch.sequence || ':' || value.line,
            record.key, batch.received_at, batch.office, '\(type.name)', record.key, 'REF-MISSING', NULL, NULL
            FROM \(type.name)_row AS value JOIN record ON record.id = value.record JOIN batch ON batch.id = value.batch
            WHERE value.version IS NULL AND value.act <> 'resolve' AND value.outcome = 'PARKED'
        UNION ALL SELECT 'resolution', record.key, settlement.conflict, batch.received_at, batch.office, 'resolution', record.key,
            'REF-MISSING', NULL, NULL
            FROM \(type.name)_row AS value JOIN settlement ON settlement.batch = value.batch AND settlement.line = value.line
            JOIN record ON record.id = settlement.resolution JOIN batch ON batch.id = value.batch
            WHERE value.version IS NULL AND value.act = 'resolve' AND settlement.target = value.record AND settlement.fault = '' AND record.is_withdrawn = 0
        """
    }
}
