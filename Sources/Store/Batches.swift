import Foundation
import GRDB
public import Programme

// Batches, their chain, and the files that carried them.
extension Transaction {
    // MARK: Drains

    /// The number of the last drain, 0 before the first.
    public func lastDrain() throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT max(number) FROM drain")) ?? 0
    }

    /// Opens a drain at an instant under a programme file.
    public func openDrain(_ number: Int, at instant: Instant, programme: String) throws {
        try execute("INSERT INTO drain (number, at, programme) VALUES (?, ?, ?)", [number, instant, programme])
    }

    // MARK: Batches

    /// The batch of that identity that was taken, applied or waiting.
    public func takenBatch(_ identity: BatchIdentity) throws -> BatchRecord? {
        try row(
            """
            SELECT * FROM batch WHERE office = ? AND epoch = ? AND sequence = ? AND outcome IN ('APPLIED', 'WAITING')
            """,
            [identity.office, identity.epoch, identity.sequence]
        ).map(Transaction.batch)
    }

    /// The digests of quarantined bags of that identity whose signature held: a successor may name them.
    public func quarantinedDigests(_ identity: BatchIdentity) throws -> [Digest] {
        try rows(
            """
            SELECT digest FROM batch WHERE office = ? AND epoch = ? AND sequence = ? AND outcome = 'QUARANTINED' AND is_well_signed = 1
            """,
            [identity.office, identity.epoch, identity.sequence]
        ).map { $0["digest"] }
    }

    /// The last applied sequence of each epoch of an office, and the digest of its batch.
    public func lastApplied(of office: OfficeCode) throws -> [Int: (sequence: Int, digest: Digest)] {
        var last: [Int: (Int, Digest)] = [:]
        var below = Int.max
        // From epoch to epoch: each has as many batches as its office ever sent.
        while let found = try row(
            """
            SELECT epoch, sequence, digest FROM batch WHERE office = ? AND outcome = 'APPLIED' AND epoch < ?
            ORDER BY epoch DESC, sequence DESC LIMIT 1
            """,
            [office, below]
        ) {
            below = found["epoch"]
            last[below] = (found["sequence"], found["digest"])
        }
        return last
    }

    /// The batch of that office and epoch with the highest sequence, applied or waiting.
    public func lastTaken(of office: OfficeCode, epoch: Int) throws -> BatchRecord? {
        try row(
            "SELECT * FROM batch WHERE office = ? AND epoch = ? AND outcome IN ('APPLIED', 'WAITING') ORDER BY sequence DESC LIMIT 1",
            [office, epoch]
        ).map(Transaction.batch)
    }

    /// The drain that applied a batch, if one did.
    public func drain(ofBatch id: Int64) throws -> Int? {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT drain FROM batch WHERE id = ?"), arguments: [id])
    }

    /// The id of the batch that was filed last.
    public func lastBatch() throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM batch")) ?? 0
    }

    /// The batch with that id.
    public func batch(_ id: Int64) throws -> BatchRecord? {
        try row("SELECT * FROM batch WHERE id = ?", [id]).map(Transaction.batch)
    }

    /// All waiting batches, in the order in which batches are taken.
    public func waitingBatches() throws -> [BatchRecord] {
        try rows("SELECT * FROM batch WHERE outcome = 'WAITING' ORDER BY office, epoch, sequence").map(Transaction.batch)
    }

    /// Applied batches, in the order of office, epoch and sequence.
    public func appliedBatches() throws -> [BatchRecord] {
        try rows("SELECT * FROM batch WHERE outcome = 'APPLIED' ORDER BY office, epoch, sequence").map(Transaction.batch)
    }

    /// Adds a batch and gives its id.
    public func insert(_ batch: BatchRecord) throws -> Int64 {
        try execute(
            """
            INSERT INTO batch (office, epoch, sequence, digest, previous, exported_at, acknowledges, closing_year, zip, file, received_at, outcome,
                is_well_signed, waits_for, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                batch.identity.office, batch.identity.epoch, batch.identity.sequence, batch.digest, batch.previous, batch.exportedAt,
                batch.acknowledges, batch.closingYear, batch.zip, batch.file, batch.receivedAt, batch.outcome.rawValue, batch.isWellSigned,
                batch.waitsFor, batch.reason,
            ]
        )
        return db.lastInsertedRowID
    }

    /// Notes what a batch waits for.
    public func setWaiting(_ id: Int64, for reason: String, text: String) throws {
        try execute("UPDATE batch SET outcome = 'WAITING', waits_for = ?, reason = ? WHERE id = ?", [reason, text, id])
    }

    /// Notes that a batch is quarantined after all.
    public func setQuarantined(_ id: Int64, text: String) throws {
        try execute("UPDATE batch SET outcome = 'QUARANTINED', waits_for = '', reason = ?, drain = NULL WHERE id = ?", [text, id])
    }

    /// Notes that a drain applies a batch, and the window of time for which it speaks.
    public func setApplied(_ id: Int64, in drain: Int, after: Instant, through: Instant) throws {
        memory.batches[id] = nil
        try execute(
            "UPDATE batch SET outcome = 'APPLIED', waits_for = '', reason = '', drain = ?, window_after = ?, window_through = ? WHERE id = ?",
            [drain, after, through, id]
        )
    }

    /// Keeps the counts of a batch's rows as its office is first told them.
    public func setCounts(_ id: Int64, _ counts: RowCounts) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(counts.byOutcome.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }), as: UTF8.self)
        try execute("UPDATE batch SET rows = ?, counts = ? WHERE id = ?", [counts.rows, text, id])
    }

    /// The counts of a batch's rows as its office was first told them.
    public func counts(of id: Int64) throws -> RowCounts {
        guard let row = try row("SELECT rows, counts FROM batch WHERE id = ?", [id]) else { throw StoreError.damaged("no batch \(id)") }
        var counts = RowCounts()
        counts.rows = row["rows"]
        let text: String = row["counts"]
        for (name, count) in try JSONDecoder().decode([String: Int].self, from: Data(text.utf8)) {
            guard let outcome = RowOutcome(rawValue: name) else { throw StoreError.damaged("the counts of batch \(id)") }
            counts.byOutcome[outcome] = count
        }
        return counts
    }

    // MARK: Windows

    /// The latest applied export of an office, and the latest that is earlier than an instant.
    public func latestExport(of office: OfficeCode, before: Instant? = nil) throws -> Instant? {
        guard let before else {
            return try Instant.fetchOne(
                db.cachedStatement(sql: "SELECT max(window_through) FROM batch WHERE office = ? AND outcome = 'APPLIED'"),
                arguments: [office]
            )
        }
        return try Instant.fetchOne(
            db.cachedStatement(sql: "SELECT max(window_through) FROM batch WHERE office = ? AND outcome = 'APPLIED' AND window_through < ?"),
            arguments: [office, before]
        )
    }

    // MARK: Rulings on the chain

    /// An operator lets a missing batch pass.
    public func waiveGap(_ identity: BatchIdentity) throws {
        try execute(
            "INSERT OR IGNORE INTO chain_ruling (verdict, office, epoch, sequence) VALUES ('WAIVE_GAP', ?, ?, ?)",
            [identity.office, identity.epoch, identity.sequence]
        )
    }

    /// An operator opens an office's new epoch after the last batch of the old one.
    public func openEpoch(_ epoch: Int, of office: OfficeCode, after last: (epoch: Int, sequence: Int)) throws {
        try execute(
            """
            INSERT OR IGNORE INTO chain_ruling (verdict, office, epoch, sequence, after_epoch, after_sequence) VALUES ('NEW_EPOCH', ?, ?, 0, ?, ?)
            """,
            [office, epoch, last.epoch, last.sequence]
        )
    }

    public func isWaived(_ identity: BatchIdentity) throws -> Bool {
        try row(
            "SELECT 1 FROM chain_ruling WHERE verdict = 'WAIVE_GAP' AND office = ? AND epoch = ? AND sequence = ?",
            [identity.office, identity.epoch, identity.sequence]
        ) != nil
    }

    /// The epochs that an operator opened for an office, and the last batch of the epoch before each.
    public func openedEpochs(of office: OfficeCode) throws -> [Int: (epoch: Int, sequence: Int)] {
        var opened: [Int: (Int, Int)] = [:]
        for row in try rows(
            "SELECT epoch, after_epoch, after_sequence FROM chain_ruling WHERE verdict = 'NEW_EPOCH' AND office = ?",
            [office]
        ) {
            opened[row["epoch"]] = (row["after_epoch"], row["after_sequence"])
        }
        return opened
    }

    // MARK: Files

    /// Notes a file that was taken from the inbox.
    public func insertArrival(
        zip: Digest,
        file: String,
        bytes: Int64,
        receivedAt: Instant,
        drain: Int,
        claim: Int,
        outcome: BatchRecord.Outcome,
        batch: Int64?,
        code: String = "",
        reason: String = ""
    ) throws {
        try execute(
            "INSERT INTO arrival (zip, file, bytes, received_at, drain, claim, outcome, batch, code, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [zip, file, bytes, receivedAt, drain, claim, outcome.rawValue, batch, code, reason]
        )
    }

    /// What became of the file of that claim, or `nil` where no drain has committed it.
    public func arrival(ofClaim claim: Int) throws -> (zip: Digest, outcome: BatchRecord.Outcome)? {
        try row("SELECT zip, outcome FROM arrival WHERE claim = ?", [claim]).map {
            ($0["zip"], BatchRecord.Outcome(rawValue: $0["outcome"]) ?? .quarantined)
        }
    }

    /// Notes what became of a file after all, once its drain is done.
    public func setArrival(ofClaim claim: Int, outcome: BatchRecord.Outcome, code: String) throws {
        try execute("UPDATE arrival SET outcome = ?, code = ? WHERE claim = ?", [outcome.rawValue, code, claim])
    }

    /// The highest number of a claim that a drain has committed; claims of a rebuilt store whose numbers are not known are below zero.
    public func lastClaim() throws -> Int {
        max(0, try Int.fetchOne(db.cachedStatement(sql: "SELECT max(claim) FROM arrival")) ?? 0)
    }

    /// Whether a file of these bytes was taken before, under any name.
    public func knowsArrival(_ zip: Digest) throws -> Bool {
        try row("SELECT 1 FROM arrival WHERE zip = ?", [zip]) != nil
    }

    /// Whether a file of these bytes was taken before from that place in the inbox.
    public func knowsArrival(_ zip: Digest, of file: String) throws -> Bool {
        try row("SELECT 1 FROM arrival WHERE zip = ? AND file = ?", [zip, file]) != nil
    }

    /// Replaces the list of files that are not whole yet; a file that stays keeps its `since`.
    public func setWaitingFiles(_ files: [WaitingFile]) throws {
        let known = try waitingFiles()
        guard Set(known) != Set(files) else { return }
        try execute("DELETE FROM waiting_file")
        for file in files {
            try execute(
                "INSERT INTO waiting_file (file, bytes, since, reason) VALUES (?, ?, ?, ?)",
                [file.name, file.bytes, file.since, file.reason]
            )
        }
    }

    public func waitingFiles() throws -> [WaitingFile] {
        try rows("SELECT * FROM waiting_file ORDER BY file").map {
            WaitingFile(name: $0["file"], bytes: $0["bytes"], since: $0["since"], reason: $0["reason"])
        }
    }

    static func batch(_ row: Row) -> BatchRecord {
        BatchRecord(
            id: row["id"],
            identity: BatchIdentity(office: row["office"], epoch: row["epoch"], sequence: row["sequence"]),
            digest: row["digest"],
            previous: row["previous"],
            exportedAt: row["exported_at"],
            acknowledges: row["acknowledges"],
            closingYear: row["closing_year"],
            zip: row["zip"],
            file: row["file"],
            receivedAt: row["received_at"],
            outcome: BatchRecord.Outcome(rawValue: row["outcome"]) ?? .quarantined,
            isWellSigned: row["is_well_signed"],
            waitsFor: row["waits_for"],
            reason: row["reason"]
        )
    }
}

/// A file in the inbox that is not whole yet.
public struct WaitingFile: Hashable, Sendable {
    /// The name below the inbox.
    public let name: String
    /// How much of it is there.
    public let bytes: Int64
    public let since: Instant
    /// What is missing.
    public let reason: String

    public init(name: String, bytes: Int64, since: Instant, reason: String) {
        self.name = name
        self.bytes = bytes
        self.since = since
        self.reason = reason
    }
}
