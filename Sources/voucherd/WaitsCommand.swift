import ArgumentParser
import Centre
import Programme
import Store

struct WaitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waits",
        abstract: "List everything that waits: why, since when, how much money depends on it, and the way out.",
        discussion: """
            One queue: conflicts, held and returned decisions, applications and claims that cannot be judged yet, records and rows that refer to \
            what is not here, resolutions without their sides, batches out of turn, files that are not whole. The most money comes first, then \
            the oldest. Where the centre can end a wait, the command stands below it, ready to paste; put your own reason in it.

            The same rows stand in the view v_waits of store/voucherd.sqlite.

              voucherd waits --kind batch --kind held
              voucherd waits --office 410305 --older 3d --format json
            """
    )

    @OptionGroup var options: RootOptions

    @Option(help: ArgumentHelp("Only waits of this kind; may be given several times.", valueName: "kind"))
    var kind: [StoredWait.Kind] = []

    @Option(help: "Only what this office sent.")
    var office: OfficeCode?

    @Option(help: ArgumentHelp("Only what has waited for at least this long, such as 3d or 12h.", valueName: "time"))
    var older: AgeArgument?

    @Flag(help: "Only what has waited longer than it should.")
    var overdue = false

    @Option(help: ArgumentHelp("Count ages as of this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() async throws {
        let centre = try await options.centre(onlyLooking: true)
        let queue = try WaitQueue(centre, at: asOf?.instant ?? .now).filtered { item in
            (kind.isEmpty || kind.contains { $0.rawValue == item.kind }) && (office.map { $0.description == item.office } ?? true)
                && (older.map { (item.ageSeconds ?? 0) >= $0.seconds } ?? true) && (!overdue || item.isOverdue)
        }
        switch format {
        case .text: Terminal.print(WaitText(queue).text, terminator: "")
        case .json: try Terminal.printJSON(queue)
        }
    }
}
