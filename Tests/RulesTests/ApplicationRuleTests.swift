import Programme
import Records
import Rules
import Testing

@Suite("Applications, article by article")
struct ApplicationRuleTests {
    @Test("a sound application is approved and its voucher issued")
    func passes() throws {
        let adjudication = try CaseBuilder().adjudicated()
        let key = RecordKey(.application, "410305-A1")
        let approval = try #require(adjudication.decision(.application, key))
        #expect(approval.outcome == .approved, "\(approval.told)")
        #expect(approval.amount == Fen(6_000_000))
        let voucher = try #require(adjudication.decision(.voucher, key))
        #expect(voucher.outcome == .issued && voucher.amount == Fen(6_000_000))
        #expect(voucher.findings.first?.values.contains("rate_bp=3000") == true)
    }

    @Test("an application of a Sunday is taken like any other (Art. 19)")
    func sunday() throws {
        var builder = CaseBuilder()
        builder.change(.application, "410305-A1") { $0.place = instant("2026-03-01T23:30:00+08:00") }
        #expect(try builder.application().outcome == .approved)
    }

    @Test("a day without a version of the programme is held, not guessed (Art. 1)")
    func noVersion() throws {
        var builder = CaseBuilder()
        builder.change(.application, "410305-A1") { $0.place = instant("2023-12-31T23:59:59+08:00") }
        let decision = try builder.application()
        #expect(decision.outcome == .held && decision.against == ["ART01-POLICY"])
    }

    @Test("the last day of the regulation is the last day of application (Art. 27)")
    func validity() throws {
        var builder = CaseBuilder()
        builder.change(.application, "410305-A1") { $0.place = instant("2026-12-31T23:59:59+08:00") }
        #expect(try builder.application().outcome == .approved)
        builder.change(.application, "410305-A1") { $0.place = instant("2027-01-01T00:00:00+08:00") }
        let decision = try builder.application()
        #expect(decision.outcome == .rejected && decision.effects("ART27-VALID") == [.reject])
    }

