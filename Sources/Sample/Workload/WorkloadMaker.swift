import Programme
import Records

/// Makes the batches of a workload, one by one.
struct WorkloadMaker {
    private let workload: Workload
    private var workshop: Workshop
    private var sequences: [OfficeCode: Int] = [:]
    private var exportedAt = Instant(startOf: Chronology.day(Workload.year + 1, 1, 20)).adding(seconds: 9 * 3600)

    /// A batch, where it goes and the files that it brings: their paths, whose bytes are made as they are written.
    struct Made {
        let batch: SampleBatch
        let folder: String
        var files: [String] = []
    }

    init(_ workload: Workload) {
        self.workload = workload
        workshop = Workshop(seed: workload.seed, year: Workload.year, providers: (universities: 12, agencies: 20, enterprises: 10, agents: 0))
    }

    /// How many batches there are.
    static func count(of workload: Workload) -> Int {
        switch workload.shape {
        case .rows: workload.rounds * (1 + 2 * SampleOffice.all.count) + 1
        case .again: 1 + 4 * SampleOffice.all.count
        case .small, .trickle: 1 + workload.batches
        case .large: 2
        }
    }

    mutating func make(_ receive: (Made) throws -> Void) throws {
        switch workload.shape {
        case .rows:
            for round in 1...max(1, workload.rounds) { try makeRound(into: round == 1 ? "inbox" : "later/\(Identifiers.padded(round, 3))", receive) }
            try makeProbe(receive)
        case .again: try makeTwice(receive)
        case .small: try makeSmall(receive)
        case .large: try makeLarge(receive)
        case .trickle: try makeTrickle(receive)
        }
    }

    // MARK: Shapes

    private mutating func makeRound(into folder: String, _ receive: (Made) throws -> Void) throws {
        let cases = try register(workload.parties / SampleOffice.all.count, at: SampleOffice.all, into: folder, receive)
        for rows in [applications(of: cases), claims(of: cases)] {
            exportedAt = exportedAt.adding(seconds: 3600)
            for (office, rows) in rows { try receive(Made(batch: batch(of: office, rows), folder: folder)) }
        }
    }

    private mutating func makeTwice(_ receive: (Made) throws -> Void) throws {
        let cases = try register(workload.parties / SampleOffice.all.count, at: SampleOffice.all, into: "inbox", receive)
        let all = [applications(of: cases), claims(of: cases)]
        for folder in ["inbox", "later"] {
            var editor = FieldEditor()
            for rows in all {
                exportedAt = exportedAt.adding(seconds: 3600)
                for (office, rows) in rows {
                    let sent = folder == "inbox" ? rows : rows.map { editor.edit($0) }
                    try receive(Made(batch: batch(of: office, sent), folder: folder))
                }
            }
        }
    }

    private mutating func makeSmall(_ receive: (Made) throws -> Void) throws {
        let perBatch = 3
        let offices = SampleOffice.all
        let each = (workload.batches + offices.count - 1) / offices.count * perBatch
        var cases = try register(each, at: offices, into: "inbox", receive)
        for number in 0..<workload.batches {
            let index = number % offices.count
            exportedAt = exportedAt.adding(seconds: 60)
            let taken = Array(cases[index].suffix(perBatch))
            cases[index].removeLast(perBatch)
            try receive(proven(taken, of: offices[index], into: "inbox"))
        }
    }

    private mutating func makeLarge(_ receive: (Made) throws -> Void) throws {
        let cases = try register(1, at: [SampleOffice.all[0]], into: "inbox", receive)
        exportedAt = exportedAt.adding(seconds: 3600)
        try receive(proven(cases[0], of: SampleOffice.all[0], into: "inbox"))
    }

    private mutating func makeTrickle(_ receive: (Made) throws -> Void) throws {
        let office = SampleOffice.all[0]
        var cases = try register(workload.batches * 3, at: [office], into: "inbox", receive)[0]
        for _ in 0..<workload.batches {
            exportedAt = exportedAt.adding(seconds: 60)
            let taken = Array(cases.suffix(3))
            cases.removeLast(3)
            // Two whole cases are eighteen rows; a third party with its project makes it twenty.
            let rows = taken.prefix(2).flatMap { found in self.rows(of: found) + workshop.rows(of: claim(of: found, evidence: [])).rows }
            try receive(Made(batch: batch(of: office.code, rows + self.rows(of: taken[2]).prefix(2)), folder: "later"))
        }
    }

