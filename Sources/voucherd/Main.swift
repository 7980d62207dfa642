import ArgumentParser

/// The root command. A new command is a file of its own and its name in one of the groups below.
@main
struct Voucherd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voucherd",
        abstract: "Innovation vouchers (科技创新券) for offices that work offline.",
        discussion: """
            District offices pack their records into signed zips; the centre takes them from inbox/, merges them, applies the regulation, and \
            answers each office with a signed bundle in outbox/. Nothing needs a network.

            An office begins with keygen, then pack, and opens what comes back. `voucherd help COMMAND` explains each.

            Exit codes are those of sysexits: 64 wrong use, 65 wrong data, 66 no such input, 73 output exists or cannot be made, 74 read or \
            write failed, 75 try again later, 77 no permission, 78 wrong configuration. Commands that look for what is wrong exit with 1 where they \
            find it.
            """,
        version: "voucherd 0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "The centre (中心)",
                subcommands: [
                    RunCommand.self, StatusCommand.self, WaitsCommand.self, CheckCommand.self, ReconcileCommand.self, RebuildCommand.self,
                    DoctorCommand.self, ExportCommand.self,
                ]
            ),
            CommandGroup(
                name: "Operators (经办)",
                subcommands: [
                    ConflictsCommand.self, ResolveCommand.self, UndoCommand.self, RuleCommand.self, RoundCommand.self, ShowCommand.self,
                    WhyCommand.self,
                ]
            ),
            CommandGroup(name: "The office (县区)", subcommands: [PackCommand.self, OpenCommand.self]),
            CommandGroup(name: "Both (双方)", subcommands: [InspectCommand.self, KeygenCommand.self, SchemaCommand.self, RulesCommand.self]),
            CommandGroup(name: "Trying it out (试用)", subcommands: [MakeSample.self, SimulateCommand.self]),
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            try Terminal.finish()
        } catch {
            CommandFailure.end(with: error)
        }
    }
}
