import Programme
import Records
import Rules
import Testing

@Suite("Affiliation (Art. 20)")
struct AffiliationTests {
    private func outcome(_ relate: (inout CaseBuilder) -> Void) throws -> [Finding.Effect] {
        var builder = CaseBuilder()
        relate(&builder)
        return try builder.claim().effects("ART20-AFFILIATION")
    }

    private let party = CaseBuilder.party
    private let provider = CaseBuilder.provider

    @Test("a direct relation is refused, whatever its share")
    func direct() throws {
        #expect(try outcome { $0.relate(party, provider, "EQUITY", percent: "0.5") } == [.reject])
        #expect(try outcome { $0.relate(provider, party, "CO_BUILT") } == [.reject])
    }

    @Test("a chain of control is refused up to half and above, a weaker one held")
    func chain() throws {
        #expect(
            try outcome {
                $0.relate("母公司", party, "EQUITY", percent: "50")
                $0.relate("母公司", provider, "CONTROL")
            } == [.reject]
        )
        #expect(
            try outcome {
                $0.relate("母公司", party, "EQUITY", percent: "49.99")
                $0.relate("母公司", provider, "CONTROL")
            } == [.hold]
        )
        #expect(
            try outcome {
                $0.relate("王示例", party, "LEGAL_REP")
                $0.relate("王示例", provider, "LEGAL_REP")
            } == [.hold]
        )
        #expect(
            try outcome {
                $0.relate("实控人", party, "CONTROLLER")
                $0.relate("实控人", provider, "CONTROLLER")
            } == [.reject]
        )
    }

    @Test("six links count, seven do not, and the path is shown")
    func hops() throws {
        func build(_ links: Int, _ builder: inout CaseBuilder) {
            let chain = [party] + (1..<links).map { "链\($0)" } + [provider]
            for (a, b) in zip(chain, chain.dropFirst()) { builder.relate(a, b, "CONTROL") }
        }
        #expect(try outcome { build(6, &$0) } == [.reject])
        #expect(try outcome { build(7, &$0) }.isEmpty)
        var builder = CaseBuilder()
        build(2, &builder)
        let finding = try #require(builder.claim().findings.first { $0.rule == "ART20-AFFILIATION" })
        #expect(finding.values.contains("path=\(party) -CONTROL- 链1 -CONTROL- \(provider)"))
    }

    @Test("a body that holds state assets relates nobody to anybody")
    func stateBody() throws {
        #expect(
            try outcome {
                $0.relate("市国资委", party, "EQUITY", percent: "100", isStateBody: true)
                $0.relate("市国资委", provider, "CONTROL", isStateBody: true)
            }.isEmpty
        )
    }

    @Test("a relation that ended before the contract does not count; one that stood on its day does")
    func dates() throws {
        func ended(on day: String) throws -> [Finding.Effect] {
            try outcome {
                $0.add(
                    .regRelation,
                    "410300-X1",
                    ["a": party, "b": provider, "kind": "EQUITY", "percent": "3", "from_date": "2020-01-01", "to_date": day]
                )
            }
        }
        #expect(try ended(on: "2026-03-11").isEmpty)
        #expect(try ended(on: "2026-03-12") == [.reject])
    }

    @Test("an intermediary is looked at too")
    func agent() throws {
        #expect(
            try outcome {
                $0.set(.contract, "410305-HT-C1", "agent_uscc", CaseBuilder.agent)
                $0.relate(party, CaseBuilder.agent, "BRANCH")
            } == [.reject]
        )
    }
}
