import Records

/// Views for people with a SQLite shell: what is in conflict, what waits, and what was found, each in one place.
///
///     sqlite3 -readonly -header -column store/voucherd.sqlite 'SELECT * FROM v_conflicts'
enum Views {
    static var all: String {
        """
        -- A row for each row of each side of each conflict, open or settled; `values` and `in_effect` are JSON by column.
        CREATE VIEW v_conflicts AS
            SELECT conflict.id, record.type, record.key, conflict.group_name AS "group",
                CASE conflict.is_open WHEN 1 THEN 'OPEN' ELSE 'CLOSED' END AS status, opened.at AS opened_at, changed.at AS changed_at,
                side.side, side.office, side.epoch, side.sequence, side.line, side.edited_at, side.editor, side."values", conflict.in_effect,
                (SELECT count(*) FROM held_up JOIN decision ON decision.id = held_up.decision
                    WHERE held_up.conflict = conflict.id AND decision.is_current = 1) AS decisions_held_up,
                (SELECT printf('%d.%02d', coalesce(sum(amount), 0) / 100, coalesce(sum(amount), 0) % 100)
                    FROM held_up JOIN decision ON decision.id = held_up.decision
                    WHERE held_up.conflict = conflict.id AND decision.is_current = 1) AS yuan_held_up
            FROM conflict JOIN record ON record.id = conflict.record
            JOIN drain AS opened ON opened.number = conflict.opened JOIN drain AS changed ON changed.number = conflict.changed
            LEFT JOIN conflict_side AS side ON side.conflict = conflict.id;

        -- Everything that waits, with what it waits for and since when.
        CREATE VIEW v_waits AS
            SELECT 'file' AS kind, file AS subject, reason AS waits_for, since FROM waiting_file
            UNION ALL SELECT 'batch', office || '-' || epoch || '-' || sequence, waits_for, received_at FROM batch WHERE outcome = 'WAITING'
            UNION ALL SELECT 'case', subject_type || ' ' || subject_key, json_extract(finding, '$.values'), since FROM case_wait
            UNION ALL SELECT 'reference', record.type || ' ' || record.key, pending_reference.type || ' ' || pending_reference.key, since
                FROM pending_reference JOIN record ON record.id = pending_reference.record
            UNION ALL SELECT 'ticket', ticket.subject_type || ' ' || ticket.subject_key, ticket.id, drain.at
                FROM ticket JOIN drain ON drain.number = ticket.opened WHERE ticket.closed IS NULL
            UNION ALL SELECT 'resolution', record.key, settlement.conflict, batch.received_at
                FROM settlement JOIN record ON record.id = settlement.resolution JOIN batch ON batch.id = settlement.batch
                WHERE settlement.target IS NULL AND settlement.fault = ''
            \(RecordType.all.map(parkedRows).joined(separator: "\n    "));

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

    private static func parkedRows(_ type: RecordType) -> String {
        """
        UNION ALL SELECT 'row', '\(type.name) ' || batch.office || '-' || batch.epoch || '-' || batch.sequence || ':' || value.line,
            record.key, batch.received_at FROM \(type.name)_row AS value JOIN record ON record.id = value.record
            JOIN batch ON batch.id = value.batch WHERE value.version IS NULL AND value.act <> 'resolve' AND value.outcome = 'PARKED'
        """
    }
}
