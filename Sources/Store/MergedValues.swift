import GRDB
public import Programme
public import Records
public import Rules

// Questions about merged values: what adjudication reads. Answers are kept until a record changes, and the same question about many values can be
// asked at once: a drain asks it for each of its cases.
extension Transaction {
    // MARK: Records

    /// The merged records of a type whose column holds a value, in the order of their keys.
    public func records(_ type: RecordType, where column: String, is value: String) throws -> [CaseRecord] {
        let column = self.column(column, of: type)
        if let known = memory.merged.records(column, value) { return known }
        if try isEmpty(type) { return [] }
        let found = try caseRecords(CaseStatement(type: type, position: column.position, asksMany: false), [value]).map(\.record)
        memory.merged.keep(found, column, value)
        return found
    }

    /// The merged record of that type and key.
    public func merged(_ type: RecordType, _ key: String) throws -> CaseRecord? { try records(type, where: type.key.name, is: key).first }

    /// The ids of the merged records of a type whose column holds a value.
    public func keys(_ type: RecordType, where column: String, is value: String) throws -> [String] {
        if let known = memory.merged.records(self.column(column, of: type), value) { return known.map(\.key.key) }
        return try rows(
            """
            SELECT record.key FROM \(type.name)_row AS value JOIN record ON record.id = value.record AND record.effective = value.row_id
            WHERE value."\(column)" = ? ORDER BY record.key
            """,
            [value]
        ).map { $0["key"] }
    }

    /// Every merged record of a type, by key: for types of which there are few.
    public func allMerged(_ type: RecordType) throws -> [CaseRecord] {
        try caseRecords(CaseStatement(type: type, position: nil, asksMany: false), [type.name]).map(\.record)
    }

    /// Asks at once what ``records(_:where:is:)`` would be asked for each of these values; gives all records found.
    @discardableResult
    public func prefetch(_ type: RecordType, where column: String, in values: some Collection<String>) throws -> [CaseRecord] {
        if try values.isEmpty || isEmpty(type) { return [] }
        let column = self.column(column, of: type)
        var found: [CaseRecord] = []
        var answers: [String: [CaseRecord]] = [:]
        for value in values where answers[value] == nil {
            if let known = memory.merged.records(column, value) { found += known } else { answers[value] = [] }
        }
        guard !answers.isEmpty else { return found }
        for (value, record) in try caseRecords(
            CaseStatement(type: type, position: column.position, asksMany: true),
            [TextList.json(answers.keys)]
        ) {
            answers[value, default: []].append(record)
            found.append(record)
        }
        for (value, records) in answers {
            memory.merged.keep(records.count > 1 ? records.sorted { $0.key < $1.key } : records, column, value)
        }
        return found
    }

    /// Keeps what a merge has just made of a record, which need not be read back.
    public func remember(_ record: CaseRecord) {
        memory.merged.keep([record], MergedMemory.Column(type: record.key.type, position: 0), record.key.key)
    }

    /// The texts that the rows of a type have ever had in a column, which an index holds.
    public func distinctTexts(_ type: RecordType, _ column: String) throws -> [String] {
        try memory.merged.texts.value(self.column(column, of: type)) {
            try rows("SELECT DISTINCT \"\(column)\" AS text FROM \(type.name)_row WHERE \"\(column)\" IS NOT NULL ORDER BY 1").map { $0["text"] }
        }
    }

    /// Whether there is no row of a type at all, as is so of most of those that few cases need.
    private func isEmpty(_ type: RecordType) throws -> Bool {
        try memory.merged.emptiness.value(type) { try lastRow(of: type) == nil }
    }

    private func column(_ name: String, of type: RecordType) -> MergedMemory.Column {
        guard let position = type.position(of: name) else { preconditionFailure("\(type.name) has no column \(name)") }
        return MergedMemory.Column(type: type, position: position)
    }

    private func caseRecords(_ statement: CaseStatement, _ arguments: Arguments) throws -> [(value: String, record: CaseRecord)] {
        var found: [(value: String, record: CaseRecord)] = []
        var contested: [(index: Int, record: Int64)] = []
        let type = statement.type
        let hasDigest = RowSQL.hasDigest(type)
        try scan(statement.text, arguments) { row in
            if row.value(at: 3) ?? false { contested.append((found.count, row.value(at: 1) ?? 0)) }
            let record = CaseRecord(
                RecordKey(type, row.value(at: 0) ?? ""),
                values: type.columns.indices.map { row.value(at: CaseStatement.firstCell + $0) },
                isWithdrawn: row.value(at: 2) ?? false,
                place: row.value(at: 4),
                receivedAt: row.value(at: 5),
                digest: hasDigest ? row.value(at: 6) : nil
            )
            found.append((statement.asksMany ? row.value(at: 7) ?? "" : "", record))
        }
        for (index, record) in contested { found[index].record.conflicts = try openConflicts(ofRecord: record) }
        return found
    }

    // MARK: Party-years

    /// The party-years with a live or past application or claim of a party.
    public func years(of party: String) throws -> [Int] {
        try prefetchYears(of: [party])
        return memory.merged.years[party] ?? []
    }

