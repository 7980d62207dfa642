import GRDB
import GRDBSQLite

@testable import Store

/// How SQLite answers the statements that a store has prepared so far (https://sqlite.org/eqp.html).
struct QueryPlans {
    /// The steps of each statement's plan, by its text.
    let steps: [String: [String]]

    init(_ store: CentralStore) throws {
        steps = try store.queue.inDatabase { db in
            let texts = Set(db.preparedStatements.compactMap { sqlite3_sql($0).map { String(cString: $0) } }.filter(QueryPlans.isPlanned))
            return try Dictionary(uniqueKeysWithValues: texts.map { ($0, try QueryPlans.steps(of: $0, db)) })
        }
    }

    private static func isPlanned(_ text: String) -> Bool {
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { text.drop(while: \.isWhitespace).hasPrefix($0) }
    }

    private static func steps(of text: String, _ db: Database) throws -> [String] {
        var plan: OpaquePointer?
        guard sqlite3_prepare_v2(db.sqliteConnection, "EXPLAIN QUERY PLAN \(text)", -1, &plan, nil) == SQLITE_OK else {
            throw DatabaseError(message: db.lastErrorMessage ?? "", sql: text)
        }
        defer { sqlite3_finalize(plan) }
        var steps: [String] = []
        while sqlite3_step(plan) == SQLITE_ROW { steps.append(String(cString: sqlite3_column_text(plan, 3))) }
        return steps
    }

    /// The steps that look through all of a table or an index that is not small, each with its statement.
    func scans(_ isSmall: (String) -> Bool) -> [String] {
        steps.flatMap { text, steps in
            steps.filter { $0.hasPrefix("SCAN ") && !names(in: $0).contains(where: isSmall) }.map { "\($0)  in  \(text)" }
        }
    }

    /// The table or its alias, and the index, of `SCAN held USING INDEX decision_holding`.
    private func names(in step: String) -> [String] {
        let words = step.split(separator: " ").map(String.init)
        return words.contains("INDEX") && !words.contains("VIRTUAL") ? [words[1], words[words.count - 1]] : [words[1]]
    }
}

extension Database {
    /// The statements that the connection has prepared so far.
    var preparedStatements: [OpaquePointer] {
        guard let first = sqlite3_next_stmt(sqliteConnection, nil) else { return [] }
        return Array(sequence(first: first) { sqlite3_next_stmt(self.sqliteConnection, $0) })
    }
}
