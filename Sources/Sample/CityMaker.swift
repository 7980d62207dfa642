import Programme
import Records

/// Makes a year of the city: its firms one by one, with what each does and what goes wrong.
struct CityMaker {
    private static let categories: [(SampleParty.Category, weight: Int)] = [
        (.small, weight: 5200), (.highTechAndSmall, weight: 3400), (.highTech, weight: 900), (.team, weight: 333), (.teamAndSmall, weight: 167),
    ]

    /// Errors of applications, in ten thousand parties; the first two concern some categories alone.
    private static let ofApplications: [(injection: Injection, rate: Int)] = [
        (.highTechExpired, 110), (.smallFirmGap, 200), (.badCredit, 50), (.noFinanceSystem, 50), (.incompleteForm, 100), (.codeTypingError, 40),
        (.noVoucher, 50), (.askedAboveCap, 100),
    ]

    private static let ofParties: [(injection: Injection, rate: Int)] = [
        (.nameVariant, 600), (.rareCharacters, 60), (.movedDistrict, 100), (.accountChanged, 150), (.accountConflict, 150),
        (.sentAgainUnchanged, 200),
    ]

    var workshop: Workshop
    private(set) var story = Story()
    private let year: Int

    init(seed: UInt64, year: Int) {
        self.year = year
        workshop = Workshop(seed: seed, year: year, providers: (universities: 12, agencies: 20, enterprises: 10, agents: 3))
    }

    // MARK: A firm's year

    mutating func addParty() {
        let office = workshop.random.pick(SampleOffice.all.map { ($0, weight: $0.weight) })
        var category = workshop.random.pick(CityMaker.categories)
        let fault = draw(CityMaker.ofApplications)
        if fault == .highTechExpired { category = .highTech }
        if fault == .smallFirmGap { category = .small }
        var party = workshop.party(at: office, category)
        if workshop.random.chance(1000) { party.formerName = Names.firm(trade: party.trade, &workshop.random) }
        var day = Chronology.applicationDay(year, &workshop.random)
        if fault == .smallFirmGap { day = Chronology.day(year, 4, 10).adding(days: workshop.random.integer(0...150)) }
        workshop.register(&party, appliesOn: day, fault: fault)
        if fault == .noFinanceSystem { party.hasFinanceSystem = false }
        let event = fault == nil ? draw(CityMaker.ofParties) : nil
        spell(&party, event)

        var application = workshop.application(of: party, at: workshop.moment(day), requested: SampleApplication.cap)
        application.injection = fault
        if fault == .codeTypingError { return addMistyped(party, application) }
        let office2 = event == .movedDistrict ? moveParty(party, after: day) : office
        var claims = fault == nil || fault == .askedAboveCap || fault == .noVoucher ? makeClaims(of: party, under: application, at: office2) : []
        injectErrors(into: &claims, of: application, isQuiet: fault != nil)
        settle(&application, &claims, fault)
        addEvents(of: party, event, after: application.submittedAt)
        story.add(application, of: party, event: event, isFiled: fault != .noVoucher)
        if fault == .badCredit { addBadCredit(party, before: day) }
        for claim in claims { add(claim, hasVoucher: fault != .noVoucher) }
    }

    private mutating func draw(_ rates: [(injection: Injection, rate: Int)]) -> Injection? {
        var left = workshop.random.integer(1...10_000)
        for (injection, rate) in rates {
            left -= rate
            if left <= 0 { return injection }
        }
        return nil
    }

    private mutating func spell(_ party: inout SampleParty, _ event: Injection?) {
        if event == .nameVariant { party.typedName = Names.variant(of: party.name, &workshop.random) }
        if event == .rareCharacters { party.legalRepresentative = workshop.random.pick(Names.rarePeople) }
    }

    // MARK: Claims

    private mutating func makeClaims(of party: SampleParty, under application: SampleApplication, at office: SampleOffice) -> [SampleClaim] {
        let more = workshop.random.pick([
            (0, weight: 370), (1, weight: 360), (2, weight: 170), (3, weight: 60), (4, weight: 20), (workshop.random.integer(5...11), weight: 20),
        ])
        return (0...more).map { _ in workshop.claim(of: party, under: application, at: office) }
    }

    private mutating func injectErrors(into claims: inout [SampleClaim], of application: SampleApplication, isQuiet: Bool) {
        let total = claims.reduce(Int64(0)) { $0 + $1.entitlement.amount }
        // Where the cap would bite, an error in one claim would change what another gets.
        guard !isQuiet, total <= SampleApplication.cap.amount else { return }
        for index in claims.indices {
            guard let injection = draw(Injection.ofClaims) else { continue }
            let others = claims.indices.filter { $0 != index }.map { claims[$0] }
            if injection == .duplicateInvoice {
                reuseInvoice(in: &claims, at: index)
                continue
            }
            // Other claims on the same provider would be related too, or look like what the province paid for.
            if [.affiliationDirect, .affiliationThroughOthers, .provincialExact].contains(injection),
                others.contains(where: { $0.provider.uscc == claims[index].provider.uscc })
            {
                continue
            }
            _ = workshop.apply(injection, to: &claims[index], of: application)
        }
    }

