import GRDB
import Records

/// A table that two stores hold otherwise: the first line that differs.
public struct TableDifference: Sendable, CustomStringConvertible {
    public let table: String
    /// The line in this store, and in the other; `nil` where the table ends.
    public let here: String?
    public let there: String?

    public var description: String { "\(table): \(here ?? "nothing more") | \(there ?? "nothing more")" }
}

extension Transaction {
    /// Holds everything that the store remembers against another, history and all, by names and never by row ids.
    ///
    /// What no batch says is left out: which files in the inbox are not whole, and the numbers of claims.
    ///
    /// - Returns: the first line of each table that differs, and the number of rows of others.
    public func differences(from other: Transaction) throws -> [TableDifference] {
        let told = try Comparison.tables.compactMap { table -> TableDifference? in
            let (here, there) = (try lines(table.sql), try other.lines(table.sql))
            while true {
                let (left, right) = (try here.next(), try there.next())
                if left == nil, right == nil { return nil }
                let texts = (left.map(Comparison.text), right.map(Comparison.text))
                if texts.0 != texts.1 { return TableDifference(table: table.name, here: texts.0, there: texts.1) }
            }
        }
        let named = Set(told.map(\.table))
        let (here, there) = (try rowCounts(), try other.rowCounts())
        let counted = Set(here.keys).union(there.keys).subtracting(named).sorted().filter { here[$0] != there[$0] }.map { table in
            TableDifference(table: table, here: here[table].map { "\($0) rows" }, there: there[table].map { "\($0) rows" })
        }
        return told + counted
    }

    /// The number of rows of every table, those among them whose lines nothing above names.
    private func rowCounts() throws -> [String: Int] {
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return try names.reduce(into: [:]) { counts, name in
            if Comparison.notDerived.contains(name) { return }
            counts[name] = try Int.fetchOne(db, sql: "SELECT count(*) FROM \"\(name)\"")
        }
    }

    private func lines(_ sql: String) throws -> RowCursor { try GRDB.Row.fetchCursor(db, sql: sql) }
}

/// What is compared of each table: every column that says something, rows named as people name them, and in a total order.
private enum Comparison {
    struct Table {
        let name: String
        let sql: String
    }

    /// What no batch says, and what SQLite's migrations note for themselves.
    static let notDerived: Set<String> = ["waiting_file", "grdb_migrations"]

    static func text(_ row: GRDB.Row) -> String {
        row.map { column, value in "\(column)=\(value.isNull ? "" : "\(value.storage.value ?? "")")" }.joined(separator: " ")
    }

    static var tables: [Table] {
        fixed.map { Table(name: $0.0, sql: ordered($0.1, columns: $0.2)) } + RecordType.all.map(rows)
    }

    private static let batch = "batch.office || '-' || batch.epoch || '-' || batch.sequence AS batch"
    private static let record = "record.type || ' ' || record.key AS record"

    private static let fixed: [(String, String, Int)] = [
        ("drain", "SELECT number, at, programme FROM drain", 3),
        (
            "batch",
            """
            SELECT office, epoch, sequence, digest, previous, exported_at, acknowledges, closing_year, zip, file, received_at, outcome, is_well_signed,
                waits_for, reason, drain, window_after, window_through, rows, counts, bundle FROM batch
            """, 21
        ),
        ("arrival", "SELECT drain, zip, file, bytes, received_at, outcome, code, reason FROM arrival", 8),
        ("chain_ruling", "SELECT verdict, office, epoch, sequence, after_epoch, after_sequence FROM chain_ruling", 6),
        (
            "record",
            "SELECT \(record), version, drain, author, is_withdrawn, has_conflict, place, completed_at FROM record", 8
        ),
        (
            "record_version",
            "SELECT \(record), record_version.version, record_version.drain FROM record_version JOIN record ON record.id = record_version.record", 3
        ),
        ("coauthor", "SELECT \(record), coauthor.office, coauthor.drain FROM coauthor JOIN record ON record.id = coauthor.record", 3),
        ("refused_row", "SELECT \(batch), type, line, key FROM refused_row JOIN batch ON batch.id = refused_row.batch", 4),
        (
            "finding",
            "SELECT \(batch), type, line, rule, effect, article, column_name, compared, finding.reason, fix FROM finding JOIN batch ON batch.id = finding.batch",
            10
        ),
        (
            "pending_reference",
            """
            SELECT \(record), pending_reference.type, pending_reference.key, column_name, since
            FROM pending_reference JOIN record ON record.id = pending_reference.record
            """, 5
        ),
        (
            "conflict",
            "SELECT conflict.id, \(record), group_name, is_open, opened, changed, in_effect FROM conflict JOIN record ON record.id = conflict.record",
            7
        ),
        ("conflict_side", "SELECT conflict, side, office, epoch, sequence, line, edited_at, editor, \"values\" FROM conflict_side", 9),
        (
            "settlement",
            """
            SELECT \(batch), line, conflict, act, fault, record.key AS resolution, target.type || ' ' || target.key AS target FROM settlement
            JOIN batch ON batch.id = settlement.batch JOIN record ON record.id = settlement.resolution LEFT JOIN record AS target ON target.id = settlement.target
            """, 7
        ),
        ("row_ruling", "SELECT type, office, epoch, sequence, line FROM row_ruling", 5),
        ("ticket", "SELECT id, subject_type, subject_key, opened, closed FROM ticket", 5),
        (
            "decision",
            """
            SELECT decision.drain, decision.kind, decision.subject_type, decision.subject_key, decision.party, decision.year, decision.outcome,
                decision.amount, decision.findings, decision.state, decision.place, decision.decided_at, decision.programme, decision.is_current,
                before.drain AS supersedes
            FROM decision LEFT JOIN decision AS before ON before.id = decision.supersedes
            """, 15
        ),
        ("case_wait", "SELECT subject_type, subject_key, party, year, finding, since FROM case_wait", 6),
        ("round_cut_off", "SELECT round, drain, ranked, digest FROM round_cut_off", 4),
        ("round_claim", "SELECT round, claim FROM round_claim", 2),
        ("posting", "SELECT drain, voucher, account, amount, party, year FROM posting", 6),
        ("bundle", "SELECT office, sequence, drain, created_at, digest, zip FROM bundle", 6),
        ("evidence_file", "SELECT digest, bytes FROM evidence_file", 2),
    ]

    /// Every row of a type that was ever taken, with what became of it.
    private static func rows(_ type: RecordType) -> Table {
        let own = ["act", "base", "edited_at", "editor", "ticket", "stated", "version", "outcome", "settlement"]
        let columns = (own + type.columns.map(\.name)).map { "value.\"\($0)\"" }.joined(separator: ", ")
        let sql = """
            SELECT record.key AS record_key, batch.office, batch.epoch, batch.sequence, value.line, \(columns) FROM \(type.name)_row AS value
            JOIN record ON record.id = value.record LEFT JOIN batch ON batch.id = value.batch
            """
        return Table(name: "\(type.name)_row", sql: ordered(sql, columns: 5 + own.count + type.columns.count))
    }

    private static func ordered(_ sql: String, columns: Int) -> String {
        "\(sql) ORDER BY \((1...columns).map(String.init).joined(separator: ", "))"
    }
}
