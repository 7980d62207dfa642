import ArgumentParser
import Centre

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell every edit, rule and decision behind a record, claim or voucher.",
        discussion: """
            In the order in which the centre dealt with them: each row with its office, editor and line, what it changed and what became of it; \
            each conflict with its sides, who settled it and why, undone or not; each ruling; each decision with its rules, its amount, what it \
            superseded and the programme file by which it was made. Nothing of this is ever deleted.

              voucherd why 410305-C1
              voucherd why party 91410305MA8U667107
              voucherd why voucher 410305-A1 --format json
            """
    )

    @OptionGroup var options: RootOptions

    @Argument(help: "A record by its key or as 'type key', a voucher, a row, or a conflict.", completion: .openConflicts)
    var key: [String]

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func validate() throws {
        if key.isEmpty { throw ValidationError("say of what / 请给出要查询的编号") }
    }

    func run() async throws {
        let story = try await options.centre(onlyLooking: true).story(of: key.joined(separator: " "))
        switch format {
        case .text: Terminal.print(StoryText(story).text, terminator: "")
        case .json: try Terminal.printJSON(story)
        }
    }
}