    /// Asks at once what ``years(of:)`` would be asked for each of these parties.
    public func prefetchYears(of parties: some Collection<String>) throws {
        let unknown = Set(parties).filter { memory.merged.years[$0] == nil }
        guard !unknown.isEmpty else { return }
        var years: [String: [Int]] = [:]
        try scan(
            """
            SELECT asked.value, voucher_year FROM json_each(?1) AS asked CROSS JOIN application_row ON party_uscc = asked.value
                WHERE voucher_year IS NOT NULL
            UNION SELECT asked.value, voucher_year FROM json_each(?1) AS asked CROSS JOIN claim_row ON party_uscc = asked.value
                WHERE voucher_year IS NOT NULL ORDER BY 1, 2
            """,
            [TextList.json(unknown)]
        ) { row in
            if let party: String = row.value(at: 0), let year: Int = row.value(at: 1) { years[party, default: []].append(year) }
        }
        for party in unknown { memory.merged.years[party] = years[party] ?? [] }
    }

    /// The offices with an application, claim or project of a party.
    public func offices(of party: String) throws -> Set<OfficeCode> {
        try prefetchOffices(of: [party])
        return memory.merged.offices[party] ?? []
    }

    /// Asks at once what ``offices(of:)`` would be asked for each of these parties.
    public func prefetchOffices(of parties: some Collection<String>) throws {
        let unknown = Set(parties).filter { memory.merged.offices[$0] == nil }
        guard !unknown.isEmpty else { return }
        let asked = TextList.json(unknown)
        var offices: [String: Set<OfficeCode>] = [:]
        for type in ["application", "claim", "project"] {
            try scan(
                """
                SELECT DISTINCT asked.value, record.author FROM json_each(?) AS asked
                CROSS JOIN \(type)_row AS value ON value.party_uscc = asked.value JOIN record ON record.id = value.record
                """,
                [asked]
            ) { row in
                if let party: String = row.value(at: 0), let office: OfficeCode = row.value(at: 1) { offices[party, default: []].insert(office) }
            }
        }
        for party in unknown { memory.merged.offices[party] = offices[party] ?? [] }
    }
}

/// A statement that gives merged records: of one value of a column, of each of many, or all of a type.
private struct CaseStatement {
    let type: RecordType
    /// The column that is asked about; `nil` for all records.
    let position: Int?
    let asksMany: Bool

    /// Where the record's own cells begin. What stands before them: its key, id, withdrawal, conflict, place, completion, digest, the asked value.
    static let firstCell = 8

    /// Made once for each question: most of what SQLite answers takes no longer than putting the text together would.
    private static let texts: [RecordType: (all: String, one: [String], many: [String])] = Dictionary(
        uniqueKeysWithValues: RecordType.all.map { type in
            let positions = type.columns.indices
            return (type, (make(type, nil, false), positions.map { make(type, $0, false) }, positions.map { make(type, $0, true) }))
        }
    )

    var text: String {
        guard let texts = CaseStatement.texts[type] else { return "" }
        guard let position else { return texts.all }
        return asksMany ? texts.many[position] : texts.one[position]
    }

    private static func make(_ type: RecordType, _ position: Int?, _ asksMany: Bool) -> String {
        let digest = RowSQL.hasDigest(type) ? "value.digest" : "NULL"
        let cells = type.columns.map { "value.\"\($0.name)\"" }.joined(separator: ", ")
        let selected = """
            SELECT record.key, record.id, record.is_withdrawn, record.has_conflict, record.place, record.completed_at, \(digest), \
            \(asksMany ? "asked.value" : "NULL"), \(cells)
            """
        let byKey = "JOIN \(type.name)_row AS value ON value.row_id = record.effective"
        let byValue = "JOIN record ON record.id = value.record AND record.effective = value.row_id"
        // The values that are asked about come first, whatever SQLite thinks of their number.
        let asked = "FROM json_each(?) AS asked CROSS JOIN"
        switch (position, asksMany) {
        case (nil, _): return "\(selected) FROM record \(byKey) WHERE record.type = ? ORDER BY record.key"
        case (0, false): return "\(selected) FROM record \(byKey) WHERE record.type = '\(type.name)' AND record.key = ?"
        case (0, true): return "\(selected) \(asked) record ON record.type = '\(type.name)' AND record.key = asked.value \(byKey)"
        case (let position?, false):
            return "\(selected) FROM \(type.name)_row AS value \(byValue) WHERE value.\"\(type.columns[position].name)\" = ? ORDER BY record.key"
        case (let position?, true):
            return "\(selected) \(asked) \(type.name)_row AS value ON value.\"\(type.columns[position].name)\" = asked.value \(byValue)"
        }
    }
}

/// A list of texts as SQLite's `json_each` reads it.
enum TextList {
    static func json(_ texts: some Collection<String>) -> String {
        var json = "["
        for text in texts {
            if json.utf8.count > 1 { json += "," }
            FindingText.quote(text, to: &json)
        }
        return json + "]"
    }
}
