import Programme
import Records

/// Brings one table of the working copy up to what was published: group by group, and never over what the clerk typed.
///
/// A row that is merged without a clash is derived from the published version from then on, and says so in its column `base`. One in which the clerk
/// and somebody else changed the same group stays wholly as it is, on its old base: sent like that it makes two sides at the centre, where a new base
/// would silently take back what the other one wrote.
struct TableRefresh {
    private(set) var table: WorkingTable
    private(set) var records: [String: CopyRecord]
    private(set) var changed: Set<RecordKey> = []
    private(set) var written: [(key: RecordKey, version: Int)] = []
    private let transaction: OfficeTransaction
    private let finder: OriginFinder
    private let mustWait: Bool
    private let addsRows: Bool

    private var type: RecordType { table.type }

    init(
        _ table: WorkingTable,
        _ records: [String: CopyRecord],
        _ transaction: OfficeTransaction,
        mustWait: Bool,
        addsRows: Bool
    ) throws {
        self.table = table
        self.records = records
        self.transaction = transaction
        finder = try OriginFinder(transaction)
        self.mustWait = mustWait
        self.addsRows = addsRows
    }

    mutating func run(_ news: inout CopyNews) throws {
        let readings = table.rows.indices.map { table.read($0) }
        guard table.isSound else {
            let line = table.rows.first { $0.defect != nil }?.line
            news.skip(table.name, line: line, "该行的格数或引号有误，整个文件未更新；改正后再运行一次 open 或 pack")
            return
        }
        var places: [String: [Int]] = [:]
        for (position, row) in readings.enumerated() { if let key = row.key { places[key, default: []].append(position) } }
        for (position, row) in readings.enumerated() {
            guard let key = row.key, places[key]?.count == 1, let record = records[key], record.published != nil else { continue }
            try refresh(position, row, record, &news)
        }
        for key in records.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where places[key] == nil {
            if let record = records[key] { try add(record, &news) }
        }
    }

    // MARK: A row that is there

    private mutating func refresh(_ position: Int, _ row: RecordRow, _ record: CopyRecord, _ news: inout CopyNews) throws {
        guard let published = record.published, record.flights.isEmpty else { return }
        // What was sent before there was a store may still be on its way: nobody knows what the row was derived from.
        if mustWait, record.landed == nil, record.written == nil { return }
        guard !row.findings.contains(where: { $0.column == "base" || $0.column == "op" }) else { return }
        let cell = row.base.map(Int.init)
        guard let origin = try? finder.origin(record, cell: cell) else {
            return news.skip(table.name, line: table.rows[position].line, "基准版本 \(cell ?? 0) 不是任何决定包给出过的，本行未更新")
        }
        var record = record
        // A column that the table lacks says nothing, least of all that it is empty.
        var values = table.values(row, at: position, over: origin.isNothing ? published.values : origin.values)
        if let cell, let before = try finder.beforeTyping(record, cell: cell) {
            // Whoever types a version says that they have seen it; what they did not touch since then follows it.
            values = ThreeWay(type, base: before.values, mine: values, theirs: origin.values).values(mine: values, theirs: origin.values)
            write(values, at: position, row)
            record = note(cell, at: position, record)
        }
        if origin.base == published.version { return }
        let merge = ThreeWay(type, base: origin.values, mine: origin.meant(values, of: type), theirs: published.values)
        if row.operation == .withdraw { return withdraw(position, record, published, origin, merge, &news) }
        guard !merge.hasClash else {
            return news.add(clash(position, record, published, origin, merge, values))
        }
        take(merge.values(mine: values, theirs: published.values), over: values, at: position, row, record, published, merge, &news)
    }

