import ArgumentParser
import Centre
import Programme

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a conflict, batch, row, record, voucher or claim on one screen.",
        discussion: """
            ID is whatever stands in a log, a receipt or on paper: a conflict or the beginning of one, a batch, a row, a record by its key, or \
            'voucher' and its application's id. Where a key names several things, write the type before it.

              voucherd show C-7f3a
              voucherd show 410305-1-42
              voucherd show party 410305-1-42:7
              voucherd show claim 410305-C1
              voucherd show voucher 410305-A1 --format json
            """
    )

    @OptionGroup var options: RootOptions

    @Argument(help: "What to show.", completion: .openConflicts)
    var id: [String]

    @Option(help: ArgumentHelp("Count ages as of this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func validate() throws {
        if id.isEmpty { throw ValidationError("say what to show / 请给出要查看的编号") }
    }

    func run() async throws {
        switch (try await options.centre(onlyLooking: true).show(id.joined(separator: " "), at: asOf?.instant ?? .now), format) {
        case (.conflict(let sheet), .text): Terminal.print(ConflictText(sheet, isMasked: false).text, terminator: "")
        case (.conflict(let sheet), .json): try Terminal.printJSON(sheet)
        case (.sheet(let sheet), .text): Terminal.print(sheet.text, terminator: "")
        case (.sheet(let sheet), .json): try Terminal.printJSON(sheet)
        }
    }
}
