import ArgumentParser
import Centre
import Programme

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what came in, what waits and why, and what was decided.",
        discussion: """
            Reads the store and writes nothing; it may run beside the daemon. Of what waits it shows how many there are of each kind, the few on \
            which the most money depends, and the few that have waited longest; 'voucherd waits' has all, each with its way out.

              voucherd status --root /srv/voucherd --format json
            """
    )

    @OptionGroup var options: RootOptions

    @Option(help: ArgumentHelp("Count ages as of this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() async throws {
        let centre = try await options.centre(onlyLooking: true)
        let look = Inbox(centre.root, offices: centre.configuration.offices.codes).look()
        let report = try StatusReport(centre, look, at: asOf?.instant ?? .now)
        switch format {
        case .text: Terminal.print(StatusText(report, queueCommand: centre.queueCommand).text)
        case .json: try Terminal.printJSON(report)
        }
    }
}
