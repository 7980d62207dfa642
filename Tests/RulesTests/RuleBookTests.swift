import Foundation
import Programme
import Records
import Rules
import Testing

@Suite("The rule book")
struct RuleBookTests {
    /// Columns `rule_id`, `article` and `stage` of the fixture.
    private func table() throws -> [(id: String, articles: String, stages: Set<String>)] {
        let url = packageRoot.appending(path: "Tests/RulesTests/Fixtures/rules.csv")
        let text = try String(contentsOf: url, encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = split(line)
            let stages = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return (cells[0], cells[1], Set(stages))
        }
    }

    private func split(_ line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    @Test("every rule of application, claim and issue is in the book, under its articles")
    func complete() throws {
        let needed = try table().filter { !$0.stages.isDisjoint(with: ["application", "claim", "issue", "all"]) }
        #expect(needed.count > 30)
        for row in needed {
            let rule = try #require(RuleBook.rule(row.id), "\(row.id) is missing")
            #expect(rule.articles.map(\.description).joined(separator: ",") == row.articles, "\(row.id)")
            let stages = row.stages.intersection(["application", "claim", "issue"])
            #expect(stages.isSubset(of: Set(rule.stages.map(\.rawValue))), "\(row.id)")
        }
    }

    @Test("the money rules of the review are in the book too")
    func money() {
        #expect(RuleBook.rule("ART16-RATE") != nil)
        #expect(RuleBook.rule("ART16-CAP") != nil)
    }

    @Test("no id is there twice, and rules stand in the order of the table")
    func order() throws {
        let ids = RuleBook.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(RuleBook.all.allSatisfy { !$0.sense.isEmpty && !$0.articles.isEmpty && (!$0.stages.isEmpty || $0.sense.hasSuffix("（无须审核）")) })
    }

    @Test("articles are cited in Chinese")
    func citation() {
        #expect(Article(24).citation == "第二十四条")
        #expect(Article(10).citation == "第十条")
        #expect(Article(11, item: 3, point: 3).citation == "第十一条第三项第3目")
        #expect(RuleBook.rule("ART02-DEMANDER")?.citation == "第二条、第十四条")
    }

    @Test("every finding that stands against a decision says its rule, article, values, reason and way out")
    func findingsAreWhole() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "reg_division", "410102")
        builder.set(.party, CaseBuilder.party, "finance_system_declared", "false")
        builder.remove(.regHte, "410300-H1")
        builder.set(.application, "410305-A1", "declaration_signed", "false")
        let decision = try builder.application()
        #expect(decision.against == ["ART14-LOCAL", "ART14-HTE", "ART17-FORM", "ART20-FINANCE"])
        for finding in decision.findings {
            #expect(!finding.article.isEmpty && !finding.values.isEmpty && !finding.reason.isEmpty && !finding.fix.isEmpty, "\(finding)")
        }
    }
}
