import Programme

/// A synthetic world: what its offices drop into the inbox, and what should come of it.
///
///     let world = SampleWorld.city(seed: 7, parties: 300)
///     world.deliveries.count      // files for the inbox
///     world.expected              // the outcome of each file, row and decision
///
/// A world is a pure function of its arguments: the same ones give the same world on every machine. Nothing in it is real; firms and people
/// bear one of the marks 试样, 样本, 示例 or 仿真.
public struct SampleWorld: Sendable {
    public let seed: UInt64
    /// The voucher year.
    public let year: Int
    /// The district offices; the centre sends batches too.
    public let offices: [SampleOffice]
    /// Each office's in the order of their sequence. A batch whose identity was there before is another content under the same name.
    public let batches: [SampleBatch]
    /// The files in the order of their coming.
    public let deliveries: [SampleDelivery]
    /// Files, then rows, then decisions.
    public let expected: [ExpectedOutcome]
    /// The drains of a world that is played in phases, in order; none for a world of one drain.
    public let phases: [SamplePhase]
    /// The money of each round, in order.
    public let rounds: [SampleRound]
    /// What each voucher comes to, where the world is played to the end; by voucher.
    public let balances: [SampleBalance]

    /// A year of the city, with errors and events at realistic rates.
    ///
    /// - Parameters:
    ///   - parties: how many firms there are; the city has some 300 a year.
    ///   - year: the voucher year; the programme must be in force in it.
    public static func city(seed: UInt64, parties: Int, year: Int = 2025) -> SampleWorld {
        var maker = CityMaker(seed: seed, year: year)
        for _ in 0..<max(parties, 0) { maker.addParty() }
        var workshop = maker.workshop
        var events = maker.story.events
        events += Registers.events(&workshop)
        let byOffice = Dictionary(grouping: events, by: \.office)
        let scheduler = Scheduler(year: year)
        var batches = scheduler.batches(of: .centre, { ExportSchedule.centre(year).export(of: $0) }, byOffice[.centre] ?? [])
        for office in SampleOffice.all.sorted(by: { $0.code < $1.code }) {
            let schedule = ExportSchedule(office: office, year: year)
            batches += scheduler.batches(
                of: office.code,
                { schedule.export(of: $0) },
                byOffice[office.code] ?? [],
                always: [ExportSchedule.closing(year)]
            )
        }
        var mishaps = Mishaps(batches, workshop)
        mishaps.strike()
        return SampleWorld(seed: seed, year: year, offices: SampleOffice.all, mishaps, maker.story)
    }

    init(seed: UInt64, year: Int, offices: [SampleOffice], _ mishaps: Mishaps, _ story: Story) {
        self.seed = seed
        self.year = year
        self.offices = offices
        batches = mishaps.batches
        deliveries = mishaps.deliveries
        expected = Ledger(mishaps.batches, mishaps.deliveries, mishaps.fates, story).outcomes()
        phases = []
        rounds = []
        balances = []
    }

    /// A world that is played in phases.
    init(seed: UInt64, _ mishaps: Mishaps, _ story: Story, _ year: RedemptionMaker) {
        self.seed = seed
        self.year = YearPlan.year
        offices = SampleOffice.all
        batches = mishaps.batches
        deliveries = mishaps.deliveries.map { delivery in
            let phase = YearPlan.phase(of: mishaps.batches[delivery.batch]) + (delivery.wave == .later ? 1 : 0)
            var delivery = delivery
            delivery.wave = phase == 0 ? .first : .phase(phase)
            return delivery
        }
        let closed = YearEndLedger(story, year.book, year.redemptions)
        let decisions = YearDecisions(story, year, closed)
        expected = Ledger(mishaps.batches, deliveries, mishaps.fates, story).outcomes(at: decisions)
        phases = YearPlan.phases
        rounds = year.rounds
        balances = closed.balances
    }
}

extension SampleWorld: CustomStringConvertible {
    /// `sample world 7 of 2025: 812 batches, 815 files`.
    public var description: String { "sample world \(seed) of \(year): \(batches.count) batches, \(deliveries.count) files" }
}
