import Bags
import Programme
import Records

/// Takes what a bundle says into the office's store: receipts, merged values, conflicts, decisions. Runs in one transaction; the tables of the
/// working copy follow.
struct BundleTaking {
    let transaction: OfficeTransaction
    let bag: Bag
    let header: BundleHeader
    private(set) var news = CopyNews()

    private var bundle: Int { header.sequence }

    init(_ transaction: OfficeTransaction, _ bag: Bag, _ header: BundleHeader) {
        self.transaction = transaction
        self.bag = bag
        self.header = header
    }

    mutating func run() throws {
        // What a re-issued receipt says of versions is old.
        let reissued = try takeBatches()
        try takeRecords()
        try takeRows(reissued)
        try takeConflicts()
        try takeDecisions()
        try transaction.insertBundle(OfficeState.Link(sequence: bundle, digest: bag.tagManifestDigest), createdAt: header.createdAt)
    }

    // MARK: Batches

    private mutating func takeBatches() throws -> Set<BatchIdentity> {
        var reissued: Set<BatchIdentity> = []
        for cells in try table("data/receipts/batches.csv", ["epoch", "sequence", "digest", "outcome"]) {
            guard let epoch = Int(cells[0]), let sequence = Int(cells[1]) else { continue }
            let outcome = cells[3]
            if outcome == "DUPLICATE" { reissued.insert(BatchIdentity(office: header.office, epoch: epoch, sequence: sequence)) }
            let isOurs = try transaction.note(outcome, ofBatch: epoch, sequence, cells[2])
            if isOurs, outcome == "QUARANTINED" || outcome == "CHANGED" {
                try transaction.forgetRows(epoch: epoch, sequence: sequence)
                news.returnedBatches.append("\(header.office)-\(epoch)-\(sequence)")
            }
        }
        return reissued
    }

    // MARK: Records

    private func takeRecords() throws {
        for type in RecordType.all {
            let path = "data/records/\(type.name).csv"
            guard bag.payload.contains(where: { $0.path == path }) else { continue }
            var sink = PublishedTable(type, transaction, bundle: bundle)
            try bag.readTable(path, .utf8, into: &sink)
        }
    }

    // MARK: Rows

    private mutating func takeRows(_ reissued: Set<BatchIdentity>) throws {
        var seen: Set<String> = []
        for cells in try table("data/receipts/records.csv", ["epoch", "sequence", "line", "type", "key", "outcome", "version"]) {
            // A row with several findings has a line for each; they agree about the row.
            guard seen.insert(cells[0...3].joined(separator: "|")).inserted else { continue }
            guard let epoch = Int(cells[0]), let sequence = Int(cells[1]), let line = Int(cells[2]), let type = RecordType.named(cells[3]) else {
                continue
            }
            let told = RowTold(
                epoch: epoch,
                sequence: sequence,
                key: RecordKey(type, cells[4]),
                line: line,
                outcome: cells[5],
                version: Int(cells[6])
            )
            try transaction.insert(told, bundle: bundle)
            if let version = told.version, !reissued.contains(BatchIdentity(office: header.office, epoch: epoch, sequence: sequence)) {
                try noteUnseenVersion(told.key, version)
            }
            try answer(told)
        }
    }

    /// A receipt that gives a version without values says that the values are those of the version before it.
    private func noteUnseenVersion(_ key: RecordKey, _ version: Int) throws {
        guard let latest = try transaction.latest(key), latest.version < version else { return }
        try transaction.insertPublished(key, CopyRecord.Published(version: version, values: latest.values), bundle: bundle)
    }

    /// A row is on its way until a receipt says that it is merged, with the record's version, or that it is refused, without one.
    private mutating func answer(_ told: RowTold) throws {
        guard told.version != nil || told.outcome == "REJECTED", let found = try transaction.flight(told) else { return }
        var record = try transaction.record(RecordKey(told.key.type, found.key))
        guard let position = record.flights.firstIndex(where: { $0.id == found.id }) else { return }
        let flight = record.flights[position]
        if told.version == nil {
            record.refused = (flight.stated, flight.values)
            try transaction.removeFlight(flight.id)
            news.refused += 1
        } else {
            // A row without a base is merged after the same office's row before it: that one is merged as well.
            let merged = record.flights[...position]
            let finder = try OriginFinder(transaction)
            for row in merged {
                record.landed = try finder.following(row, record.landed, record.key)
                if let cell = row.cell { record.landedCell = cell }
                if !row.ticket.isEmpty { record.landedTicket = row.ticket }
                try transaction.removeFlight(row.id)
            }
            news.landed += merged.count
        }
        try transaction.update(record)
    }

    // MARK: Conflicts and decisions

    private mutating func takeConflicts() throws {
        var seen: Set<String> = []
        for told in try table("data/conflicts.csv", ConflictTold.columns).map(ConflictTold.init) {
            if seen.insert(told.id).inserted {
                let before = try transaction.status(ofConflict: told.id)
                try transaction.replaceConflict(told, bundle: bundle)
                news.note(conflict: told.id, type: told.cells[1], key: told.cells[2], group: told.cells[3], status: told.cells[4], before: before)
            }
            try transaction.insertSide(told)
        }
    }

    private mutating func takeDecisions() throws {
        for cells in try table("data/decisions.csv", ["subject_type", "subject_key", "kind", "outcome", "amount", "state"])
        where try transaction.replaceDecision(cells, bundle: bundle) {
            news.changedDecisions += 1
        }
    }

    /// Columns of a table of the bundle; no rows where it has no such table.
    private func table(_ path: String, _ columns: [String]) throws -> [[String]] {
        final class Kept { var rows: [[String]] = [] }
        let kept = Kept()
        var sink = NamedColumns(columns) { kept.rows.append($0) }
        try bag.readTable(path, .utf8, into: &sink)
        return kept.rows
    }
}

/// Keeps the merged values of a type.
private struct PublishedTable: CSVSink {
    private let type: RecordType
    private let transaction: OfficeTransaction
    private let bundle: Int
    private var reader: RowReader?
    private var version: Int?
    private var places: [Int?] = []

    init(_ type: RecordType, _ transaction: OfficeTransaction, bundle: Int) {
        self.type = type
        self.transaction = transaction
        self.bundle = bundle
    }

    mutating func header(_ names: [String], line: Int) throws {
        reader = try? RowReader(type, header: names)
        version = names.firstIndex(of: "version")
        places = type.columns.map { names.firstIndex(of: $0.name) }
    }

    mutating func row(_ csv: borrowing CSVRow) throws {
        guard let reader, let place = version, csv.defect == nil, let number = Int(csv[place]), number >= 1 else { throw unreadable(csv.line) }
        let row = reader.read { csv[$0] }
        guard let key = row.key else { throw unreadable(csv.line) }
        // A required cell may be empty while its group is in conflict, but what is there must be readable.
        for (position, place) in places.enumerated() {
            guard let place, row.values[position] == nil, !TextFolding.trimmed(csv[place]).isEmpty else { continue }
            if FormulaGuard.removed(csv[place]).isEmpty { continue }
            throw unreadable(csv.line)
        }
        try transaction.insertPublished(RecordKey(type, key), CopyRecord.Published(version: number, values: row.values), bundle: bundle)
    }

    private func unreadable(_ line: Int) -> OfficeError {
        OfficeError(
            .data,
            "bundle \(bundle), records/\(type.name).csv line \(line) cannot be read; a newer voucherd may be needed",
            "第 \(bundle) 号决定包的 records/\(type.name).csv 第 \(line) 行无法读取，可能需要更新 voucherd"
        )
    }
}