    private mutating func makeProbe(_ receive: (Made) throws -> Void) throws {
        guard let probe = Workload.probe else { return }
        let cases = (0..<Workload.probeParties).map { _ in makeCase(at: probe) }
        exportedAt = exportedAt.adding(seconds: 3600)
        for (office, rows) in applications(of: [cases]) { try receive(Made(batch: batch(of: office, rows), folder: "probe")) }
    }

    // MARK: Parts

    private struct Case {
        let party: SampleParty
        let application: SampleApplication
    }

    /// The parties of each office, and the batch in which the centre registers them and the supply side.
    private mutating func register(_ count: Int, at offices: [SampleOffice], into folder: String, _ receive: (Made) throws -> Void) throws -> [[Case]]
    {
        let known = workshop.parties.registers.count
        let cases = offices.map { office in (0..<count).map { _ in makeCase(at: office) } }
        var rows = workshop.parties.registers[known...].map(\.row)
        if sequences[.centre] == nil { rows += workshop.supply.rows(&workshop.identifiers, &workshop.random) }
        try receive(Made(batch: batch(of: .centre, rows), folder: folder))
        return cases
    }

    private mutating func makeCase(at office: SampleOffice) -> Case {
        let day = Chronology.applicationDay(Workload.year, &workshop.random)
        var party = workshop.party(at: office, .highTech)
        workshop.register(&party, appliesOn: day)
        return Case(party: party, application: workshop.application(of: party, at: workshop.moment(day), requested: SampleApplication.cap))
    }

    private func applications(of cases: [[Case]]) -> [(OfficeCode, [SampleRow])] {
        cases.map { cases in (cases[0].party.office.code, cases.flatMap { rows(of: $0) }) }
    }

    private func rows(of found: Case) -> [SampleRow] {
        [found.party.row(), found.application.project.row(of: found.party.uscc), found.application.row()]
    }

    private mutating func claims(of cases: [[Case]]) -> [(OfficeCode, [SampleRow])] {
        cases.map { cases in
            (cases[0].party.office.code, cases.flatMap { found in workshop.rows(of: claim(of: found, evidence: [])).rows })
        }
    }

    /// A claim with one paper of each kind.
    private mutating func claim(of found: Case, evidence: [String]) -> SampleClaim {
        var claim = workshop.claim(of: found.party, under: found.application, at: found.party.office)
        claim.fee = claim.contractAmount
        claim.invoices = Array(claim.invoices.prefix(1))
        claim.invoices[0].gross = claim.fee
        claim.invoices[0].tax = Money.tax(in: claim.fee, percent: 6)
        claim.receipts = Array(claim.receipts.prefix(1))
        claim.receipts[0].amount = claim.fee
        claim.entries = Array(claim.entries.prefix(1))
        claim.entries[0].amount = claim.fee
        claim.evidence = evidence
        return claim
    }

    private mutating func proven(_ cases: [Case], of office: SampleOffice, into folder: String) -> Made {
        var rows: [SampleRow] = cases.flatMap { self.rows(of: $0) }
        var files: [String] = []
        for found in cases {
            let proof = workshop.rows(of: claim(of: found, evidence: SampleClaim.kinds))
            rows += proof.rows
            files += proof.files.map(\.path)
        }
        return Made(batch: batch(of: office.code, rows), folder: folder, files: files)
    }

    private mutating func batch(of office: OfficeCode, _ rows: [SampleRow]) -> SampleBatch {
        sequences[office, default: 0] += 1
        let identity = BatchIdentity(office: office, epoch: 1, sequence: sequences[office] ?? 1)
        return Scheduler.batch(identity, at: exportedAt, [SampleEvent(at: exportedAt, office: office, rows: rows)])
    }
}

/// Changes one filled field in ten, each to something that its column takes and that concerns no other record.
private struct FieldEditor {
    private var owed = 0

    mutating func edit(_ row: SampleRow) -> SampleRow {
        var row = row
        for column in row.type.columns.dropFirst() where !row[column.name].isEmpty {
            owed += 1
            guard owed >= 10, FieldEditor.isEditable(column) else { continue }
            row[column.name] += "改"
            owed -= 10
        }
        return row
    }

    private static func isEditable(_ column: Column) -> Bool {
        guard case .text = column.format else { return false }
        // Names say who somebody is.
        return !column.name.hasSuffix("name") || column.name == "contact_name" || column.name == "item_name"
    }
}
