import Programme

extension SampleWorld {
    /// The voucher year 2025 from its first application to the end of the next year's first quarter: the errors and events of a city, an
    /// additional round in the summer, the year's end and the annual round, played in phases.
    ///
    ///     let world = SampleWorld.wholeYear(seed: 7, parties: 1000)
    ///     world.phases.first?.drainedAt   // drain the inbox at this instant, then drop the files of the next phase
    ///     world.rounds                    // each grants min(available, demand), to the fen
    ///
    /// Every decision of ``expected`` is in force as of the last phase, and every voucher's face adds up in ``balances``.
    public static func wholeYear(seed: UInt64, parties: Int) -> SampleWorld {
        var maker = CityMaker(seed: seed, year: YearPlan.year)
        for _ in 0..<max(parties, 0) { maker.addParty() }
        var workshop = maker.workshop
        let registers = Registers.events(&workshop)
        var centre = RedemptionMaker(maker.story, seed: seed, workshop.identifiers)
        centre.play()
        let byOffice = Dictionary(grouping: maker.story.events + registers + centre.events, by: \.office)
        let scheduler = Scheduler(year: YearPlan.year)
        var batches = scheduler.batches(of: .centre, YearPlan.centreExport, byOffice[.centre] ?? [])
        for office in SampleOffice.all.sorted(by: { $0.code < $1.code }) {
            let schedule = ExportSchedule(office: office, year: YearPlan.year, besides: YearPlan.exports)
            var own = scheduler.batches(of: office.code, { schedule.export(of: $0) }, byOffice[office.code] ?? [], always: YearPlan.exports)
            if let last = own.indices.last { own[last].closingYear = YearPlan.year }
            batches += own
        }
        var mishaps = Mishaps(batches, workshop)
        mishaps.strike()
        return SampleWorld(seed: seed, mishaps, maker.story, centre)
    }
}
