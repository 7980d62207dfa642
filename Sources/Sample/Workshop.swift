import Programme

/// What the makers of a world share: the supply side, the registers, the numbers given out, and the source of chance.
struct Workshop {
    let year: Int
    var supply: SupplySide
    var parties: PartyMaker
    let claims: ClaimMaker
    var identifiers: Identifiers
    var random: RandomSource

    /// - Parameter providers: how many universities, test agencies, enterprises and intermediaries there are.
    init(seed: UInt64, year: Int, providers: (universities: Int, agencies: Int, enterprises: Int, agents: Int)) {
        self.year = year
        identifiers = Identifiers(seed: seed, year: year)
        random = RandomSource(seed: seed, purpose: "world")
        parties = PartyMaker(year: year)
        claims = ClaimMaker(year: year)
        supply = SupplySide(
            year: year,
            universities: providers.universities,
            agencies: providers.agencies,
            enterprises: providers.enterprises,
            agents: providers.agents,
            &identifiers,
            &random
        )
    }

    /// A firm at an office.
    mutating func party(at office: SampleOffice, _ category: SampleParty.Category, name: String? = nil, trade: String? = nil) -> SampleParty {
        parties.party(at: office, category, name: name, trade: trade, &identifiers, &random)
    }

    /// Puts a firm into the registers.
    mutating func register(_ party: inout SampleParty, appliesOn day: Day, fault: Injection? = nil) {
        parties.register(&party, appliesOn: day, fault: fault, &identifiers, &random)
    }

    /// A project of the firm and an application that names it.
    mutating func application(of party: SampleParty, at instant: Instant, requested: Fen) -> SampleApplication {
        let name = Names.project(trade: party.trade, number: random.integer(0...8), &random)
        return SampleApplication(
            id: identifiers.record(party.office.code, "SQ"),
            party: party.uscc,
            project: SampleProject(id: identifiers.record(party.office.code, "XM"), name: name),
            year: year,
            category: party.category.applied,
            requested: requested,
            services: ["TEST", "RD"],
            submittedAt: instant
        )
    }

    mutating func claim(
        of party: SampleParty,
        under application: SampleApplication,
        at office: SampleOffice,
        days: ServiceDays? = nil,
        fee: Fen? = nil
    ) -> SampleClaim {
        claims.claim(of: party, under: application, at: office, supply: supply, days: days, fee: fee, &identifiers, &random)
    }

    /// The rows and files of a claim.
    mutating func rows(of claim: SampleClaim) -> (rows: [SampleRow], files: [SampleFile]) {
        claim.rows(&identifiers)
    }

    /// The evidence that a claim lacked, as it comes afterwards.
    mutating func supplement(of claim: SampleClaim) -> (rows: [SampleRow], files: [SampleFile]) {
        claim.proof(of: claim.missing.map { [$0] } ?? [], editedAt: claim.suppliedAt, &identifiers)
    }

    mutating func moment(_ day: Day) -> Instant {
        Chronology.moment(day, &random)
    }
}
