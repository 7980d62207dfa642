import Programme
import Records
import Rules
import Testing

@Suite("No double use (Art. 24)")
struct ReuseTests {
    private let other = "410311-C7"

    /// Two claims of one party with one invoice between them, the second later.
    private func twoClaims() -> CaseBuilder {
        var builder = CaseBuilder()
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "10000.00")
        builder.set(.invoice, "410305-I-C1", "e_number", "26412000000099900001")
        builder.set(.invoice, "410305-I-C2", "e_number", "26412000000099900001")
        return builder
    }

    private func use(_ kind: SharedUse.Kind, _ identity: String, party: String, at place: String, allocated: Fen? = nil) -> SharedUse {
        SharedUse(kind: kind, identity: identity, claim: other, party: party, year: 2026, place: instant(place), allocated: allocated)
    }

    @Test("of one party's two claims on an invoice the later-placed is refused, the earlier warned")
    func sameParty() throws {
        let builder = twoClaims()
        #expect(try builder.claim("410305-C1").effects("ART24-NOREUSE") == [.warn])
        #expect(try builder.claim("410305-C2").effects("ART24-NOREUSE") == [.reject])
    }

    @Test("at equal places the smaller id is the earlier")
    func tie() throws {
        var builder = twoClaims()
        builder.change(.claim, "410305-C2") { $0.place = instant("2026-06-01T10:00:00+08:00") }
        #expect(try builder.claim("410305-C1").outcome == .passed)
        #expect(try builder.claim("410305-C2").outcome == .rejected)
    }

    @Test("a split with shares that fit is allowed, one that does not fit is refused")
    func split() throws {
        var builder = twoClaims()
        builder.set(.invoice, "410305-I-C1", "allocated", "6000.00")
        builder.set(.invoice, "410305-I-C2", "allocated", "4000.00")
        #expect(try builder.claim("410305-C1").amount == Fen(180_000))
        #expect(try builder.claim("410305-C2").amount == Fen(120_000))
        builder.set(.invoice, "410305-I-C2", "allocated", "4000.01")
        #expect(try builder.claim("410305-C2").outcome == .rejected)
    }

    @Test("an invoice on paper and in digits is one invoice")
    func twoIdentities() throws {
        var builder = twoClaims()
        builder.set(.invoice, "410305-I-C1", "code", "041001900112")
        builder.set(.invoice, "410305-I-C1", "number", "12345678")
        builder.set(.invoice, "410305-I-C2", "e_number", nil)
        builder.set(.invoice, "410305-I-C2", "code", "041001900112")
        builder.set(.invoice, "410305-I-C2", "number", "12345678")
        #expect(try builder.claim("410305-C2").effects("ART24-NOREUSE") == [.reject])
    }

    @Test("of two parties' claims the later-placed is held, the earlier goes on with a warning")
    func otherParty() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, "410305-I-C1", "e_number", "26412000000099900001")
        builder.shared = [use(.invoice, "invoice:26412000000099900001", party: CaseBuilder.otherParty, at: "2026-05-31T10:00:00+08:00")]
        #expect(try builder.claim().effects("ART24-NOREUSE") == [.hold])
        builder.shared = [use(.invoice, "invoice:26412000000099900001", party: CaseBuilder.otherParty, at: "2026-06-02T10:00:00+08:00")]
        let earlier = try builder.claim()
        #expect(earlier.outcome == .passed && earlier.effects("ART24-NOREUSE") == [.warn])
    }

    @Test("the same file in claims of two parties holds both")
    func file() throws {
        var builder = CaseBuilder()
        let digest = Digest(bytes: Array(repeating: 1, count: 32))
        builder.change(.evidence, "410305-E-C1-SERVICE_RESULT") { $0.digest = digest }
        builder.shared = [use(.evidence, "evidence:\(digest)", party: CaseBuilder.otherParty, at: "2026-06-02T10:00:00+08:00")]
        #expect(try builder.claim().against == ["ART24-NOREUSE"])
    }

    @Test("a platform order of two contracts holds the later claim (Art. 15)")
    func order() throws {
        var builder = CaseBuilder()
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "10000.00")
        builder.set(.contract, "410305-HT-C2", "platform_order_no", "PO-C1")
        #expect(try builder.claim("410305-C1").effects("ART15-PLATFORM") == [.warn])
        #expect(try builder.claim("410305-C2").effects("ART15-PLATFORM") == [.hold])
        builder.set(.claim, "410305-C2", "contract_id", "410305-HT-C1")
        #expect(try builder.claim("410305-C1").effects("ART15-PLATFORM").isEmpty)
    }

    @Test("an invoice listed twice in one claim counts once and is held")
    func repeated() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, "410305-I-C1", "e_number", "26412000000099900001")
        builder.add(
            .invoice,
            "410311-I-C1",
            [
                "claim_id": "410305-C1", "e_number": "26412000000099900001", "issued_on": "2026-04-25", "seller_uscc": CaseBuilder.provider,
                "buyer_uscc": CaseBuilder.party, "gross": "10000.00", "item_name": "*研发和技术服务*检测费",
            ]
        )
        #expect(try builder.claim().against == ["ART24-NOREUSE"])
    }

    @Test("two claims on one contract share its amount in order")
    func contract() throws {
        var builder = CaseBuilder()
        builder.addClaim("410305-C2", at: "2026-06-02T10:00:00+08:00", fee: "10000.00")
        builder.set(.claim, "410305-C2", "contract_id", "410305-HT-C1")
        #expect(try builder.claim("410305-C2").effects("ART24-NOREUSE") == [.reject])
        builder.set(.contract, "410305-HT-C1", "amount", "14000.00")
        let part = try builder.claim("410305-C2")
        #expect(part.outcome == .passed && part.amount == Fen(120_000) && part.effects("ART24-NOREUSE") == [.warn], "\(part.told)")
    }

    @Test("a red-letter invoice takes its amount back")
    func redLetter() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, "410305-I-C1", "e_number", "26412000000099900001")
        builder.add(
            .invoice,
            "410305-I-RED",
            [
                "claim_id": "410305-C1", "e_number": "26412000000099900002", "issued_on": "2026-05-05", "seller_uscc": CaseBuilder.provider,
                "buyer_uscc": CaseBuilder.party, "gross": "-4000.00", "item_name": "*研发和技术服务*检测费", "red_letter_of": "26412000000099900001",
            ]
        )
        let decision = try builder.claim()
        #expect(decision.outcome == .passed && decision.amount == Fen(180_000), "\(decision.told)")
        builder.set(.invoice, "410305-I-RED", "gross", "-10000.00")
        #expect(try builder.claim().against == ["ART18-1-SIX"])
    }
}
