import Foundation
import Programme
import Records
import Rules
import Testing

/// Walks the table of rules in `Fixtures/rules.csv` and drives each rule through the adjudicator both ways.
@Suite("Every rule of the table")
struct EveryRuleTests {
    /// Findings that a rule makes in rounds only, though it is asked of applications and claims too.
    static let madeInRounds: [String: Set<Finding.Effect>] = ["ART20-CREDIT": [.hold], "ART27-VALID": [.hold]]

    /// Rules that ask nothing because nothing can be otherwise: the tests below show each.
    static let heldByConstruction: Set<String> = ["ART05-ADMIN", "ART06-ELECTRONIC", "ART19-ALLYEAR", "ART25-COMPLAINT"]

    /// What the table names and no rule does by itself: no record can show that a contract names the project (it does so by reference),
    /// nor that a test lies within the certified scope (no column holds the scope); and a complaint holds only what an operator holds.
    static let notByItself: [String: Set<Finding.Effect>] = ["ART02-RDPROJECT": [.warn], "ART11-CERTVALID": [.warn], "ART25-COMPLAINT": [.hold]]

    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let articles: [String]
        let stages: Set<String>
        let effects: Set<String>
        var testDescription: String { id }
    }

    static let table: [Row] = {
        let url = packageRoot.appending(path: "Tests/RulesTests/Fixtures/rules.csv")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            // Commas are between quotes only within a cell.
            var cells = [""]
            var isQuoted = false
            for character in line {
                switch character {
                case "\"": isQuoted.toggle()
                case "," where !isQuoted: cells.append("")
                default: cells[cells.count - 1].append(character)
                }
            }
            return Row(
                id: cells[0],
                articles: cells[1].split(separator: ",").flatMap(articles),
                stages: Set(cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }),
                effects: Set(cells[3].split(separator: " ").map(String.init))
            )
        }
    }()

    /// `18(3)(4)` is items 3 and 4 of article 18.
    private static func articles(_ text: Substring) -> [String] {
        let parts = text.split(separator: "(")
        guard parts.count > 2 else { return [String(text)] }
        return parts.dropFirst().map { "\(parts[0])(\($0)" }
    }

    // MARK: The book

    @Test("the book has the table's rules and no other, in its order")
    func whole() {
        #expect(Self.table.count == 59)
        #expect(RuleBook.all.map(\.id) == Self.table.map(\.id))
    }

    @Test("a rule stands under the table's articles, is asked when the table says, and can do what the table says", arguments: table)
    func entry(row: Row) throws {
        let rule = try #require(RuleBook.rule(row.id))
        #expect(rule.articles.map(\.description) == row.articles)
        let stages = Set(rule.stages.map(\.rawValue))
        for stage in row.stages {
            switch stage {
            case "-": #expect(rule.needsNoTest)
            case "all", "any", "centre": #expect(!stages.isEmpty)
            case "platform application", "provider registration": #expect(row.id == "ART11-QUAL" || stages.contains("registration"))
            case "initial review": #expect(stages.contains("claim"))
            case "confirm": #expect(stages.contains("confirmation"))
            case "pay": #expect(stages.contains("payment"))
            case "year end": #expect(stages.contains("yearEnd"))
            // The money rules are worked out at the initial review, and again when the panel has spoken.
            case "review" where row.id.hasPrefix("ART16"): #expect(stages.contains("claim"))
            default: #expect(stages.contains(stage))
            }
        }
        let known = Set(Finding.Effect.allCases.map(\.rawValue))
        let asked = row.effects.intersection(known).subtracting(Self.notByItself[row.id, default: []].map(\.rawValue))
        // The exchange format lets a rule refuse applications and claims only.
        let isOfRegistration = row.id == "ART08-PLATFORM" || row.id == "ART11-ABILITY"
        #expect(isOfRegistration || asked.isSubset(of: rule.effects.map(\.rawValue)), "\(asked) \(rule.effects)")
    }

    @Test("a rule says in Chinese and English what it demands and what it can do", arguments: RuleBook.all.map(\.id))
    func words(id: String) throws {
        let rule = try #require(RuleBook.rule(id))
        #expect(!rule.sense.isEmpty && !rule.english.isEmpty && !rule.effects.isEmpty)
        #expect(Set(rule.effects).count == rule.effects.count)
        #expect(rule.english.utf8.count == rule.english.unicodeScalars.count, "not in English")
        #expect(rule.needsNoTest == rule.sense.hasSuffix("（无须审核）"))
        #expect(!rule.needsNoTest || rule.effects == [.info])
    }

    // MARK: Both ways

    @Test("each rule is driven in exactly one way", arguments: table)
    func accounted(row: Row) throws {
        let rule = try #require(RuleBook.rule(row.id))
        let ways = [
            RuleCases.all[row.id] != nil, RoundCases.all[row.id] != nil, Self.heldByConstruction.contains(row.id), rule.needsNoTest,
        ]
        #expect(ways.filter(\.self).count == 1, "cases, rounds, construction, no test: \(ways)")
    }

    @Test("a rule fires, with each finding that it says it can make", arguments: RuleCases.all.keys.sorted())
    func fires(id: String) throws {
        let rule = try #require(RuleBook.rule(id))
        let cases = try #require(RuleCases.all[id])
        for firing in cases.firings {
            var builder = CaseBuilder()
            firing.edit(&builder)
            let findings = try Self.findings(builder, firing.hearing, firing.approval, party: firing.party).findings
            let own = findings.filter { $0.rule == id && $0.effect == firing.effect }
            #expect(!own.isEmpty, "\(firing.effect) in \(findings.map { "\($0.effect) \($0.rule)" })")
            for finding in own {
                #expect(finding.article == rule.citation && !finding.reason.isEmpty && !finding.values.isEmpty)
                #expect(![.reject, .return, .hold].contains(finding.effect) || !finding.fix.isEmpty, "no way out: \(finding)")
            }
        }
        let made = Set(cases.firings.map(\.effect.rawValue)).union(Self.madeInRounds[id, default: []].map(\.rawValue))
        let claimed = Set(rule.effects.map(\.rawValue)).intersection(Finding.Effect.allCases.map(\.rawValue))
        #expect(made == claimed, "tested, and said of itself")
    }

    @Test("a rule can be made to pass", arguments: RuleCases.all.keys.sorted())
    func passes(id: String) throws {
        let cases = try #require(RuleCases.all[id])
        for firing in cases.firings {
            var builder = CaseBuilder()
            cases.passing(&builder)
            let hearing = if case .claim = firing.hearing { RuleCases.Hearing.claim() } else { firing.hearing }
            let (outcome, findings) = try Self.findings(builder, hearing, .automatic, party: nil)
            let against = findings.filter { $0.rule == id && $0.effect != .info }
            #expect(against.isEmpty && [.approved, .issued, .passed, nil].contains(outcome), "\(outcome?.rawValue ?? "") \(findings)")
        }
    }

    @Test("a rule of rounds, payment or time fires, with each finding that it says it can make, and passes", arguments: RoundCases.all.keys.sorted())
    func roundsBothWays(id: String) throws {
        let rule = try #require(RuleBook.rule(id))
        let cases = try #require(RoundCases.all[id])
        for (effect, findings) in cases.firings {
            let all = try findings()
            let own = all.filter { $0.rule == id && $0.effect == effect }
            #expect(!own.isEmpty, "\(effect) in \(all.map { "\($0.effect) \($0.rule)" })")
            for finding in own {
                #expect(finding.article == rule.citation && !finding.reason.isEmpty && !finding.values.isEmpty)
                #expect(![.reject, .return, .hold].contains(finding.effect) || !finding.fix.isEmpty, "no way out: \(finding)")
            }
        }
        let made = Set(cases.firings.map(\.effect.rawValue))
        let claimed = Set(rule.effects.map(\.rawValue)).intersection(Finding.Effect.allCases.map(\.rawValue))
        #expect(made == claimed, "tested, and said of itself")
        let against = try cases.passing().filter { $0.rule == id && $0.effect != .info }
        #expect(against.isEmpty, "\(against)")
    }

    private static func findings(
        _ builder: CaseBuilder,
        _ hearing: RuleCases.Hearing,
        _ approval: Adjudicator.Settings.Approval,
        party: String?
    ) throws -> (outcome: Decision.Outcome?, findings: [Finding]) {
        let programme = try shippedProgramme()
        var file = builder.file
        if let party {
            let records = file.records.map { record in
                guard record.key.type == .party else { return record }
                return CaseRecord(RecordKey(.party, party), values: record.values)
            }
            file = CaseFile(party: party, year: file.year, records: records)
        }
        let adjudication = Adjudicator(programme: programme, settings: .init(applications: approval)).adjudicate(file, at: CaseBuilder.early)
        let decision: Decision?
        switch hearing {
        case .application: decision = adjudication.decision(.application, RecordKey(.application, "410305-A1"))
        case .voucher: decision = adjudication.decision(.voucher, RecordKey(.application, "410305-A1"))
        case .claim(let id): decision = adjudication.decision(.initialReview, RecordKey(.claim, id))
        case .registration(let type, let key):
            let record = try #require(file.records.first { $0.key == RecordKey(type, key) })
            let credit = file.records.filter { $0.key.type == .regBadCredit }
            return (nil, RegistrationHearing(programme: programme).findings(of: record, badCredit: credit, on: Day(2026, 6, 2)!))
        }
        let found = try #require(decision, "no decision: \(adjudication.waits)")
        return (found.outcome, found.findings)
    }

    // MARK: By construction

    @Test("the programme's own costs come out of the budget before any claim (Art. 5)")
    func ownCosts() {
        #expect(RoundBuilder.with("admin_reserved", nil).hearing.available == Fen(10_000_000))
        #expect(RoundBuilder.with("admin_reserved", "70000.00").lines == ["C1 FULL 15000.00", "C2 FULL 15000.00", "C3 UNFUNDED 0.00"])
    }

    @Test("an approved application has one voucher and no other has any (Art. 6)")
    func electronic() throws {
        var builder = CaseBuilder()
        builder.addApplication("410311-A2", at: "2026-03-05T09:00:00+08:00")
        let decisions = try builder.adjudicated().decisions
        let approved = decisions.filter { $0.kind == .application && $0.outcome == .approved }.map(\.subject)
        #expect(approved == decisions.filter { $0.kind == .voucher }.map(\.subject) && approved.count == 1)
    }

    @Test("an application is taken on every day of the year (Art. 19)")
    func everyDay() throws {
        for ordinal in Day.first(of: 2026).ordinal...Day.last(of: 2026).ordinal {
            var builder = CaseBuilder()
            let moment = Instant(startOf: Day(ordinal: ordinal))
            builder.set(.application, "410305-A1", "submitted_at", moment.description)
            builder.change(.application, "410305-A1") { $0.place = moment }
            #expect(try builder.application().outcome == .approved, "\(Day(ordinal: ordinal))")
        }
    }

    @Test("a complaint changes no decision (Art. 25)")
    func complaint() throws {
        var builder = CaseBuilder()
        let before = try builder.adjudicated()
        builder.add(
            .complaint,
            "410305-T1",
            ["target": "410305-C1", "channel": "电话", "content": "投诉", "received_at": "2026-06-01T12:00:00+08:00"]
        )
        #expect(try builder.adjudicated() == before)
    }
}
