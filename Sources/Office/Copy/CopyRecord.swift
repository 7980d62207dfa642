import Records

/// What the office knows of one record: what was published, what it said itself, and what is on its way.
struct CopyRecord {
    /// A version of the record as a bundle gave it.
    struct Published {
        let version: Int
        let values: [Cell?]
    }

    /// The record as the office's own submissions leave it.
    struct Own {
        var values: [Cell?]
        /// The columns whose values are known: what was sent before there was a store is not.
        var known: ColumnSet
        var isWithdrawn: Bool
    }

    /// A row that was sent and that no receipt has named as merged or refused.
    struct Flight {
        let id: Int64
        let isWithdrawal: Bool
        let base: Int?
        let cell: Int?
        let ticket: String
        let stated: ColumnSet
        let values: [Cell?]
    }

    let key: RecordKey
    /// The version that the row in the working copy shows, apart from the clerk's edits.
    var shown: Int?
    /// The base that this program wrote there; `nil` once the row was sent from there.
    var written: Int?
    /// The columns that were sent as edits since the row shows that version.
    var edited = ColumnSet()
    /// The last merged submission.
    var landed: Own?
    var landedCell: Int?
    var landedTicket = ""
    var refused: (stated: ColumnSet, values: [Cell?])?
    var published: Published?
    /// In the order of their sending. All but the first were sent without a base.
    var flights: [Flight] = []

    init(_ key: RecordKey) {
        self.key = key
    }

    /// The cell `base` from which the last own row was sent: a spreadsheet that was open meanwhile still shows it.
    var sentCell: Int? { flights.last { $0.cell != nil }?.cell ?? landedCell }

    var sentTicket: String { flights.last { !$0.ticket.isEmpty }?.ticket ?? landedTicket }
}

/// What a row of the working copy was derived from: the ancestor that its edit is measured against, here as at the centre.
struct Origin {
    /// The version that `base` names; `nil` for the own last submission, or nothing.
    let base: Int?
    let values: [Cell?]
    /// The columns whose values are known.
    let known: ColumnSet
    /// Whether there is nothing that the row was derived from.
    var isNothing = false
    /// Whether the office's own last submission took the record back.
    var isWithdrawn = false
    /// What the working copy shows besides, because a bundle gave it: a row that repeats it says nothing by that. `nil` where that is the origin.
    var echo: (values: [Cell?], except: ColumnSet)?
}

extension Origin {
    /// The row's values, with the groups as the origin has them in which the row only repeats what it was shown.
    ///
    /// Without its base, a row that shows a conflict's value in effect would else take back the office's own side.
    func meant(_ values: [Cell?], of type: RecordType) -> [Cell?] {
        guard let echo else { return values }
        var meant = values
        for group in type.groups where !group.columns.contains(where: { echo.except.contains($0) || values[$0] != echo.values[$0] }) {
            for column in group.columns { meant[column] = self.values[column] }
        }
        return meant
    }
}

extension Origin {
    /// Why a row's cell `base` cannot be believed.
    enum Doubt: Error {
        /// No bundle gave the office this version.
        case unknown(Int)
        /// The row names a version although rows that were sent later are still on their way.
        case inFlight(Int)
    }
}

/// Finds the origin of rows. Older versions are looked up where they are needed.
struct OriginFinder {
    private let transaction: OfficeTransaction
    /// Whether the office may have said more than the store knows.
    private let hasEarlier: Bool

    init(_ transaction: OfficeTransaction) throws {
        self.transaction = transaction
        hasEarlier = try transaction.hasEarlier()
    }

    /// The office's own last submission: what is on its way counts, what was refused does not.
    func own(_ record: CopyRecord) throws -> CopyRecord.Own? {
        var own = record.landed
        for flight in record.flights { own = try following(flight, own, record.key) }
        return own
    }

    /// The record as a sent row leaves it: as its ancestor has it, with what the row states.
    func following(_ flight: CopyRecord.Flight, _ last: CopyRecord.Own?, _ key: RecordKey) throws -> CopyRecord.Own {
        let published = try flight.base.flatMap { try transaction.published(key, version: $0)?.values }
        var own = CopyRecord.Own(
            values: published ?? last?.values ?? OriginFinder.nothing(key.type),
            known: published == nil ? last?.known ?? nothingKnown(key.type) : OriginFinder.all(key.type),
            isWithdrawn: flight.isWithdrawal
        )
        if flight.isWithdrawal { return own }
        for position in own.values.indices where flight.stated.contains(position) {
            own.values[position] = flight.values[position]
            own.known.insert(position)
        }
        return own
    }

    /// What a row is derived from whose cell `base` holds that number.
    ///
    /// - Throws: ``Origin/Doubt``.
    func origin(_ record: CopyRecord, cell: Int?) throws -> Origin {
        let own = try own(record)
        guard let cell else { return try ofOwn(own, record) }
        guard let published = try transaction.published(record.key, version: cell) else { throw Origin.Doubt.unknown(cell) }
        if cell == record.written { return ofPublished(published, own, record.key.type) }
        if cell == record.sentCell, own != nil { return try ofOwn(own, record) }
        guard record.flights.isEmpty else { throw Origin.Doubt.inFlight(cell) }
        return ofPublished(published, own, record.key.type)
    }

    /// What a row was derived from before somebody typed a version of their own into its cell `base`; `nil` where nobody did, or nothing is known.
    func beforeTyping(_ record: CopyRecord, cell: Int) throws -> Origin? {
        guard cell != record.written, cell != record.sentCell, try !transaction.wasWritten(record.key, version: cell) else { return nil }
        if let written = record.written, let published = try transaction.published(record.key, version: written) {
            return ofPublished(published, nil, record.key.type)
        }
        return try own(record).map { try ofOwn($0, record) }
    }

    private func ofOwn(_ own: CopyRecord.Own?, _ record: CopyRecord) throws -> Origin {
        var origin =
            own.map { Origin(base: nil, values: $0.values, known: $0.known, isWithdrawn: $0.isWithdrawn) }
            ?? Origin(base: nil, values: OriginFinder.nothing(record.key.type), known: nothingKnown(record.key.type), isNothing: true)
        let shown = try record.shown.flatMap { try transaction.published(record.key, version: $0)?.values }
        origin.echo = shown.map { ($0, record.edited) }
        return origin
    }

    private func ofPublished(_ published: CopyRecord.Published, _ own: CopyRecord.Own?, _ type: RecordType) -> Origin {
        Origin(base: published.version, values: published.values, known: OriginFinder.all(type), isWithdrawn: own?.isWithdrawn ?? false)
    }

    /// What is known of the submission of an office that has made none, as far as the store can tell.
    private func nothingKnown(_ type: RecordType) -> ColumnSet { hasEarlier ? ColumnSet() : OriginFinder.all(type) }

    private static func all(_ type: RecordType) -> ColumnSet { ColumnSet(type.columns.indices) }

    static func nothing(_ type: RecordType) -> [Cell?] { Array(repeating: nil, count: type.columns.count) }
}
