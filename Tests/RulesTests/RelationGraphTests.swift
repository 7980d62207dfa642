import Programme
import Records
import Rules
import Testing

@Suite("The relation graph, under attack (Art. 20)")
struct RelationGraphTests {
    private let party = CaseBuilder.party
    private let provider = CaseBuilder.provider

    private func findings(_ relate: (inout CaseBuilder) -> Void) throws -> [Finding] {
        var builder = CaseBuilder()
        relate(&builder)
        return try builder.claim().findings.filter { $0.rule == "ART20-AFFILIATION" }
    }

    private func effects(_ relate: (inout CaseBuilder) -> Void) throws -> [Finding.Effect] { try findings(relate).map(\.effect) }

    private func chain(_ links: Int, _ kind: String, _ builder: inout CaseBuilder) {
        let persons = [party] + (1..<links).map { "链\($0)" } + [provider]
        for (a, b) in zip(persons, persons.dropFirst()) { builder.relate(a, b, kind) }
    }

    @Test("a weak chain too counts up to the sixth link")
    func weakHops() throws {
        #expect(try effects { chain(6, "LEGAL_REP", &$0) } == [.hold])
        #expect(try effects { chain(7, "LEGAL_REP", &$0) }.isEmpty)
    }

    @Test("a circle of relations, relations with oneself, and a detour end")
    func cycles() throws {
        #expect(
            try effects {
                for (a, b) in [(party, "甲"), ("甲", "乙"), ("乙", party), ("甲", "甲"), (party, party)] { $0.relate(a, b, "CONTROL") }
            }.isEmpty
        )
        let found = try findings {
            for (a, b) in [(party, "甲"), ("甲", "乙"), ("乙", party), ("乙", provider)] { $0.relate(a, b, "CONTROL") }
        }
        #expect(found.map(\.effect) == [.reject])
        #expect(found[0].values.contains("path=\(party) -CONTROL- 乙 -CONTROL- \(provider); hops=2"))
    }

    @Test("a longer chain of control is told rather than a shorter weak one, and the direct relation rather than both")
    func mostTelling() throws {
        func build(_ builder: inout CaseBuilder) {
            builder.relate(party, "人", "LEGAL_REP")
            builder.relate("人", provider, "LEGAL_REP")
            chain(4, "CONTROL", &builder)
        }
        #expect(try findings(build).first?.values.contains("hops=4") == true)
        #expect(try effects(build) == [.reject])
        let direct = try findings {
            build(&$0)
            $0.relate(provider, party, "EQUITY", percent: "0.01")
        }
        #expect(direct.first?.values.contains("path=\(party) -EQUITY 0.01%- \(provider); hops=1") == true)
    }

    @Test(
        "a link of a chain controls from the programme's share on",
        arguments: [("50", Finding.Effect.reject), ("49.999999999", .hold), ("100", .reject), ("0.5", .hold)]
    )
    func percent(share: String, effect: Finding.Effect) throws {
        #expect(
            try effects {
                $0.relate("母公司", party, "EQUITY", percent: share)
                $0.relate("母公司", provider, "EQUITY", percent: "50")
            } == [effect]
        )
    }

    @Test("a holding without a share, as a link of a chain, is no control")
    func noPercent() throws {
        #expect(
            try effects {
                $0.relate("母公司", party, "EQUITY")
                $0.relate("母公司", provider, "CONTROL")
            } == [.hold]
        )
    }

    @Test("what was founded jointly is related to each founder; from one founder to the next is for an operator")
    func jointFoundation() throws {
        #expect(try effects { $0.relate(party, provider, "CO_BUILT") } == [.reject])
        #expect(
            try effects {
                $0.relate(party, "共建研究院", "CO_BUILT")
                $0.relate("共建研究院", provider, "CO_BUILT")
            } == [.hold]
        )
    }

    @Test("a body once marked as holding state assets is no way on, whichever row says it, and a chain around it still counts")
    func stateBody() throws {
        func build(_ builder: inout CaseBuilder) {
            builder.relate("市国资委", party, "CONTROL")
            builder.relate("市国资委", provider, "CONTROL")
            builder.add(
                .regRelation,
                "410300-X0",
                ["a": "市国资委", "b": "别的公司", "kind": "CONTROL", "state_asset_body": "true", "from_date": "2001-01-01", "to_date": "2002-01-01"]
            )
        }
        #expect(try effects(build).isEmpty)
        #expect(
            try effects {
                build(&$0)
                $0.relate("集团", party, "CONTROL")
                $0.relate("集团", provider, "CONTROL")
            } == [.reject]
        )
        // A direct holding by such a body is a relation like any other.
        #expect(try effects { $0.relate(provider, party, "EQUITY", percent: "10", isStateBody: true) } == [.reject])
    }

    @Test(
        "a relation counts that stood on any day from the contract to the claim",
        arguments: [
            ("2026-06-01", nil, true), ("2026-06-02", nil, false), ("2020-01-01", "2026-03-12", true), ("2020-01-01", "2026-03-11", false),
            ("2026-04-01", "2026-04-02", true),
        ] as [(String, String?, Bool)]
    )
    func dates(from: String, to: String?, counts: Bool) throws {
        var row = ["a": party, "b": provider, "kind": "CONTROL", "from_date": from]
        row["to_date"] = to
        #expect(try effects { $0.add(.regRelation, "410300-X1", row) } == (counts ? [.reject] : []))
    }

    @Test("who buys from itself is related to itself")
    func itself() throws {
        var builder = CaseBuilder()
        builder.add(
            .provider,
            party,
            [
                "name": "洛阳试样轴承有限公司", "provider_type": "UNIVERSITY", "fulltime_tech_staff": "5", "service_content": "检测", "service_spec": "国标",
                "price_list": "面议", "contact": "0379", "member_from": "2024-01-01",
            ]
        )
        builder.set(.contract, "410305-HT-C1", "provider_uscc", party)
        #expect(try builder.claim().effects("ART20-AFFILIATION") == [.reject])
    }

    @Test("the same path is told whatever the order of the rows")
    func deterministic() throws {
        let rows = [("甲", party), ("甲", provider), ("乙", party), ("乙", provider)]
        var told: Set<String> = []
        for shift in rows.indices {
            var builder = CaseBuilder()
            for index in rows.indices {
                let (a, b) = rows[(index + shift) % rows.count]
                builder.add(.regRelation, "410300-X\((index + shift) % rows.count)", ["a": a, "b": b, "kind": "CONTROL", "from_date": "2020-01-01"])
            }
            told.formUnion(try builder.claim().findings.filter { $0.rule == "ART20-AFFILIATION" }.map(\.values))
        }
        #expect(told.count == 1)
    }
}
