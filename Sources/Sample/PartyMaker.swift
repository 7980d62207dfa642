import Programme
import Records

/// Makes firms and their rows in the centre's registers.
struct PartyMaker {
    static let incubators = ["洛阳样本科技企业孵化器", "示例大学科技园", "仿真智慧岛创业社区"]
    let year: Int
    private(set) var registers: [(day: Day, row: SampleRow)] = []

    init(year: Int) {
        self.year = year
    }

    mutating func party(
        at office: SampleOffice,
        _ category: SampleParty.Category,
        name: String? = nil,
        trade: String? = nil,
        _ identifiers: inout Identifiers,
        _ random: inout RandomSource
    ) -> SampleParty {
        let (kind, division, isOld): (String, String, Bool) = random.pick([
            (("91", office.division, false), weight: 75), (("91", office.division, true), weight: 20),
            (("91", random.pick(["410102", "320505", "110108"]), false), weight: 5),
        ])
        let drawn = random.pick(Names.trades)
        let trade = trade ?? drawn
        let name = name ?? Names.firm(trade: trade, &random)
        let registered = Chronology.day(random.integer((year - 9)...(year - 4)), random.integer(1...12), random.integer(1...28))
        return SampleParty(
            uscc: identifiers.uscc(kind: kind, division: division, isOld: isOld),
            name: name,
            typedName: name,
            trade: trade,
            office: office,
            category: category,
            registeredOn: registered,
            legalRepresentative: Names.person(&random),
            contact: Names.person(&random),
            mobile: identifiers.mobile(),
            account: PartyMaker.account(&identifiers, &random),
            incubator: category.isTeam ? random.pick(PartyMaker.incubators) : nil,
            leader: Names.person(&random)
        )
    }

    static func account(_ identifiers: inout Identifiers, _ random: inout RandomSource) -> SampleParty.Account {
        SampleParty.Account(
            bank: random.pick(["样本银行洛阳分行", "示例农商银行涧西支行", "仿真商业银行高新支行"]),
            number: identifiers.bankAccount(),
            clearing: "3134930" + random.digits(5)
        )
    }

    /// Puts the firm into the registers, so that its category holds from the day of its application to the year's end.
    ///
    /// - Parameter fault: ``Injection/highTechExpired`` or ``Injection/smallFirmGap``, for a register that says otherwise.
    mutating func register(
        _ party: inout SampleParty,
        appliesOn day: Day,
        fault: Injection? = nil,
        _ identifiers: inout Identifiers,
        _ random: inout RandomSource
    ) {
        if party.category.isHighTech {
            let isExpired = fault == .highTechExpired
            // Three years less a day (Art. 14 item 1).
            let issued =
                isExpired
                ? day.adding(days: -1096 - random.integer(20...200)) : Chronology.day(year - random.integer(1...2), 11, random.integer(5...28))
            let certificate = identifiers.highTechCertificate(year: issued.year)
            party.highTechCertificate = certificate
            let row = SampleRow(
                .regHte,
                [
                    "id": identifiers.record(.centre, "GQ"), "uscc": party.uscc, "name": party.name, "cert_no": certificate,
                    "issued_on": issued.description,
                    "valid_to": issued.adding(years: 3).adding(days: -1).description,
                ]
            )
            registers.append((issued, row))
        }
        if party.category.isSmall {
            addSmallFirm(&party, year: year - 1, on: Chronology.day(year - 1, random.integer(5...11), 20), &identifiers)
            if fault == .smallFirmGap { return }
            // Announced before the application, so that no day of the year falls into the gap before the year's first list.
            let announced = max(Chronology.day(year, 1, 3), day.adding(days: -random.integer(3...40)))
            addSmallFirm(&party, year: year, on: min(announced, day), &identifiers)
        }
    }

    private mutating func addSmallFirm(_ party: inout SampleParty, year: Int, on day: Day, _ identifiers: inout Identifiers) {
        let number = identifiers.smallFirmNumber(year: year, division: party.office.division)
        party.smallFirmNumber = number
        let row = SampleRow(
            .regSme,
            [
                "id": identifiers.record(.centre, "KX"), "uscc": party.uscc, "name": party.name, "reg_no": number, "announced_on": day.description,
            ]
        )
        registers.append((day, row))
    }

    mutating func add(_ row: SampleRow, on day: Day) {
        registers.append((day, row))
    }

    /// The incubators in which the teams reside.
    static func incubatorRows(year: Int, _ identifiers: inout Identifiers) -> [SampleRow] {
        zip(incubators, ["INCUBATOR", "UNIV_PARK", "SMART_ISLAND"]).map { name, kind in
            SampleRow(
                .regIncubator,
                [
                    "id": identifiers.record(.centre, "FH"), "name": name, "kind": kind, "level": kind == "UNIV_PARK" ? "NATIONAL" : "CITY",
                    "valid_from": Chronology.day(year - 8, 1, 1).description, "valid_to": Day.last(of: year + 5).description,
                ]
            )
        }
    }
}