    @Test("only the three kinds of demander are supported (Art. 2)")
    func demander() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "support_category", "OTHER")
        #expect(try builder.application().against == ["ART02-DEMANDER"])
    }

    @Test("a district's opinion is advice and decides nothing (Art. 5)")
    func opinion() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "district_opinion", "审核不通过")
        let decision = try builder.application()
        #expect(decision.outcome == .approved && decision.effects("ART05-AUTHORITY") == [.warn])
    }

    @Test("where the centre approves by ruling, an application waits for its word (Art. 5)")
    func byRuling() throws {
        var builder = CaseBuilder()
        let key = RecordKey(.application, "410305-A1")
        let held = try builder.adjudicated(.byRuling)
        #expect(held.decision(.application, key)?.against == ["ART05-AUTHORITY"])
        #expect(held.decision(.voucher, key) == nil)
        builder.rule("RELEASE", on: .application, "410305-A1")
        #expect(try builder.adjudicated(.byRuling).decision(.application, key)?.outcome == .held)
        builder.rule("APPROVE", on: .application, "410305-A1")
        #expect(try builder.adjudicated(.byRuling).decision(.application, key)?.outcome == .approved)
    }

    @Test("empty cells of the form go back by their Chinese names (Art. 17)")
    func form() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "planned_services", nil)
        builder.set(.party, CaseBuilder.party, "contact_name", nil)
        let decision = try builder.application()
        #expect(decision.outcome == .returned && decision.effects("ART17-FORM") == [.return, .return])
        let told = decision.findings.map(\.reason).joined()
        #expect(told.contains("拟购服务") && told.contains("联系人"))
    }

    @Test("an unsigned declaration goes back (Art. 17)")
    func unsigned() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "declaration_signed", "false")
        #expect(try builder.application().against == ["ART17-FORM"])
    }

    @Test(
        "the face is cut to the cap, and nothing is no voucher (Art. 17)",
        arguments: [
            ("100000.00", Decision.Outcome.approved, Int64?(10_000_000)), ("100000.01", .approved, 10_000_000), ("0.01", .approved, 1),
            ("0.00", .rejected, nil),
        ]
    )
    func face(requested: String, outcome: Decision.Outcome, amount: Int64?) throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "requested_amount", requested)
        let adjudication = try builder.adjudicated()
        let key = RecordKey(.application, "410305-A1")
        #expect(adjudication.decision(.application, key)?.outcome == outcome)
        let voucher = adjudication.decision(.voucher, key)
        #expect(voucher?.amount?.amount == amount)
        #expect(voucher?.outcome == (amount == nil ? nil : requested == "100000.01" ? .reduced : .issued))
    }

    @Test("who is not registered in the city is refused; an old code is its successor; who moved away later is held (Art. 14)")
    func local() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "reg_division", "410322")
        let old = try builder.application()
        #expect(old.outcome == .approved && old.effects("ART14-LOCAL") == [.info])
        builder.set(.party, CaseBuilder.party, "reg_division", "410102")
        #expect(try builder.application().effects("ART14-LOCAL") == [.reject])
        builder.set(.party, CaseBuilder.party, "reg_date", "2026-03-03")
        #expect(try builder.application().effects("ART14-LOCAL") == [.hold])
    }

    @Test(
        "a high-tech certificate lasts three years less a day (Art. 14)",
        arguments: [
            ("2023-03-02", Decision.Outcome.rejected), ("2023-03-03", .approved), ("2026-03-02", .approved), ("2026-03-03", .rejected),
        ]
    )
    func certificate(issued: String, outcome: Decision.Outcome) throws {
        var builder = CaseBuilder()
        builder.set(.regHte, "410300-H1", "issued_on", issued)
        builder.set(.regHte, "410300-H1", "valid_to", "2029-12-31")
        let decision = try builder.application()
        #expect(decision.outcome == outcome, "\(decision.told)")
    }

    @Test("a cancelled certificate is none from its day on (Art. 14)")
    func cancelled() throws {
        var builder = CaseBuilder()
        builder.set(.regHte, "410300-H1", "cancelled_from", "2026-03-03")
        #expect(try builder.application().outcome == .approved)
        builder.set(.regHte, "410300-H1", "cancelled_from", "2026-03-02")
        #expect(try builder.application().against == ["ART14-HTE"])
    }

    @Test(
        "an SME number of the year before counts until the end of March, then the gap is held (Art. 14)",
        arguments: [
            ("202641030500012345", "2026-09-01T09:00:00+08:00", Decision.Outcome.approved),
            ("202541030500012345", "2026-03-31T23:59:59+08:00", .approved), ("202541030500012345", "2026-04-01T00:00:00+08:00", .held),
            ("202441030500012345", "2026-03-01T09:00:00+08:00", .rejected),
        ]
    )
    func gap(number: String, place: String, outcome: Decision.Outcome) throws {
        var builder = CaseBuilder()
        builder.becomeSME(number, on: place)
        let decision = try builder.application()
        #expect(decision.outcome == outcome, "\(decision.told)")
    }

    @Test("a revoked SME number is none (Art. 14)")
    func revoked() throws {
        var builder = CaseBuilder()
        builder.becomeSME()
        builder.set(.regSme, "410300-M1", "revoked_on", "2026-02-01")
        #expect(try builder.application().against == ["ART14-SME"])
    }

    @Test("a team needs its incubator, residency, members and leader (Art. 14)")
    func team() throws {
        var builder = CaseBuilder()
        builder.becomeTeam()
        #expect(try builder.application().outcome == .approved)
        let edits: [(RecordType, String, String, String?, Finding.Effect)] = [
            (.regIncubator, "410300-N1", "level", "COUNTY", .reject), (.party, CaseBuilder.party, "incubator_name", "另一孵化器", .reject),
            (.party, CaseBuilder.party, "residency_to", "2026-03-01", .reject), (.party, CaseBuilder.party, "core_members", "钱一", .reject),
            (.party, CaseBuilder.party, "leader_talent_level", "NONE", .reject),
            (.party, CaseBuilder.party, "leader_talent_level", nil, .hold), (.party, CaseBuilder.party, "team_leader_name", nil, .hold),
        ]
        for (type, key, column, text, effect) in edits {
            var edited = builder
            edited.set(type, key, column, text)
            #expect(try edited.application().effects("ART14-TEAM") == [effect], "\(column)")
        }
    }

    @Test("a team that is also a high-tech enterprise has the lower rate, unless the programme takes its word (Art. 16)")
    func dual() throws {
        var builder = CaseBuilder()
        builder.becomeTeam()
        let key = RecordKey(.application, "410305-A1")
        let lower = try #require(builder.adjudicated().decision(.voucher, key))
        #expect(lower.effects("ART16-DUAL") == [.info])
        #expect(lower.findings.contains { $0.rule == "ART16-RATE" && $0.values.contains("rate_bp=3000") })
        let declared = try shippedProgramme(["dual_identity: lower": "dual_identity: declared"])
        let voucher = try #require(builder.adjudicated(programme: declared).decision(.voucher, key))
        #expect(voucher.findings.contains { $0.rule == "ART16-RATE" && $0.values.contains("rate_bp=5000") })
        builder.remove(.regHte, "410300-H1")
        let plain = try #require(builder.adjudicated().decision(.voucher, key))
        #expect(plain.effects("ART16-DUAL").isEmpty && plain.findings.contains { $0.values.contains("rate_bp=5000") })
    }

    @Test("bad credit bars until it is repaired (Art. 20)")
    func credit() throws {
        var builder = CaseBuilder()
        builder.add(
            .regBadCredit,
            "410300-D1",
            ["uscc": CaseBuilder.party, "kind": "严重失信", "from_date": "2026-03-02", "source_doc": "洛信〔2026〕1号"]
        )
        #expect(try builder.application().against == ["ART20-CREDIT"])
        builder.set(.regBadCredit, "410300-D1", "repaired_on", "2026-03-02")
        #expect(try builder.application().outcome == .approved)
    }

    @Test("no word of sound finance is held (Art. 20)")
    func finance() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "finance_system_declared", "false")
        #expect(try builder.application().against == ["ART20-FINANCE"])
    }

    @Test("a project with city funds is refused, one that sounds like it is held, an exception lets both pass (Art. 22)")
    func cityFund() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "project_id", "410305-P1")
        builder.add(
            .regCityProject,
            "410300-F1",
            ["uscc": CaseBuilder.party, "project_no": "2019A01", "project_name": "高速精密轴承寿命试验技术研究", "year": "2019"]
        )
        #expect(try builder.application().effects("ART22-CITYFUND") == [.reject])
        builder.set(.regCityProject, "410300-F1", "project_name", "高速精密轴承寿命试验技术的研究")
        #expect(try builder.application().effects("ART22-CITYFUND") == [.hold])
        builder.set(.application, "410305-A1", "exception_doc_no", "洛政〔2026〕3号")
        #expect(try builder.application().outcome == .approved)
    }

    @Test("another party's project is no project of one's own (Art. 2)")
    func project() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "project_id", "410305-P1")
        builder.set(.project, "410305-P1", "party_uscc", CaseBuilder.otherParty)
        #expect(try builder.application().against == ["ART02-RDPROJECT"])
    }

    @Test("the name is the register's: brackets do not matter, a former name is noted, another is held (Art. 24)")
    func realName() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "legal_name", "洛阳 试样轴承有限公司")
        #expect(try builder.application().outcome == .approved)
        builder.set(.party, CaseBuilder.party, "legal_name", "洛阳样本轴承股份有限公司")
        #expect(try builder.application().effects("ART24-REALNAME") == [.hold])
        builder.set(.party, CaseBuilder.party, "former_names", "洛阳试样轴承有限公司")
        let former = try builder.application()
        #expect(former.outcome == .approved && former.effects("ART24-REALNAME") == [.warn])
    }

    @Test("a contested group holds the rules that read it, and no other")
    func contested() throws {
        var builder = CaseBuilder()
        builder.contest(.application, "410305-A1", "amount")
        builder.contest(.party, CaseBuilder.party, "bank")
        builder.contest(.party, CaseBuilder.party, "team")
        let decision = try builder.application()
        #expect(decision.outcome == .held && decision.against == ["ART17-FACE"])
        #expect(decision.findings.first?.conflict == "C-0123456789abcdef")
        builder.rule("RELEASE", on: .application, "410305-A1")
        #expect(try builder.application().outcome == .held)
    }

    @Test("what is named and not here parks the application")
    func parked() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "project_id", "410305-P9")
        let adjudication = try builder.adjudicated()
        let wait = try #require(adjudication.waits.first { $0.subject.type == .application })
        #expect(adjudication.decision(.application, wait.subject) == nil)
        #expect(wait.finding.rule == "REF-MISSING" && wait.finding.effect == .park && wait.finding.reason.contains("410305-P9"))
    }

    @Test("a release lifts the hold that it names and says so; a return and a refusal stand")
    func rulings() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "finance_system_declared", "false")
        var other = builder
        other.rule("RELEASE", on: .application, "410305-A1", rule: "ART24-REALNAME")
        #expect(try other.application().outcome == .held)
        builder.rule("RELEASE", on: .application, "410305-A1", rule: "ART20-FINANCE")
        let released = try builder.application()
        #expect(released.outcome == .approved && released.effects("ART26-INTERPRET") == [.info])
        builder.rule("RETURN", on: .application, "410305-A1", rule: "ART17-FORM")
        #expect(try builder.application().against == ["ART17-FORM"])
        builder.rule("REJECT", on: .application, "410305-A1")
        #expect(try builder.application().against == ["ART26-INTERPRET", "ART17-FORM"])
    }
}
