import Programme
import Records
import Rules
import Testing

/// What time alone does to applications and claims. The calendar of these tests works from Monday to Friday.
@Suite("Deadlines of applications and claims")
struct DeadlineTests {
    private let application = RecordKey(.application, "410305-A1")
    private let claim = RecordKey(.claim, "410305-C1")

    private func at(_ now: String, spoken: String? = nil, closed: Set<Int> = []) -> Horizon {
        Horizon(now: instant(now), allHaveSpokenUntil: spoken.map(instant), workdays: workdays, closedYears: closed)
    }

    // MARK: Five working days (Art. 18 item 1)

    @Test(
        "a claim on hold is told its deadline from the fourth working day, and on the sixth that it is over",
        arguments: [
            // Received on Monday 1 June 2026: the fourth working day after it is Friday the 5th, the fifth Monday the 8th.
            ("2026-06-04T23:59:59+08:00", nil), ("2026-06-05T00:00:00+08:00", "即将届满"), ("2026-06-08T23:59:59+08:00", "即将届满"),
            ("2026-06-09T00:00:00+08:00", "已逾期"),
        ] as [(String, String?)]
    )
    func initialReview(now: String, words: String?) throws {
        var builder = CaseBuilder()
        builder.set(.contract, "410305-HT-C1", "service_category", "OTHER")
        let review = try #require(try builder.adjudicated(at: at(now)).decision(.initialReview, claim))
        #expect(review.outcome == .held)
        let told = review.findings.first { $0.rule == "ART18-1-5WD" }
        #expect(told?.effect == (words == nil ? nil : .warn))
        #expect(told?.reason.contains(words ?? "") ?? true)
        // What passed has no deadline, and time approves nothing.
        let passed = try #require(try CaseBuilder().adjudicated(at: at(now)).decision(.initialReview, claim))
        #expect(passed.effects("ART18-1-5WD") == [])
    }

    // MARK: Parked claims

    @Test("a claim that waits longer than thirty days goes to an operator, and is judged as ever when what it needs comes")
    func parked() throws {
        var builder = CaseBuilder()
        let contract = try #require(builder.records.first { $0.key.type == .contract })
        builder.remove(.contract, contract.key.key)
        let waiting = try builder.adjudicated(at: at("2026-07-01T23:59:59+08:00"))
        #expect(waiting.decision(.initialReview, claim) == nil)
        #expect(waiting.waits.map(\.subject) == [claim])
        let held = try builder.adjudicated(at: at("2026-07-02T00:00:00+08:00"))
        #expect(held.decision(.initialReview, claim)?.against == ["REF-MISSING"])
        #expect(held.decision(.initialReview, claim)?.state == .tentative)
        #expect(held.waits.isEmpty)
        builder.rule("REJECT", on: .claim, claim.key)
        #expect(try builder.adjudicated(at: at("2026-07-02T00:00:00+08:00")).decision(.initialReview, claim)?.outcome == .rejected)
        builder.records.append(contract)
        builder.records.removeAll { $0.key.type == .ruling }
        #expect(try builder.adjudicated(at: at("2026-07-02T00:00:00+08:00")).decision(.initialReview, claim)?.outcome == .passed)
    }

    // MARK: Supplements

    private func returned(since: String) throws -> CaseFile {
        var builder = CaseBuilder(bare: ())
        builder.addApplication(application.key, at: "2026-03-02T09:00:00+08:00")
        builder.set(.application, application.key, "requested_amount", nil)
        var file = builder.file
        file.returnedSince[application] = instant(since)
        return file
    }

    private func decide(_ file: CaseFile, _ horizon: Horizon) throws -> Decision? {
        Adjudicator(programme: try shippedProgramme()).adjudicate(file, at: horizon).decision(.application, application)
    }

    @Test("a supplement that does not come lapses, and for good once every office has spoken past its last day")
    func lapse() throws {
        // Fifteen working days after Monday 2 March 2026 end on Monday the 23rd.
        let file = try returned(since: "2026-03-02T10:00:00+08:00")
        #expect(try decide(file, at("2026-03-23T23:59:59+08:00", spoken: "2026-03-23T20:00:00+08:00"))?.outcome == .returned)
        let lapsed = try #require(try decide(file, at("2026-03-24T09:00:00+08:00", spoken: "2026-03-20T20:00:00+08:00")))
        #expect((lapsed.outcome, lapsed.state) == (.lapsed, .tentative))
        let final = try #require(try decide(file, at("2026-03-24T09:00:00+08:00", spoken: "2026-03-24T00:00:01+08:00")))
        #expect((final.outcome, final.state) == (.lapsed, .final))
    }

