import GRDB
public import Merging
import Programme
public import Records

/// A row of a resolution, and what became of what it asks for.
public struct StoredSettlement: Sendable, Hashable {
    public enum Act: String, Sendable, Hashable {
        case resolve
        /// The resolution is withdrawn.
        case revoke
    }

    /// The record of the resolution.
    public let resolution: Int64
    /// The id of the batch that brought the row.
    public let batch: Int64
    public let row: RowIdentity
    public let conflict: String
    public let act: Act
    /// The record that it concerns; `nil` while none of the rows that it lists is here.
    public var target: Int64?
    /// Why it cannot be carried out; empty where it can.
    public var fault: String

    public init(
        resolution: Int64,
        batch: Int64,
        row: RowIdentity,
        conflict: String,
        act: Act,
        target: Int64? = nil,
        fault: String = ""
    ) {
        self.resolution = resolution
        self.batch = batch
        self.row = row
        self.conflict = conflict
        self.act = act
        self.target = target
        self.fault = fault
    }
}

// Resolutions, and where they are carried out.
extension Transaction {
    /// Keeps what a row of a resolution asks for.
    public func insert(_ settlement: StoredSettlement) throws {
        try execute(
            "INSERT INTO settlement (resolution, batch, line, conflict, act, target, fault) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                settlement.resolution, settlement.batch, settlement.row.line, settlement.conflict, settlement.act.rawValue, settlement.target,
                settlement.fault,
            ]
        )
    }

    /// Notes the record that a settlement concerns, or why it cannot be carried out there.
    public func update(_ settlement: StoredSettlement) throws {
        try execute(
            "UPDATE settlement SET target = ?, fault = ? WHERE batch = ? AND line = ?",
            [settlement.target, settlement.fault, settlement.batch, settlement.row.line]
        )
    }

    /// Whether there is any settlement at all: most centres settle conflicts now and then.
    public func hasSettlements() throws -> Bool { try row("SELECT 1 FROM settlement LIMIT 1") != nil }

    /// The settlements of a resolution, in the order of their rows.
    public func settlements(ofResolution record: Int64) throws -> [StoredSettlement] {
        try settlements(where: "settlement.resolution = ?", [record])
    }

    /// The settlements of a conflict, in the order of their rows: its memory.
    public func settlements(ofConflict id: String) throws -> [StoredSettlement] {
        try settlements(where: "settlement.conflict = ?", [id])
    }

    /// The settlements that concern a record.
    public func settlements(onRecord record: Int64) throws -> [StoredSettlement] {
        try settlements(where: "settlement.target = ?", [record])
    }

    /// The settlements that concern a record which is not known yet.
    public func unplacedSettlements() throws -> [StoredSettlement] {
        try settlements(where: "settlement.target IS NULL AND settlement.fault = ''", [])
    }

    private func settlements(where condition: String, _ arguments: Arguments) throws -> [StoredSettlement] {
        try rows(
            """
            SELECT settlement.*, batch.office, batch.epoch, batch.sequence FROM settlement JOIN batch ON batch.id = settlement.batch
            WHERE \(condition) ORDER BY batch.office, batch.epoch, batch.sequence, settlement.line
            """,
            arguments
        ).map { row in
            StoredSettlement(
                resolution: row["resolution"],
                batch: row["batch"],
                row: RowIdentity(BatchIdentity(office: row["office"], epoch: row["epoch"], sequence: row["sequence"]), line: row["line"]),
                conflict: row["conflict"],
                act: StoredSettlement.Act(rawValue: row["act"]) ?? .resolve,
                target: row["target"],
                fault: row["fault"]
            )
        }
    }

    /// The records, of whatever type, in whose history a row stands that bears this name.
    ///
    /// Asked when a resolution comes for a conflict that the store has never had; no index serves it.
    public func records(withRow identity: RowIdentity) throws -> [StoredRecord] {
        guard let batch = try takenBatch(identity.batch), batch.outcome == .applied else { return [] }
        var found: [StoredRecord] = []
        for type in RecordType.all {
            let ids = try rows(
                "SELECT DISTINCT record FROM \(type.name)_row WHERE batch = ? AND line = ? AND act <> 'resolve'",
                [batch.id, identity.line]
            )
            for row in ids { found.append(try record(row["record"] as Int64)) }
        }
        return found
    }

    // MARK: Rows with an unknown base

    /// An operator lets a row go on although nobody knows what its editor saw: it then builds on the office's own last submission.
    ///
    /// - Returns: the row's record, where it is here.
    public func release(_ row: RowIdentity, of type: RecordType) throws -> StoredRecord? {
        let batch = row.batch
        try execute(
            "INSERT OR IGNORE INTO row_ruling (type, office, epoch, sequence, line) VALUES (?, ?, ?, ?, ?)",
            [type.name, batch.office, batch.epoch, batch.sequence, row.line]
        )
        guard let taken = try takenBatch(batch), taken.outcome == .applied else { return nil }
        try execute(
            "UPDATE \(type.name)_row SET base_is_known = ? WHERE batch = ? AND line = ? AND base_is_known = ?",
            [BaseStanding.released.rawValue, taken.id, row.line, BaseStanding.unknown.rawValue]
        )
        guard db.changesCount > 0 else { return nil }
        let found = try self.row("SELECT record FROM \(type.name)_row WHERE batch = ? AND line = ? AND act <> 'resolve'", [taken.id, row.line])
        return try found.map { try record($0["record"] as Int64) }
    }

    /// Whether an operator let a row go on before it came.
    public func isReleased(_ row: RowIdentity, of type: RecordType) throws -> Bool {
        try self.row(
            "SELECT 1 FROM row_ruling WHERE type = ? AND office = ? AND epoch = ? AND sequence = ? AND line = ?",
            [type.name, row.batch.office, row.batch.epoch, row.batch.sequence, row.line]
        ) != nil
    }
}
