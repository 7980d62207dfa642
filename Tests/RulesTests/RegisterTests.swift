import Programme
import Records
import Rules
import Testing

@Suite("Registers, at their edges")
struct RegisterTests {
    private let party = CaseBuilder.party
    private let provider = CaseBuilder.provider
    /// Twenty characters: three others are 85 percent alike, four are 80.
    private let twenty = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    /// Twenty-five: four others are 84 percent alike.
    private let twentyFive = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉金木水火土"

    // MARK: What all registers share

    @Test("of two versions of a register's row the later edit stands, so that no decision ever waits for one")
    func neverContested() {
        let registers = RecordType.all.filter { $0.name.hasPrefix("reg_") }
        #expect(registers.count == 7)
        for register in registers { #expect(register.groups.map(\.merge) == [.latest], "\(register.name)") }
    }

    @Test("a withdrawn row is as if it had never been there")
    func withdrawn() throws {
        var builder = CaseBuilder()
        builder.add(.regBadCredit, "410300-D1", ["uscc": party, "kind": "失信", "from_date": "2020-01-01", "source_doc": "文1"])
        builder.add(.regCityProject, "410300-F1", city("高速精密轴承寿命试验技术研究"))
        builder.add(.regProvincial, "410300-V1", province(["contract_no": "HT-2026-C1"]))
        builder.relate(party, provider, "CONTROL")
        for type in [RecordType.regBadCredit, .regCityProject, .regProvincial, .regRelation] {
            for record in builder.records where record.key.type == type { builder.change(type, record.key.key) { $0.isWithdrawn = true } }
        }
        #expect(try builder.claim().outcome == .passed)
        builder.change(.regHte, "410300-H1") { $0.isWithdrawn = true }
        #expect(try builder.application().against == ["ART14-HTE"])
        var team = CaseBuilder()
        team.becomeTeam()
        team.change(.regIncubator, "410300-N1") { $0.isWithdrawn = true }
        #expect(try team.application().against == ["ART14-TEAM"])
    }

    @Test("another party's row says nothing of this one")
    func others() throws {
        var builder = CaseBuilder()
        let other = CaseBuilder.otherParty
        builder.add(.regBadCredit, "410300-D1", ["uscc": other, "kind": "失信", "from_date": "2020-01-01", "source_doc": "文1"])
        builder.add(.regCityProject, "410300-F1", city("高速精密轴承寿命试验技术研究").merging(["uscc": other]) { $1 })
        builder.add(.regProvincial, "410300-V1", province(["contract_no": "HT-2026-C1", "uscc": other]))
        builder.relate(other, provider, "CONTROL")
        #expect(try builder.claim().outcome == .passed)
        builder.set(.regHte, "410300-H1", "uscc", other)
        #expect(try builder.application().against == ["ART14-HTE"])
    }

    // MARK: Bad credit (Art. 20)

    @Test(
        "bad credit bars from its first day through its last, and from its repair no longer",
        arguments: [
            ("2026-03-02", nil, nil, true), ("2026-03-03", nil, nil, false), ("2025-01-01", "2026-03-02", nil, true),
            ("2025-01-01", "2026-03-01", nil, false), ("2025-01-01", nil, "2026-03-02", false), ("2025-01-01", nil, "2026-03-03", true),
            ("2025-01-01", "2026-12-31", "2026-03-01", false), ("2025-01-01", "2026-02-01", "2026-05-01", false),
        ] as [(String, String?, String?, Bool)]
    )
    func badCredit(from: String, to: String?, repaired: String?, bars: Bool) throws {
        var builder = CaseBuilder()
        var row = ["uscc": party, "kind": "失信", "from_date": from, "source_doc": "文1"]
        row["to_date"] = to
        row["repaired_on"] = repaired
        builder.add(.regBadCredit, "410300-D1", row)
        #expect(try builder.application().against == (bars ? ["ART20-CREDIT"] : []))
    }

    @Test("one repaired record does not lift another")
    func twoRecords() throws {
        var builder = CaseBuilder()
        for (id, repaired) in [("410300-D1", "2026-01-05"), ("410300-D2", nil)] {
            var row = ["uscc": party, "kind": "失信", "from_date": "2025-01-01", "source_doc": id]
            row["repaired_on"] = repaired
            builder.add(.regBadCredit, id, row)
        }
        let decision = try builder.application()
        #expect(decision.effects("ART20-CREDIT") == [.reject])
        #expect(decision.findings.first?.values.contains("410300-D2") == true)
    }

    // MARK: Provincial vouchers (Art. 16)

    private func province(_ cells: [String: String]) -> [String: String] {
        ["uscc": party, "year": "2026", "project_name": "毫不相干", "status": "GRANTED"].merging(cells) { $1 }
    }

    private func provincial(_ cells: [String: String], _ edit: (inout CaseBuilder) -> Void = { _ in }) throws -> [Finding.Effect] {
        var builder = CaseBuilder()
        builder.set(.invoice, "410305-I-C1", "e_number", "26412000000099900001")
        builder.add(.regProvincial, "410300-V1", province(cells))
        edit(&builder)
        return try builder.claim().effects("ART16-PROVINCE")
    }

    @Test("the same contract or invoice is the same project, however it is typed; of another year it is not")
    func exactProvince() throws {
        #expect(try provincial(["contract_no": "HT-2026-C1"]) == [.reject])
        #expect(try provincial(["contract_no": "ＨＴ－2026－C1"]) == [.reject])
        #expect(try provincial(["invoice_no": "26412000000099900001"]) == [.reject])
        #expect(try provincial(["invoice_no": "2641 2000 0000 9990 0001"]) == [.reject])
        #expect(try provincial(["contract_no": "HT-2026-C1", "year": "2025"]).isEmpty)
        #expect(try provincial(["contract_no": "HT-2026-C1", "status": "PENDING"]) == [.hold])
        #expect(try provincial(["contract_no": "HT-2026-C1", "status": "REFUSED"]).isEmpty)
        #expect(try provincial(["contract_no": "HT-2026-C10"]).isEmpty)
        #expect(try provincial([:]).isEmpty)
    }

    @Test("a paper invoice is known by its number, with its code or without")
    func paperInvoice() throws {
        for number in ["12345678", "04100190011212345678"] {
            #expect(
                try provincial(["invoice_no": number]) { builder in
                    builder.set(.invoice, "410305-I-C1", "e_number", nil)
                    builder.set(.invoice, "410305-I-C1", "code", "041001900112")
                    builder.set(.invoice, "410305-I-C1", "number", "12345678")
                } == [.reject]
            )
        }
    }