    @Test("a centre that slept over the last day decides by when the supplement was made, not by when it came")
    func slept() throws {
        var file = try returned(since: "2026-03-02T10:00:00+08:00")
        let index = try #require(file.records.firstIndex { $0.key == application })
        file.records[index].values[try #require(RecordType.application.position(of: "requested_amount"))] = .integer(2_000_000)
        let late = at("2026-04-10T09:00:00+08:00", spoken: "2026-04-10T00:00:00+08:00")
        file.records[index].place = instant("2026-03-23T23:59:59+08:00")
        #expect(try decide(file, late)?.outcome == .approved)
        file.records[index].place = instant("2026-03-24T00:00:00+08:00")
        #expect(try decide(file, late)?.outcome == .lapsed)
    }

    // MARK: The year's end (Art. 24)

    @Test("what nobody approved lapses with its year: not before every office has closed it")
    func yearEnd() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "finance_system_declared", "false")
        let open = at("2027-01-05T09:00:00+08:00")
        #expect(try builder.adjudicated(at: open).decision(.application, application)?.outcome == .held)
        let over = at("2027-01-05T09:00:00+08:00", closed: [2026])
        let lapsed = try #require(try builder.adjudicated(at: over).decision(.application, application))
        #expect(lapsed.outcome == .lapsed)
        #expect(lapsed.findings.first?.rule == "ART24-VOID")
        // What waits for a record lapses too; what was approved does not.
        var parked = CaseBuilder()
        parked.remove(.party, CaseBuilder.party)
        #expect(try parked.adjudicated(at: over).decision(.application, application)?.outcome == .lapsed)
        #expect(try CaseBuilder().adjudicated(at: over).decision(.application, application)?.outcome == .approved)
    }

    @Test("a party may give back what it has not used: a ruling voids it within the year, and a claim that comes later is held")
    func givenBack() throws {
        var builder = CaseBuilder()
        builder.rule("VOID", on: .application, application.key)
        builder.set(.ruling, try #require(builder.records.last).key.key, "subject_type", "voucher")
        builder.set(.ruling, try #require(builder.records.last).key.key, "effective_on", "2026-06-10")
        let now = at("2026-06-10T12:00:00+08:00")
        let adjudication = try builder.adjudicated(at: now)
        let void = try #require(adjudication.decision(.void, application))
        #expect((void.outcome, void.state) == (.final, .final))
        let reserved = try #require(adjudication.decision(.initialReview, claim)?.amount)
        #expect(void.amount == (try #require(adjudication.decision(.voucher, application)?.amount)) - reserved)
        builder.addClaim("410305-C2", at: "2026-06-11T10:00:00+08:00", fee: "5000.00")
        #expect(try builder.adjudicated(at: now).decision(.initialReview, RecordKey(.claim, "410305-C2"))?.against == ["ART24-VOID"])
    }

    // MARK: What a round took back is free again (Art. 16)

    @Test("what the panel does not recognise of an earlier claim, a later one may use; what it grants is used up")
    func freed() throws {
        var builder = CaseBuilder(bare: ())
        builder.addApplication(application.key, at: "2026-03-02T09:00:00+08:00")
        builder.set(.application, application.key, "requested_amount", "4000.00")
        builder.addClaim(claim.key, at: "2026-06-01T10:00:00+08:00", fee: "10000.00")
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions.filter { $0.state == .final }
        let review = try #require(builder.published.first { $0.kind == .initialReview })
        #expect(review.amount == Fen(300_000))
        builder.addClaim("410305-C2", at: "2026-07-01T10:00:00+08:00", fee: "10000.00")
        let second = RecordKey(.claim, "410305-C2")
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, second)?.amount == Fen(100_000))
        builder.published.append(
            Decision(
                kind: .listing,
                subject: claim,
                party: review.party,
                year: review.year,
                outcome: .full,
                amount: Fen(150_000),
                findings: [
                    Finding(rule: "ART06-ORDER", effect: .info, article: "第六条", values: "round=2026-R1; amount=1500.00; granted=1500.00", reason: "")
                ],
                state: .final,
                place: review.place
            )
        )
        #expect(try builder.adjudicated(at: CaseBuilder.late).decision(.initialReview, second)?.amount == Fen(250_000))
    }

    // MARK: Platforms (Art. 9)

    @Test("a platform is recognised when its publicity is over, and not over an objection that was upheld")
    func recognition() throws {
        var builder = CaseBuilder()
        let recognition = try #require(builder.records.first { $0.key.type == .recognition }).key.key
        let order = try #require(builder.records.first { $0.key.type == .contract })["order_date"]?.text ?? ""
        let ordered = try #require(Day(order))
        func review() throws -> Decision? { try builder.adjudicated(at: at("2026-12-01T09:00:00+08:00")).decision(.initialReview, claim) }
        builder.set(.recognition, recognition, "published_on", ordered.adding(days: -3).description)
        #expect(try review()?.against == ["ART09-RECOGNISED"])
        builder.set(.recognition, recognition, "published_on", ordered.adding(days: -9).description)
        #expect(try review()?.outcome == .passed)
        builder.add(
            .objection,
            "410300-O1",
            [
                "platform_uscc": CaseBuilder.platform, "received_at": "\(ordered.adding(days: -8))T09:00:00+08:00", "content": "异议",
                "ruling": "SUSTAINED",
            ]
        )
        #expect(try review()?.against == ["ART09-RECOGNISED"])
        builder.set(.objection, "410300-O1", "ruling", "DISMISSED")
        #expect(try review()?.outcome == .passed)
    }
}