    /// An edit wins over a withdrawal that has not seen it (exchange format, section 4).
    private mutating func withdraw(
        _ position: Int,
        _ record: CopyRecord,
        _ published: CopyRecord.Published,
        _ origin: Origin,
        _ merge: ThreeWay,
        _ news: inout CopyNews
    ) {
        let theirs = merge.groups(.theirs)
        if theirs.isEmpty {
            note(published.version, at: position, record)
            return
        }
        let line = table.rows[position].line
        guard origin.isWithdrawn else {
            return news.skip(
                table.name,
                line: line,
                "\(record.key.key)：本行标为撤回，而该记录已被他处修改；照此报送不会撤回他处的修改。如仍要撤回，请删去本行，运行一次 open 或 pack，再对新写入的行填 withdraw"
            )
        }
        news.skip(table.name, line: line, "\(record.key.key)：本单位撤回时他处同时作了修改，按规则保留修改，该记录未撤回，本行已按公布值恢复")
        table.set("op", to: "", in: position)
        for (column, value) in published.values.enumerated() { table.set(column, to: value, in: position) }
        note(published.version, at: position, record, isRevived: true)
    }

    private mutating func take(
        _ merged: [Cell?],
        over current: [Cell?],
        at position: Int,
        _ row: RecordRow,
        _ record: CopyRecord,
        _ published: CopyRecord.Published,
        _ merge: ThreeWay,
        _ news: inout CopyNews
    ) {
        let changes = CopyNews.differences(ColumnSet(type.columns.indices), of: type, mine: current, published: merged)
        if !changes.isEmpty {
            news.add(CopyNews.Update(type: type.name, key: record.key.key, version: published.version, changes: changes))
        }
        write(merged, at: position, row)
        if merge.groups(.mine).isEmpty {
            // They belong to an edit that is done with.
            table.set("edited_at", to: "", in: position)
            table.set("ticket", to: "", in: position)
        }
        note(published.version, at: position, record)
    }

    /// Writes the values that differ from what stands in the row; what is the same stays as it was typed.
    private mutating func write(_ values: [Cell?], at position: Int, _ row: RecordRow) {
        let present = table.values(row, at: position, over: values)
        for column in type.columns.indices.dropFirst() where present[column] != values[column] { table.set(column, to: values[column], in: position) }
    }

    private func clash(
        _ position: Int,
        _ record: CopyRecord,
        _ published: CopyRecord.Published,
        _ origin: Origin,
        _ merge: ThreeWay,
        _ values: [Cell?]
    ) -> CopyNews.Clash {
        CopyNews.Clash(
            type: type.name,
            key: record.key.key,
            file: table.name,
            line: table.rows[position].line,
            base: origin.base,
            version: published.version,
            differences: CopyNews.differences(merge.columns([.clash]), of: type, mine: values, published: published.values)
        )
    }

    /// The row is derived from that version from now on.
    @discardableResult
    private mutating func note(_ version: Int, at position: Int, _ record: CopyRecord, isRevived: Bool = false) -> CopyRecord {
        var record = record
        table.set("base", to: String(version), in: position)
        record.written = version
        record.shown = version
        record.edited = ColumnSet()
        if isRevived { record.landed?.isWithdrawn = false }
        records[record.key.key] = record
        changed.insert(record.key)
        written.append((record.key, version))
        return record
    }

    // MARK: A row that is not there

    /// A record that was published since the table last showed it, or since the clerk removed its row.
    private mutating func add(_ record: CopyRecord, _ news: inout CopyNews) throws {
        guard addsRows, let published = record.published, record.flights.isEmpty, published.version > record.shown ?? 0 else { return }
        if mustWait, record.landed == nil, record.written == nil { return }
        if let own = try finder.own(record), own.isWithdrawn {
            let merge = ThreeWay(type, base: own.values, mine: own.values, theirs: published.values)
            if merge.groups(.theirs).isEmpty { return }
        }
        let position = table.addRow()
        for (column, value) in published.values.enumerated() { table.set(column, to: value, in: position) }
        note(published.version, at: position, record, isRevived: true)
        news.added += 1
    }
}