    @Test("a name 85 percent alike is held, one 84 percent alike is not; the same name is held, for a name proves nothing")
    func provincialName() throws {
        func named(_ own: String, _ registered: String) throws -> [Finding.Effect] {
            try provincial(["project_name": registered]) { $0.set(.project, "410305-P1", "project_name", own) }
        }
        #expect(try named(twenty, "一二三" + twenty.dropFirst(3)) == [.hold])
        #expect(try named(twentyFive, "一二三四" + twentyFive.dropFirst(4)).isEmpty)
        #expect(try named(twenty, twenty) == [.hold])
    }

    @Test(
        "from the same provider an amount within one percent of the larger is held",
        arguments: [("9900.00", true), ("9899.99", false), ("10101.01", true), ("10101.02", false), ("10000.00", true)]
    )
    func provincialAmount(amount: String, isNear: Bool) throws {
        #expect(try provincial(["provider_uscc": provider, "amount": amount]) == (isNear ? [.hold] : []))
        #expect(try provincial(["provider_uscc": CaseBuilder.agent, "amount": amount]).isEmpty)
        #expect(try provincial(["amount": amount]).isEmpty)
    }

    // MARK: City projects (Art. 22)

    private func city(_ name: String) -> [String: String] {
        ["uscc": party, "project_no": "2019A01", "project_name": name, "year": "2019"]
    }