    private func reuseInvoice(in claims: inout [SampleClaim], at index: Int) {
        guard let first = claims.indices.first(where: { claims[$0].injection == nil && claims[$0].place < claims[index].place }) else { return }
        let origin = claims[first]
        claims[index].provider = origin.provider
        claims[index].agent = origin.agent
        for invoice in claims[index].invoices.indices { claims[index].invoices[invoice].seller = origin.invoices[0].seller }
        for receipt in claims[index].receipts.indices { claims[index].receipts[receipt].payee = origin.receipts[0].payee }
        claims[index].invoices[0].form = origin.invoices[0].form
        claims[index].injection = .duplicateInvoice
    }

    /// Settles what the firm asks for, now that what it will need is known.
    private mutating func settle(_ application: inout SampleApplication, _ claims: inout [SampleClaim], _ fault: Injection?) {
        if fault == .askedAboveCap {
            application.requested = Fen(SampleApplication.cap.amount + Int64(workshop.random.integer(1...10)) * 1_000_000)
        } else if claims.allSatisfy({ $0.injection == nil }) {
            let total = claims.reduce(Int64(0)) { $0 + $1.entitlement.amount }
            let step: Int64 = 500_000
            let wish = total * Int64(workshop.random.integer(90...160)) / 100
            application.requested = Fen(min(SampleApplication.cap.amount, (wish / step + 1) * step))
        }
        if fault == .noVoucher { for index in claims.indices { claims[index].injection = .noVoucher } }
    }

    private mutating func add(_ claim: SampleClaim, hasVoucher: Bool) {
        let (rows, files) = workshop.rows(of: claim)
        story.events.append(SampleEvent(at: claim.submittedAt, office: claim.office.code, rows: rows, files: files))
        story.claims.append(claim)
        guard let suppliedAt = claim.suppliedAt else { return }
        let (more, moreFiles) = workshop.supplement(of: claim)
        story.events.append(SampleEvent(at: suppliedAt, office: claim.office.code, rows: more, files: moreFiles))
    }

    // MARK: What else happens

    private mutating func addMistyped(_ party: SampleParty, _ application: SampleApplication) {
        let typed = workshop.identifiers.mistyped(party.uscc)
        var rows = [
            party.row(injection: .codeTypingError), application.project.row(of: typed, injection: .codeTypingError),
            application.row(typedParty: typed),
        ]
        rows[0]["uscc"] = typed
        // A key that cannot be read names nothing.
        rows[0].key = ""
        for index in rows.indices { rows[index].mark = .refused }
        story.events.append(SampleEvent(at: application.submittedAt, office: party.office.code, rows: rows))
    }

    /// The firm moves to another district, whose office registers it anew; returns that office.
    private mutating func moveParty(_ party: SampleParty, after day: Day) -> SampleOffice {
        let offices = SampleOffice.all.filter { $0.division != party.office.division && $0.isDaily }
        let office = workshop.random.pick(offices)
        var row = party.row(injection: .movedDistrict)
        let moved = day.adding(days: 1)
        row["reg_division"] = office.division
        row["home_office"] = office.code.description
        row["reg_date"] = moved.description
        story.events.append(SampleEvent(at: workshop.moment(moved), office: office.code, rows: [row]))
        return office
    }

    private mutating func addEvents(of party: SampleParty, _ event: Injection?, after instant: Instant) {
        let day = instant.day
        switch event {
        case .sentAgainUnchanged:
            addRow(party.row(injection: event), on: day.adding(days: 8), at: party.office)
        case .accountChanged:
            addRow(withNewAccount(party, .accountChanged), on: day.adding(days: 8), at: party.office)
        case .accountConflict:
            var own = withNewAccount(party, .accountConflict)
            var other = withNewAccount(party, .accountConflict)
            own.mark = .conflict
            other.mark = .conflict
            addRow(own, on: day.adding(days: 8), at: party.office)
            let offices = SampleOffice.all.filter { $0.code != party.office.code && $0.isDaily }
            addRow(other, on: day.adding(days: 9), at: workshop.random.pick(offices))
        default: break
        }
    }

    private mutating func withNewAccount(_ party: SampleParty, _ injection: Injection) -> SampleRow {
        var changed = party
        changed.account = PartyMaker.account(&workshop.identifiers, &workshop.random)
        return changed.row(injection: injection)
    }

    private mutating func addRow(_ row: SampleRow, on day: Day, at office: SampleOffice) {
        story.events.append(SampleEvent(at: workshop.moment(day), office: office.code, rows: [row]))
    }

    private mutating func addBadCredit(_ party: SampleParty, before day: Day) {
        let row = SampleRow(
            .regBadCredit,
            [
                "id": workshop.identifiers.record(.centre, "SX"), "uscc": party.uscc, "kind": "科研失信行为",
                "from_date": day.adding(days: -90).description,
                "source_doc": "示例文〔\(year)〕\(workshop.random.integer(1...99))号",
            ],
            injection: .badCredit
        )
        workshop.parties.add(row, on: day.adding(days: -90))
    }
}
