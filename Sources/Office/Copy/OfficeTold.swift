import GRDB

/// One line of `conflicts.csv`: a column of a row of a side.
struct ConflictTold {
    static let columns = [
        "id", "type", "key", "group", "status", "side", "office", "epoch", "sequence", "line", "edited_at", "column", "value",
    ]

    let cells: [String]

    var id: String { cells[0] }
}

// What the centre told of conflicts and decisions, as it last told it.
extension OfficeTransaction {
    /// The status of a conflict; `nil` for one that is new.
    func status(ofConflict id: String) throws -> String? {
        try row("SELECT status FROM conflict WHERE id = ?", [id])?["status"]
    }

    /// Begins a conflict anew: a bundle gives all its sides.
    func replaceConflict(_ told: ConflictTold, bundle: Int) throws {
        try execute("DELETE FROM conflict WHERE id = ?", [told.id])
        try execute(
            "INSERT INTO conflict (id, type, key, group_name, status, bundle) VALUES (?, ?, ?, ?, ?, ?)",
            [told.id, told.cells[1], told.cells[2], told.cells[3], told.cells[4], bundle]
        )
    }

    func insertSide(_ told: ConflictTold) throws {
        let cells = told.cells
        try execute(
            """
            INSERT OR IGNORE INTO conflict_side (conflict, side, office, epoch, sequence, line, edited_at, column_name, value)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [told.id, Int(cells[5]) ?? 0, cells[6], Int(cells[7]) ?? 0, Int(cells[8]) ?? 0, Int(cells[9]) ?? 0, cells[10], cells[11], cells[12]]
        )
    }

    /// Keeps a decision: subject type, subject key, kind, outcome, amount and state.
    ///
    /// - Returns: whether the office had been told otherwise before.
    func replaceDecision(_ cells: [String], bundle: Int) throws -> Bool {
        let before = try row(
            "SELECT outcome, amount, state FROM decision WHERE subject_type = ? AND subject_key = ? AND kind = ?",
            [cells[0], cells[1], cells[2]]
        ).map { [$0["outcome"], $0["amount"], $0["state"]] as [String] }
        try execute(
            "INSERT OR REPLACE INTO decision (subject_type, subject_key, kind, outcome, amount, state, bundle) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], bundle]
        )
        return before.map { $0 != Array(cells[3...5]) } ?? false
    }
}
