import ArgumentParser
import Centre
import Foundation
import Programme
import Store

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look the data root over and say what to do.",
        discussion: """
            Checks configuration, keys, folders, disk, database, archive, outbox, working days and clock, a line each: ok, WARNING or FAILURE, what it \
            means, what to do. Writes nothing and may run beside the daemon. With --deep it reads every archived file again and checks every index.

            Exits with 1 where there is a failure; warnings alone are no failure.

              voucherd doctor --root /srv/voucherd
            """
    )

    @OptionGroup var options: RootOptions

    @Flag(help: "Read every archived file again, and check every index of the database.")
    var deep = false

    @Option(help: ArgumentHelp("Judge as of this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() async throws {
        let doctor = Doctor(options.dataRoot, environment: ProcessInfo.processInfo.environment)
        let report = await doctor.examine(at: asOf?.instant ?? .now, depth: deep ? .indexes : .pages)
        switch format {
        case .text: Terminal.print(DoctorText(report).text)
        case .json: try Terminal.printJSON(report)
        }
        if report.failures > 0 { throw ExitCode(1) }
    }
}
