import GRDB
import Records

/// The store's tables, as one migration after another makes them. Those of the record types come from their declaration.
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
}