    @Test("the same name is refused, one 85 percent alike held, one 84 percent alike neither; the year does not matter")
    func cityProjects() throws {
        func funded(_ own: String, _ registered: String, year: String = "2009") throws -> [Finding.Effect] {
            var builder = CaseBuilder()
            builder.set(.project, "410305-P1", "project_name", own)
            builder.add(.regCityProject, "410300-F1", city(registered).merging(["year": year]) { $1 })
            return try builder.claim().effects("ART22-CITYFUND")
        }
        #expect(try funded(twenty, twenty) == [.reject])
        #expect(try funded("轴承（二期）研究", "轴承 (二期)研究", year: "2026") == [.reject])
        #expect(try funded(twenty, "一二三" + twenty.dropFirst(3)) == [.hold])
        #expect(try funded(twentyFive, "一二三四" + twentyFive.dropFirst(4)).isEmpty)
    }

    // MARK: Certificates, numbers, incubators (Art. 14)

    @Test("a certificate renewed between the application and the end of the service carries the claim")
    func renewed() throws {
        var builder = CaseBuilder()
        builder.set(.regHte, "410300-H1", "valid_to", "2026-04-01")
        #expect(try builder.claim().effects("ART14-HTE") == [.hold])
        builder.add(
            .regHte,
            "410300-H2",
            ["uscc": party, "name": "洛阳试样轴承有限公司", "cert_no": "GR202641000001", "issued_on": "2026-04-20", "valid_to": "2029-04-19"]
        )
        #expect(try builder.claim().outcome == .passed)
        builder.set(.regHte, "410300-H2", "issued_on", "2026-04-21")
        #expect(try builder.claim().effects("ART14-HTE") == [.hold])
    }

    @Test("a number revoked on the last day of the service is none, on the day after it still was one")
    func revoked() throws {
        var builder = CaseBuilder()
        builder.becomeSME()
        builder.set(.regSme, "410300-M1", "revoked_on", "2026-04-20")
        #expect(try builder.claim().effects("ART14-SME") == [.reject])
        builder.set(.regSme, "410300-M1", "revoked_on", "2026-04-21")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("with a number of the year before only, a service that ends in the gap is held")
    func gap() throws {
        var builder = CaseBuilder()
        builder.becomeSME("202541030500012345")
        #expect(try builder.application().outcome == .approved)
        #expect(try builder.claim().effects("ART14-SME") == [.hold])
        builder.set(.contract, "410305-HT-C1", "service_end", "2026-03-31")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("an incubator is known by its name however its brackets are typed, and only within its days")
    func incubator() throws {
        var builder = CaseBuilder()
        builder.becomeTeam()
        builder.set(.party, party, "incubator_name", "洛阳(示例)孵化器")
        builder.set(.regIncubator, "410300-N1", "name", "洛阳（示例） 孵化器")
        builder.set(.regIncubator, "410300-N1", "valid_from", "2026-03-02")
        builder.set(.regIncubator, "410300-N1", "valid_to", "2026-03-02")
        #expect(try builder.application().outcome == .approved)
        builder.set(.regIncubator, "410300-N1", "valid_from", "2026-03-03")
        #expect(try builder.application().against == ["ART14-TEAM"])
        builder.set(.regIncubator, "410300-N1", "valid_from", "2020-01-01")
        builder.set(.regIncubator, "410300-N1", "valid_to", "2026-03-01")
        #expect(try builder.application().against == ["ART14-TEAM"])
    }

    @Test("one core member named twice is one")
    func members() throws {
        var builder = CaseBuilder()
        builder.becomeTeam()
        builder.set(.party, party, "core_members", "钱一; 钱一")
        let decision = try builder.application()
        #expect(decision.against == ["ART14-TEAM"] && decision.findings[0].reason.contains("核心成员 1 人"))
    }
}
