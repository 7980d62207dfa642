import Programme
import Records
import Rules
import Testing

@Suite("Adjudication of a party-year")
struct AdjudicationTests {
    private let first = RecordKey(.application, "410305-A1")

    private func claimKey(_ number: Int) -> RecordKey { RecordKey(.claim, "410305-C\(number)") }

    /// Three claims that together want more than the face of 10,000 yuan.
    private func threeClaims() -> CaseBuilder {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "requested_amount", "10000.00")
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "20000.00")
        builder.addClaim("410305-C3", at: "2026-06-03T10:00:00+08:00", fee: "20000.00")
        return builder
    }

    // MARK: - Money

    @Test(
        "the fee is the least of what is claimed, contracted, invoiced and received (Art. 3)",
        arguments: [
            ("claim", "410305-C1", "claimed_fee"), ("contract", "410305-HT-C1", "amount"), ("bank_receipt", "410305-B-C1", "amount"),
            ("invoice", "410305-I-C1", "allocated"),
        ]
    )
    func least(type: String, key: String, column: String) throws {
        var builder = CaseBuilder()
        builder.set(try #require(RecordType.named(type)), key, column, "33.33")
        #expect(try builder.claim().amount == Fen(999))
    }

    @Test("first the rate, then the cap, in the order of places; the last gets the rest or nothing (Art. 16)")
    func cap() throws {
        let adjudication = try threeClaims().adjudicated()
        let decisions = (1...3).map { adjudication.decision(.initialReview, claimKey($0)) }
        #expect(decisions.map { $0?.amount?.amount } == [300_000, 600_000, 100_000])
        #expect(decisions[2]?.effects("ART16-CAP") == [.warn])
        var builder = threeClaims()
        builder.addClaim("410305-C4", at: "2026-06-04T10:00:00+08:00", fee: "1000.00")
        let fourth = try builder.claim("410305-C4")
        #expect(fourth.outcome == .rejected && fourth.against == ["ART16-CAP"])
    }

    @Test("at equal places the smaller id comes first")
    func tie() throws {
        var builder = threeClaims()
        for id in ["410305-C1", "410305-C2", "410305-C3"] {
            builder.change(.claim, id) { $0.place = instant("2026-06-02T10:00:00+08:00") }
        }
        #expect(try builder.claim("410305-C3").amount == Fen(100_000))
    }

    @Test("a held claim keeps its share; a refused, returned or waiting one takes none")
    func shares() throws {
        var builder = threeClaims()
        builder.set(.contract, "410305-HT-C2", "service_category", "OTHER")
        #expect(try builder.claim("410305-C2").outcome == .held)
        #expect(try builder.claim("410305-C3").amount == Fen(100_000))
        builder.set(.contract, "410305-HT-C2", "is_mandatory_test", "true")
        #expect(try builder.claim("410305-C3").amount == Fen(600_000))
        builder.remove(.contract, "410305-HT-C2")
        #expect(try builder.claim("410305-C3").amount == Fen(600_000))
    }

    @Test("a claim held over its amount keeps the most that it could get")
    func unknownShare() throws {
        var builder = threeClaims()
        builder.contest(.claim, "410305-C2", "amount")
        builder.set(.bankReceipt, "410305-B-C2", "amount", "5000.00")
        #expect(try builder.claim("410305-C2").outcome == .held)
        #expect(try builder.claim("410305-C3").amount == Fen(550_000))
    }

    // MARK: - Applications of a party-year

    @Test("of two live applications the earlier-placed stands, also while it is returned or refused (Art. 17)")
    func duplicate() throws {
        var builder = CaseBuilder()
        builder.addApplication("410311-A1", at: "2026-03-01T09:00:00+08:00", amount: "90000.00")
        let adjudication = try builder.adjudicated()
        #expect(adjudication.decision(.application, first)?.outcome == .duplicate)
        #expect(adjudication.decision(.voucher, first) == nil)
        #expect(adjudication.decision(.voucher, RecordKey(.application, "410311-A1"))?.amount == Fen(9_000_000))
        builder.set(.application, "410311-A1", "declaration_signed", "false")
        #expect(try builder.application().outcome == .duplicate)
        builder.set(.application, "410311-A1", "support_category", "OTHER")
        #expect(try builder.application("410311-A1").outcome == .rejected)
        #expect(try builder.application().outcome == .duplicate)
    }

    @Test("at equal places the smaller id stands")
    func duplicateTie() throws {
        var builder = CaseBuilder()
        builder.addApplication("410302-A9", at: "2026-03-02T09:00:00+08:00")
        #expect(try builder.application().outcome == .duplicate)
        #expect(try builder.application("410302-A9").outcome == .approved)
    }

    @Test("a withdrawn application gives way")
    func withdrawn() throws {
        var builder = CaseBuilder()
        builder.addApplication("410311-A1", at: "2026-03-01T09:00:00+08:00")
        builder.change(.application, "410311-A1") { $0.isWithdrawn = true }
        #expect(try builder.application("410311-A1").outcome == .withdrawn)
        #expect(try builder.application().outcome == .approved)
    }

    // MARK: - Published acts

    @Test("what is published stands: amounts count, and an earlier-placed newcomer is a duplicate")
    func published() throws {
        var builder = threeClaims()
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions.filter { $0.subject != claimKey(2) }
        #expect(builder.published.allSatisfy { $0.state == .final })
        builder.addApplication("410302-A9", at: "2026-01-05T09:00:00+08:00", amount: "100000.00")
        builder.set(.application, "410305-A1", "requested_amount", "1.00")
        builder.remove(.regHte, "410300-H1")
        builder.set(.claim, "410305-C3", "claimed_fee", "1.00")
        let adjudication = try builder.adjudicated(at: CaseBuilder.late)
        // They stand as they were, but for the hold that says what the records have become.
        let standing = adjudication.decisions.map { decision in
            var plain = decision
            plain.findings.removeAll { $0.rule == "FINAL-STANDS" }
            return plain
        }
        for decision in builder.published { #expect(standing.contains(decision)) }
        #expect(adjudication.decision(.application, RecordKey(.application, "410302-A9"))?.outcome == .duplicate)
        #expect(adjudication.decision(.voucher, RecordKey(.application, "410302-A9")) == nil)
    }

    @Test("published amounts count in the cap before anything else")
    func publishedAmounts() throws {
        var builder = threeClaims()
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions
        builder.addClaim("410305-C0", at: "2026-05-01T10:00:00+08:00", fee: "5000.00")
        #expect(try builder.claim("410305-C0").against == ["ART16-CAP"])
    }

    @Test("an application whose refusal is FINAL makes room for another; while tentative it does not")
    func finalRefusal() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "support_category", "OTHER")
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions.filter { $0.state == .final }
        #expect(builder.published.map(\.outcome) == [.rejected])
        builder.addApplication("410311-A2", at: "2026-04-01T09:00:00+08:00")
        #expect(try builder.application("410311-A2").outcome == .approved)
        builder.published = []
        #expect(try builder.application("410311-A2").outcome == .duplicate)
    }

    @Test("the rate of a published voucher is pinned, whatever the registers say later (Art. 16)")
    func pinned() throws {
        var builder = CaseBuilder()
        builder.becomeTeam()
        builder.remove(.regHte, "410300-H1")
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions.filter { $0.kind != .initialReview }
        builder.add(
            .regHte,
            "410300-H9",
            ["uscc": CaseBuilder.party, "name": "洛阳试样轴承有限公司", "cert_no": "GR202541000009", "issued_on": "2025-01-01", "valid_to": "2027-12-31"]
        )
        #expect(try builder.claim().amount == Fen(500_000))
    }

    // MARK: - Order

    @Test("the order in which records were gathered changes nothing", arguments: 0..<20)
    func orderIndependence(seed: UInt64) throws {
        var builder = threeClaims()
        builder.addApplication("410311-A1", at: "2026-03-02T09:00:00+08:00")
        builder.set(.invoice, "410305-I-C3", "e_number", "26412000000099900001")
        builder.set(.invoice, "410305-I-C2", "e_number", "26412000000099900001")
        builder.relate(CaseBuilder.party, "甲", "EQUITY", percent: "60")
        builder.relate(CaseBuilder.party, "乙", "CONTROL")
        builder.relate("甲", CaseBuilder.provider, "CONTROL")
        builder.relate("乙", CaseBuilder.provider, "CONTROL")
        builder.rule("GRACE", on: .claim, "410305-C1", until: "2027-01-05T00:00:00+08:00")
        let expected = try builder.adjudicated(at: CaseBuilder.late)
        var generator = SplitMix(state: seed)
        builder.records.shuffle(using: &generator)
        #expect(try builder.adjudicated(at: CaseBuilder.late) == expected)
    }
}

/// A small deterministic generator (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
