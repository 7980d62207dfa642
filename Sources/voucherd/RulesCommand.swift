import ArgumentParser
import Glibc
import Programme
import Records
import Rules

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List the rules of the regulation, article by article.",
        discussion: """
            Without ID, all of them in the order of the articles: what each demands, when it is asked, what it reads and what it can do. With ID, \
            one rule with the way in which the text is read where it is silent or in doubt. The numbers that rules use are in \
            config/programme.yaml.

              voucherd rules
              voucherd rules ART24-YEAR
              voucherd rules --format json
            """
    )

    @Argument(help: "A rule, such as ART24-YEAR.")
    var id: String?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let rules = try id.map { [try RulesCommand.known($0)] } ?? RuleBook.all
        switch format {
        case .json: try Terminal.printJSON(RulesJSON(rules))
        case .text: for rule in rules { Terminal.print(id == nil ? RuleText.entry(rule) : RuleText.page(rule)) }
        }
    }

    private static func known(_ id: String) throws -> Rule {
        guard let rule = RuleBook.rule(id.uppercased()) else {
            let near = RuleBook.all.map(\.id).filter { $0.hasPrefix(id.uppercased().prefix(5)) }
            let hint = near.isEmpty ? "'voucherd rules' lists all" : "near it: \(near.joined(separator: ", "))"
            throw CommandFailure(EX_USAGE, "there is no rule '\(id)'; \(hint)", "没有规则“\(id)”；用 voucherd rules 列出全部规则")
        }
        return rule
    }
}

/// A rule for people.
enum RuleText {
    /// A few lines of the list.
    static func entry(_ rule: Rule) -> String {
        """
        \(rule.id)  \(rule.citation)  [\(rule.stageNames)]  \(rule.effectNames)
            \(rule.sense)
            \(rule.english)
            \(readsLine(rule))
        """
    }

    /// All that there is to say of one rule.
    static func page(_ rule: Rule) -> String {
        var lines = [
            "\(rule.id)  \(rule.citation)", "  \(rule.sense)", "  \(rule.english)", "",
            "  asked 环节:     \(rule.stageNames)",
            "  can do 后果:    \(rule.effects.map { "\($0.rawValue) \($0.title)" }.joined(separator: ", "))",
        ]
        if let category = rule.category { lines.append("  only for 仅对:  \(category.rawValue) \(category.title)") }
        lines.append("  reads 所读:")
        for reading in rule.reads { lines.append("    \(reading.type.name).\(reading.group)  \(reading.type.title)：\(reading.titles)") }
        for register in rule.registers { lines.append("    \(register.name)  \(register.title)") }
        if rule.reads.isEmpty, rule.registers.isEmpty { lines.append("    \(nothingRead(rule))") }
        lines.append("  where the text is silent 条文未尽之处:")
        lines.append("    \(rule.construction ?? "the words are enough / 按条文字面，无须另作解读")")
        return lines.joined(separator: "\n")
    }

    private static func readsLine(_ rule: Rule) -> String {
        let names = rule.reads.map { "\($0.type.name).\($0.group)" } + rule.registers.map(\.name)
        return names.isEmpty ? nothingRead(rule) : "reads 所读: \(names.joined(separator: ", "))"
    }

    private static func nothingRead(_ rule: Rule) -> String {
        if rule.needsNoTest { return "needs no test: the article asks nothing of a record / 无须审核" }
        return "no group of its own: reads dates, amounts and acts of the centre / 不读单独的字段组，依日期、金额和中心的操作"
    }
}

/// Rules for programs.
struct RulesJSON: Encodable {
    struct Entry: Encodable {
        let id: String
        let articles: [String]
        let citation: String
        let stages: [String]
        let effects: [String]
        let sense: String
        let english: String
        let construction: String?
        let category: String?
        let reads: [String]
        let registers: [String]
        let needsNoTest: Bool
    }

    let version = 1
    let rules: [Entry]

    init(_ rules: [Rule]) {
        self.rules = rules.map { rule in
            Entry(
                id: rule.id,
                articles: rule.articles.map(\.description),
                citation: rule.citation,
                stages: rule.stages.map(\.rawValue).sorted(),
                effects: rule.effects.map(\.rawValue),
                sense: rule.sense,
                english: rule.english,
                construction: rule.construction,
                category: rule.category?.rawValue,
                reads: rule.reads.map { "\($0.type.name).\($0.group)" },
                registers: rule.registers.map(\.name),
                needsNoTest: rule.needsNoTest
            )
        }
    }
}

extension Rule {
    fileprivate var stageNames: String { needsNoTest ? "-" : Stage.allCases.filter(stages.contains).map(\.rawValue).joined(separator: ", ") }
    fileprivate var effectNames: String { effects.map(\.rawValue).joined(separator: " ") }
}

extension Rule.Reading {
    /// The Chinese names of the group's columns.
    fileprivate var titles: String { type.columns.filter { $0.group == group }.map(\.title).joined(separator: "、") }
}
