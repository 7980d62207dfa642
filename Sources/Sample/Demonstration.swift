import Programme
import Records

extension SampleWorld {
    /// A small world to look at: three offices in the spring of 2025, each with something that goes well and something that does not.
    ///
    /// - 涧西: two good firms, one of them registered with another bank account at 洛龙 too; a firm whose high-tech certificate has expired. Its first
    ///   batch comes twice.
    /// - 洛龙: a good firm with a claim; a claim for testing that the law requires. Its last batch is cut short.
    /// - 高新: a team's firm with a claim at its higher rate; a claim without its proofs. Its last batch bears a stranger's signature.
    public static func demo() -> SampleWorld {
        var demonstration = Demonstration()
        return demonstration.world()
    }
}

/// The hand-made world of the demonstration.
private struct Demonstration {
    private static let year = 2025
    private static let seed: UInt64 = 2025
    private var workshop = Workshop(seed: seed, year: year, providers: (universities: 2, agencies: 3, enterprises: 2, agents: 0))
    private var story = Story()

    /// Every office exports twice: what was entered by the middle of March, and the rest at the end of June.
    private static let exports = [(3, 14), (6, 30)].map { Instant(startOf: Chronology.day(year, $0.0, $0.1)).adding(seconds: 18 * 3600) }

    /// A service of three weeks in the spring, claimed in the middle of June.
    private static let days = ServiceDays(
        signed: Chronology.day(year, 3, 24),
        ordered: Chronology.day(year, 3, 24),
        start: Chronology.day(year, 3, 26),
        end: Chronology.day(year, 4, 16),
        reported: Chronology.day(year, 4, 16),
        invoiced: Chronology.day(year, 4, 21),
        paid: Chronology.day(year, 5, 9),
        claimed: Chronology.day(year, 6, 12)
    )

    mutating func world() -> SampleWorld {
        let offices = SampleOffice.demonstration
        for office in offices {
            switch office.code.description {
            case "410305": addJianxi(office, rival: offices.first { $0.code.description == "410311" } ?? office)
            case "410311": addLuolong(office)
            default: addHighTechZone(office)
            }
        }
        let events = story.events + Registers.events(&workshop)
        let byOffice = Dictionary(grouping: events, by: \.office)
        let scheduler = Scheduler(year: Demonstration.year)
        var batches = scheduler.batches(of: .centre, { _ in Demonstration.exports[0].adding(seconds: -9 * 3600) }, byOffice[.centre] ?? [])
        for office in offices.sorted(by: { $0.code < $1.code }) {
            batches += scheduler.batches(of: office.code, Demonstration.export, byOffice[office.code] ?? [])
        }
        return SampleWorld(seed: Demonstration.seed, year: Demonstration.year, offices: offices, mishaps(batches), story)
    }

    private static func export(of instant: Instant) -> Instant {
        exports.first { $0 >= instant } ?? exports[exports.count - 1]
    }

    private func mishaps(_ batches: [SampleBatch]) -> Mishaps {
        var mishaps = Mishaps(batches, workshop)
        mishaps.deliverAll()
        for (index, batch) in batches.enumerated() where batch.identity.office.description == "410305" && batch.identity.sequence == 1 {
            mishaps.sendAgain(index, .first)
        }
        for office in SampleOffice.demonstration {
            switch office.code.description {
            case "410311": mishaps.spoilBatch(of: office.code, .truncated, .notWhole, .batchTruncated)
            case "410371": mishaps.spoilBatch(of: office.code, .foreignSignature, .quarantined, .batchBadSignature)
            default: break
            }
        }
        return mishaps
    }

    // MARK: Offices

    private mutating func addJianxi(_ office: SampleOffice, rival: SampleOffice) {
        let bearings = addFirm("洛阳样本宏锐轴承有限公司", at: office, .highTechAndSmall, asking: 60_000)
        addClaim(of: bearings, at: office, fee: 48_000)

        let glass = addFirm("洛阳试样晟拓光电玻璃有限公司", at: office, .small, asking: 30_000)
        addClaim(of: glass, at: office, fee: 12_600)
        addRow(newAccount(of: glass.party), at: office)
        addRow(newAccount(of: glass.party), at: rival)

        addFirm("洛阳示例恒科钨钼有限公司", at: office, .highTech, asking: 50_000, fault: .highTechExpired)
    }

    private mutating func addLuolong(_ office: SampleOffice) {
        let alloys = addFirm("洛阳示例博源钛合金（洛阳）有限公司", at: office, .small, asking: 80_000)
        addClaim(of: alloys, at: office, fee: 35_500)

        let lifts = addFirm("洛阳仿真鼎诚机器人有限公司", at: office, .small, asking: 20_000)
        addClaim(of: lifts, at: office, fee: 6_800, .mandatoryDeclared)
    }

    private mutating func addHighTechZone(_ office: SampleOffice) {
        let team = addFirm("洛阳仿真睿航软件有限公司", at: office, .team, asking: 40_000)
        addClaim(of: team, at: office, fee: 26_000)

        let vaccines = addFirm("洛阳样本泰丰生物疫苗有限公司", at: office, .highTech, asking: 100_000)
        addClaim(of: vaccines, at: office, fee: 90_000, .missingEvidence)
    }

    // MARK: Parts

    /// Registers a firm on the third of March and files its application.
    ///
    /// - Parameter yuan: what it asks for.
    @discardableResult
    private mutating func addFirm(
        _ name: String,
        at office: SampleOffice,
        _ category: SampleParty.Category,
        asking yuan: Int64,
        fault: Injection? = nil
    ) -> (party: SampleParty, application: SampleApplication) {
        let day = Chronology.day(Demonstration.year, 3, 3)
        var party = workshop.party(at: office, category, name: name, trade: Names.trades.first { name.contains($0) })
        workshop.register(&party, appliesOn: day, fault: fault)
        var application = workshop.application(of: party, at: workshop.moment(day), requested: Fen(yuan * 100))
        application.injection = fault
        story.add(application, of: party)
        return (party, application)
    }

    private mutating func addClaim(
        of firm: (party: SampleParty, application: SampleApplication),
        at office: SampleOffice,
        fee yuan: Int64,
        _ injection: Injection? = nil
    ) {
        var claim = workshop.claim(of: firm.party, under: firm.application, at: office, days: Demonstration.days, fee: Fen(yuan * 100))
        if injection == .missingEvidence {
            // The form and the report are there; the four papers about the money are not.
            claim.evidence = ["CLAIM_FORM", "SERVICE_RESULT"]
            claim.injection = injection
        } else if let injection {
            _ = workshop.apply(injection, to: &claim, of: firm.application)
        }
        let (rows, files) = workshop.rows(of: claim)
        story.claims.append(claim)
        story.events.append(SampleEvent(at: claim.submittedAt, office: office.code, rows: rows, files: files))
    }

    private mutating func newAccount(of party: SampleParty) -> SampleRow {
        var changed = party
        changed.account = PartyMaker.account(&workshop.identifiers, &workshop.random)
        var row = changed.row(injection: .accountConflict)
        row.mark = .conflict
        return row
    }

    private mutating func addRow(_ row: SampleRow, at office: SampleOffice) {
        story.events.append(SampleEvent(at: workshop.moment(Chronology.day(Demonstration.year, 4, 8)), office: office.code, rows: [row]))
    }
}
